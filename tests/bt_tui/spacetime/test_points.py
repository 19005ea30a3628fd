"""Points: which belong together, what is in flight between them, and who is dead."""

import pytest
from hypothesis import given, settings

from bt_tui.spacetime import points as module
from bt_tui.spacetime.points import KINDS, NONE, Kind
from core.causality import received_by, sent_by
from core.events import MessageLost, Record, ThreadCrashed, ThreadEnded, ThreadRevived
from core.model import TRACKER, download_thread
from core.sim.world import World
from core.waiting import Waiting
from tests.bt_tui.screens import story
from tests.bt_tui.spacetime.scenes import faulty, history_of
from tests.bt_tui.test_state_runs import worlds
from tests.core.recorded import Happening, records

few = settings(max_examples=10, deadline=None, derandomize=True, database=None)
ONE, TWO = download_thread(1), download_thread(2)


def assert_right(told: list[Record]) -> None:
    """See that points are what the records say, and that what is in flight is what waits."""
    points = history_of(told).points
    shown = [number for number, one in enumerate(told) if type(one.event) in KINDS]
    assert list(points.record) == shown
    threads = {number: thread for thread, number in points.threads.items()}
    assert [threads[at] for at in points.at] == [told[number].at for number in shown]
    waiting, number = Waiting(), 0
    for point, record in enumerate(points.record):
        for one in told[number:record]:
            waiting.observe(one)
        number = record
        flying = {sent_by(told[points.record[sent]]) for sent in points.before(point).flying}
        assert flying == {*waiting.messages, *waiting.delayed}
    for point, partner in enumerate(points.partner):
        if partner != NONE and points.kind[point] == Kind.SENT:
            end = told[points.record[partner]]
            assert points.partner[partner] == point
            assert isinstance(end.event, MessageLost) or received_by(end.event) == sent_by(
                told[points.record[point]]
            )


@pytest.mark.parametrize("every", [1, 7, module.SNAPSHOT_POINTS])
def test_points_are_what_the_records_say(every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SNAPSHOT_POINTS", every)
    assert_right(list(story()))
    assert_right(faulty())


@given(world=worlds)
@few
def test_so_are_those_of_any_run(world: World) -> None:
    assert_right(world.records)


def test_a_message_is_open_until_it_is_received() -> None:
    points = history_of(story()).points
    for point, partner in enumerate(points.partner):
        if points.kind[point] == Kind.SENT:
            assert points.is_open(point, partner)
            assert not points.is_open(point, partner + 1)


def test_a_thread_is_dead_from_its_crash_until_it_begins_anew_and_after_its_end() -> None:
    told: list[Happening] = [
        (TRACKER, ThreadEnded()),
        (ONE, ThreadCrashed()),
        (TWO, ThreadEnded()),
        (ONE, ThreadRevived(1, kept=True)),
        (ONE, ThreadCrashed()),
        (ONE, ThreadEnded()),
        (TWO, ThreadCrashed()),
    ]
    points = history_of(list(records(told))).points
    one, two = points.threads[ONE], points.threads[TWO]
    alive = [points.is_alive(one, point) for point in range(len(told) + 1)]
    assert alive == [True, True, False, False, True, False, False, False]
    for point in range(len(told)):
        dead = points.before(point).dead
        assert (one in dead) is not alive[point]
        assert (two in dead) is (point > 2)


def test_points_are_counted_up_to_a_moment() -> None:
    points = history_of(story()).points
    assert points.by(0) == 0
    assert points.by(points.record[5]) == 5
    assert points.by(points.record[5] + 1) == 6
    assert points.by(len(story())) == len(points)
