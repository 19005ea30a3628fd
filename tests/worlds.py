"""Building worlds for tests in one readable call."""

from collections.abc import Sequence

from bt_tui.generate import made_up_file
from core.messages import AnyMessage, Envelope
from core.model import NOT_HELD, Address, ClientInput, Manifest, Scenario


def file(name: str = "file1", segments: int = 3) -> Manifest:
    """Return a file of so many segments, each with a hash of its own."""
    return made_up_file(name, segments)


def part(manifest: Manifest, *held: int) -> Manifest:
    """Return what an earlier run left of a file of which these segments were held."""
    hashes = enumerate(manifest.hashes)
    return Manifest(manifest.name, tuple(h if n in held else NOT_HELD for n, h in hashes))


def client(
    rank: int,
    *,
    owns: Sequence[Manifest] = (),
    wants: Sequence[str | Manifest] = (),
    left: Sequence[Manifest] = (),
) -> ClientInput:
    """Return a client's input; wanted files may be given by name or as files.

    `left` is what an earlier run left it of them.
    """
    wanted = tuple(one if isinstance(one, str) else one.name for one in wants)
    return ClientInput(rank, tuple(owns), wanted, (0,) * len(owns), tuple(left))


def scenario(*clients: ClientInput) -> Scenario:
    """Return a scenario of these clients, which must be of ranks 1, 2, …"""
    assert [one.rank for one in clients] == list(range(1, len(clients) + 1))
    return Scenario("test", clients)


def sent(source: Address, to: Address, message: AnyMessage, number: int = 1) -> Envelope:
    """Return a message on its way."""
    return Envelope(source, to, number, number, message)
