"""The values that everything speaks of: ranks, threads, files, roles, scenarios.

Imports nothing of the project.
"""

from enum import StrEnum
from typing import Annotated

import msgspec

Rank = Annotated[int, msgspec.Meta(ge=0)]
"""The number of a process: 0 for the tracker's, from 1 on for clients."""

TRACKER_RANK = 0
HASH_LENGTH = 32
"""Characters in the hash of one segment (protocol.md, "Words")."""
NOT_HELD = "-"
"""Stands for the hash of a segment that is not held, where only a part of a file is."""


class Thread(StrEnum):
    """The three kinds of thread that talk, one tracker and two in every client, and who conducts.

    The conductor sends and receives nothing: only what people choose by hand is recorded as its.
    """

    TRACKER = "tracker"
    DOWNLOAD = "download"
    UPLOAD = "upload"
    CONDUCTOR = "conductor"


class Address(msgspec.Struct, frozen=True, order=True, array_like=True, cache_hash=True, gc=False):
    """One thread of one rank: what sends and receives messages."""

    rank: Rank
    thread: Thread

    def __str__(self) -> str:
        if self.thread is Thread.TRACKER:
            return "tracker"
        if self.thread is Thread.CONDUCTOR:
            return "by hand"
        return f"C{self.rank}{'↓' if self.thread is Thread.DOWNLOAD else '↑'}"


TRACKER = Address(TRACKER_RANK, Thread.TRACKER)
CONDUCTOR = Address(TRACKER_RANK, Thread.CONDUCTOR)


def download_thread(rank: int) -> Address:
    """Return the address of the download thread of client `rank`."""
    return Address(rank, Thread.DOWNLOAD)


def upload_thread(rank: int) -> Address:
    """Return the address of the upload thread of client `rank`."""
    return Address(rank, Thread.UPLOAD)


class Role(StrEnum):
    """What one client is for one file (protocol.md, "Words"); it only moves forward."""

    LEECHER = "leecher"
    PEER = "peer"
    SEED = "seed"


class ClientState(StrEnum):
    """How far a client has come, as far as a tracker can know; it only moves forward."""

    REGISTERED = "registered"
    STARTED = "started"
    DOWNLOADING = "downloading"
    FINISHED = "finished"

    def is_before(self, other: "ClientState") -> bool:
        """Tell whether a client in this state may still come to the other."""
        order = list(ClientState)
        return order.index(self) < order.index(other)


class Affliction(StrEnum):
    """What can be wrong with a thread for a while, though it lives."""

    SLOW = "slow"
    """What it sends takes longer."""
    MUTE = "mute"
    """Its answers to requests never leave."""
    DENYING = "denying"
    """It says no to every request."""
    CORRUPT = "corrupt"
    """The segments that it sends are not what their hashes promise."""
    CUT_OFF = "cut off"
    """Nothing comes through, to it or from it."""


class Manifest(msgspec.Struct, frozen=True):
    """A file's name and the hash of each of its segments, in order."""

    name: str
    hashes: tuple[str, ...]


class ClientInput(msgspec.Struct, frozen=True):
    """What `in<R>.txt` says: the files that client `rank` owns, and the names that it wants.

    `lines` tells in which line of the input each owned file begins, for errors. `partial` are
    wanted files of which an earlier run left a part, with `NOT_HELD` for every missing segment.
    """

    rank: int
    owned: tuple[Manifest, ...] = ()
    wanted: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    partial: tuple[Manifest, ...] = ()


class Scenario(msgspec.Struct, frozen=True):
    """A whole run's input: a name, and one `ClientInput` for each of the ranks 1, 2, …"""

    name: str
    clients: tuple[ClientInput, ...]


class Sizes(msgspec.Struct, frozen=True):
    """How many bytes segments have, where they are more than their hashes.

    All have `segment` bytes, but for the last of a file: `files` says how many bytes each has.
    """

    segment: int
    files: dict[str, int]

    def of(self, file: str, segment: int) -> int:
        """Return how many bytes the segment at this position has: 0 where there is none."""
        return max(0, min(self.segment, self.files.get(file, 0) - segment * self.segment))


class Limits(msgspec.Struct, frozen=True):
    """How long anybody waits, in seconds of protocol time, and how often it tries again."""

    request_timeout_s: float = 3.0
    """A segment request without an answer goes elsewhere after this."""
    swarm_timeout_s: float = 3.0
    """A swarm request without an answer is repeated after this."""
    probe_timeout_s: float = 2.0
    """A probed thread that does not answer within this is listed as gone."""
    patience_s: float = 10.0
    """The tracker probes a client that it waits for and has not heard from for this long."""
    silence_s: float | None = None
    """A client's thread to which nobody spoke for this long asks whether the tracker is there.

    `None` where messages are not lost: then what it waits for comes.
    """
    endgame_after_s: float = 0.25
    """The last segments are asked for elsewhere, too, when they were under way for this long."""
    rounds_max: int = 5
    """What is missing is given up after so many rounds from the last that brought anything."""
    round_wait_s: float = 0.1
    """The wait after the first such round; it doubles with every further one."""


DEFAULT_LIMITS = Limits()
