"""Every event is of one kind, and every kind is explained."""

from typing import get_args

import pytest

from core.events import AnyEvent, MessageReceived, MessageSent, MessageUnheeded, TimerFired
from core.messages import AnyMessage
from core.model import TRACKER
from core.narration import kinds, narrate
from core.narration.kinds import MEANINGS, Kind, kind_of
from core.profiles import PROFILES
from core.timers import RequestTimer, ServeTimer, TimerKey
from tests.core.trace.made import of_a_run

OF_THEIR_OWN = {"MessageSent", "MessageReceived", "MessageUnheeded"} | {
    "TimerSet",
    "TimerCancelled",
    "TimerFired",
}
"""Events that are of the kind of their message or timer."""


def names(union: object) -> set[str]:
    return {member.__name__ for member in get_args(union)}


def test_every_event_every_message_and_every_timer_has_one_kind() -> None:
    assert {of.__name__ for of in kinds._EVENTS} == names(AnyEvent) - OF_THEIR_OWN
    assert set(kinds._MESSAGES) == names(AnyMessage)
    assert {of.__name__ for of in kinds._TIMERS} == names(TimerKey)
    listed = [*kinds._OF_EVENTS.values(), *kinds._OF_MESSAGES.values(), *kinds._OF_TIMERS.values()]
    assert sum(map(len, listed)) == len({of for types in listed for of in types})


def test_every_kind_is_explained_in_one_line() -> None:
    assert list(MEANINGS) == list(Kind)
    assert all(0 < len(meaning) < 80 for meaning in MEANINGS.values())


@pytest.mark.parametrize("profile", PROFILES)
def test_all_that_is_told_of_a_run_is_of_a_kind(profile: str) -> None:
    told = [record.event for record in of_a_run(profile) if narrate(record) is not None]
    assert told
    assert None not in {kind_of(event) for event in told}


def test_a_message_is_of_the_kind_that_it_belongs_to_wherever_it_is() -> None:
    for event in (
        MessageSent(TRACKER, 1, "SwarmRequest", 5),
        MessageReceived(TRACKER, 1, "SwarmRequest"),
        MessageUnheeded(TRACKER, 1, "SwarmRequest"),
    ):
        assert kind_of(event) is Kind.TRACKER
    assert kind_of(MessageUnheeded(TRACKER, 1, "SegmentDenial")) is Kind.DENIALS
    assert kind_of(MessageSent(TRACKER, 1, "Postcard", 5)) is None


def test_a_timer_is_of_the_kind_of_what_it_is_for() -> None:
    assert kind_of(TimerFired(RequestTimer("file1", 0, 2))) is Kind.TIMEOUTS
    assert kind_of(TimerFired(ServeTimer())) is Kind.QUEUES
