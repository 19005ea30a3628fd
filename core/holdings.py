"""Which segments a client holds of which file.

The two threads of a client share one `Holdings`: the download thread writes, the upload thread
reads, and the rank's outbox lets only one of them act at a time.

A segment is its position in the file, not its hash: the same hash may stand at several places.
"""

from collections.abc import Iterable

from core import bitmap
from core.ledger import Ledger
from core.model import Manifest, Role


class FileHoldings:
    """The segments that are held of one file, as a bitmap of positions."""

    def __init__(self, manifest: Manifest, held: int = 0, *, shared: bool = True) -> None:
        self.manifest = manifest
        self.held = held
        self._shared = shared
        self._all = bitmap.full(len(manifest.hashes))

    def has(self, segment: int) -> bool:
        """Tell whether the segment at this position is held."""
        return bool(self.held >> segment & 1)

    def store(self, segment: int) -> None:
        """Mark the segment at this position as held."""
        self.held |= 1 << segment

    def content(self, segment: int) -> bytes:
        """Return what the segment consists of: here its hash's own text."""
        return self.manifest.hashes[segment].encode("ascii")

    def matches(self, segment: int, content: bytes) -> bool:
        """Tell whether `content` is what the hash of this segment promises."""
        return content == self.content(segment)

    @property
    def count(self) -> int:
        """How many segments are held."""
        return self.held.bit_count()

    @property
    def missing(self) -> int:
        """The bitmap of the segments that are not held."""
        return self._all & ~self.held

    @property
    def role(self) -> Role:
        """What the client is for this file, in truth: who shares nothing is a leecher."""
        if not self._shared:
            return Role.LEECHER
        if not self.missing:
            return Role.SEED
        return Role.PEER if self.held else Role.LEECHER


class Holdings:
    """All that one client holds, by file name, and its ledger; a free rider's are not `shared`."""

    def __init__(self, owned: Iterable[Manifest] = (), *, shared: bool = True) -> None:
        self.shared = shared
        self.denies = False
        """Whether it says no for now, though it shares."""
        self.ledger = Ledger()
        self._files = self._whole(owned)

    def _whole(self, owned: Iterable[Manifest]) -> dict[str, FileHoldings]:
        return {
            one.name: FileHoldings(one, bitmap.full(len(one.hashes)), shared=self.shared)
            for one in owned
        }

    def lose_downloads(self, owned: Iterable[Manifest]) -> None:
        """Hold nothing but these files any more, and know nothing of others."""
        self.ledger = Ledger()
        self._files = self._whole(owned)

    def get(self, name: str) -> FileHoldings | None:
        """Return what is held of the file, or `None` where the file is not known here."""
        return self._files.get(name)

    @property
    def files(self) -> tuple[FileHoldings, ...]:
        """All files that are known here."""
        return tuple(self._files.values())

    def open(self, manifest: Manifest) -> FileHoldings:
        """Return what is held of the file, beginning with nothing where it is new."""
        new = FileHoldings(manifest, shared=self.shared)
        return self._files.setdefault(manifest.name, new)

    def has(self, name: str, segment: int) -> bool:
        """Tell whether this segment of this file is held."""
        held = self._files.get(name)
        return held is not None and held.has(segment)
