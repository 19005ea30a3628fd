"""What the tracker believes of a swarm, as its own events tell."""

from core import bitmap
from core.belief import Belief, Entry
from core.events import (
    AnyEvent,
    ClientFinished,
    ClientNoted,
    ClientRegistered,
    HoldingsNoted,
    PeerListed,
    SeedListed,
)
from core.model import ClientState, Role


def after(*events: AnyEvent) -> Belief:
    """Return what is believed after these events."""
    belief = Belief()
    for event in events:
        belief.observe(event)
    return belief


def test_nobody_is_listed_at_first() -> None:
    assert Belief().swarm("f") == {}


def test_who_registers_files_is_a_seed_of_each_and_holds_all_of_it() -> None:
    belief = after(ClientRegistered(1, ("f", "g")))
    assert belief.swarms == {"f": {1: Entry(Role.SEED)}, "g": {1: Entry(Role.SEED)}}
    assert belief.swarm("f")[1].holds(5) == 0b11111


def test_a_peer_holds_what_was_noted_in_all() -> None:
    listed = PeerListed("f", 2, "")
    belief = after(listed, HoldingsNoted("f", 2, (0, 2)), HoldingsNoted("f", 2, (2, 3)))
    assert belief.swarm("f")[2] == Entry(Role.PEER, bitmap.of((0, 2, 3)))
    assert belief.swarm("f")[2].holds(9) == 0b1101


def test_a_peer_becomes_a_seed_and_stays_one_whatever_it_reports() -> None:
    belief = after(PeerListed("f", 2, ""), SeedListed("f", 2), HoldingsNoted("f", 2, (1,)))
    assert belief.swarm("f")[2].role is Role.SEED
    assert belief.swarm("f")[2].holds(3) == 0b111


def test_the_state_of_a_client_is_the_one_noted_last() -> None:
    noted = [ClientNoted(1, state) for state in (ClientState.STARTED, ClientState.FINISHED)]
    assert after(*noted, ClientFinished(2)).states == {1: ClientState.FINISHED}
