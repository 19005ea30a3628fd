"""Whom to ask for a segment: what each kind of choice must be seen to do.

Chance itself is nothing that one run could show to be wrong; out of whom it draws is.
"""

from collections import Counter

from core import bitmap
from core.checks.check import Check
from core.checks.facts import ClientFile, begins_anew, forget
from core.checks.searches import Rounds
from core.checks.wording import clients
from core.events import (
    Record,
    RequestTimedOut,
    SegmentRejected,
    SegmentRequested,
    SegmentStored,
    ThreadRevived,
)

BATCH = 10
PEERS_FIRST = 5


class PeersThenSeeds(Check):
    """Decidable where nobody is doubted: in faultless runs."""

    name = "peers-then-seeds"
    rule = (
        f"Of each {BATCH} segments the first {PEERS_FIRST} ask a peer, and a seed where it says no;"
        " the others ask a seed; and the other list is used where the one is used up."
    )
    sees = Rounds.sees | {SegmentStored}

    def __init__(self) -> None:
        super().__init__()
        self._rounds = Rounds()
        self._fetched: Counter[ClientFile] = Counter()

    def look(self, record: Record) -> None:
        """See that the right list is asked."""
        match record.event:
            case SegmentRequested(segments=segments):
                for segment in segments[:1]:
                    self._look_at(record, record.event, segment)
            case SegmentStored(file=file):
                self._fetched[record.at.rank, file] += 1
            case _:
                pass
        self._rounds.observe(record)

    def _look_at(self, record: Record, request: SegmentRequested, segment: int) -> None:
        rank, file = record.at.rank, request.file
        now = self._rounds.of(rank, file)
        left = now.untried(segment, rank)
        peers = [one for one in left if one in now.lists[-1].peers]
        seeds = [one for one in left if one in now.lists[-1].seeds]
        turn = self._fetched[rank, file] % BATCH
        ask_a_peer = turn < PEERS_FIRST and segment not in now.asked
        right = (peers or seeds) if ask_a_peer else (seeds or peers)
        expected = f"one of {clients(right)} at turn {turn + 1} of {BATCH}"
        self.expect(request.asked in right, record, f"C{request.asked} asked", expected)


class EveryOwnerIsACandidate(Check):
    """Decidable where nobody is doubted: in faultless runs."""

    name = "every-owner-is-a-candidate"
    rule = "The candidates for a segment are all its owners by the last list who are yet to try."
    sees = Rounds.sees

    def __init__(self) -> None:
        super().__init__()
        self._rounds = Rounds()

    def look(self, record: Record) -> None:
        """See that no owner is left out."""
        rank = record.at.rank
        match record.event:
            case SegmentRequested(file=file, segments=segments, candidates=candidates):
                for segment in segments[:1]:
                    owners = self._rounds.of(rank, file).untried(segment, rank)
                    met = set(candidates) == set(owners)
                    self.expect(met, record, clients(candidates), clients(owners))
            case _:
                pass
        self._rounds.observe(record)


class NextInTheRound(Check):
    """The round goes by the order of ranks; where it starts is chance."""

    name = "next-in-the-round"
    rule = "Who is asked is the next of the candidates, by rank, after who was asked last."
    sees = frozenset({SegmentRequested, ThreadRevived})

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[ClientFile, int] = {}

    def look(self, record: Record) -> None:
        """See that nobody is passed over."""
        match record.event:
            case SegmentRequested(file=file, asked=asked, candidates=candidates):
                last = self._last.get((record.at.rank, file))
                if last is not None and candidates:
                    later = [rank for rank in candidates if rank > last]
                    expected = min(later or candidates)
                    found = f"C{asked} asked after C{last}"
                    self.expect(asked == expected, record, found, f"C{expected}")
                self._last[record.at.rank, file] = asked
            case _ if begins_anew(record):
                forget(record.at.rank, self._last)
            case _:
                pass


class WithinItsShare(Check):
    """Decidable where nobody is doubted: in faultless runs.

    Demand is how many segments of the file this client asked an owner for; supply, how many the
    last list says that it holds.
    """

    name = "within-its-share"
    rule = (
        "Demand on the owner who is asked, for what it supplies, is no more than on all owners of"
        " the segment together."
    )
    sees = Rounds.sees

    def __init__(self) -> None:
        super().__init__()
        self._rounds = Rounds()
        self._demand: dict[ClientFile, Counter[int]] = {}

    def look(self, record: Record) -> None:
        """Compare the owner's share with that of all who could be asked."""
        match record.event:
            case SegmentRequested(file=file, segments=segments, asked=asked):
                demand = self._demand.setdefault((record.at.rank, file), Counter())
                for segment in segments[:1]:
                    self._look_at(record, record.event, segment, demand)
                demand[asked] += len(segments)
            case _:
                pass
        self._rounds.observe(record)

    def _look_at(
        self, record: Record, request: SegmentRequested, segment: int, demand: Counter[int]
    ) -> None:
        now = self._rounds.of(record.at.rank, request.file)
        owners = now.untried(segment, record.at.rank)
        supply = {rank: now.lists[-1].supply(rank) for rank in owners}
        asked, all_supply = request.asked, sum(supply.values())
        all_demand = sum(demand[rank] for rank in owners)
        found = f"C{asked} with demand {demand[asked]} on a supply of {supply.get(asked, 0)}"
        met = asked in supply and demand[asked] * all_supply <= all_demand * supply[asked]
        self.expect(met, record, found, f"no more than {all_demand} on {all_supply}")


class LeastUsed(Check):
    """Whoever ever gave no answer, or a wrong one, may have been passed over for that."""

    name = "least-used"
    rule = "No owner that could be asked was used less by this client, for whatever file."
    sees = Rounds.sees | {SegmentRejected}

    def __init__(self) -> None:
        super().__init__()
        self._rounds = Rounds()
        self._used: dict[int, Counter[int]] = {}
        self._doubted: dict[int, int] = {}

    def look(self, record: Record) -> None:
        """Compare who is asked with the others who could be."""
        rank = record.at.rank
        match record.event:
            case SegmentRequested(segments=segments, asked=asked):
                used = self._used.setdefault(rank, Counter())
                for segment in segments[:1]:
                    self._look_at(record, record.event, segment, used)
                used[asked] += len(segments)
            case RequestTimedOut(asked=asked) | SegmentRejected(source=asked):
                self._doubted[rank] = self._doubted.get(rank, 0) | 1 << asked
            case _ if begins_anew(record):
                forget(rank, self._used, self._doubted)
            case _:
                pass
        self._rounds.observe(record)

    def _look_at(
        self, record: Record, request: SegmentRequested, segment: int, used: Counter[int]
    ) -> None:
        rank, asked = record.at.rank, request.asked
        owners = self._rounds.of(rank, request.file).untried(segment, rank)
        others = bitmap.without(owners, self._doubted.get(rank, 0))
        better = [other for other in others if used[other] < used[asked]]
        found = f"C{asked} asked, used {used[asked]} times, and {clients(better)} less"
        self.expect(not better, record, found, "the one used least")
