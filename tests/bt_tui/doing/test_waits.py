"""Who waits for whom, in a circle or not, and that nobody is said to wait for ever who does not."""

from collections.abc import Collection, Mapping

import pytest
from hypothesis import given, settings

from bt_tui.doing import Pending, arrows, circle, deadlock, gathered
from bt_tui.doing.waits import for_ever
from core.events import AnyEvent, MessageDelayed, MessageLost, StartGiven
from core.model import TRACKER, Address, download_thread
from core.timers import PatienceTimer, SilenceTimer, SwarmTimer
from tests.bt_tui.doing.tales import asks, begun, gets, here, sends, sets
from tests.bt_tui.doing.test_runs import moments
from tests.bt_tui.test_state import Tale
from tests.core.sim.test_properties import Run, runs
from tests.core.test_narration_runs import Company, companies

few = settings(max_examples=25, deadline=None, derandomize=True, database=None)

C1, C2, C3 = map(download_thread, (1, 2, 3))
Graph = Mapping[int, Collection[int]]


# ---- arrows -------------------------------------------------------------------------------------


def test_who_asked_waits_for_whom_it_asked_until_the_answer_is_there() -> None:
    tale = begun(1, 2, 3).tell(2, *asks(1, 4)).tell(3, *asks(1, 5))
    assert arrows(Pending(tale.state)) == {2: [1], 3: [1]}


def test_who_asked_for_a_swarm_waits_for_the_tracker() -> None:
    tale = begun(1, 2).tell(2, sends("SwarmRequest", TRACKER), sets(SwarmTimer("f")))
    assert arrows(Pending(tale.state)) == {2: [0]}


def test_whom_most_wait_for_is_told_first() -> None:
    told = gathered({2: [3], 4: [1], 5: [0, 1], 6: [1]})
    assert [group.words for group in told] == ["C4–C6 → C1", "C5 → tracker", "C2 → C3"]


# ---- circles ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "found"),
    [
        ({}, []),
        ({2: [1], 3: [1]}, []),
        ({2: [3], 3: [4], 4: [1]}, []),
        ({1: [2, 3], 2: [4], 3: [4], 4: [5]}, []),
        ({2: [3], 3: [2]}, [2, 3, 2]),
        ({1: [2], 2: [3], 3: [4], 4: [2]}, [2, 3, 4, 2]),
        ({1: [5, 2], 2: [6, 1]}, [1, 2, 1]),
    ],
)
def test_a_circle_is_found_where_there_is_one(graph: Graph, found: list[int]) -> None:
    assert circle(graph) == found


def test_a_long_chain_is_no_trouble() -> None:
    graph = {n: [n + 1] for n in range(5_000)}
    assert circle(graph) == []
    assert len(circle({**graph, 5_000: [0]})) == 5_002


# ---- for ever -----------------------------------------------------------------------------------


def test_who_waits_for_somebody_that_may_act_does_not_wait_for_ever() -> None:
    assert for_ever({C1: [C2], C2: [C3]}) == {}
    assert for_ever({C1: [C2], C2: [C1, C3]}) == {}
    assert for_ever({C1: [C2], C2: [C3], C3: []}) == {}


def test_who_waits_for_none_but_those_that_wait_for_ever_does_as_well() -> None:
    assert set(for_ever({C1: [C2], C2: [C1], C3: [C1]})) == {C1, C2, C3}


def test_two_clients_that_wait_for_each_other_s_upload_threads_are_in_no_deadlock() -> None:
    tale = begun(1, 2, 3).tell(2, *asks(3, 4)).tell(3, *asks(2, 5))
    pending = Pending(tale.state)
    assert circle(arrows(pending)) == [2, 3, 2]
    assert deadlock(pending) == []


def lost_word() -> Tale:
    """Return a barrier to which both clients came, but the word of one was lost, and no timer."""
    tale = here(1, 2).tell(TRACKER, StartGiven("ACK"))
    for number, rank in enumerate((1, 2), 1):
        tale.tell(TRACKER, sends("Start", download_thread(rank), number))
        tale.tell(rank, gets("Start", TRACKER, number), sends("Ready", TRACKER))
    tale.tell(2, MessageLost(TRACKER, 1, "Ready", "for this test"))
    return tale.tell(TRACKER, gets("Ready", C1))


def test_a_word_that_is_lost_and_that_nobody_asks_for_again_is_a_deadlock() -> None:
    assert deadlock(Pending(lost_word().state)) == [C1, TRACKER, C1]


@pytest.mark.parametrize(
    "told",
    [
        (TRACKER, sets(PatienceTimer())),
        (TRACKER, sends("Probe", C2, 9)),
        (1, sends("Alive", TRACKER, 9)),
    ],
)
def test_a_timer_of_the_tracker_or_a_message_that_is_under_way_may_end_it(
    told: tuple[int | Address, AnyEvent],
) -> None:
    assert deadlock(Pending(lost_word().tell(*told).state)) == []


def test_a_message_that_takes_longer_may_end_it() -> None:
    late = (sends("Probe", C2, 9), MessageDelayed(C2, 9, "Probe", "for this test"))
    alive = lost_word().tell(TRACKER, *late)
    assert deadlock(Pending(alive.tell(TRACKER, sends("Probe", C1, 10)).state)) == []


def test_a_client_that_would_ask_again_by_itself_is_not_in_it() -> None:
    tale = lost_word().tell(1, sets(SilenceTimer()))
    assert deadlock(Pending(tale.state)) == []


@given(run=runs)
@few
def test_no_run_is_ever_in_a_deadlock(run: Run) -> None:
    assert not any(deadlock(Pending(state)) for state in moments(run.world))


@given(company=companies())
@few
def test_whatever_company_there_is_the_tracker_ends_every_wait(company: Company) -> None:
    assert not any(deadlock(Pending(state)) for state in moments(company.world))
