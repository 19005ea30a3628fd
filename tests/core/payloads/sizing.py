"""Sizes for tests, and looking at what clients have in the end."""

from collections.abc import Mapping

from core.holdings import Holdings
from core.messages import SegmentReply
from core.model import Scenario, Sizes
from core.payloads import Payloads
from core.payloads.made_up import Maker


def sizes_for(scenario: Scenario, segment: int, *, last: int | None = None) -> Sizes:
    """Return sizes of so many bytes for all segments, but perhaps for the last of each file."""
    files = {
        own.name: len(own.hashes) * segment - (segment - (last or segment) if own.hashes else 0)
        for one in scenario.clients
        for own in one.owned
    }
    return Sizes(segment, files)


def assert_bytes_are_right(
    payloads: Mapping[int, Payloads], holdings: Mapping[int, Holdings], sizes: Sizes
) -> int:
    """See that clients have the bytes of all that they hold; return of how many segments."""
    maker, seen = Maker(sizes.segment), 0
    for rank, held in holdings.items():
        for file in held.files:
            for segment, text in enumerate(file.manifest.hashes):
                if file.has(segment):
                    reply = SegmentReply(file.manifest.name, (segment,), (text.encode(),))
                    (data,) = payloads[rank].leaving(reply)
                    assert maker.make(text, sizes.of(file.manifest.name, segment)) == bytes(data)
                    seen += 1
    return seen
