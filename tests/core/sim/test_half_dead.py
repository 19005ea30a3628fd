"""Clients one thread of which is silent: the other counts, and costs little."""

import msgspec
import pytest

from core.events import (
    AllCompleted,
    FileIncomplete,
    RequestTimedOut,
    SegmentStored,
    SwarmTold,
    ThreadGone,
)
from core.machine import Machine
from core.messages import SeedsAndPeers
from core.model import DEFAULT_LIMITS, Address, Limits, download_thread, upload_thread
from core.profiles import DEFAULT_PROFILE
from core.sim.world import World
from tests import judging
from tests.core.sim.companies import FILE, OTHER, downloading, gone, run, serving, times
from tests.machines import Dead, Fading, Mute, Tardy, Unreachable
from tests.worlds import client, file, scenario


def test_a_dead_sole_owner_of_a_large_file_costs_a_timeout_a_round_at_most() -> None:
    large = file("large", 25)
    here = scenario(
        client(1, owns=[large]), client(2, wants=[large, OTHER]), client(3, owns=[OTHER])
    )
    world = run(World(here, cast={upload_thread(1): Dead()}), [2, 3])
    assert 0 < len(judging.of_kind(world.records, RequestTimedOut)) <= DEFAULT_LIMITS.rounds_max
    assert judging.missing_of(world.records) == {(2, "large"): tuple(range(25))}
    assert judging.completed(world.records) == {(2, "file2")}


@pytest.mark.parametrize("in_flight", [1, 4])
def test_an_owner_that_only_answers_probes_costs_no_more_though_it_stays_listed(
    in_flight: int,
) -> None:
    large = file("large", 25)
    here = scenario(client(1, owns=[large]), client(2, wants=[large]))
    profile = msgspec.structs.replace(DEFAULT_PROFILE, in_flight=in_flight)
    world = run(World(here, profile=profile, cast={upload_thread(1): Mute(1)}), [1, 2], profile)
    timeouts = judging.of_kind(world.records, RequestTimedOut)
    assert len(timeouts) == DEFAULT_LIMITS.rounds_max * in_flight
    assert gone(world) == []
    assert judging.missing_of(world.records) == {(2, "large"): tuple(range(25))}


def test_a_client_whose_upload_thread_is_dead_still_gets_what_can_be_had() -> None:
    a, b, x = file("a", 25), file("b", 5), file("x", 1)
    here = scenario(
        client(1, owns=[a]), client(2, owns=[x], wants=["a", "b"]), client(3, owns=[b], wants=["x"])
    )
    cast: dict[Address, Machine] = {upload_thread(1): Dead(), upload_thread(2): Dead()}
    world = run(World(here, cast=cast), [3])
    assert judging.completed(world.records) == {(2, "b")}
    assert set(judging.missing_of(world.records)) == {(2, "a"), (3, "x")}
    assert set(gone(world)) == {upload_thread(1), upload_thread(2)}
    assert world.performers[download_thread(2)].ended


def test_a_dead_upload_thread_leaves_the_swarms_though_its_download_thread_speaks() -> None:
    f, big = file("f", 12), file("big", 2000)
    here = scenario(
        client(1, owns=[big]), client(2, owns=[f], wants=["big"]), client(3, wants=["f"])
    )
    world = run(World(here, cast={upload_thread(2): Dead()}), [1, 3])
    assert gone(world) == [upload_thread(2)]
    left_at = times(world, ThreadGone)[0]
    for record in world.records:
        if isinstance(record.event, SwarmTold) and record.time > left_at:
            assert isinstance(record.event.swarm, SeedsAndPeers)
            assert 2 not in (*record.event.swarm.seeds, *record.event.swarm.peers)
    assert judging.completed(world.records) == {(2, "big")}
    assert judging.missing_of(world.records) == {(3, "f"): tuple(range(12))}


def test_a_silent_download_thread_does_not_hang_the_run() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, owns=[OTHER]), client(3, wants=[OTHER]))
    world = run(World(here, cast={download_thread(1): Dead()}), [2, 3])
    assert gone(world) == [download_thread(1)]
    assert world.performers[upload_thread(1)].ended
    assert judging.completed(world.records) == {(3, "file2")}
    assert world.totals.incomplete == []
    assert world.totals.lost == (1,)
    assert not world.totals.complete


@pytest.mark.parametrize("messages", [0, 1, 2])
def test_a_download_thread_that_falls_silent_leaves_its_uploads_to_go_on(messages: int) -> None:
    here = scenario(client(1, owns=[FILE], wants=[OTHER]), client(2, wants=[FILE]))
    fading = Fading(downloading(here.clients[0]), messages)
    world = run(World(here, cast={download_thread(1): fading}), [2])
    assert gone(world) == [download_thread(1)]
    assert judging.completed(world.records) == {(2, "file1")}
    assert not world.totals.complete


def test_a_download_thread_that_was_wrongly_taken_for_gone_is_told_that_the_run_is_over() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE, OTHER]), client(3, owns=[OTHER]))
    two = here.clients[1]
    cast: dict[Address, Machine] = {
        upload_thread(1): Tardy(serving(1, FILE), DEFAULT_LIMITS.request_timeout_s - 0.5),
        download_thread(2): Unreachable(downloading(two)),
    }
    world = run(World(here, cast=cast, limits=Limits(patience_s=5.0)), [1, 2, 3])
    assert gone(world) == [download_thread(2)]
    told = [event for rank, event in judging.of_kind(world.records, FileIncomplete) if rank == 2]
    stored = {event.segment for _, event in judging.of_kind(world.records, SegmentStored)}
    assert {event.reason for event in told} == {
        "the tracker took this client for gone, and ended the run"
    }
    assert [event.file for event in told] == ["file1", "file2"]
    assert set(told[0].missing) == set(range(12)) - stored
    assert {rank for rank, _ in judging.of_kind(world.records, AllCompleted)} == {1, 3}
