"""Telling: every event as one plain English sentence with its reason.

It is what a teacher reads aloud and a screen reader speaks, so it uses the words of the field and
none of the code's. A sentence is made of one record and nothing else. There is none where another
sentence of the same step tells the same thing better; a step is what one message that is handled,
or one timer that rings, causes in its thread, and each has a sentence.
"""

from core.events import AnyEvent, Record
from core.narration.choices import ChoiceEvent, tell_choice
from core.narration.clients import ClientEvent, tell_client
from core.narration.faults import FaultEvent, tell_fault
from core.narration.sentence import Sentence, Tone, plain
from core.narration.threads import NEEDS_SENTENCE, ThreadEvent, tell_thread
from core.narration.tracker import tell_tracker

__all__ = ["Sentence", "Tone", "narrate", "plain", "tells"]


def narrate(record: Record) -> Sentence | None:
    """Return the sentence that tells of this event, if it needs one of its own."""
    event = record.event
    if isinstance(event, ThreadEvent):
        return tell_thread(record.at, event)
    if isinstance(event, ClientEvent):
        return tell_client(record.at, event)
    if isinstance(event, FaultEvent):
        return tell_fault(record.at, event)
    return tell_choice(event) if isinstance(event, ChoiceEvent) else tell_tracker(event)


def tells(event: AnyEvent) -> bool:
    """Tell whether `narrate` returns a sentence for this event, at the cost of a look-up."""
    needs = NEEDS_SENTENCE.get(type(event))
    return needs is None or needs(event)
