"""Runs in memory with dead, lying, denying and late clients: each ends, and tells the truth."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import bitmap
from core.events import (
    AllCompleted,
    AnswerLate,
    ClientCleared,
    ClientGone,
    ClientSuspected,
    FileIncomplete,
    RequestDenied,
    RequestTimedOut,
    RoundEnded,
    SegmentRejected,
    SegmentRequested,
    SegmentsGivenUp,
    SegmentStored,
)
from core.holdings import Holdings
from core.machine import Machine
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    Address,
    ClientInput,
    Manifest,
    download_thread,
    upload_thread,
)
from core.profiles import DEFAULT_PROFILE
from core.sim.world import World
from core.timers import RoundTimer
from core.uploader import Uploader
from tests import judging
from tests.machines import Dead, Denier, Liar, Mortal, Tardy, Unreachable
from tests.worlds import client, file, scenario

FILE = file("file1", 12)
OTHER = file("file2", 12)
ALL = tuple(range(12))


def serving(rank: int, *owned: Manifest) -> Uploader:
    """Return the real upload thread of a client that holds these files."""
    return Uploader(rank, Holdings(owned))


def dead(rank: int) -> dict[Address, Machine]:
    """Return a client whose threads never say a word."""
    return {download_thread(rank): Dead(), upload_thread(rank): Dead()}


def run(world: World, ranks_alive: Sequence[int]) -> World:
    """Run to the end, see that those alive ended in good order, and judge the records."""
    world.run(steps_max=50_000)
    ended = {at for at, performer in world.performers.items() if performer.ended}
    expected = {TRACKER} | {
        at for rank in ranks_alive for at in (download_thread(rank), upload_thread(rank))
    }
    assert ended >= expected
    judging.assert_ordered(world.records, ranks=len(world.holdings) + 1)
    judging.assert_each_message_came_once(world.records)
    judging.assert_nobody_talks_to_itself(world.records)
    judging.assert_counts_agree(world.records, world.totals)
    judging.assert_poison_comes_last(world.records, len(world.holdings))
    return world


def times(world: World, kind: type[object]) -> list[float]:
    """Return when events of one kind happened."""
    return [record.time for record in world.records if isinstance(record.event, kind)]


# ---- the dead -----------------------------------------------------------------------------------


def test_a_client_that_never_registers_does_not_keep_the_others() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]), client(3, owns=[OTHER]))
    world = run(World(here, cast=dead(3)), [1, 2])
    assert judging.completed(world.records) == {(2, "file1")}
    assert judging.of_kind(world.records, ClientGone) == [(0, ClientGone(3))]
    assert times(world, ClientSuspected) == [DEFAULT_LIMITS.patience_s]


def test_a_file_of_a_client_that_never_registers_is_reported_and_the_rest_arrives() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[OTHER, FILE]), client(3, owns=[OTHER]))
    world = run(World(here, cast=dead(3)), [1, 2])
    assert judging.completed(world.records) == {(2, "file1")}
    assert judging.missing_of(world.records) == {(2, "file2"): ()}
    assert [(rank, one.name) for rank, one in world.totals.incomplete] == [(2, "file2")]


def test_all_dead_clients_leave_a_tracker_that_ends() -> None:
    world = run(World(scenario(client(1), client(2)), cast=dead(1) | dead(2)), [])
    assert [gone.client for _, gone in judging.of_kind(world.records, ClientGone)] == [1, 2]


def test_an_upload_thread_that_dies_leaves_the_rest_to_another_owner() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]))
    cast = {upload_thread(1): Mortal(serving(1, FILE), answers=2)}
    world = run(World(here, cast=cast), [2, 3])
    assert judging.completed(world.records) == {(3, "file1")}
    assert {out.asked for _, out in judging.of_kind(world.records, RequestTimedOut)} == {1}
    sources = [stored.source for _, stored in judging.of_kind(world.records, SegmentStored)]
    assert sources.count(1) == 2


@pytest.mark.parametrize("answers", [0, 5, 11])
def test_a_sole_owner_that_dies_midway_leaves_a_report_of_what_is_missing(answers: int) -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE, OTHER]), client(3, owns=[OTHER]))
    cast = {upload_thread(1): Mortal(serving(1, FILE), answers)}
    world = run(World(here, cast=cast), [2, 3])
    assert judging.missing_of(world.records) == {(2, "file1"): ALL[answers:]}
    given_up = judging.of_kind(world.records, SegmentsGivenUp)
    assert given_up == [(2, SegmentsGivenUp("file1", ALL[answers:]))]
    assert judging.completed(world.records) == {(2, "file2")}


def test_a_sole_owner_that_dies_is_accused_and_leaves_the_swarms() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Mortal(serving(1, FILE), 5)}), [2])
    suspected = judging.of_kind(world.records, ClientSuspected)
    assert suspected[0] == (0, ClientSuspected(1, 2))
    assert judging.of_kind(world.records, ClientGone) == [(0, ClientGone(1))]


def test_two_clients_that_both_lack_a_segment_do_not_ask_each_other_for_ever() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]), client(3, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Mortal(serving(1, FILE), 7)}), [2, 3])
    missing = judging.missing_of(world.records)
    assert set(missing) == {(2, "file1"), (3, "file1")}
    stored: set[int] = {one.segment for _, one in judging.of_kind(world.records, SegmentStored)}
    assert all(set(segments) == set(ALL) - stored for segments in missing.values())
    denied = judging.of_kind(world.records, RequestDenied)
    rounds_max = DEFAULT_LIMITS.rounds_max
    assert 0 < len(denied) <= 2 * rounds_max * len(ALL)
    assert len(judging.of_kind(world.records, RoundEnded)) == 2 * rounds_max


def test_a_rank_that_answers_no_probe_is_gone_though_it_serves() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    cast: dict[Address, Machine] = {
        download_thread(1): Dead(),
        upload_thread(1): Unreachable(serving(1, FILE)),
    }
    world = run(World(here, cast=cast), [2])
    assert judging.missing_of(world.records) == {(2, "file1"): ()}
    assert judging.of_kind(world.records, AllCompleted) == [(2, AllCompleted())]


# ---- liars, deniers, the late -------------------------------------------------------------------


def test_wrong_bytes_are_thrown_away_and_their_sender_is_asked_no_more() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]))
    rejected = []
    for seed in range(5):
        world = run(World(here, seed=seed, cast={upload_thread(1): Liar(1)}), [1, 2, 3])
        assert judging.completed(world.records) == {(3, "file1")}
        rejected.append(judging.of_kind(world.records, SegmentRejected))
        assert world.totals.ranks[3].rejected == len(rejected[-1])
    assert {len(events) for events in rejected} <= {0, 1}
    assert {event.source for events in rejected for _, event in events} == {1}


def test_a_sole_owner_that_lies_gives_nothing() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Liar(1)}), [1, 2])
    assert judging.missing_of(world.records) == {(2, "file1"): ALL}
    rejected = judging.of_kind(world.records, SegmentRejected)
    assert len(rejected) == DEFAULT_LIMITS.rounds_max * len(ALL)
    assert not world.holdings[2].has("file1", 0)


def test_a_segment_that_is_denied_comes_from_another_owner() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Denier(1)}), [1, 2, 3])
    assert judging.completed(world.records) == {(3, "file1")}
    assert {event.asked for _, event in judging.of_kind(world.records, RequestDenied)} == {1}


def test_a_sole_owner_that_denies_everything_is_asked_in_every_round_and_no_longer() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Denier(1)}), [1, 2])
    assert judging.missing_of(world.records) == {(2, "file1"): ALL}
    requested = judging.of_kind(world.records, SegmentRequested)
    assert len(requested) == DEFAULT_LIMITS.rounds_max * len(ALL)
    reason = judging.of_kind(world.records, FileIncomplete)[0][1].reason
    assert reason == "nobody who is listed gave it in 5 rounds"


def test_rounds_wait_twice_as_long_each_time() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Denier(1)}), [1, 2])
    set_for = [
        alarm.delay
        for alarm in (record.event for record in world.records if record.at.rank == 2)
        if hasattr(alarm, "delay") and isinstance(getattr(alarm, "timer", None), RoundTimer)
    ]
    assert set_for == pytest.approx([0.1, 0.2, 0.4, 0.8])


@pytest.mark.parametrize("in_flight", [1, 4])
def test_late_answers_are_welcome(in_flight: int) -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    late = Tardy(serving(1, FILE), DEFAULT_LIMITS.request_timeout_s + 0.5)
    profile = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=in_flight)
    world = run(World(here, profile=profile, cast={upload_thread(1): late}), [1, 2])
    assert judging.completed(world.records) == {(2, "file1")}
    assert judging.of_kind(world.records, AnswerLate)
    assert not judging.of_kind(world.records, ClientGone)
    assert judging.of_kind(world.records, ClientCleared)


def test_the_late_are_passed_by_where_another_owner_answers() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]))
    late = Tardy(serving(1, FILE), DEFAULT_LIMITS.request_timeout_s + 0.5)
    world = run(World(here, cast={upload_thread(1): late}), [1, 2, 3])
    assert judging.completed(world.records) == {(3, "file1")}


# ---- any of them --------------------------------------------------------------------------------


SPOILERS = ["dead", "mortal", "liar", "denier", "late"]


def spoiled(kind: str, one: ClientInput, answers: int) -> dict[Address, Machine]:
    """Return the machines of a client of this kind, which wants nothing."""
    real = serving(one.rank, *one.owned)
    match kind:
        case "dead":
            return dead(one.rank)
        case "mortal":
            return {upload_thread(one.rank): Mortal(real, answers)}
        case "liar":
            return {upload_thread(one.rank): Liar(one.rank)}
        case "denier":
            return {upload_thread(one.rank): Denier(one.rank)}
        case _:
            return {upload_thread(one.rank): Tardy(real, DEFAULT_LIMITS.request_timeout_s + 0.5)}


@st.composite
def mixed_companies(draw: st.DrawFn) -> tuple[World, range, set[str]]:
    """Owners, some of them spoiled, and leechers: the world, the leechers, what must arrive."""
    owners: list[ClientInput] = []
    safe: set[str] = set()
    cast: dict[Address, Machine] = {}
    for rank in range(1, draw(st.integers(1, 3)) + 1):
        kind = draw(st.sampled_from(["good", *SPOILERS]))
        owned = draw(st.sampled_from([[FILE], [OTHER], [FILE, OTHER]]))
        owners.append(client(rank, owns=owned))
        if kind != "good":
            cast |= spoiled(kind, owners[-1], answers=draw(st.integers(0, 15)))
        if kind in {"good", "late"}:
            safe |= {one.name for one in owned}
    leechers = range(len(owners) + 1, len(owners) + 1 + draw(st.integers(1, 3)))
    here = scenario(*owners, *(client(rank, wants=[FILE, OTHER]) for rank in leechers))
    profile = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=draw(st.integers(1, 4)))
    world = World(here, seed=draw(st.integers(0, 99)), profile=profile, cast=cast)
    return world, leechers, safe


@given(company=mixed_companies())
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_in_mixed_company_what_can_arrive_does_and_the_rest_is_reported(
    company: tuple[World, range, set[str]],
) -> None:
    world, leechers, safe = company
    run(world, leechers)
    missing, completed = judging.missing_of(world.records), judging.completed(world.records)
    for rank in leechers:
        for name in (FILE.name, OTHER.name):
            if name in safe or (rank, name) in completed:
                assert (rank, name) in completed
                assert (rank, name) not in missing
            else:
                held = world.holdings[rank].get(name)
                lacking = held.missing if held else 0
                assert missing[rank, name] == tuple(bitmap.members(lacking))
