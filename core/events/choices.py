"""What people choose by hand, told by the conductor."""

from core.events.event import Event
from core.messages import NOTHING, About
from core.model import Address
from core.timers import TimerKey


class MessageChosen(Event, frozen=True):
    """Message `number` of `source` goes next, though `older` messages wait.

    Without this choice the oldest of all would have gone.
    """

    source: Address
    to: Address
    number: int
    kind: str
    older: int
    about: About = NOTHING


class TimerChosen(Event, frozen=True):
    """The timer of thread `of` rings next, at its deadline `due`.

    Without this choice the oldest of the `messages` that wait would have gone; where none waits,
    the first due of the `sooner` timers.
    """

    of: Address
    timer: TimerKey
    due: float
    messages: int
    sooner: int


class FaultChosen(Event, frozen=True):
    """Somebody lets this happen to `client`, 0 being the tracker; `words` say what."""

    client: int
    words: str
