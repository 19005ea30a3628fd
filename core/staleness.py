"""How far what the tracker tells of a swarm lags behind the truth, at the moment it is told.

Each time the tracker answers somebody, that answer is held against what everybody else in truth
holds of the file by then:

- where it tells who holds which segment, the lag is the share of all segments held elsewhere, each
  holder's counted, that it does not tell of;
- where it tells two lists and nothing more, the lag is the share of the others with any segment
  that do not stand in the list of their true role.

So 0 is an answer that nothing can be added to, and 1 one that tells nothing of what there is. An
answer when nobody else holds anything has no lag, and does not count. "By then" goes by the order
of the records. Imports events and what knows their views only.
"""

from core import bitmap
from core.events import ClientStarted, Record, SegmentStored, SwarmTold
from core.listing import Listing
from core.messages import SeedsAndPeers


class Staleness:
    """Keeps what every client in truth holds of every file, and how far each answer lags."""

    def __init__(self) -> None:
        self._sizes: dict[str, int] = {}
        self._held: dict[str, dict[int, int]] = {}
        """For each file, what each client holds of it, as a bitmap."""
        self._lags: list[float] = []

    def observe(self, record: Record) -> None:
        """Take notice of one event."""
        match record.event:
            case ClientStarted(owned=owned, partial=partial):
                for file in owned:
                    self._sizes[file.name] = file.segments
                    self._hold(file.name, record.at.rank, bitmap.full(file.segments))
                for part in partial:
                    self._sizes[part.name] = part.segments
                    self._hold(part.name, record.at.rank, bitmap.of(part.held))
            case SegmentStored(file=name, segment=segment):
                self._hold(name, record.at.rank, 1 << segment)
            case SwarmTold() as told:
                self._compare(told)
            case _:
                pass

    @property
    def mean(self) -> float | None:
        """The mean lag of all answers that count; `None` where there was none."""
        return sum(self._lags) / len(self._lags) if self._lags else None

    def _hold(self, name: str, client: int, segments: int) -> None:
        held = self._held.setdefault(name, {})
        held[client] = held.get(client, 0) | segments

    def _compare(self, told: SwarmTold) -> None:
        everyone = self._held.get(told.file, {})
        others = {rank: held for rank, held in everyone.items() if held and rank != told.client}
        if not others:
            return
        size = self._sizes[told.file]
        if isinstance(told.swarm, SeedsAndPeers):
            self._lags.append(_misplaced(told.swarm, others, size))
        else:
            self._lags.append(_untold(Listing(told.swarm, size), others, size))


def _misplaced(lists: SeedsAndPeers, others: dict[int, int], size: int) -> float:
    """Return the share of the others that are not in the list of their true role."""
    everything = bitmap.full(size)
    wrong = [
        rank
        for rank, held in others.items()
        if rank not in (lists.seeds if held == everything else lists.peers)
    ]
    return len(wrong) / len(others)


def _untold(listing: Listing, others: dict[int, int], size: int) -> float:
    """Return the share of the segments that others hold that the listing does not tell of."""
    told: dict[int, int] = {}
    for segment in range(size):
        for rank in listing.holders(segment):
            told[rank] = told.get(rank, 0) | 1 << segment
    untold = sum((held & ~told.get(rank, 0)).bit_count() for rank, held in others.items())
    return untold / sum(held.bit_count() for held in others.values())
