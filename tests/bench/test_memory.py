"""What ranks have resident, and what an event takes."""

from pathlib import Path

import pytest

from tests.bench.memory import FLOOR, HEADLESS, HELD, SEEN, Peaks, figures_of
from tests.bench.resident import peak_kib, peaks_mib

STATUS = "Name:\tpython\nVmPeak:\t  999 kB\nVmHWM:\t   34816 kB\nVmRSS:\t   100 kB\n"


def test_the_most_that_was_resident_is_read_from_a_status() -> None:
    assert peak_kib(STATUS) == 34816


def test_this_process_has_some_memory() -> None:
    assert peak_kib(Path("/proc/self/status").read_text()) > 1024


def test_what_ranks_left_is_taken_away_in_their_order(tmp_path: Path) -> None:
    for rank, kib in enumerate([2048, 1024]):
        (tmp_path / f"peak-{rank}").write_text(str(kib))
    assert peaks_mib(tmp_path, 2) == [2.0, 1.0]
    assert not list(tmp_path.iterdir())


def test_an_event_takes_what_rank_0_has_more_than_when_it_was_held() -> None:
    taken = {
        FLOOR: [Peaks(20, 21)],
        HEADLESS: [Peaks(38, 36)],
        HELD: [Peaks(80, 36)],
        SEEN: [Peaks(90, 41, events=2**20)],
    }
    figures = {one.name: one for one in figures_of("a run", taken)}
    assert figures["an event at rank 0, seen"].values == pytest.approx((10.0,))
    assert figures["largest client, headless"].beside == {FLOOR: (21,)}
    limits = {name: one.at_most for name, one in figures.items() if one.at_most is not None}
    assert limits == {
        "largest client, headless": 40,
        "largest client, held on screen": 40,
        "rank 0, held on screen": 120,
    }
