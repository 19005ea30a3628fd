"""Runs in memory in which things go wrong as planned: each ends, and tells the truth."""

import pytest

from core.events import (
    AfflictionEnded,
    Event,
    MessageDelayed,
    MessageDuplicated,
    MessageLost,
    MessageReceived,
    MessageReleased,
    MessageSent,
    RequestDenied,
    RequestTimedOut,
    SegmentRejected,
    ThreadCrashed,
)
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
    Slow,
)
from core.model import download_thread, upload_thread
from core.sim.world import World
from tests import judging
from tests.core.sim.companies import FILE, gone
from tests.worlds import client, scenario

LAB = scenario(
    client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]), client(4, wants=[FILE])
)
SURVIVED: list[tuple[Fault, type[Event]]] = [
    (Lose(message="SegmentReply", chance=0.2), RequestTimedOut),
    (Delay(chance=0.3, by=0.2), MessageReleased),
    (Overtake(chance=0.3), MessageReleased),
    (Slow(client=1, lasts=3.0), MessageReleased),
    (Mute(client=1, at="stored:3"), RequestTimedOut),
    (Deny(client=1, at="stored:3"), RequestDenied),
    (Corrupt(client=1, at="stored:3"), SegmentRejected),
    (Crash(client=1, at="stored:3"), ThreadCrashed),
    (Cut(at="stored:3", lasts=1.0), AfflictionEnded),
]
"""What two owners of a file can bear, and an event that shows it."""


@pytest.mark.parametrize(("fault", "shows"), SURVIVED)
@pytest.mark.parametrize("seed", range(3))
def test_where_somebody_else_owns_it_all_is_fetched(
    fault: Fault, shows: type[Event], seed: int
) -> None:
    world = World(LAB, seed=seed, faults=[fault]).run(steps_max=20_000)
    assert judging.of_kind(world.records, shows)
    assert judging.completed(world.records) == {(3, "file1"), (4, "file1")}
    judging.assert_ordered(world.records, ranks=5)
    judging.assert_time_goes_forward(world.records)
    judging.assert_counts_agree(world.records, world.totals)


def test_a_client_that_crashes_is_told_as_gone_and_lost() -> None:
    world = World(LAB, faults=[Crash(client=3, at="stored:3")]).run(steps_max=20_000)
    assert set(gone(world)) <= {download_thread(3), upload_thread(3)}
    assert world.totals.lost == (3,)
    assert judging.completed(world.records) == {(4, "file1")}


def test_a_message_is_lost_delayed_or_received_but_never_two_of_these() -> None:
    faults: list[Fault] = [
        Lose(message="SegmentReply", chance=0.2),
        Delay(message="SegmentReply", chance=0.5),
    ]
    world = World(LAB, seed=2, faults=faults).run(steps_max=20_000)
    ids = {
        kind: [
            (record.at, record.event.number)
            for record in world.records
            if isinstance(record.event, kind)
        ]
        for kind in (MessageSent, MessageLost, MessageDelayed, MessageReleased)
    }
    came = [
        (record.event.source, record.event.number)
        for record in world.records
        if isinstance(record.event, MessageReceived)
    ]
    assert ids[MessageLost]
    assert not set(came) & set(ids[MessageLost])
    assert not set(ids[MessageLost]) & set(ids[MessageDelayed])
    assert sorted(ids[MessageDelayed]) == sorted(ids[MessageReleased])
    assert set(came) | set(ids[MessageLost]) <= set(ids[MessageSent])


def test_a_doubled_request_is_answered_twice_and_stored_once() -> None:
    fault = Duplicate(message="SegmentRequest", nth=1)
    world = World(LAB, faults=[fault]).run(steps_max=20_000)
    assert len(judging.of_kind(world.records, MessageDuplicated)) == 2
    assert judging.completed(world.records) == {(3, "file1"), (4, "file1")}
    judging.assert_only_held_segments_are_served(world.records)


def test_the_same_seed_means_the_same_faults() -> None:
    lose, crash = Lose(message="SegmentReply", chance=0.2), Crash(client=4, at="stored:4", nth=3)
    faults: list[Fault] = [lose, crash]
    first, again, other = (World(LAB, seed=seed, faults=faults).run() for seed in (1, 1, 2))
    assert first.records == again.records
    assert first.records != other.records
