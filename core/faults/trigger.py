"""When a fault strikes: when something happens, or at a time."""

import math

import msgspec

from core.errors import UsageError
from core.events import Record
from core.until import CONDITIONS, Condition, parse_condition

TIME = "time:"


class Trigger(msgspec.Struct, frozen=True):
    """A condition on one event, or the first event at this protocol time, in seconds, or later."""

    condition: Condition | None = None
    time: float = 0.0

    def matches(self, record: Record) -> bool:
        """Tell whether this event is what is waited for."""
        if self.condition is None:
            return record.time >= self.time
        return self.condition.matches(record)


def parse_trigger(text: str) -> Trigger:
    """Return the trigger that a text stands for; raise `UsageError` where it stands for none.

    It is a condition of `core.until`, or a time, as in `time:1.5`.
    """
    if text.startswith(TIME):
        return Trigger(time=_seconds(text))
    try:
        return Trigger(parse_condition(text))
    except UsageError:
        raise _no_trigger(text) from None


def _seconds(text: str) -> float:
    try:
        seconds = float(text.removeprefix(TIME))
    except ValueError:
        raise _no_trigger(text) from None
    if not 0 <= seconds < math.inf:
        raise _no_trigger(text)
    return seconds


def _no_trigger(text: str) -> UsageError:
    forms = ", ".join([*(form for form, _ in CONDITIONS), "time:SECONDS"])
    return UsageError(f"at: found {text!r}; expected one of {forms}")
