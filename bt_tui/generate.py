"""A scenario for any number of clients, the same for each number on every rank.

Two of three clients own a file each, and want those of two others; every third owns nothing, and
wants three.
"""

from hashlib import blake2b

from core.model import HASH_LENGTH, ClientInput, Manifest

SEGMENTS_MIN = 12
SEGMENTS_SPREAD = 20
IDLE_EVERY = 3
WANTED_BY_OWNER = 2
WANTED_BY_OTHERS = 3


def segment_hash(name: str, segment: int) -> str:
    """Return the hash that a made-up segment has: 32 hexadecimal digits."""
    text = f"{name}/{segment}".encode()
    return blake2b(text, digest_size=HASH_LENGTH // 2).hexdigest()


def made_up_file(name: str, segments: int) -> Manifest:
    """Return a file of so many made-up segments."""
    return Manifest(name, tuple(segment_hash(name, segment) for segment in range(segments)))


def generated_client(rank: int, clients: int) -> ClientInput:
    """Return the input of client `rank` of `clients`."""
    owners = [owner for owner in range(1, clients + 1) if _owns(owner)]
    others = [owner for owner in owners if owner != rank] or owners
    wanted_count = WANTED_BY_OWNER if _owns(rank) else WANTED_BY_OTHERS
    first = rank % len(others)
    wanted = [others[(first + n) % len(others)] for n in range(min(wanted_count, len(others)))]
    owned = (_file_of(rank),) if _owns(rank) else ()
    names = tuple(_file_of(owner).name for owner in wanted)
    return ClientInput(rank, owned, names, (0,) * len(owned))


def _owns(rank: int) -> bool:
    return rank % IDLE_EVERY != 0


def _file_of(owner: int) -> Manifest:
    segments = SEGMENTS_MIN + owner * 7 % SEGMENTS_SPREAD
    return made_up_file(f"file{owner}", segments)
