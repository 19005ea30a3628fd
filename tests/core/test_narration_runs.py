"""What is told of whole runs: every step has a sentence, and none says the same thing twice."""

from collections.abc import Collection, Iterable, Iterator
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bt_tui.samples import Sample, samples
from core.events import (
    AnyEvent,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    SegmentStored,
    TimerFired,
)
from core.inputs import read_input
from core.machine import Machine
from core.messages import SegmentReply
from core.model import Address, ClientInput, Scenario, download_thread, upload_thread
from core.narration import Sentence, narrate, plain, tells
from core.narration.threads import NOUNS, ThreadEvent
from core.profiles import DEFAULT_PROFILE, PROFILES
from core.sim.world import World
from tests.core.anything import any_struct
from tests.core.sim.companies import FILE, OTHER, downloading
from tests.core.sim.test_mixed_company import SPOILERS, spoiled
from tests.machines import Dead, Fading, Unreachable
from tests.worlds import client, file, scenario

LINE_MAX = 76
CLIENTS = (
    client(1, owns=[file("file1", 12)]),
    client(2, owns=[file("file2", 5)], wants=["file1", "nobodys"]),
    client(3, wants=["file1", "file2"]),
    client(4, wants=["file1"]),
)

Step = list[Record]


def steps(records: Iterable[Record]) -> Iterator[Step]:
    """Yield what each handled message and each timer caused in its thread, and that itself."""
    under_way: dict[Address, Step] = {}
    for record in records:
        if isinstance(record.event, MessageReceived | MessageUnheeded | TimerFired):
            if record.at in under_way:
                yield under_way[record.at]
            under_way[record.at] = []
        if record.at in under_way:
            under_way[record.at].append(record)
    yield from under_way.values()


def sentences(step: Iterable[Record]) -> list[Sentence]:
    """Return all that is told of these records."""
    return [sentence for record in step if (sentence := narrate(record)) is not None]


def run_of(sample: Sample, seed: int) -> World:
    ranks = range(1, sample.clients + 1)
    clients = tuple(read_input(sample.directory, rank) for rank in ranks)
    return World(Scenario(sample.name, clients), seed=seed).run()


class Company(msgspec.Struct):
    """A world that was run to its end, and the threads whose machines were not the real ones."""

    world: World
    unreal: Collection[Address]

    def steps(self) -> Iterator[Step]:
        """Yield the steps of all real machines."""
        real = (record for record in self.world.records if record.at not in self.unreal)
        return steps(real)


@st.composite
def owners(draw: st.DrawFn, rank: int) -> tuple[ClientInput, dict[Address, Machine]]:
    """A client with a file or two, and the machines that spoil it, if any do."""
    one = client(rank, owns=draw(st.sampled_from([[FILE], [OTHER], [FILE, OTHER]])))
    kind = draw(st.sampled_from(["good", *SPOILERS]))
    answers = draw(st.integers(0, 15))
    return one, {} if kind == "good" else spoiled(kind, one, answers)


@st.composite
def leechers(draw: st.DrawFn, rank: int) -> tuple[ClientInput, dict[Address, Machine]]:
    """A client that wants both files and one that nobody has; one thread may be out of order."""
    one = client(rank, wants=[FILE, OTHER, "nobodys"])
    down, up = download_thread(rank), upload_thread(rank)
    casts: list[dict[Address, Machine]] = [
        {},
        {up: Dead()},
        {down: Fading(downloading(one), draw(st.integers(0, 9)))},
        {down: Unreachable(downloading(one))},
    ]
    return one, draw(st.sampled_from(casts))


@st.composite
def companies(draw: st.DrawFn) -> Company:
    """Up to three owners and up to three leechers, in whatever state, who ran to the end."""
    first_leecher = draw(st.integers(2, 4))
    clients = [draw(owners(rank)) for rank in range(1, first_leecher)]
    last = first_leecher + draw(st.integers(0, 2))
    clients += [draw(leechers(rank)) for rank in range(first_leecher, last + 1)]
    cast = {at: machine for _, cast in clients for at, machine in cast.items()}
    profile = msgspec.structs.replace(
        DEFAULT_PROFILE,
        in_flight=draw(st.integers(1, 4)),
        update_every=draw(st.integers(1, 10)),
    )
    here = scenario(*(one for one, _ in clients))
    world = World(here, seed=draw(st.integers(0, 99)), profile=profile, cast=cast)
    return Company(world.run(steps_max=50_000), cast)


