"""What is said of every thread at any moment of any run in memory."""

from collections.abc import Iterator

from hypothesis import given, settings

from bt_tui.doing import Doing, Kind, Pending, tell_download, tell_tracker, tell_upload
from bt_tui.state import State
from core.model import Address, download_thread, upload_thread
from core.sim.world import World
from tests.bt_tui.screens import steps
from tests.core.sim.test_properties import Run, runs
from tests.core.test_narration_runs import Company, companies

few = settings(max_examples=25, deadline=None, derandomize=True, database=None)


def doings(state: State) -> dict[Address | None, Doing]:
    """Return what every thread is doing; the tracker is `None`."""
    pending = Pending(state)
    told: dict[Address | None, Doing] = {None: tell_tracker(pending)}
    for rank, client in state.clients.items():
        told[download_thread(rank)] = tell_download(pending, client)
        told[upload_thread(rank)] = tell_upload(pending, client)
    return told


def moments(world: World) -> Iterator[State]:
    """Yield how things stand after each step."""
    state = State()
    for step in steps(world.records):
        state.fold(step)
        yield state


@given(run=runs)
@few
def test_between_two_steps_every_thread_is_idle_or_ended_or_waits_for_somebody(run: Run) -> None:
    for state in moments(run.world):
        for at, doing in doings(state).items():
            assert doing.told != "handles what came"
            assert doing.kind is not Kind.GONE
            if at is not None and doing.kind is Kind.WAITS:
                assert all(wait.whom for wait in doing.waits)
                assert at not in {other for wait in doing.waits for other in wait.whom}


@given(run=runs)
@few
def test_in_the_end_every_thread_has_ended(run: Run) -> None:
    *_, last = moments(run.world)
    assert {doing.kind for doing in doings(last).values()} == {Kind.ENDED}


@given(company=companies())
@few
def test_in_mixed_company_those_whose_machines_are_real_always_wait_for_something(
    company: Company,
) -> None:
    for state in moments(company.world):
        for at, doing in doings(state).items():
            assert at in company.unreal or doing.told != "handles what came"


@given(run=runs)
@few
def test_at_any_event_there_is_something_to_say(run: Run) -> None:
    state = State()
    for record in run.world.records:
        state.observe(record)
        assert all(doing.told for doing in doings(state).values())
