"""Reading a profile."""

import cProfile
import pstats
from pathlib import Path

import pytest

from tests.bench.profiled import BUILT_IN, own_times, told

HERE = "/somewhere/core/asker.py"
THERE = "/somewhere/core/search.py"


def test_built_in_functions_count_for_the_file_that_calls_them() -> None:
    here, there = (HERE, 1, "ask"), (THERE, 2, "look")
    length = (BUILT_IN, 0, "<built-in method builtins.len>")
    times = own_times(
        {
            here: (1, 1, 2.0, 9.0, {}),
            there: (4, 4, 1.0, 3.0, {here: (4, 4, 1.0, 3.0)}),
            length: (6, 6, 0.75, 0.75, {here: (2, 2, 0.25, 0.25), there: (4, 4, 0.5, 0.5)}),
        }
    )
    assert times == {"core/asker.py": 2.25, "core/search.py": 1.5}


def test_a_real_profile_can_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profiler = cProfile.Profile()
    profiler.runcall(lambda: sorted(map(str, range(1000)), key=len))
    profiler.dump_stats(tmp_path / "stats")
    stats = pstats.Stats(str(tmp_path / "stats")).stats  # type: ignore[attr-defined]
    told("here", own_times(stats))
    assert "bench/test_profiled.py" in capsys.readouterr().out