companies_settings = settings(max_examples=100, deadline=None, derandomize=True, database=None)


# ---- the samples --------------------------------------------------------------------------------


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_step_of_a_sample_has_a_sentence(sample: Sample) -> None:
    for seed in range(3):
        assert all(sentences(step) for step in steps(run_of(sample, seed).records))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_the_sentences_of_a_sample_fit_a_line(sample: Sample) -> None:
    lines = {f"{one.who}  {one.what}" for one in sentences(run_of(sample, 0).records)}
    assert max(map(len, lines)) <= LINE_MAX


def test_the_end_of_a_file_reads_as_a_story() -> None:
    *_, first_swarm = (run_of(one, 0) for one in samples() if one.name == "first-swarm")
    [step] = [
        step
        for step in steps(first_swarm.records)
        if any(
            isinstance(record.event, SegmentStored) and record.event.held == 8 for record in step
        )
    ]
    assert list(map(plain, sentences(step))) == [
        "C2  stores file1 #8 from C1, its hash matches: now holds 8",
        "C2  is now a seed of file1, no longer a peer",
        "C2  has all of file1: 8 segments",
        "C2 → tracker  reports that file1 is complete",
        "C2↓ → tracker  has nothing more to fetch and ends; C2↑ goes on serving",
    ]


def _told(records: Iterable[Record]) -> list[AnyEvent]:
    """Return the events that have a sentence; see that the look-up says so of each."""
    told = [record.event for record in records if narrate(record) is not None]
    assert told == [record.event for record in records if tells(record.event)]
    return told


@pytest.mark.parametrize("profile", PROFILES)
def test_whether_an_event_has_a_sentence_is_known_without_making_it(profile: str) -> None:
    for seed in range(3):
        world = World(Scenario("all", CLIENTS), seed=seed, profile=PROFILES[profile]).run()
        assert 0 < len(_told(world.records)) < len(world.records)


@given(data=st.data())
@settings(max_examples=400, deadline=None, derandomize=True, database=None)
def test_whether_any_message_or_timer_has_a_sentence_is_known_without_making_it(
    data: st.DataObject,
) -> None:
    event = data.draw(any_struct(data.draw(st.sampled_from(get_args(ThreadEvent)))))
    if isinstance(event, MessageSent | MessageReceived | MessageUnheeded):
        kind = data.draw(st.sampled_from([*NOUNS, "Unknown"]))
        event = msgspec.structs.replace(event, kind=kind)
    _told([Record(download_thread(1), 1, 1, 0.0, event)])


# ---- any company --------------------------------------------------------------------------------


def _brings_what_is_held(step: Step, held: set[tuple[Address, str, int]]) -> bool:
    """Tell whether a step brings a second copy, of which no event tells."""
    match step[0]:
        case Record(at=at, event=MessageReceived(kind=SegmentReply.__name__, about=about)):
            assert about.file is not None
            return {(at, about.file, segment) for segment in about.segments} <= held
        case _:
            return False


@given(company=companies())
@companies_settings
def test_every_step_has_a_sentence_unless_it_brings_a_second_copy(company: Company) -> None:
    held: set[tuple[Address, str, int]] = set()
    for step in company.steps():
        assert sentences(step) or _brings_what_is_held(step, held)
        held |= {
            (record.at, record.event.file, record.event.segment)
            for record in step
            if isinstance(record.event, SegmentStored)
        }


@given(company=companies())
@companies_settings
def test_in_any_company_whether_an_event_has_a_sentence_is_known_without_making_it(
    company: Company,
) -> None:
    assert _told(company.world.records)


@given(company=companies())
@companies_settings
def test_no_step_says_the_same_thing_twice(company: Company) -> None:
    for step in company.steps():
        lines = list(map(plain, sentences(step)))
        assert len(lines) == len(set(lines))


@given(company=companies())
@companies_settings
def test_a_sentence_has_no_full_stop_and_no_line_break(company: Company) -> None:
    for line in set(map(plain, sentences(company.world.records))):
        assert not line.endswith(".")
        assert line.isprintable()
