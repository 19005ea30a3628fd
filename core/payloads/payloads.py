"""What comes and goes of one client's bytes: where it belongs, and whether it is right.

What comes is received straight into its final place, but for whatever may come a second time: a
place is given out once, so that what is right there is never written over. Only the download thread
receives; the upload thread reads what is held, and what is held was right in its place before.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from core.holdings import Holdings
from core.messages import SegmentReply
from core.model import ClientInput, Manifest, Sizes
from core.wire import Buffer

WRONG = b""
"""The content of what is not what its hash promises."""
_INVERTED = bytes(255 - value for value in range(256))


class Store(Protocol):
    """Where the bytes of one client's segments are."""

    def read(self, file: str, segment: int) -> Buffer:
        """Return the bytes of a segment that was put in its place."""
        ...

    def place(self, file: str, segment: int) -> memoryview | None:
        """Return where a segment belongs, or `None` where its file is not wanted here."""
        ...

    def is_right(self, text: str, data: memoryview) -> bool:
        """Tell whether these bytes are what the hash `text` promises."""
        ...


class Payloads:
    """The bytes of one client's segments on their way in and out."""

    def __init__(self, store: Store, sizes: Sizes, holdings: Holdings) -> None:
        self._store = store
        self._sizes = sizes
        self._holdings = holdings
        self._manifests: dict[str, Manifest] = {}
        """The files as they were last known: a crash forgets what is held, but not what it is."""
        self._given: dict[tuple[str, int], memoryview | None] = {
            (file.manifest.name, segment): None
            for file in holdings.files
            for segment in range(len(file.manifest.hashes))
            if file.has(segment)
        }
        """The places that were given out, each until what is there is right."""

    # ---- what goes ------------------------------------------------------------------------------

    def leaving(self, reply: SegmentReply) -> list[Buffer]:
        """Return the bytes of what a reply names; wrong ones where its contents are falsified."""
        return [
            self._read(reply.file, segment, content)
            for segment, content in zip(reply.segments, reply.contents, strict=True)
        ]

    def _read(self, file: str, segment: int, content: bytes) -> Buffer:
        data = self._store.read(file, segment)
        if content == self._content(file, segment):
            return data
        return bytes(data).translate(_INVERTED)

    # ---- what comes -----------------------------------------------------------------------------

    def places(self, reply: SegmentReply) -> list[memoryview]:
        """Return where the bytes are to go of what a reply names."""
        return [self._place(reply.file, segment) for segment in reply.segments]

    def _place(self, file: str, segment: int) -> memoryview:
        if (file, segment) not in self._given:
            place = self._store.place(file, segment)
            if place is not None:
                self._given[file, segment] = place
                return place
        return memoryview(bytearray(self._sizes.of(file, segment)))

    def arrived(self, reply: SegmentReply, places: list[memoryview]) -> SegmentReply:
        """Return a reply as the machine is to know it, whose bytes have come to these places.

        Replies arrive in the order in which their places were given out.
        """
        contents = tuple(
            self._take_in(reply.file, segment, data)
            for segment, data in zip(reply.segments, places, strict=True)
        )
        return msgspec.structs.replace(reply, contents=contents)

    def _take_in(self, file: str, segment: int, data: memoryview) -> bytes:
        content = self._content(file, segment)
        if content == WRONG or not self._store.is_right(content.decode("ascii"), data):
            return WRONG
        place = self._given.get((file, segment))
        if place is not None:
            if place is not data:  # what came first was wrong
                place[:] = data
            self._given[file, segment] = None
        return content

    def _content(self, file: str, segment: int) -> bytes:
        """Return what a segment is to machines, as far as that is known."""
        known = self._holdings.get(file)
        if known is not None:
            self._manifests[file] = known.manifest
        manifest = self._manifests.get(file)
        if manifest is None or segment >= len(manifest.hashes):
            return WRONG
        return manifest.hashes[segment].encode("ascii")


MakePayloads = Callable[[ClientInput, Holdings], Payloads]
"""Makes what moves the bytes of a client's segments."""
