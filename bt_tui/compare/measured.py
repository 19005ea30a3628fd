"""What one run came to, as a fold over its records, whether they come from MPI or the simulator."""

from collections.abc import Iterable

import msgspec

from core.balance import Balance
from core.events import Record
from core.largest_share import LargestShare
from core.measures import Counts, Totals
from core.staleness import Staleness
from core.tracker_share import TrackerShare


class Measured(msgspec.Struct, frozen=True):
    """The measures of one run; `None` where there was nothing to measure.

    Shares go from 0 to 1, `protocol_s` is in seconds of protocol time; see the modules of the folds
    for what else they mean.
    """

    messages: float
    messages_per_segment: float | None
    bytes: float
    tracker_share: float | None
    denials: float
    timeouts: float
    balance: float | None
    balance_bound: float | None
    largest_share: float | None
    staleness: float | None
    protocol_s: float


MEASURES = Measured.__struct_fields__


def fold(records: Iterable[Record], ranks: int) -> tuple[Totals, Measured]:
    """Return what was counted in a run of so many ranks, and what it measures."""
    counts = tuple(Counts(rank) for rank in range(ranks))
    balance, share, largest, staleness = Balance(), TrackerShare(), LargestShare(), Staleness()
    for record in records:
        counts[record.at.rank].observe(record)
        for observer in (balance, share, largest, staleness):
            observer.observe(record)
    totals = Totals(counts)
    traffic = totals.traffic
    return totals, Measured(
        messages=traffic.messages,
        messages_per_segment=traffic.messages / largest.segments if largest.segments else None,
        bytes=traffic.bytes,
        tracker_share=share.share,
        denials=sum(one.denials for one in counts),
        timeouts=sum(one.timeouts for one in counts),
        balance=balance.reached,
        balance_bound=balance.bound,
        largest_share=largest.mean,
        staleness=staleness.mean,
        protocol_s=totals.protocol_s,
    )


def lacking(totals: Totals) -> tuple[str, ...]:
    """Return what is to be said of every download that is not complete."""
    lost = [f"C{rank} does not answer any more" for rank in totals.lost]
    return (
        *lost,
        *(
            f"C{rank} did not get all of {file.name}: {file.reason or 'it did not finish'}"
            for rank, file in totals.incomplete
        ),
    )
