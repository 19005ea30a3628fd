"""How clients come into a swarm, and onto which list; and the states that a tracker may note."""

from core import bitmap
from core.checks.belief import BLIND
from core.checks.check import Check
from core.checks.facts import Truth
from core.checks.steps import StepCheck
from core.checks.wording import clients
from core.events import (
    ClientNoted,
    ClientRegistered,
    ClientStarted,
    MessageReceived,
    MessageSent,
    PeerListed,
    Record,
    SeedListed,
    SwarmTold,
)
from core.messages import MessageId, SeedsAndPeers
from core.model import ClientState


class JoinsTheSwarm(StepCheck):
    """When it registers, or with its first request, or with its first report."""

    name = "joins-the-swarm"
    sees = StepCheck.sees | {
        ClientStarted,
        (MessageSent, "Register"),
        ClientRegistered,
        SeedListed,
        PeerListed,
    }

    def __init__(self, records: str, *, announces: bool) -> None:
        super().__init__()
        self._announces = announces
        self._kind = "SwarmRequest" if records == BLIND else "Update"
        word = "request for the swarm" if self._kind == "SwarmRequest" else "update"
        joins = "registration" if announces else f"first {word}, or registration of a part"
        self.rule = f"A client is listed as a peer with its {joins}, once, and not otherwise."
        self._files: set[str] = set()
        self._lacking: dict[int, list[str]] = {}
        """The files of each client of which it is to be listed as a peer when it registers."""
        self._joining: dict[MessageId, list[str]] = {}
        """The same, as it was when the client sent this registration: it may live another life."""
        self._registering: list[str] = []
        """The same, of the registration that came last."""
        self._listed: set[tuple[str, int]] = set()

    def follow(self, record: Record) -> None:
        """Follow each client from the message with which it joins to its listing."""
        match record.event:
            case ClientStarted(owned=owned, wanted=wanted, partial=partial):
                have = {own.name for own in owned}
                lacking = [one for one in wanted if one not in have]
                begun = [part.name for part in partial]
                self._lacking[record.at.rank] = lacking if self._announces else begun
            case MessageSent(kind="Register", number=number):
                self._joining[record.at, number] = self._lacking.get(record.at.rank, [])
            case ClientRegistered(client=client, files=files):
                self._files.update(files)
                self._listed |= {(file, client) for file in files}
                for file in self._registering:
                    self._owe_listing(record, file, client)
            case SeedListed(file=file, client=client):
                self._listed.add((file, client))
            case MessageReceived(kind="Register", source=source, number=number):
                self._registering = self._joining.get((source, number), [])
            case MessageReceived(kind=self._kind, source=source, about=about):
                if about.file in self._files:
                    self._owe_listing(record, str(about.file), source.rank)
            case PeerListed(file=file, client=client):
                met = self.pay(record, (file, client))
                found = f"C{client} listed as a peer of {file}"
                self.expect(met, record, found, "what it joins with just before")
                self._listed.add((file, client))
            case _:
                pass

    def _owe_listing(self, record: Record, file: str, client: int) -> None:
        if (file, client) not in self._listed:
            self.owe(record, (file, client), f"C{client} listed as a peer of {file}")


class SeedIsListed(StepCheck):
    """Upon its word where completion has one, else upon the report of the last segment."""

    name = "seed-is-listed"
    rule = "A client that told that a file is complete is listed as a seed, once, not otherwise."
    sees = StepCheck.sees | Truth.sees | {ClientRegistered, SeedListed}

    def __init__(self, records: str) -> None:
        super().__init__()
        self._blind = records == BLIND
        self._truth = Truth()
        self._seeds: set[tuple[str, int]] = set()
        self._noted: dict[tuple[str, int], int] = {}

    def follow(self, record: Record) -> None:
        """Follow each client from what completes the file to its listing."""
        self._truth.observe(record)
        match record.event:
            case ClientStarted(partial=partial):
                rank = record.at.rank
                self._noted |= {(part.name, rank): bitmap.of(part.held) for part in partial}
            case ClientRegistered(client=client, files=files):
                self._seeds |= {(file, client) for file in files}
            case MessageReceived(kind="FileComplete", source=source, about=about):
                self._owe_listing(record, str(about.file), source.rank)
            case MessageReceived(kind="Update", source=source, about=about) if not self._blind:
                key = str(about.file), source.rank
                self._noted[key] = self._noted.get(key, 0) | bitmap.of(about.segments)
                if self._noted[key] == bitmap.full(self._truth.sizes.get(key[0], 0)):
                    self._owe_listing(record, *key)
            case SeedListed(file=file, client=client):
                met = self.pay(record, (file, client))
                found = f"C{client} listed as a seed of {file}"
                self.expect(met, record, found, "that it told so just before")
                self._seeds.add((file, client))
            case _:
                pass

    def _owe_listing(self, record: Record, file: str, client: int) -> None:
        if (file, client) not in self._seeds:
            self.owe(record, (file, client), f"C{client} listed as a seed of {file}")


class SeedsAreNotPeers(Check):
    """A client that completed the file moves from the one list to the other."""

    name = "seeds-are-not-peers"
    rule = "Who completed a file is told of as a seed and no longer as a peer."
    sees = frozenset({SeedListed, ClientRegistered, SwarmTold})

    def __init__(self) -> None:
        super().__init__()
        self._seeds: set[tuple[str, int]] = set()

    def look(self, record: Record) -> None:
        """See that no seed is among the peers, and no peer among the seeds."""
        match record.event:
            case SeedListed(file=file, client=client):
                self._seeds.add((file, client))
            case ClientRegistered(client=client, files=files):
                self._seeds |= {(file, client) for file in files}
            case SwarmTold(file=file, swarm=SeedsAndPeers(seeds=seeds, peers=peers)):
                wrong = [one for one in peers if (file, one) in self._seeds]
                wrong += [one for one in seeds if (file, one) not in self._seeds]
                found = f"{clients(wrong)} on the wrong list of {file}"
                self.expect(not wrong, record, found, "each on its own")
            case _:
                pass


STATES = list(ClientState)


class NotesStates(Check):
    """Where the tracker may know them; elsewhere it notes none."""

    name = "notes-states"
    sees = frozenset({ClientNoted, SwarmTold})

    def __init__(self, *, knows_states: bool) -> None:
        super().__init__()
        noted = "each client's state, which only moves forward" if knows_states else "no states"
        self.rule = f"The tracker notes {noted}."
        self._knows_states = knows_states
        self._states: dict[int, ClientState] = {}

    def look(self, record: Record) -> None:
        """See that a state is noted, and is later than the one before; or that none is."""
        match record.event:
            case ClientNoted(client=client, state=state):
                before = self._states.get(client)
                later = before is None or STATES.index(before) < STATES.index(state)
                met = self._knows_states and later
                self.expect(met, record, f"C{client} noted as {state}", self.rule)
                self._states[client] = state
            case SwarmTold(client=client):
                met = (self._states.get(client) is ClientState.DOWNLOADING) is self._knows_states
                found = f"C{client}, which asks, noted as {self._states.get(client)}"
                self.expect(met, record, found, self.rule)
            case _:
                pass
