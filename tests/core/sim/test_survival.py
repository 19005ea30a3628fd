"""Runs in memory with dead, lying, denying and late clients: each ends, and tells the truth."""

import msgspec
import pytest

from core.events import (
    AllCompleted,
    AnswerLate,
    FileIncomplete,
    RequestDenied,
    RequestTimedOut,
    RoundEnded,
    SegmentRejected,
    SegmentRequested,
    SegmentStored,
    ThreadCleared,
    ThreadSuspected,
    TimerSet,
)
from core.machine import Machine
from core.model import DEFAULT_LIMITS, Address, download_thread, upload_thread
from core.profiles import DEFAULT_PROFILE
from core.sim.world import World
from core.timers import RoundTimer
from core.tracker import ACCUSED
from tests import judging
from tests.core.sim.companies import ALL, FILE, OTHER, dead, gone, run, serving, times
from tests.machines import Dead, Denier, Liar, Mortal, Tardy, Unreachable
from tests.worlds import client, file, scenario

# ---- the dead -----------------------------------------------------------------------------------


def test_a_client_that_never_registers_does_not_keep_the_others() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]), client(3, owns=[OTHER]))
    world = run(World(here, cast=dead(3)), [1, 2])
    assert judging.completed(world.records) == {(2, "file1")}
    assert gone(world) == [download_thread(3), upload_thread(3)]
    assert times(world, ThreadSuspected)[0] == DEFAULT_LIMITS.patience_s
    assert world.totals.lost == (3,)


def test_a_file_of_a_client_that_never_registers_is_reported_and_the_rest_arrives() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[OTHER, FILE]), client(3, owns=[OTHER]))
    world = run(World(here, cast=dead(3)), [1, 2])
    assert judging.completed(world.records) == {(2, "file1")}
    assert judging.missing_of(world.records) == {(2, "file2"): ()}
    assert [(rank, one.name) for rank, one in world.totals.incomplete] == [(2, "file2")]


def test_all_dead_clients_leave_a_tracker_that_ends() -> None:
    world = run(World(scenario(client(1), client(2)), cast=dead(1) | dead(2)), [])
    assert gone(world) == [*map(download_thread, (1, 2)), *map(upload_thread, (1, 2))]


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
    [(rank, given_up)] = judging.of_kind(world.records, FileIncomplete)
    assert (rank, given_up.segments) == (2, len(ALL))
    assert given_up.reason == "nobody who is listed gave it in 5 rounds"
    assert judging.completed(world.records) == {(2, "file2")}


def test_a_sole_owner_that_dies_is_accused_and_leaves_the_swarms() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    world = run(World(here, cast={upload_thread(1): Mortal(serving(1, FILE), 5)}), [2])
    suspected = judging.of_kind(world.records, ThreadSuspected)
    assert suspected[0] == (0, ThreadSuspected(upload_thread(1), 2, ACCUSED))
    assert gone(world) == [upload_thread(1)]


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
    cast: dict[Address, Machine] = {upload_thread(1): Denier(1)}
    world = run(World(here, cast=cast), [1, 2, 3], besides={"answers-at-once"})
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
        record.event.due - record.time
        for record in judging.of_rank(world.records, 2)
        if isinstance(record.event, TimerSet) and isinstance(record.event.timer, RoundTimer)
    ]
    assert set_for == pytest.approx([0.1, 0.2, 0.4, 0.8])


@pytest.mark.parametrize("in_flight", [1, 4])
@pytest.mark.parametrize("delay_s", [3.5, 6.0, 10.0])
def test_late_answers_are_welcome(in_flight: int, delay_s: float) -> None:
    large = file("file1", 25)
    here = scenario(client(1, owns=[large]), client(2, wants=[large]))
    assert delay_s > DEFAULT_LIMITS.request_timeout_s
    late = Tardy(serving(1, large), delay_s)
    profile = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=in_flight)
    world = run(World(here, profile=profile, cast={upload_thread(1): late}), [1, 2], profile)
    assert judging.completed(world.records) == {(2, "file1")}
    assert judging.of_kind(world.records, AnswerLate)
    assert gone(world) == []
    cleared = {event.thread for _, event in judging.of_kind(world.records, ThreadCleared)}
    assert cleared == {upload_thread(1)}


def test_the_late_are_passed_by_where_another_owner_answers() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]))
    late = Tardy(serving(1, FILE), DEFAULT_LIMITS.request_timeout_s + 0.5)
    world = run(World(here, cast={upload_thread(1): late}), [1, 2, 3])
    assert judging.completed(world.records) == {(3, "file1")}
