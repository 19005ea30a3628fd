"""What checks and their folds take notice of, so that they need not be shown all the rest."""

from core.events import Event, MessageReceived, MessageSent, MessageUnheeded, Record

Sight = type[Event] | tuple[type[Event], str]
"""Events of a kind; of messages, only those of one kind of message where it is named, too."""
Sights = frozenset[Sight]

Key = tuple[type[Event], str]
"""The kind of an event, and of its message; without one, nothing."""
MESSAGES = (MessageSent, MessageReceived, MessageUnheeded)


def key_of(record: Record) -> Key:
    """Return what tells whether a record is to be shown."""
    event = record.event
    if isinstance(event, MESSAGES):
        return type(event), event.kind
    return type(event), ""


def covers(sights: Sights, key: Key) -> bool:
    """Tell whether a record of this key is among what is taken notice of."""
    return key in sights or key[0] in sights
