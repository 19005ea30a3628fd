"""What holds of every faultless run in memory, whatever the scenario, profile and seed."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from core.events import RequestDenied, SegmentRequested, SwarmLearned, SwarmTold
from core.listing import Listing
from core.model import HASH_LENGTH, ClientInput, Manifest, Scenario
from core.policies import CHOICES, ORDERS, REPORTS
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile
from core.sim.world import World
from core.swarm import RECORDS
from tests import judging
from tests.worlds import client, file, scenario

NOBODYS = "nobodys"
FILES_MAX = 5

runs_settings = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def _made_of_one_hash(name: str, segments: int) -> Manifest:
    return Manifest(name, ("=" * HASH_LENGTH,) * segments)


@st.composite
def files(draw: st.DrawFn, name: str) -> Manifest:
    """A file of 0 to 25 segments, some with the same hash everywhere."""
    make = draw(st.sampled_from([file, file, _made_of_one_hash]))
    return make(name, draw(st.integers(0, 25)))


@st.composite
def clients(draw: st.DrawFn, rank: int, all_files: tuple[Manifest, ...]) -> ClientInput:
    """A client that owns and wants any of the files, and perhaps one that nobody owns."""
    owned = draw(st.integers(0, 2 ** len(all_files) - 1))
    names = [*(one.name for one in all_files), NOBODYS]
    wanted = draw(st.lists(st.sampled_from(names), unique=True))
    return client(
        rank,
        owns=[one for n, one in enumerate(all_files) if owned >> n & 1],
        wants=wanted,
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """1 to 6 clients with 0 to 5 files."""
    count = draw(st.integers(0, FILES_MAX))
    all_files = tuple(draw(files(f"file{n}")) for n in range(count))
    ranks = range(1, draw(st.integers(1, 6)) + 1)
    return scenario(*(draw(clients(rank, all_files)) for rank in ranks))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """One of the named profiles, or any mixture of what they are made of."""
    if draw(st.booleans()):
        return draw(st.sampled_from(list(PROFILES.values())))
    return msgspec.structs.replace(
        DEFAULT_PROFILE,
        records=draw(st.sampled_from(list(RECORDS))),
        knows_states=draw(st.booleans()),
        barrier=draw(st.booleans()),
        order=draw(st.sampled_from(list(ORDERS))),
        choice=draw(st.sampled_from(list(CHOICES))),
        in_flight=draw(st.integers(1, 4)),
        report=draw(st.sampled_from(list(REPORTS))),
        update_every=draw(st.integers(1, 10)),
        reads_again=draw(st.booleans()),
        tells_completion=True,
    )


class Run(msgspec.Struct):
    """A world that was run to its end, with what it was made of."""

    scenario: Scenario
    profile: Profile
    seed: int
    world: World

    def __repr__(self) -> str:
        return f"Run({self.scenario}, {self.profile}, seed={self.seed})"


def _run(scenario: Scenario, profile: Profile, seed: int) -> Run:
    world = World(scenario, profile=profile, seed=seed).run(steps_max=50_000)
    return Run(scenario, profile, seed, world)


runs = st.builds(_run, scenarios(), profiles(), st.integers(0, 2**32))


@given(run=runs)
@runs_settings
def test_every_thread_ends(run: Run) -> None:
    assert all(performer.ended for performer in run.world.performers.values())
    assert not any(performer.timers for performer in run.world.performers.values())


@given(run=runs)
@runs_settings
def test_everyone_gets_what_somebody_owns_and_reports_what_nobody_does(run: Run) -> None:
    world = run.world
    judging.assert_everyone_got_what_it_wanted(run.scenario, world.records, world.holdings)
    wanted = {(one.rank, name) for one in run.scenario.clients for name in one.wanted}
    told = {(rank, count.name) for rank, count in world.totals.incomplete}
    owned = {one.name for c in run.scenario.clients for one in c.owned}
    assert told == {(rank, name) for rank, name in wanted if name not in owned}


@given(run=runs)
@runs_settings
def test_nobody_talks_to_itself(run: Run) -> None:
    judging.assert_nobody_talks_to_itself(run.world.records)


@given(run=runs)
@runs_settings
def test_every_message_is_handled_once(run: Run) -> None:
    judging.assert_each_message_came_once(run.world.records)


@given(run=runs)
@runs_settings
def test_the_records_are_complete_and_in_causal_order(run: Run) -> None:
    judging.assert_ordered(run.world.records, ranks=len(run.scenario.clients) + 1)


@given(run=runs)
@runs_settings
def test_the_counts_are_a_fold_over_the_records(run: Run) -> None:
    judging.assert_counts_agree(run.world.records, run.world.totals)


@given(run=runs)
@runs_settings
def test_roles_only_move_forward(run: Run) -> None:
    judging.assert_roles_move_forward(run.world.records)


@given(run=runs)
@runs_settings
def test_nobody_serves_what_it_does_not_hold(run: Run) -> None:
    judging.assert_only_held_segments_are_served(run.world.records)


@given(run=runs)
@runs_settings
def test_nothing_is_requested_before_the_start(run: Run) -> None:
    judging.assert_nothing_is_asked_before_the_start(run.world.records, barrier=run.profile.barrier)


@given(run=runs)
@runs_settings
def test_each_upload_thread_is_poisoned_once_when_all_are_finished(run: Run) -> None:
    judging.assert_poison_comes_last(run.world.records, len(run.scenario.clients))


@given(run=runs)
@runs_settings
def test_nobody_who_fetches_is_listed_as_a_seed_or_asks_itself(run: Run) -> None:
    for at, learned in judging.of_kind(run.world.records, SwarmLearned):
        assert at not in Listing(learned.swarm, learned.segments).seeds
    for at, requested in judging.of_kind(run.world.records, SegmentRequested):
        assert at not in requested.candidates
        assert requested.asked in requested.candidates


@given(run=runs)
@runs_settings
def test_nobody_is_told_of_as_a_seed_and_a_peer_at_once(run: Run) -> None:
    sizes = {one.name: len(one.hashes) for c in run.scenario.clients for one in c.owned}
    for _, told in judging.of_kind(run.world.records, SwarmTold):
        swarm = Listing(told.swarm, sizes.get(told.file, 0))
        listed = [*swarm.seeds, *swarm.peers]
        assert len(listed) == len(set(listed))


def _messages_max(run: Run) -> int:
    """Return how many messages are enough, without any fault."""
    sizes = {one.name: len(one.hashes) for c in run.scenario.clients for one in c.owned}
    bound = 0
    for one in run.scenario.clients:
        fetched = [sizes.get(n, 0) for n in one.wanted if n not in {own.name for own in one.owned}]
        bound += 6 + 6 * len(fetched)
        bound += sum(2 * size + 2 * (size // run.profile.update_every) for size in fetched)
        bound += sum(fetched) if run.profile.report == "each" else 0
    denials = judging.of_kind(run.world.records, RequestDenied)
    return bound + 2 * sum(len(denied.segments) for _, denied in denials)


@given(run=runs)
@runs_settings
def test_no_more_messages_are_sent_than_needed(run: Run) -> None:
    assert run.world.totals.traffic.messages <= _messages_max(run)


@given(scenario=scenarios(), profile=profiles(), seed=st.integers(0, 2**32))
@runs_settings
def test_a_seed_means_the_same_run(scenario: Scenario, profile: Profile, seed: int) -> None:
    first, second = (_run(scenario, profile, seed).world.records for _ in range(2))
    assert first == second
