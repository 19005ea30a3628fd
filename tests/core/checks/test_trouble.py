"""What shows that a run was not faultless."""

import pytest

from core.checks import went_well
from core.events import (
    AnyEvent,
    ClientStarted,
    Record,
    RequestDenied,
    SegmentRejected,
    ThreadGone,
    TimerFired,
)
from core.model import download_thread, upload_thread
from core.timers import PatienceTimer, RoundTimer, ServeTimer
from tests.core.checks.mutants import EVERY_PROFILE, recorded
from tests.core.trace.made import of_a_run


@pytest.mark.parametrize("name", EVERY_PROFILE)
def test_a_run_in_which_all_goes_well_shows_no_trouble(name: str) -> None:
    assert went_well(of_a_run(name))
    assert not went_well(recorded(name, faultless=False))


@pytest.mark.parametrize(
    ("event", "is_well"),
    [
        (TimerFired(ServeTimer()), True),
        (TimerFired(RoundTimer("atlas")), False),
        (TimerFired(PatienceTimer()), False),
        (SegmentRejected("atlas", 0, 1), False),
        (ThreadGone(upload_thread(2)), False),
        (RequestDenied("atlas", (0,), 1), True),
        (ClientStarted((), ("atlas",)), True),
        (ClientStarted((), ("atlas",), shares=False), False),
    ],
    ids=str,
)
def test_waiting_in_vain_lies_and_free_riding_are_trouble(
    event: AnyEvent, *, is_well: bool
) -> None:
    assert went_well([Record(download_thread(1), 1, 1, 0.0, event)]) is is_well
