"""The timeline: a bar as wide as the screen, with marks where they belong."""

import pytest

from bt_tui.history import History, Mark, MarkKind
from bt_tui.state import State
from bt_tui.view import View
from bt_tui.widgets.timeline import AHEAD, BAR, HEAD, SHAPES, Timeline

COMPLETE, TROUBLE = MarkKind.COMPLETE, MarkKind.TROUBLE
WIDTH = 20


def timeline(
    now: int, *marks: tuple[int, MarkKind], at: int | None = None, width: int = WIDTH
) -> str:
    """Return the timeline after so many events, live or looked at from another moment."""
    view = View(History())
    view.history.now.events = now
    view.history.marks = [Mark(event, kind) for event, kind in marks]
    if at is not None:
        view._past = State()
        view._past.events = at
    [pieces] = Timeline(view).lines(width, 1)
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize("events", [0, 1, 999, 1_000, 1_234_567])
def test_the_bar_fills_the_width_and_ends_in_the_number_of_events(events: int) -> None:
    line = timeline(events, width=40)
    assert len(line) == 40
    assert line.endswith(f"{BAR}{HEAD} {events:,}/{events:,} ")


@pytest.mark.parametrize(
    ("at", "told"), [(0, "     0/1,000 "), (7, "     7/1,000 "), (999, "   999/1,000 ")]
)
def test_looking_back_the_head_stands_where_it_is_looked_from(at: int, told: str) -> None:
    live, line = timeline(1_000, width=60), timeline(1_000, at=at, width=60)
    assert len(line) == len(live) == 60
    assert line.endswith(f"{AHEAD}{told}")
    bar = line.removesuffix(told)[1:]
    place = at * (len(bar) - 1) // 1_000
    assert bar == BAR * place + HEAD + AHEAD * (len(bar) - place - 1)
    assert live.index(HEAD) == len(bar)


def test_marks_stand_where_they_happened_as_a_share_of_the_whole() -> None:
    room = WIDTH - len(" 100/100 ") - 2
    line = timeline(100, (1, COMPLETE), (50, TROUBLE), (100, COMPLETE))
    assert line[1] == SHAPES[COMPLETE]
    assert line[1 + 49 * room // 100] == SHAPES[TROUBLE]
    assert line[room] == SHAPES[COMPLETE]
    assert line.count(BAR) == room - 3


def test_complete_and_trouble_have_shapes_of_their_own() -> None:
    assert len(set(SHAPES.values())) == len(MarkKind)


def test_a_mark_on_the_only_event_is_shown() -> None:
    assert timeline(1, (1, TROUBLE))[1] == SHAPES[TROUBLE]


@pytest.mark.parametrize("order", [(COMPLETE, TROUBLE), (TROUBLE, COMPLETE)])
def test_where_marks_share_a_place_trouble_is_not_hidden(order: tuple[MarkKind, ...]) -> None:
    marks = [(10 + n, kind) for n, kind in enumerate(order)]
    assert SHAPES[TROUBLE] in timeline(10_000, *marks)


@pytest.mark.parametrize("width", range(1, 6))
def test_where_there_is_hardly_room_there_is_a_bar_all_the_same(width: int) -> None:
    assert f"{BAR}{HEAD}" in timeline(100, width=width)
