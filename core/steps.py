"""Where a step begins: with a message that is handled or a timer that rings, and what it causes.

Where people chose it by hand, it begins with their choice, which is recorded right before. A fault
that they let happen is a step of its own.
"""

from core.events import (
    AnyEvent,
    Event,
    FaultChosen,
    MessageChosen,
    MessageReceived,
    MessageUnheeded,
    TimerChosen,
    TimerFired,
)

BEGINNINGS: frozenset[type[Event]] = frozenset({MessageReceived, MessageUnheeded, TimerFired})
"""What each step has exactly one of."""
CHOICES: frozenset[type[Event]] = frozenset({MessageChosen, TimerChosen})


class Steps:
    """Is told of one event after another, in causal order."""

    def __init__(self) -> None:
        self._is_chosen = False
        """Whether the latest event was a choice."""

    def begins_with(self, event: AnyEvent) -> bool:
        """Tell whether the next step begins with this event, which is the next one."""
        kind, was_chosen = type(event), self._is_chosen
        self._is_chosen = kind in CHOICES
        begins = self._is_chosen or kind is FaultChosen
        return begins or (kind in BEGINNINGS and not was_chosen)
