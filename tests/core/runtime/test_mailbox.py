"""Messages and the bytes beside them: they come together, and nothing overtakes anything."""

from core.holdings import Holdings
from core.machine import Step
from core.messages import AnyMessage, Envelope, SegmentDenial, SegmentReply
from core.model import Sizes, download_thread, upload_thread
from core.payloads import Payloads
from core.payloads.made_up import Maker, making_up
from core.runtime.mailbox import Mailbox
from core.runtime.outbox import Outbox
from core.runtime.performer import Performer, Post
from core.runtime.ports import TAG_OF, Tag
from tests.machines import Scripted
from tests.nets import nets
from tests.worlds import client, file

FILE = file("f", 3)
SIZES = Sizes(1000, {"f": 2500})
TEXTS = [text.encode() for text in FILE.hashes]
MAKER = Maker(1000)
TO = download_thread(2)


def post(message: AnyMessage, number: int, source: int = 1) -> Post:
    """Return a message as a performer seals it."""
    machine = Scripted(first=Step().send(TO, message))
    performer = Performer(upload_thread(source), machine, Outbox(source, telling=False), SIZES)
    (sealed,) = performer.start(0.0).posts
    envelope = Envelope(sealed.envelope.source, TO, number, 1, message)
    return Post(envelope, sealed.data)


def reply(*segments: int) -> SegmentReply:
    return SegmentReply("f", segments, tuple(TEXTS[n] for n in segments))


class Pair:
    """The upload threads of C1 and C3, which have the file, and the download thread of C2."""

    def __init__(self) -> None:
        world = nets(4)
        one = client(2, wants=[FILE])
        self.holdings = Holdings()
        self.holdings.open(FILE)
        self.payloads = making_up(SIZES)(one, self.holdings)
        self.port = world[2].protocol_port(TAG_OF[TO.thread])
        self.mailbox = Mailbox(self.port, self.payloads)
        self.ports = {rank: world[rank].protocol_port(Tag.UPLOAD) for rank in (1, 3)}
        self.senders = {rank: Mailbox(port, self._owner(rank)) for rank, port in self.ports.items()}

    def _owner(self, rank: int) -> Payloads:
        one = client(rank, owns=[FILE])
        return making_up(SIZES)(one, Holdings(one.owned))


def came(envelope: Envelope | None) -> tuple[int, AnyMessage] | None:
    return None if envelope is None else (envelope.source.rank, envelope.message)


def test_a_reply_comes_with_its_bytes_in_their_place() -> None:
    pair = Pair()
    pair.senders[1].send(post(reply(2, 0), 1))
    assert came(pair.mailbox.poll()) == (1, reply(2, 0))
    assert pair.mailbox.poll() is None
    for segment in (0, 2):
        (data,) = pair.payloads.leaving(reply(segment))
        assert MAKER.make(FILE.hashes[segment], SIZES.of("f", segment)) == bytes(data)


def test_the_bytes_of_segments_are_not_in_the_message() -> None:
    assert len(post(reply(0, 1, 2), 1).data) < 100


def test_a_reply_waits_for_all_of_its_bytes_and_what_comes_after_it_waits_too() -> None:
    pair = Pair()
    denial = SegmentDenial("f", (1,))
    held_back: list[tuple[int, Tag, bytes]] = []
    port = pair.ports[1]
    send = port.send
    port.send = lambda rank, tag, data: (  # type: ignore[method-assign]
        held_back.append((rank, tag, bytes(data))) if tag is Tag.PAYLOAD else send(rank, tag, data)
    )
    pair.senders[1].send(post(reply(0, 1), 1))
    pair.senders[1].send(post(denial, 2))
    pair.senders[3].send(post(reply(2), 1, source=3))
    for _ in range(5):
        assert pair.mailbox.poll() is None
    assert pair.mailbox.is_moving

    send(*held_back[0])
    assert pair.mailbox.poll() is None
    send(*held_back[1])
    arrived = [came(pair.mailbox.poll()) for _ in range(4)]
    assert arrived == [(1, reply(0, 1)), (1, denial), (3, reply(2)), None]
    assert not pair.mailbox.is_moving


def test_each_gets_the_bytes_of_its_own_sender() -> None:
    pair = Pair()
    pair.senders[1].send(post(reply(0), 1))
    pair.senders[3].send(post(reply(1), 1, source=3))
    pair.senders[1].send(post(reply(2), 2))
    arrived = [came(pair.mailbox.poll()) for _ in range(3)]
    assert arrived == [(1, reply(0)), (3, reply(1)), (1, reply(2))]


def test_falsified_bytes_come_as_what_no_hash_promises() -> None:
    pair = Pair()
    falsified = SegmentReply("f", (0,), (TEXTS[0] + b"?",))
    pair.senders[1].send(post(falsified, 1))
    assert came(pair.mailbox.poll()) == (1, SegmentReply("f", (0,), (b"",)))


def test_without_payloads_contents_are_in_the_message() -> None:
    world = nets(3)
    machine = Scripted(first=Step().send(TO, reply(1)))
    performer = Performer(upload_thread(1), machine, Outbox(1, telling=False))
    sender, receiver = (
        Mailbox(world[rank].protocol_port(tag), None)
        for rank, tag in ((1, Tag.UPLOAD), (2, Tag.DOWNLOAD))
    )
    for one in performer.start(0.0).posts:
        sender.send(one)
    assert came(receiver.poll()) == (1, reply(1))
    assert receiver.poll() is None


def test_without_payloads_a_message_that_is_not_out_yet_keeps_nobody_awake() -> None:
    port = nets(3)[1].protocol_port(Tag.UPLOAD, synchronous=True)
    mailbox = Mailbox(port, None)
    mailbox.send(post(reply(0), 1))
    assert mailbox.settle() == 1
    assert not mailbox.is_moving
