"""What a plan of faults does to the messages of one thread, as they leave it."""

from collections.abc import Iterable
from random import Random

from core.faults import Delay, Duplicate, Lose, MessageFault, Overtake
from core.messages import AnyMessage, about
from core.model import Address


class Mishaps:
    """Says, of one message after another, which fault befalls it; the first of the plan that does.

    Every thread counts its own messages, and has its own randomness.
    """

    def __init__(self, at: Address, faults: Iterable[MessageFault], rng: Random) -> None:
        self._faults = [one for one in faults if one.source in {None, at.rank}]
        self._counts = [0] * len(self._faults)
        """How many messages each fault described so far."""
        self._rng = rng

    def __bool__(self) -> bool:
        return bool(self._faults)

    def befalling(self, to: Address, message: AnyMessage, now: float) -> MessageFault | None:
        """Return what befalls the next message, which is sent at this protocol time."""
        chosen = None
        for place, fault in enumerate(self._faults):
            if _describes(fault, to, message, now):
                self._counts[place] += 1
                if chosen is None and self._strikes(fault, self._counts[place]):
                    chosen = fault
        return chosen

    def _strikes(self, fault: MessageFault, number: int) -> bool:
        if fault.nth is not None:
            return number == fault.nth
        return fault.chance >= 1 or self._rng.random() < fault.chance


def _describes(fault: MessageFault, to: Address, message: AnyMessage, now: float) -> bool:
    return (
        fault.to in {None, to.rank}
        and fault.message in {None, message.kind}
        and fault.file in {None, about(message).file}
        and fault.since <= now
        and (fault.before is None or now < fault.before)
    )


WORDS: dict[type[MessageFault], str] = {
    Lose: "it is lost",
    Delay: "it is delayed",
    Duplicate: "it is doubled",
    Overtake: "it is overtaken",
}
"""What befalls a message, for people."""
