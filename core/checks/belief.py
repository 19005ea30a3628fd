"""What the tracker may know and tell: its belief, held against what it was told and the truth."""

from collections.abc import Mapping

from core import bitmap
from core.belief import Belief, Entry
from core.checks.check import Check
from core.checks.facts import Gone, Truth
from core.checks.hearsay import listing_of
from core.checks.wording import clients, of_file
from core.events import (
    ClientRegistered,
    HoldingsNoted,
    Record,
    SeedListed,
    SwarmTold,
)
from core.messages import SeedsAndPeers, SwarmView
from core.model import Role, upload_thread

VIEWS = {
    "two-lists": "SeedsAndPeers",
    "client-table": "ClientTable",
    "segment-index": "SegmentIndex",
    "bitfields": "Bitfields",
}
"""The kind of view that is told, by what the tracker knows."""
BLIND = "two-lists"


class KnowsOnly(Check):
    """The blind tracker notes nobody's segments."""

    name = "knows-only"
    sees = frozenset({SwarmTold, HoldingsNoted})

    def __init__(self, records: str) -> None:
        super().__init__()
        self.rule = f"What the tracker notes and tells of a swarm is of the kind {records}."
        self._blind = records == BLIND
        self._view = VIEWS[records]

    def look(self, record: Record) -> None:
        """See of what kind it is."""
        match record.event:
            case SwarmTold(swarm=swarm):
                found = type(swarm).__name__
                self.expect(found == self._view, record, found, self._view)
            case HoldingsNoted(file=file, client=client) if self._blind:
                self.expect(False, record, f"C{client}'s segments of {file} noted", "nothing noted")
            case _:
                pass


def _held_by(view: SwarmView, segments: int) -> dict[int, int]:
    """Return what each client holds by this view, as bitmaps; who holds nothing is left out."""
    listing = listing_of(view, segments)
    return {one: held for one in listing.everyone if (held := listing.held_by(one))}


def _agree(view: SwarmView, known: Mapping[int, Entry], segments: int) -> bool:
    """Tell whether a view says exactly what is known of these clients."""
    if isinstance(view, SeedsAndPeers):
        seeds = {client for client, entry in known.items() if entry.role is Role.SEED}
        return (set(view.seeds), set(view.peers)) == (seeds, known.keys() - seeds)
    held = {client: entry.holds(segments) for client, entry in known.items()}
    return _held_by(view, segments) == {client: some for client, some in held.items() if some}


class TellsWhatItKnows(Check):
    """All that clients said, and nothing else; who is gone is left out."""

    name = "tells-what-it-knows"
    rule = "The tracker tells of a swarm what it was told itself, leaving out who is gone."
    sees = Truth.sees | Gone.sees | Belief.sees | {SwarmTold}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()
        self._gone = Gone()
        self._belief = Belief()

    def look(self, record: Record) -> None:
        """Keep what the tracker notes, and compare what it tells."""
        self._truth.observe(record)
        self._gone.observe(record)
        self._belief.observe(record.event)
        match record.event:
            case SwarmTold(file=file, swarm=swarm):
                listed, gone = self._belief.swarm(file), self._gone_clients
                known = {client: entry for client, entry in listed.items() if client not in gone}
                met = _agree(swarm, known, self._truth.sizes.get(file, 0))
                self.expect(met, record, f"another swarm of {file} told", "what was noted before")
            case _:
                pass

    @property
    def _gone_clients(self) -> set[int]:
        return {at.rank for at in self._gone.now if at == upload_thread(at.rank)}


class BeliefWithinTruth(Check):
    """What the tracker lists may lag behind, never run ahead."""

    name = "belief-within-truth"
    rule = "What the tracker believes that a client holds, the client really holds."
    sees = Truth.sees | {HoldingsNoted, SeedListed, ClientRegistered, SwarmTold}

    def __init__(self) -> None:
        super().__init__()
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """Compare what is noted and told with what is held."""
        self._truth.observe(record)
        match record.event:
            case HoldingsNoted(file=file, client=client, segments=segments):
                self._expect_held(record, client, file, bitmap.of(segments))
            case SeedListed(file=file, client=client):
                self._expect_seeds(record, file, [client])
            case ClientRegistered(files=files, client=client):
                for file in files:
                    self._expect_seeds(record, file, [client])
            case SwarmTold(file=file, swarm=SeedsAndPeers(seeds=seeds)):
                self._expect_seeds(record, file, seeds)
            case SwarmTold(file=file, swarm=view):
                for client, held in _held_by(view, self._truth.sizes.get(file, 0)).items():
                    self._expect_held(record, client, file, held)
            case _:
                pass

    def _expect_seeds(self, record: Record, file: str, listed: list[int] | tuple[int, ...]) -> None:
        wrong = [client for client in listed if not self._truth.holds_all(client, file)]
        found = f"{clients(wrong)} as seeds of {file}"
        self.expect(not wrong, record, found, "only who holds all of it")

    def _expect_held(self, record: Record, client: int, file: str, held: int) -> None:
        wrong = held & ~self._truth.held(client, file)
        found = f"{of_file(file, bitmap.members(wrong))} as held by C{client}"
        self.expect(not wrong, record, found, "only what it holds")
