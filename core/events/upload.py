"""What happens in the upload thread of a client."""

from core.events.event import Event


class SegmentsServed(Event, frozen=True):
    """The client sent these segments to client `to`, in an answer that is called `word`."""

    file: str
    segments: tuple[int, ...]
    to: int
    word: str


class RequestQueued(Event, frozen=True):
    """The request of client `asker` waits for its turn; `queue` are all that wait, best first."""

    file: str
    segments: tuple[int, ...]
    asker: int
    queue: tuple[int, ...]


class AskerChoked(Event, frozen=True):
    """The client said "not now" to client `asker`, for this reason."""

    file: str
    segments: tuple[int, ...]
    asker: int
    reason: str


class AskerUnchoked(Event, frozen=True):
    """The client told `asker`, which it had choked, that there is room again."""

    file: str
    asker: int


class RequestDropped(Event, frozen=True):
    """Client `asker` cancelled its request for these segments before its turn came."""

    file: str
    segments: tuple[int, ...]
    asker: int


class CancelLate(Event, frozen=True):
    """Client `asker` cancelled what was answered already."""

    file: str
    segments: tuple[int, ...]
    asker: int


class SegmentsRefused(Event, frozen=True):
    """The client said no to client `to`: it lacks these segments."""

    file: str
    segments: tuple[int, ...]
    to: int
