"""The world in memory itself: virtual time, order, seeds, and how it ends."""

import pytest

from core.errors import ProtocolError, RunError
from core.events import ThreadEnded, TimerCancelled
from core.machine import Machine, Step
from core.messages import Go, Probe
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    Address,
    Scenario,
    download_thread,
    upload_thread,
)
from core.sim.world import World
from core.timers import PatienceTimer, RoundTimer, TimerKey
from tests import judging
from tests.machines import Scripted
from tests.worlds import client, file, scenario

FILE = file("file1", 12)


def test_a_leecher_becomes_a_seed() -> None:
    world = World(scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))).run()
    assert judging.completed(world.records) == {(2, "file1")}
    assert world.totals.complete
    assert world.totals.ranks[1].served == len(FILE.hashes)


def test_where_nothing_is_told_there_are_no_records_and_all_else_is_the_same() -> None:
    here = scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))
    quiet, told = (World(here, seed=3, telling=telling).run() for telling in (False, True))
    assert (quiet.records, bool(told.records)) == ([], True)
    assert quiet.totals.complete
    assert (quiet.now, quiet.totals.traffic) == (told.now, told.totals.traffic)


def test_time_is_virtual_and_only_moves_forward() -> None:
    world = World(scenario(client(1, owns=[FILE]), client(2, wants=[FILE]))).run()
    for rank in range(3):
        own = [record.time for record in judging.of_rank(world.records, rank)]
        assert own == sorted(own)
    assert 0 < world.now < DEFAULT_LIMITS.request_timeout_s


def test_another_seed_means_another_run() -> None:
    race = scenario(client(1, owns=[FILE]), client(2, owns=[FILE]), client(3, wants=[FILE]))
    assert World(race, seed=1).run().records != World(race, seed=2).run().records


def test_a_run_that_takes_too_long_is_an_error() -> None:
    world = World(scenario(client(1, owns=[FILE]), client(2, wants=[FILE])))
    with pytest.raises(RunError, match="did not end within 10 steps"):
        world.run(steps_max=10)


def test_a_protocol_error_ends_the_run() -> None:
    stranger = Scripted(first=Step().send(TRACKER, Go()))
    world = World(scenario(client(1)), cast={download_thread(1): stranger})
    with pytest.raises(ProtocolError, match="Go"):
        world.run()


def test_a_timer_that_is_set_again_rings_once_when_it_is_due_anew() -> None:
    timer = RoundTimer("file1")
    stranger = Scripted(
        first=Step().set(timer, 1.0, "to be replaced"),
        answer=lambda _: Step().set(timer, 2.0, "to ring"),
    )
    World(scenario(client(1)), cast={upload_thread(1): stranger}).run()
    assert stranger.fired == [timer]
    _, replaced_at, rang_at = stranger.times
    assert rang_at == pytest.approx(replaced_at + 2.0)


def test_a_timer_that_is_set_again_as_it_rings_rings_again() -> None:
    class Echo(Scripted):
        def fire(self, timer: TimerKey, now: float) -> Step:
            super().fire(timer, now)
            return Step() if len(self.fired) > 2 else Step().set(timer, 0.0, "at once")

    timer = RoundTimer("file1")
    echo = Echo(first=Step().set(timer, 1.0, "to ring"))
    World(scenario(client(1)), cast={upload_thread(1): echo}).run()
    assert (echo.fired, echo.times[-3:]) == ([timer] * 3, [1.0] * 3)


def test_a_timer_that_is_due_at_once_does_not_turn_time_back() -> None:
    timer = RoundTimer("file1")
    for seed in range(20):
        talker = Scripted(first=Step().send(upload_thread(2), Probe()))
        hasty = Scripted(answer=lambda _: Step().set(timer, 0.0, "at once"))
        cast: dict[Address, Machine] = {upload_thread(1): talker, upload_thread(2): hasty}
        world = World(scenario(client(1), client(2)), seed=seed, cast=cast).run()
        judging.assert_time_goes_forward(world.records)


def test_a_tracker_without_clients_ends_at_once() -> None:
    world = World(Scenario("empty", ())).run(steps_max=1000)
    assert world.now == 0.0
    assert world.performers[TRACKER].ended
    assert world.performers[TRACKER].timers == {}
    events = [record.event for record in world.records]
    assert events[-2:] == [TimerCancelled(PatienceTimer()), ThreadEnded()]


def test_a_cancelled_timer_does_not_ring() -> None:
    timer = RoundTimer("file1")
    stranger = Scripted(
        first=Step().set(timer, 1.0, "to be cancelled"), answer=lambda _: Step().cancel(timer)
    )
    World(scenario(client(1)), cast={upload_thread(1): stranger}).run()
    assert stranger.fired == []


def test_messages_of_one_thread_to_another_do_not_overtake_each_other() -> None:
    talk = Step()
    for _ in range(50):
        talk.send(upload_thread(2), Probe())
    talker, listener = Scripted(first=talk), Scripted()
    cast: dict[Address, Machine] = {upload_thread(1): talker, upload_thread(2): listener}
    World(scenario(client(1), client(2)), cast=cast).run()
    heard = [one.number for one in listener.received if one.source == upload_thread(1)]
    assert heard == list(range(1, 51))
