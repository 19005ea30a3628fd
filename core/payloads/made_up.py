"""Bytes that are made up from hashes, and kept in memory.

A segment begins with a digest of its hash. The rest is cut out of one stream that is the same for
all, from a place that the hash says: so segments differ nearly everywhere, making one costs no more
than copying it, and checking one no more than comparing it. The stream repeats after a prime number
of bytes, so that nothing in it stands where something else does that is a power of two away, as the
packets of a transport are.
"""

import mmap
from contextlib import suppress
from hashlib import shake_128

from core.holdings import Holdings
from core.model import NOT_HELD, ClientInput, Sizes
from core.payloads.payloads import MakePayloads, Payloads
from core.wire import Buffer

PERIOD = 65521
HEAD = 32


class Maker:
    """Makes segments of up to `size` bytes."""

    def __init__(self, size: int) -> None:
        block = shake_128(b"segments").digest(PERIOD)
        self._stream = block * (-(-size // PERIOD) + 1)

    def make(self, text: str, size: int) -> bytes:
        """Return the bytes of a segment with the hash `text`."""
        head, begin = _derived(text)
        return head[:size] + self._stream[begin : begin + max(0, size - HEAD)]

    def is_right(self, text: str, data: memoryview) -> bool:
        """Tell whether these are the bytes of a segment with the hash `text`."""
        head, begin = _derived(text)
        return head.startswith(data[:HEAD]) and self._stream.startswith(data[HEAD:], begin)


def _derived(text: str) -> tuple[bytes, int]:
    """Return with what a segment begins, and where the rest of it is in the stream."""
    digest = shake_128(text.encode()).digest(HEAD + 8)
    return digest[:HEAD], int.from_bytes(digest[HEAD:]) % PERIOD


def making_up(sizes: Sizes) -> MakePayloads:
    """Return what makes the payloads of a client of bytes that are made up."""
    maker = Maker(sizes.segment)

    def make(client: ClientInput, holdings: Holdings) -> Payloads:
        return Payloads(MadeUp(client, sizes, maker), sizes, holdings)

    return make


class MadeUp:
    """Has room for all that one client owns and wants, and what it owns is there."""

    def __init__(self, client: ClientInput, sizes: Sizes, maker: Maker) -> None:
        self.is_right = maker.is_right
        self._sizes = sizes
        names = dict.fromkeys([*(own.name for own in client.owned), *client.wanted])
        self._files = {name: _memory(sizes.files.get(name, 0)) for name in names}
        for manifest in (*client.owned, *client.partial):
            for segment, text in enumerate(manifest.hashes):
                place = self.place(manifest.name, segment)
                if text != NOT_HELD and place is not None:
                    place[:] = maker.make(text, len(place))

    def read(self, file: str, segment: int) -> Buffer:
        """Return the bytes of a segment that was put in its place."""
        return self._cut(self._files[file], file, segment)

    def place(self, file: str, segment: int) -> memoryview | None:
        """Return where a segment belongs, or `None` where its file is not wanted here."""
        room = self._files.get(file)
        return None if room is None else self._cut(room, file, segment)

    def _cut(self, room: memoryview, file: str, segment: int) -> memoryview:
        begin = segment * self._sizes.segment
        return room[begin : begin + self._sizes.of(file, segment)]


def _memory(size: int) -> memoryview:
    """Return so much memory, all of it there, and in large pages where the system has any.

    Else to get a page at its first use would cost more than to move all of its bytes, and a
    transport that reads another process's memory would look each small page up.
    """
    if not size:
        return memoryview(bytearray())
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with suppress(AttributeError, OSError):  # what is not to be had is done without
        memory.madvise(mmap.MADV_HUGEPAGE)
    room = memoryview(memory)
    room[:: mmap.PAGESIZE] = bytes(-(-size // mmap.PAGESIZE))
    return room
