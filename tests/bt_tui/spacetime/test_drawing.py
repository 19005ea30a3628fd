"""Drawing: every arrow begins and ends where its message did, and what is in flight is open."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.spacetime.points import Kind
from bt_tui.spacetime.shapes import (
    DIMMED,
    DOWN,
    FUTURE,
    HEADS,
    LOST,
    MARKS,
    OPEN_HEAD,
    PAST,
    SELECTED,
    THREAD,
)
from core.events import (
    MessageLost,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    ThreadCrashed,
    ThreadEnded,
    ThreadRevived,
    TimerFired,
    TimerSet,
)
from core.model import TRACKER, Address, download_thread
from core.sim.world import World
from core.timers import ServeTimer
from tests.bt_tui.screens import story
from tests.bt_tui.spacetime.scenes import faulty, sheet_of, text
from tests.bt_tui.test_state_runs import worlds
from tests.core.recorded import Happening, records

few = settings(max_examples=10, deadline=None, derandomize=True, database=None)
ONE, TWO, THREE, FOUR = map(download_thread, range(1, 5))


def sent(at: Address, to: Address, number: int = 1) -> Happening:
    return at, MessageSent(to, number, "Probe", 10)


def received(at: Address, source: Address, number: int = 1) -> Happening:
    return at, MessageReceived(source, number, "Probe")


def drawn(*happenings: Happening, width: int = 45) -> list[str]:
    """Return what is drawn of what happened, without numbers and words."""
    sheet = sheet_of(list(records(happenings)), width=width)
    columns = sheet.columns
    return [line[columns.left : columns.end].rstrip() for line in text(sheet)]


def rings(at: Address) -> tuple[Happening, Happening]:
    return (at, TimerSet(ServeTimer(), 1.0, "to serve")), (at, TimerFired(ServeTimer()))


def test_an_arrow_goes_along_a_line_down_beside_the_receiver_and_into_it_from_that_side() -> None:
    assert drawn(
        sent(TRACKER, TWO), sent(TWO, ONE), received(TWO, TRACKER), received(ONE, TWO)
    ) == [
        "   ●─────────╮ │",
        "   │     │ ╭───●",
        "   │     │ ┊ ╰▶●",
        "   │     ●◀╯   │",
        "   │     │     │",
    ]


def test_messages_wait_beside_each_other_s_and_what_is_in_flight_is_open() -> None:
    assert drawn(
        sent(TRACKER, ONE),
        sent(TWO, ONE),
        sent(TRACKER, ONE, 2),
        sent(TWO, ONE, 2),
        received(ONE, TRACKER),
        received(ONE, TWO),
    ) == [
        "   ●───╮ │     │",
        "   │   ┊ │ ╭───●",
        "   ●╌╌╌┤ │ ┊   │",
        "   │   ┊ │ ├╌╌╌●",
        "   │   ├▶● ┊   │",
        "   │   ┊ ●◀┤   │",
        "   │   ▽ │ ▽   │",
    ]


def test_what_goes_wrong_in_a_thread_and_timers_have_shapes_of_their_own() -> None:
    assert drawn(
        *rings(ONE),
        sent(ONE, TWO),
        (ONE, MessageLost(TWO, 1, "Probe", "a fault")),
        sent(ONE, TWO, 2),
        (TWO, ThreadCrashed()),
        (TWO, MessageUnheeded(ONE, 2, "Probe")),
        (TWO, ThreadRevived(1, kept=True)),
        (ONE, ThreadEnded()),
    ) == [
        "   ◷     │",
        "   ●───╮ │",
        "   │   ✗ │",
        "   ●───╮ │",
        "   │   ┊ ✗",
        "   │   ╰▷○",
        "   │     ↻",
        "   ┴     │",
        "         │",
    ]


def test_a_message_to_the_thread_that_sent_it_is_drawn_too() -> None:
    assert drawn(sent(ONE, ONE), received(ONE, ONE)) == ["   ●─╮", "   ●◀╯", "   │"]


def test_a_thread_without_room_is_marked_where_it_would_be() -> None:
    told = records(
        [
            sent(TRACKER, ONE),
            sent(ONE, THREE),
            sent(THREE, TWO),
            sent(TWO, FOUR),
            received(THREE, ONE),
            received(TWO, THREE),
            received(FOUR, TWO),
        ]
    )
    sheet = sheet_of(list(told), width=40)
    assert sheet.columns.shown == (0, 1, 2)
    sheet.first = 3
    sheet.look_at(7, 40)
    assert sheet.columns.shown == (0, 3, 4)
    assert [line[7:] for line in text(sheet)] == [
        "   ●╌╌…  │     │    tracker → C1↓ a probe",
        "   │  …╮ │     │    C1↓ → C3↓ a probe",
        "   │  …──●     │    C3↓ → C2↓ a probe",
        "   │  …──────╮ │    C2↓ → C4↓ a probe",
        "   │   ╰▶●   ┊ │    C1↓ → C3↓ a probe",
        "   │  …  │   ┊ │    C3↓ → C2↓ a probe",
        "   │     │   ╰▶●    C2↓ → C4↓ a probe",
        "   │     │     │    1 in flight",
    ]


# ---- any run ------------------------------------------------------------------------------------


def assert_right(told: Sequence[Record], moment: int, *, layered: bool) -> None:
    """See that every line shows what its point is, where all have room."""
    sheet = sheet_of(told, moment, 250)
    sheet.is_layered = layered
    sheet.look_at(moment, 250)
    lines = text(sheet)
    assert len(lines) == len(sheet.order) + 1
    place_of = {thread: n for n, thread in enumerate(sorted(sheet.points.threads))}
    for line, point in zip(lines, sheet.order.between(0, len(sheet.order)), strict=False):
        record = told[sheet.points.record[point]]
        kind = Kind(sheet.points.kind[point])
        x = sheet.columns.x(place_of[record.at])
        match record.event:
            case MessageSent(to=to):
                assert line[x] == MARKS[kind]
                there = sheet.columns.x(place_of[to])
                is_open = sheet.points.partner[point] >= sheet.order.count
                corner, along = (there - 2, line[x + 1]) if there > x else (there + 2, line[x - 1])
                assert line[corner] in ("╮┤" if there > x or to == record.at else "╭├")
                assert abs(there - x) <= 3 or (along == "╌") is is_open
            case MessageReceived(source=source) | MessageUnheeded(source=source):
                assert line[x] == MARKS[kind]
                from_right = place_of[source] >= place_of[record.at]
                assert line[x + 1 if from_right else x - 1] == HEADS[kind][from_right]
                assert line[x + 2 if from_right else x - 2] in ("╯┤" if from_right else "╰├")
            case MessageLost():
                assert LOST in line
            case _:
                assert line[x] == MARKS[kind]
    heads = Counter(lines[-1])[OPEN_HEAD]
    flying = sheet.order.above(len(sheet.order)).flying
    assert bool(heads) == bool(flying)
    assert heads <= len(flying)
    assert (f" {len(flying)} in flight" in lines[-1]) == bool(flying)


@pytest.mark.parametrize("layered", [False, True])
def test_every_line_shows_what_its_point_is(layered: bool) -> None:
    for told in (list(story()), faulty()):
        for moment in (0, 1, len(told) // 3, len(told) // 2, len(told)):
            assert_right(told, moment, layered=layered)


@given(world=worlds, share=st.floats(0.0, 1.0), layered=st.booleans())
@few
def test_so_it_does_in_any_run(world: World, share: float, layered: bool) -> None:
    assert_right(world.records, round(share * len(world.records)), layered=layered)


@given(world=worlds, data=st.data())
@few
def test_any_stretch_of_lines_is_drawn_as_it_is_among_all(
    world: World, data: st.DataObject
) -> None:
    width = data.draw(st.integers(0, 250))
    sheet = sheet_of(world.records, width=width)
    sheet.is_layered = data.draw(st.booleans())
    sheet.first = data.draw(st.integers(-3, 20))
    sheet.look_at(len(world.records), width)
    everything = text(sheet)
    start = data.draw(st.integers(0, sheet.height))
    stop = data.draw(st.integers(start, sheet.height + 3))
    some = ["".join(part for part, _ in line).rstrip() for line in sheet.lines(start, stop)]
    numbered = slice(7, None)
    assert [line[numbered] for line in some] == [line[numbered] for line in everything[start:stop]]


# ---- light --------------------------------------------------------------------------------------


def test_the_past_and_the_future_are_lit_with_the_ways_of_their_messages() -> None:
    told = records(
        [
            sent(TRACKER, ONE),
            sent(TRACKER, TWO, 2),
            received(ONE, TRACKER),
            sent(ONE, TRACKER),
            received(TWO, TRACKER, 2),
            received(TRACKER, ONE),
        ]
    )
    sheet = sheet_of(list(told))
    sheet.selected = 2
    sheet.look_at(6, 100)
    drawn = [
        [(text.strip(), look) for text, look in line if text.strip(f" {THREAD}")]
        for line in sheet.lines(0, sheet.height)
    ]
    looks = [PAST, DIMMED, SELECTED, FUTURE, DIMMED, FUTURE]
    assert [line[0][0][0] for line in drawn[:-1]] == ["▴", "·", "▸", "▾", "·", "▾"]
    assert [line[0][1] for line in drawn[:-1]] == looks
    assert [line[-1] for line in drawn[:-1]] == [("a probe", look) for look in looks]
    ways = [look for line in drawn for text, look in line if text == DOWN]
    assert ways == [DIMMED, DIMMED, FUTURE]
