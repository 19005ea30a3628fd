"""Records by hand: what happened where, in this order."""

from collections.abc import Iterable, Iterator
from itertools import count

from core.events import AnyEvent, ClientStarted, FileBegun, FileOwned, Record, SegmentsServed
from core.model import Address, download_thread, upload_thread

Happening = tuple[Address, AnyEvent]


def records(happenings: Iterable[Happening]) -> Iterator[Record]:
    """Return the records of what happened where."""
    for number, (at, event) in zip(count(1), happenings, strict=False):
        yield Record(at, number, number, float(number), event)


def started(
    rank: int, owns: dict[str, int], wants: Iterable[str] = (), begun: Iterable[FileBegun] = ()
) -> Happening:
    """A client starts that owns files of so many segments, and wants others, some of them begun."""
    owned = tuple(FileOwned(name, segments) for name, segments in owns.items())
    return download_thread(rank), ClientStarted(owned, tuple(wants), partial=tuple(begun))


def served(rank: int, segments: int, *, at_once: int = 1) -> Iterator[Happening]:
    """A client serves so many segments, some of them in one answer."""
    for first in range(0, segments, at_once):
        some = tuple(range(first, min(first + at_once, segments)))
        yield upload_thread(rank), SegmentsServed("file1", some, to=9, word="yes")
