"""The past, the future and what is concurrent, against what these words mean by definition."""

from collections.abc import Callable
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.causality import Causality
from core.events import (
    AllCompleted,
    AnyEvent,
    AskerChoked,
    AskerUnchoked,
    MessageReceived,
    MessageSent,
    MessageUnheeded,
    Record,
    RequestDenied,
    RequestQueued,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    TimerFired,
)
from core.model import TRACKER, Address, download_thread, upload_thread
from core.profiles import PROFILES
from core.sim.world import World
from core.timers import PatienceTimer, ServeTimer
from tests.core.happened_before import pasts
from tests.core.recorded import Happening, records
from tests.worlds import client, file, scenario

ONE, TWO = download_thread(1), download_thread(2)
ONE_UP, TWO_UP = upload_thread(1), upload_thread(2)
SOMETHING = AllCompleted()


def sending(at: Address, to: Address, number: int = 1) -> Happening:
    return at, MessageSent(to, number, "Probe", 10)


def receipt(at: Address, source: Address, number: int = 1) -> Happening:
    return at, MessageReceived(source, number, "Probe")


def stored(rank: int, segment: int, name: str = "file1") -> Happening:
    return download_thread(rank), SegmentStored(name, segment, source=9, held=1)


def served(rank: int, *segments: int, name: str = "file1") -> Happening:
    return upload_thread(rank), SegmentsServed(name, segments, to=9, word="yes")


def denied(rank: int) -> Happening:
    return download_thread(rank), RequestDenied("file1", (0,), asked=9)


def causality(*happenings: Happening) -> Causality:
    return Causality(records(happenings))


# ---- which steps there are -----------------------------------------------------------------------


def test_the_events_of_a_thread_happened_one_before_the_other() -> None:
    of = causality((ONE, SOMETHING), (ONE, SOMETHING), (ONE, SOMETHING))
    assert of.past(1) == {0}
    assert of.future(1) == {2}
    assert of.concurrent(1) == set()


def test_nothing_happened_before_itself() -> None:
    assert not causality((ONE, SOMETHING)).happened_before(0, 0)


def test_what_happened_at_others_without_a_word_is_concurrent() -> None:
    of = causality((ONE, SOMETHING), (TWO, SOMETHING))
    assert of.concurrent(0) == {1}
    assert not of.happened_before(0, 1)


def test_a_sending_happened_before_its_receipt_and_all_that_follows_from_it() -> None:
    of = causality(sending(ONE, TWO), (TWO, SOMETHING), receipt(TWO, ONE), (TWO, SOMETHING))
    assert of.future(0) == {2, 3}
    assert of.past(3) == {0, 1, 2}
    assert of.concurrent(1) == {0}


def test_unheeded_mail_was_sent_before_it_came() -> None:
    of = causality(sending(ONE, TWO), (TWO, MessageUnheeded(ONE, 1, "Probe")))
    assert of.happened_before(0, 1)


def test_messages_of_the_same_number_of_two_threads_are_told_apart() -> None:
    of = causality(sending(ONE_UP, TWO), sending(ONE, TWO), receipt(TWO, ONE))
    assert of.past(2) == {1}


def test_a_segment_is_stored_before_it_is_served() -> None:
    of = causality(stored(1, 0), stored(1, 1), served(1, 0))
    assert of.past(2) == {0}


def test_an_answer_of_several_segments_comes_after_the_last_of_them_was_stored() -> None:
    of = causality(stored(1, 0), stored(1, 1), stored(1, 2), served(1, 1, 0, 5))
    assert of.past(3) == {0, 1}


@pytest.mark.parametrize("other", [served(1, 1), served(1, 0, name="file2"), served(2, 0)])
def test_serving_another_segment_or_file_or_at_another_client_is_concurrent(
    other: Happening,
) -> None:
    assert causality(stored(1, 0), other).concurrent(0) == {1}


def test_a_denial_has_no_cause_at_the_download_thread() -> None:
    of = causality(stored(1, 0), (ONE_UP, SegmentsRefused("file1", (1,), to=9)))
    assert of.concurrent(0) == {1}


