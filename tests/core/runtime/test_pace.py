"""Who watches a run, and what it may wish."""

from core.events import Record, ThreadStarted
from core.model import TRACKER
from core.runtime.pace import FULL, Audience, Mode, Pace


def test_an_audience_that_asks_for_nothing_goes_at_full_speed_and_wishes_nothing() -> None:
    audience = Audience()
    audience.take([Record(TRACKER, 1, 1, 0.0, ThreadStarted())])
    audience.tell(Pace(Mode.FULL, FULL))
    assert audience.speed == FULL
    assert audience.wishes.empty()
