"""The title line: what it says of the run, and what it leaves out where there is no room."""

from copy import copy

import msgspec
import pytest

from bt_tui.history import History
from bt_tui.sources import Facts
from bt_tui.view import View
from bt_tui.widgets.lines import CUT
from bt_tui.widgets.title import TitleLine, clock, speed_name
from core.runtime.pace import FULL, HELD, Mode, Pace
from tests.bt_tui.screens import FACTS, on_stage, playing

PLAYING = Pace(Mode.PLAYING, 5.0)
PACES = [Pace(Mode.HELD, HELD), Pace(Mode.HOLDING, HELD), PLAYING, Pace(Mode.FULL, FULL)]


def title(
    width: int,
    *,
    facts: Facts = FACTS,
    pace: Pace = PLAYING,
    ended: bool = False,
    speed: float = 5.0,
    events: int = 184,
    time_s: float = 83.25,
    ahead: int | None = None,
) -> str:
    """Return the title line at this width."""
    line, view = TitleLine(facts, "LIVE"), View(History())
    view.state.events, view.state.time = events, time_s
    if ahead is not None:
        view._past = copy(view.state)
        view.history.now.events += ahead
    line.show(pace, view, ended=ended, speed=speed)
    [pieces] = line.lines(width, 1)
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("time_s", "told"),
    [
        (0.0, "00:00.0"),
        (0.099, "00:00.0"),
        (9.25, "00:09.2"),
        (59.99, "00:59.9"),
        (60.0, "01:00.0"),
        (3599.9, "59:59.9"),
        (6000.0, "100:00.0"),
    ],
)
def test_the_clock_tells_minutes_seconds_and_tenths(time_s: float, told: str) -> None:
    assert clock(time_s) == told


@pytest.mark.parametrize(
    ("speed", "told"),
    [(1.0, "1 msg/s"), (0.5, "0.5 msg/s"), (1000.0, "1000 msg/s"), (FULL, "full speed")],
)
def test_a_speed_is_told_in_messages_a_second(speed: float, told: str) -> None:
    assert speed_name(speed) == told


@pytest.mark.parametrize(
    ("width", "there", "left_out"),
    [
        (200, ["classroom · 4 ranks · MPICH 5.0.2 · peers-then-seeds · seed 7"], []),
        (120, ["classroom · 4 ranks · MPICH 5.0.2 · peers-then-seeds "], ["seed 7"]),
        (80, ["classroom · 4 ranks ", "01:23.2", "184 events"], ["MPICH"]),
        (60, ["classroom ", "▶ 5 msg/s", "LIVE"], ["ranks"]),
    ],
)
def test_the_least_telling_is_left_out_first(
    width: int, there: list[str], left_out: list[str]
) -> None:
    line = title(width)
    assert len(line) == width
    assert all(words in line for words in there)
    assert not any(words in line for words in left_out)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_what_runs_does_not_come_and_go_with_how_it_goes(width: int) -> None:
    told = set()
    for pace in PACES:
        line = title(width, pace=pace, speed=FULL)
        assert len(line) == width
        told.add(line.split("▶")[0].split("❚")[0].rstrip())
    assert len(told) == 1


def test_when_all_is_over_the_title_says_nothing_else() -> None:
    for pace in PACES:
        assert " ■ ENDED   LIVE " in title(80, pace=pace, ended=True)


@pytest.mark.parametrize("width", [60, 80, 120, 200])
@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize(
    ("ahead", "told"), [(0, " PAST −0 "), (7, " PAST −7 "), (1_234_567, " PAST −1,234,567 ")]
)
def test_the_past_is_told_with_how_much_is_ahead(
    ahead: int, told: str, ended: bool, width: int
) -> None:
    for pace in PACES:
        line = title(width, pace=pace, ahead=ahead, ended=ended)
        assert len(line) == width
        assert told in line
        assert "LIVE" not in line
        assert "ENDED" not in line


def test_what_is_sought_is_told() -> None:
    seeking = Pace(Mode.SEEKING, HELD, "a file is complete, of C3")
    assert " ▶▶ until a file is c…   LIVE " in title(80, pace=seeking)
    assert " ▶▶ until a denial " in title(80, pace=Pace(Mode.SEEKING, HELD, "a denial"))


def test_held_tells_the_speed_that_the_run_would_play_at() -> None:
    assert " ❚❚ HELD · 20 msg/s " in title(80, pace=PACES[0], speed=20.0)


@pytest.mark.parametrize(
    "scenario",
    ["homework-of-the-second-week-of-the-winter-term", "課題" * 20],
    ids=["long", "wide"],
)
@pytest.mark.parametrize("width", [60, 80, 120])
async def test_a_long_name_never_hides_how_the_run_goes(scenario: str, width: int) -> None:
    run = playing()
    run.facts = msgspec.structs.replace(FACTS, scenario=scenario)
    async with on_stage(run, (width, 24)) as stage:
        assert "▶ 5 msg/s" in stage.title
        assert "LIVE" in stage.title
        assert CUT in stage.title or scenario in stage.title