@pytest.mark.parametrize("gain", [stored(1, 0), denied(1)])
@pytest.mark.parametrize(
    "decision",
    [
        RequestQueued("file1", (0,), asker=9, queue=(9,)),
        AskerChoked("file1", (0,), asker=9, reason="no room"),
        AskerUnchoked("file1", asker=9),
        TimerFired(ServeTimer()),
    ],
)
def test_what_a_client_was_given_or_denied_comes_before_whom_it_lets_wait_and_serves_next(
    gain: Happening, decision: AnyEvent
) -> None:
    of = causality(stored(1, 3), gain, (ONE_UP, decision), (TWO_UP, decision))
    assert of.past(2) == {0, 1}
    assert of.past(3) == set()


def test_another_timer_goes_by_no_account() -> None:
    of = causality(stored(1, 0), (ONE_UP, TimerFired(PatienceTimer())))
    assert of.concurrent(0) == {1}


def test_a_part_of_a_run_stands_for_itself() -> None:
    of = causality(receipt(TWO, ONE), sending(TWO, ONE), receipt(ONE, TWO))
    assert of.past(2) == {0, 1}


# ---- what is asked -------------------------------------------------------------------------------


def test_a_vector_clock_counts_the_events_of_each_thread_that_led_here() -> None:
    of = causality((TRACKER, SOMETHING), sending(ONE, TWO), (ONE, SOMETHING), receipt(TWO, ONE))
    assert of.vector_clock(3) == {TRACKER: 0, ONE: 1, TWO: 1}
    assert of.vector_clock(2) == {TRACKER: 0, ONE: 2, TWO: 0}


def test_a_layer_is_the_length_of_the_longest_chain() -> None:
    of = causality(
        (ONE, SOMETHING),
        sending(ONE, TWO),
        (TRACKER, SOMETHING),
        (TWO, SOMETHING),
        receipt(TWO, ONE),
    )
    assert list(of.layers()) == [1, 2, 1, 1, 3]


def test_where_only_some_events_are_counted_others_take_no_layer_but_lead_on() -> None:
    of = causality(
        (ONE, SOMETHING),
        sending(ONE, TWO),
        (TWO, SOMETHING),
        receipt(TWO, ONE),
        (TWO, SOMETHING),
    )
    assert list(of.layers({0, 2, 4})) == [1, 1, 1, 1, 2]
    assert list(of.layers({1, 3})) == [0, 1, 0, 2, 2]


def test_what_is_observed_later_is_in_no_answer_given_before() -> None:
    of = causality((ONE, SOMETHING))
    future = of.future(0)
    for record in records([(ONE, SOMETHING), (TWO, SOMETHING)]):
        of.observe(record)
    assert 1 not in future
    assert 2 not in future
    assert of.future(0) == {1}


def test_positions_are_a_set_in_ascending_order() -> None:
    of = causality(sending(TWO, ONE), (ONE, SOMETHING), (TWO, SOMETHING), receipt(ONE, TWO))
    past = of.past(3)
    assert list(past) == [0, 1]
    assert past & {1, 2} == {1}
    elsewhere: list[object] = [-1, 2, 9, "0"]
    assert not any(one in past for one in elsewhere)


@pytest.mark.parametrize("position", [-1, 1])
def test_a_position_that_there_is_not_is_an_error(position: int) -> None:
    of = causality((ONE, SOMETHING))
    asked: list[Callable[[], object]] = [
        lambda: of.past(position),
        lambda: of.future(position),
        lambda: of.concurrent(position),
        lambda: of.vector_clock(position),
        lambda: of.happened_before(position, 0),
        lambda: of.happened_before(0, position),
    ]
    for ask in asked:
        with pytest.raises(IndexError):
            ask()


# ---- any run, any history ------------------------------------------------------------------------


def assert_as_defined(told: list[Record]) -> None:
    """See that every answer about every record is what the definition says."""
    of, before = Causality(told), pasts(told)
    everything = range(len(told))
    clocks = [of.vector_clock(position) for position in everything]
    layers = of.layers()
    for one in everything:
        after = {other for other in everything if one in before[other]}
        assert of.past(one) == before[one]
        assert of.future(one) == after
        assert of.concurrent(one) == set(everything) - before[one] - after - {one}
        assert layers[one] == 1 + max((layers[other] for other in before[one]), default=0)
        for other in everything:
            is_before = one in before[other]
            assert of.happened_before(one, other) == is_before
            assert _is_less(clocks[one], clocks[other]) == is_before


