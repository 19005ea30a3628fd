"""What clients and tracker say to each other, and the envelope that it travels in.

A message is a noun. Each docstring names sender and receiver: "tracker", a client's "download"
thread, or its "upload" thread. On the wire an envelope is one msgpack array; `decode` checks every
type, so that a malformed message is a `ProtocolError` and never a crash further on.
"""

from typing import Annotated, get_args

import msgspec

from core.model import Address, Manifest, Rank
from core.wire import Decoder

Position = Annotated[int, msgspec.Meta(ge=0)]
"""A segment's place in its file, from 0."""


Load = tuple[Rank, Annotated[int, msgspec.Meta(ge=0)]]
"""A client, and how many segments it has uploaded."""


class Message(msgspec.Struct, frozen=True, array_like=True, tag=True, gc=False):
    """What all messages have in common."""

    @property
    def kind(self) -> str:
        """The message's name, as shown, counted and recorded."""
        return type(self).__name__


class FilePart(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of `size` segments, these of which are held; none are named to who may not know."""

    file: str
    size: int
    segments: tuple[Position, ...]


class Register(Message, frozen=True):
    """Download to tracker: the files that this client owns, with every hash.

    `wanted` are the names of those that it lacks, where the profile lets clients announce them;
    `partial` are those of which it has some segments.
    """

    files: tuple[Manifest, ...]
    wanted: tuple[str, ...] = ()
    partial: tuple[FilePart, ...] = ()


class Start(Message, frozen=True):
    """Tracker to download: all have registered; `word` is what the profile calls the signal."""

    word: str = "ACK"


class Ready(Message, frozen=True):
    """Download to tracker: this client stands at the barrier."""


class Go(Message, frozen=True):
    """Tracker to download: all stand at the barrier, so requests may begin."""


class SwarmRequest(Message, frozen=True):
    """Download to tracker: who is in the swarm of `file`, and, at first, what are its hashes?"""

    file: str
    with_hashes: bool = True


class SeedsAndPeers(msgspec.Struct, frozen=True, tag=True, gc=False):
    """What a tracker that knows only who is in a swarm can say of it (edition 2024)."""

    seeds: tuple[Rank, ...]
    peers: tuple[Rank, ...]


class ClientSegments(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A client of a swarm and the segments that the tracker knows it to hold."""

    client: Rank
    segments: tuple[Position, ...]


class ClientTable(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Which segments each client of a swarm holds, client by client (edition 2023)."""

    rows: tuple[ClientSegments, ...]


class SegmentIndex(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Who holds each segment, for every segment of the file in its order (edition 2023)."""

    owners: tuple[tuple[Rank, ...], ...]


class ClientBitfield(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A client of a swarm, the bitmap of what it holds, and what it has uploaded so far.

    `held` is as `core.bitmap.packed` makes it; `served` counts segments of whatever file.
    """

    client: Rank
    held: bytes
    served: int


class Bitfields(msgspec.Struct, frozen=True, tag=True, gc=False):
    """Which segments each client of a swarm holds and how loaded it is, in few bytes (ours)."""

    rows: tuple[ClientBitfield, ...]


SwarmView = SeedsAndPeers | ClientTable | SegmentIndex | Bitfields
"""What a swarm reply may tell, by what the profile lets the tracker know."""


class SwarmReply(Message, frozen=True):
    """Tracker to download: the swarm of `file` as the tracker knows it, and the segment hashes.

    `hashes` is `None` when nobody has ever registered the file, and when they were not asked for.
    """

    file: str
    hashes: tuple[str, ...] | None
    swarm: SwarmView


class Update(Message, frozen=True):
    """Download to tracker: these segments of `file` are held here.

    With `wants_swarm` it is answered with a `SwarmReply`, as a `SwarmRequest` is. `served` counts
    the segments that this client has uploaded, where the profile lets the tracker know.
    """

    file: str
    segments: tuple[Position, ...]
    wants_swarm: bool = False
    served: int = 0


class SegmentRequest(Message, frozen=True):
    """Download to upload: send these segments of `file` (positions from 0).

    Where the profile limits what an answer carries, they are wishes, the dearest first. Of the
    first `only_you` of them the asker knows no other holder; `wanting` counts the clients that it
    knows to lack some of the file, itself among them; `stingy` are those who are known to have
    denied what they hold.
    """

    file: str
    segments: tuple[Position, ...]
    only_you: int = 0
    wanting: int = 0
    stingy: tuple[Rank, ...] = ()


class SegmentReply(Message, frozen=True):
    """Upload to download: the contents of these segments, in the same order.

    Where a scenario has only hashes, a segment's content is its hash's own text. `word` is what the
    profile calls such an answer. `left` names what was asked for and is left for another time;
    `loads` counts the segments that each client has uploaded, as far as the sender knows, where the
    profile lets others know.
    """

    file: str
    segments: tuple[Position, ...]
    contents: tuple[bytes, ...]
    word: str = "yes"
    left: tuple[Position, ...] = ()
    loads: tuple[Load, ...] = ()


class SegmentDenial(Message, frozen=True):
    """Upload to download ("no"): these segments are not held here.

    `held` is the bitmap of those that are, as `core.bitmap.packed` makes it, where the profile lets
    a denial tell.
    """

    file: str
    segments: tuple[Position, ...]
    held: bytes | None = None


class Choked(Message, frozen=True):
    """Upload to download: not now, ask elsewhere.

    `elsewhere` names clients that got some of these segments from here before, if that is why;
    `loads` is as in a `SegmentReply`.
    """

    file: str
    segments: tuple[Position, ...]
    elsewhere: tuple[ClientSegments, ...] = ()
    loads: tuple[Load, ...] = ()


class Unchoked(Message, frozen=True):
    """Upload to download: there is room again for whoever was choked."""

    file: str


class Cancel(Message, frozen=True):
    """Download to upload: these segments came from elsewhere, so they need not be sent."""

    file: str
    segments: tuple[Position, ...]


class FileComplete(Message, frozen=True):
    """Download to tracker: this client now holds the whole file."""

    file: str


class AllComplete(Message, frozen=True):
    """Download to tracker: this client has nothing more to fetch."""


class Complaint(Message, frozen=True):
    """Download to tracker: client `accused` did not answer in time."""

    accused: Rank


class Probe(Message, frozen=True):
    """Tracker to either thread, and where messages may be lost also back: are you there?"""


class Alive(Message, frozen=True):
    """The answer to a probe.

    An upload thread says whether its client is `finished`, for the word of that may be lost.
    """

    finished: bool = False


class Poison(Message, frozen=True):
    """Tracker to upload, and to download threads that it had listed as gone: end.

    `word` is what the profile calls the signal.
    """

    word: str = "E"


AnyMessage = (
    Register
    | Start
    | Ready
    | Go
    | SwarmRequest
    | SwarmReply
    | Update
    | SegmentRequest
    | SegmentReply
    | SegmentDenial
    | Choked
    | Unchoked
    | Cancel
    | FileComplete
    | AllComplete
    | Complaint
    | Probe
    | Alive
    | Poison
)


KINDS = tuple(kind.__name__ for kind in get_args(AnyMessage))
"""The names of all kinds of messages."""


class About(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """What a message is about: a file, segments of it, a client; whatever applies.

    `word` is what the run's profile calls this message, where it has a word of its own for it.
    """

    file: str | None = None
    segments: tuple[int, ...] = ()
    client: int | None = None
    word: str | None = None


NOTHING = About()


def about(message: AnyMessage) -> About:
    """Return what a message is about."""
    match message:
        case SegmentReply():
            return About(message.file, message.segments, word=message.word)
        case SegmentRequest() | SegmentDenial() | Choked() | Cancel() | Update():
            return About(message.file, message.segments)
        case SwarmRequest() | SwarmReply() | FileComplete() | Unchoked():
            return About(message.file)
        case Complaint():
            return About(client=message.accused)
        case Start() | Poison():
            return About(word=message.word)
        case _:
            return NOTHING


MessageId = tuple[Address, int]
"""The sender and its number of a message: one message in the whole run."""


class Envelope(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A message on its way.

    `number` counts the messages of `source` from 1, and `lamport` is the stamp of the sending:
    with the source, the number names this one message in the whole run. A client that came back
    from a crash lives another `life`, counted from 0; `known_life` is the one in which its sender
    knew the receiver, so that an answer to a question of a former life can be told from one of now.
    """

    source: Address
    destination: Address
    number: int
    lamport: int
    message: AnyMessage
    life: int = 0
    known_life: int = 0


decode: Decoder[Envelope] = Decoder(Envelope, "message")
"""Return the envelope that some bytes hold; raise `ProtocolError` where they hold none."""
