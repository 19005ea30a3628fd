"""What a run can be let go until: in words, on events, and in a scenario."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.events import (
    AllCompleted,
    AnyEvent,
    FileCompleted,
    FileIncomplete,
    Record,
    RequestTimedOut,
    RoleChanged,
    SegmentRejected,
    SegmentsRefused,
    SegmentStored,
    ShutdownGiven,
    SwarmLearned,
    SwarmUnanswered,
    ThreadGone,
)
from core.messages import SeedsAndPeers
from core.model import Role, download_thread, upload_thread
from core.sim.world import World
from core.until import CONDITIONS, EVENTS, WORDS, Condition, What, misfit, parse_condition
from tests.worlds import client, file, scenario

C2 = download_thread(2)
SWARM = SeedsAndPeers((1,), ())
STORED = SegmentStored("a:5", 4, source=1, held=5)


def met(condition: Condition, event: AnyEvent) -> bool:
    """Tell whether this event at client 2 meets the condition."""
    return condition.matches(Record(C2, 1, 1, 0.0, event))


# ---- in words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "condition", "words"),
    [
        ("denial", Condition(What.DENIAL), "a denial"),
        ("timeout", Condition(What.TIMEOUT), "a timeout"),
        ("refresh", Condition(What.REFRESH), "a swarm refresh"),
        ("role", Condition(What.ROLE), "a client changes its role"),
        ("role:2", Condition(What.ROLE, 2), "C2 changes its role"),
        ("stored", Condition(What.STORED), "a client stores a segment"),
        ("stored:2", Condition(What.STORED, 2), "C2 stores a segment"),
        ("stored:2:a", Condition(What.STORED, 2, "a"), "C2 stores a segment of a"),
        ("stored:2:a:5", Condition(What.STORED, 2, "a", 4), "C2 stores a #5"),
        ("stored:2:a:5:", Condition(What.STORED, 2, "a:5"), "C2 stores a segment of a:5"),
        ("stored:2:a:5:1", Condition(What.STORED, 2, "a:5", 0), "C2 stores a:5 #1"),
        ("stored:12:{x}:y", Condition(What.STORED, 12, "{x}:y"), "C12 stores a segment of {x}:y"),
        ("complete", Condition(What.COMPLETE), "a client has all of a file"),
        ("complete:a", Condition(What.COMPLETE, None, "a"), "a client has all of a"),
        ("complete:a:2", Condition(What.COMPLETE, 2, "a"), "C2 has all of a"),
        ("complete:a:2:", Condition(What.COMPLETE, None, "a:2"), "a client has all of a:2"),
        ("complete:7", Condition(What.COMPLETE, None, "7"), "a client has all of 7"),
        ("finished", Condition(What.FINISHED), "a client has finished"),
        ("finished:3", Condition(What.FINISHED, 3), "C3 has finished"),
        ("trouble", Condition(What.TROUBLE), "something fails"),
        ("end", Condition(What.END), "the end messages"),
    ],
)
def test_a_text_stands_for_a_condition(text: str, condition: Condition, words: str) -> None:
    assert parse_condition(text) == condition
    assert condition.words == words


@pytest.mark.parametrize(
    "text",
    ["", ":", "denial:", "denial:2", "end:1", "Denial", "role:", "role:0", "role:x", "role:²",
     "role:1:a", "role:1234567890", "stored:", "stored:x", "stored:2:", "stored:2:a:0",
     "stored:a:5", "stored:2::5", "complete:", "complete::2", "complete:a:0", "finished:-1"],
)  # fmt: skip
def test_a_text_that_stands_for_none_is_refused_with_all_the_forms(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        parse_condition(text)
    words = str(refusal.value)
    assert words.startswith(f"found {text!r}; expected one of denial, timeout")
    assert all(form in words for form, _ in CONDITIONS)


VISIBLE = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1)


@given(name=VISIBLE, rank=st.integers(1, 999), place=st.integers(1, 999))
def test_any_name_can_be_told(name: str, rank: int, place: int) -> None:
    segment = Condition(What.STORED, rank, name, place - 1)
    assert parse_condition(f"stored:{rank}:{name}:{place}") == segment
    assert parse_condition(f"stored:{rank}:{name}:") == Condition(What.STORED, rank, name)
    assert parse_condition(f"complete:{name}:{rank}") == Condition(What.COMPLETE, rank, name)
    assert parse_condition(f"complete:{name}:") == Condition(What.COMPLETE, None, name)


def test_every_kind_has_a_form_words_and_events() -> None:
    kinds = [form.partition("[")[0] for form, _ in CONDITIONS]
    assert kinds == list(What) == list(WORDS) == list(EVENTS)


# ---- on events ----------------------------------------------------------------------------------

MEETING: dict[What, list[AnyEvent]] = {
    What.DENIAL: [SegmentsRefused("f", (0,), 3)],
    What.TIMEOUT: [RequestTimedOut("f", (0,), 1), SwarmUnanswered("f", 1)],
    What.REFRESH: [SwarmLearned("f", 3, SWARM, again=True)],
    What.ROLE: [RoleChanged("f", Role.LEECHER, Role.PEER)],
    What.STORED: [STORED],
    What.COMPLETE: [FileCompleted("f", 3)],
    What.FINISHED: [AllCompleted()],
    What.TROUBLE: [
        SegmentRejected("f", 0, 1),
        FileIncomplete("f", 3, (0,), "why"),
        ThreadGone(upload_thread(1)),
    ],
    What.END: [ShutdownGiven("E")],
}


@pytest.mark.parametrize("what", What)
def test_a_condition_is_met_by_its_events_and_no_others(what: What) -> None:
    for kind, events in MEETING.items():
        assert [met(Condition(what), event) for event in events] == [kind is what] * len(events)
    named = {kind for kinds in EVENTS.values() for kind in kinds}
    assert named < set(get_args(AnyEvent))


def test_the_first_list_of_a_swarm_is_no_refresh() -> None:
    assert not met(Condition(What.REFRESH), SwarmLearned("f", 3, SWARM))


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        (Condition(What.STORED, 2), True),
        (Condition(What.STORED, 1), False),
        (Condition(What.STORED, 2, "a:5"), True),
        (Condition(What.STORED, 2, "a"), False),
        (Condition(What.STORED, 2, "a:5", 4), True),
        (Condition(What.STORED, 2, "a:5", 5), False),
    ],
)
def test_what_a_condition_names_must_be_right(condition: Condition, *, is_met: bool) -> None:
    assert met(condition, STORED) is is_met


def test_a_run_refreshes_only_swarms_that_it_has_learned() -> None:
    prize = file("prize", 25)
    here = scenario(client(1, owns=[prize]), client(2, wants=[prize]), client(3, wants=[prize]))
    learned: set[tuple[int, str]] = set()
    refreshed = 0
    for record in World(here).run().records:
        if isinstance(record.event, SwarmLearned):
            known = (record.at.rank, record.event.file) in learned
            assert Condition(What.REFRESH).matches(record) is known
            learned.add((record.at.rank, record.event.file))
            refreshed += known
    assert refreshed


# ---- in a scenario ------------------------------------------------------------------------------

CLIENTS = scenario(
    client(1, owns=[file("a", 5)], wants=["b"]), client(2, owns=[file("b", 2)], wants=["a", "x"])
).clients


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("denial", ""),
        ("role:2", ""),
        ("role:3", "found client 3; expected one from 1 to 2"),
        ("stored:2:a:5", ""),
        ("stored:2:x:5", ""),
        ("stored:2:a:6", "found segment 6; expected one of a, from 1 to 5"),
        ("stored:1:a", "found 'a'; expected a file that C1 wants: b"),
        ("complete:a", ""),
        ("complete:nope", "found 'nope'; expected a file that somebody wants: a, b, x"),
    ],
)
def test_what_a_scenario_lacks_is_named(text: str, words: str) -> None:
    assert misfit(parse_condition(text), CLIENTS) == words


def test_where_nobody_wants_anything_so_it_says() -> None:
    nobody = scenario(client(1)).clients
    assert misfit(parse_condition("complete:a"), nobody).endswith("somebody wants: none")