def _is_less(one: dict[Address, int], other: dict[Address, int]) -> bool:
    return one != other and all(one[at] <= other[at] for at in one)


def assert_past_and_future_mirror_each_other(of: Causality, one: int, other: int) -> None:
    assert (one in of.past(other)) == (other in of.future(one)) == of.happened_before(one, other)
    assert (one in of.concurrent(other)) == (other in of.concurrent(one))


@st.composite
def histories(draw: st.DrawFn) -> list[Record]:
    """What might have happened at the tracker and three clients, in some order."""
    rng, numbers = draw(st.randoms(use_true_random=False)), count(1)
    threads = [
        TRACKER,
        *(at(rank) for rank in (1, 2, 3) for at in (download_thread, upload_thread)),
    ]
    under_way: list[tuple[Address, Address, int]] = []
    told: list[Happening] = []
    for _ in range(draw(st.integers(0, 50))):
        if under_way and rng.random() < 0.3:
            source, to, number = under_way.pop(rng.randrange(len(under_way)))
            told.append(receipt(to, source, number))
        elif rng.random() < 0.4:
            under_way.append((rng.choice(threads), rng.choice(threads), next(numbers)))
            told.append(sending(*under_way[-1]))
        else:
            told.append(_something_of_a_client(rng))
    return list(records(told))


def _something_of_a_client(rng: Random) -> Happening:
    rank, name = rng.randint(1, 3), rng.choice(["file1", "file2"])
    several = rng.sample(range(3), rng.randint(1, 3))
    queue = RequestQueued(name, (0,), asker=9, queue=(9,))
    happenings = [
        stored(rank, several[0], name),
        served(rank, *several, name=name),
        denied(rank),
        (upload_thread(rank), queue),
        (upload_thread(rank), TimerFired(ServeTimer())),
    ]
    return rng.choice(happenings)


@given(histories())
def test_all_answers_are_as_defined_in_any_history(told: list[Record]) -> None:
    assert_as_defined(told)


FILE, OTHER = file("file1", 30), file("file2", 20)
SWARM = scenario(
    client(1, owns=[FILE], wants=[OTHER]),
    client(2, wants=[FILE, OTHER]),
    client(3, owns=[OTHER], wants=[FILE]),
    client(4, wants=[OTHER, FILE]),
)
PART = 120


@pytest.mark.parametrize("profile", PROFILES)
@given(st.integers(0, 2**32), st.integers(0))
@settings(max_examples=8)
def test_all_answers_are_as_defined_in_any_part_of_a_run(
    profile: str, seed: int, begin: int
) -> None:
    told = World(SWARM, profile=PROFILES[profile], seed=seed).run().records
    begin %= len(told)
    assert_as_defined(told[begin : begin + PART])


@pytest.mark.parametrize("profile", PROFILES)
@given(st.randoms(use_true_random=False))
@settings(max_examples=8)
def test_in_a_whole_run_the_answers_agree_with_each_other_and_with_the_stamps(
    profile: str, rng: Random
) -> None:
    told = World(SWARM, profile=PROFILES[profile], seed=rng.randrange(2**32)).run().records
    of = Causality(told)
    for _ in range(20):
        one, other = rng.randrange(len(told)), rng.randrange(len(told))
        assert_past_and_future_mirror_each_other(of, one, other)
        past, future, concurrent = of.past(one), of.future(one), of.concurrent(one)
        assert sorted([*past, one, *concurrent, *future]) == list(range(len(told)))
        assert all(told[before].lamport < told[one].lamport for before in past)
        assert all(told[after].lamport > told[one].lamport for after in future)


@pytest.mark.parametrize("profile", PROFILES)
def test_whoever_passes_a_segment_on_has_it_from_its_only_owner(profile: str) -> None:
    told = World(SWARM, profile=PROFILES[profile]).run().records
    of, firsts, passed_on = Causality(told), dict[int, int](), 0
    for position, record in enumerate(told):
        match record.event:
            case SegmentsServed(file=FILE.name, segments=segments) if record.at == ONE_UP:
                firsts |= {segment: position for segment in segments if segment not in firsts}
            case SegmentsServed(file=FILE.name, segments=segments):
                assert all(of.happened_before(firsts[segment], position) for segment in segments)
                passed_on += 1
            case _:
                pass
    assert passed_on
