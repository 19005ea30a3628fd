"""A plan that was written is read again as it was."""

from pathlib import Path

import pytest

from core.faults import (
    Corrupt,
    Crash,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fault,
    Lose,
    Mute,
    Overtake,
    Revive,
    Slow,
)
from core.faults.reading import read_faults
from core.faults.writing import as_toml

FAULTS: tuple[Fault, ...] = (
    Lose(message="SegmentReply", source=2, to=1, file='a "b"\\\x7f😀', nth=3),
    Delay(by=1e-06, since=0.25, before=1.2, chance=0.3),
    Duplicate(),
    Overtake(by=3600.0),
    Crash(client=2, at="stored:2:a:1", nth=2),
    Revive(client=2, at="time:0.5", keeps=False),
    Slow(client=1, lasts=0.1),
    Mute(client=1),
    Deny(client=3, at="denial"),
    Corrupt(client=1),
    Cut(lasts=2.5),
)


@pytest.mark.parametrize("faults", [FAULTS, FAULTS[:1], ()], ids=["many", "one", "none"])
def test_what_is_written_is_read_again(faults: tuple[Fault, ...], tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text(as_toml(faults), "utf-8")
    assert read_faults(path) == faults
