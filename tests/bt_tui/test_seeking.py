"""A headless run that is to go until something happens."""

from bt_tui.seeking import Seeker
from core.events import AllCompleted, Record, SegmentsRefused, ThreadStarted
from core.model import download_thread, upload_thread
from core.runtime.pace import FULL, HELD, RunUntil, StopRun
from core.until import Condition, What

WISH = RunUntil(Condition(What.DENIAL), FULL)
UP = upload_thread(2)


def records(*events: AllCompleted | SegmentsRefused | ThreadStarted) -> list[Record]:
    return [Record(UP, number, number, 0.0, event) for number, event in enumerate(events, 1)]


def test_it_is_born_held_and_wishes_to_go_until_it_happens() -> None:
    seeker = Seeker(WISH)
    assert seeker.speed == HELD
    assert seeker.wishes.get_nowait() == WISH
    assert seeker.wishes.empty()


def test_where_it_happens_it_wishes_for_the_end_once_and_tells_of_the_first() -> None:
    seeker = Seeker(WISH)
    seeker.wishes.get_nowait()
    seeker.take(records(ThreadStarted()))
    seeker.take(records(ThreadStarted(), SegmentsRefused("atlas", (0,), 3), AllCompleted()))
    seeker.take(records(SegmentsRefused("atlas", (1,), 3)))
    assert seeker.wishes.get_nowait() == StopRun()
    assert seeker.wishes.empty()
    words = "stopped at event 3: C2 → C3  says no: it does not hold atlas #1 (yet)"
    assert seeker.words == words


def test_where_it_never_happens_it_says_so() -> None:
    seeker = Seeker(RunUntil(Condition(What.FINISHED, 3), FULL))
    seeker.take([Record(download_thread(2), 1, 1, 0.0, AllCompleted())])
    assert seeker.words == "it ended, and this never came up: C3 has finished"
