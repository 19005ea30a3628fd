"""Which segments a client holds of which file.

The two threads of a client share one `Holdings`: the download thread writes, the upload thread
reads, and the rank's outbox lets only one of them act at a time.

A segment is its position in the file, not its hash: the same hash may stand at several places.
"""

from collections.abc import Iterable

from core import bitmap
from core.errors import ProtocolError
from core.ledger import Ledger
from core.model import NOT_HELD, Manifest, Role


class FileHoldings:
    """The segments that are held of one file, as a bitmap of positions.

    Where an earlier run left a part, the hashes of all others become known with the swarm.
    """

    def __init__(self, manifest: Manifest, held: int = 0, *, shared: bool = True) -> None:
        self.manifest = manifest
        self.held = held
        self.missing = bitmap.full(len(manifest.hashes)) & ~held
        """The bitmap of the segments that are not held."""
        self._shared = shared

    def has(self, segment: int) -> bool:
        """Tell whether the segment at this position is held."""
        return bool(self.held >> segment & 1)

    def store(self, segment: int) -> None:
        """Mark the segment at this position as held."""
        self.held |= 1 << segment
        self.missing &= ~(1 << segment)

    def content(self, segment: int) -> bytes:
        """Return what the segment consists of: here its hash's own text."""
        return self.manifest.hashes[segment].encode("ascii")

    def matches(self, segment: int, content: bytes) -> bool:
        """Tell whether `content` is what the hash of this segment promises."""
        return content == self.content(segment)

    def learn(self, manifest: Manifest) -> None:
        """Take all hashes; raise `ProtocolError` where what is held is of another content."""
        held = zip(self.manifest.hashes, manifest.hashes, strict=False)
        same = all(known in (NOT_HELD, told) for known, told in held)
        if not same or len(self.manifest.hashes) != len(manifest.hashes):
            raise ProtocolError(f"what is held of {manifest.name} is not what others have")
        self.manifest = manifest

    @property
    def count(self) -> int:
        """How many segments are held."""
        return self.held.bit_count()

    @property
    def role(self) -> Role:
        """What the client is for this file, in truth: who shares nothing is a leecher."""
        if not self._shared:
            return Role.LEECHER
        if not self.missing:
            return Role.SEED
        return Role.PEER if self.held else Role.LEECHER


class Holdings:
    """All that one client holds, by file name, and its ledger; a free rider's are not `shared`.

    It may begin with a part of some files, as `ClientInput.partial` gives them.
    """

    def __init__(
        self,
        owned: Iterable[Manifest] = (),
        partial: Iterable[Manifest] = (),
        *,
        shared: bool = True,
    ) -> None:
        self.shared = shared
        self.denies = False
        """Whether it says no for now, though it shares."""
        self.finished = False
        """Whether the client has nothing more to fetch."""
        self.ledger = Ledger()
        self._files = {
            manifest.name: FileHoldings(manifest, _held(manifest), shared=shared)
            for manifest in (*owned, *partial)
        }

    def begin_anew(self, owned: Iterable[Manifest], partial: Iterable[Manifest] = ()) -> None:
        """Hold nothing but this any more, and know nothing of others."""
        self.ledger = Ledger()
        self._files = Holdings(owned, partial, shared=self.shared)._files

    def get(self, name: str) -> FileHoldings | None:
        """Return what is held of the file, or `None` where the file is not known here."""
        return self._files.get(name)

    @property
    def files(self) -> tuple[FileHoldings, ...]:
        """All files that are known here."""
        return tuple(self._files.values())

    @property
    def whole(self) -> tuple[FileHoldings, ...]:
        """The files of which nothing is missing."""
        return tuple(file for file in self.files if not file.missing)

    @property
    def parts(self) -> tuple[FileHoldings, ...]:
        """The files of which something is held and something missing."""
        return tuple(file for file in self.files if file.missing and file.held)

    def open(self, manifest: Manifest) -> FileHoldings:
        """Return what is held of the file, beginning with nothing where it is new.

        Raises `ProtocolError` where what is held is of another content.
        """
        known = self._files.setdefault(manifest.name, FileHoldings(manifest, shared=self.shared))
        known.learn(manifest)
        return known

    def has(self, name: str, segment: int) -> bool:
        """Tell whether this segment of this file is held."""
        held = self._files.get(name)
        return held is not None and held.has(segment)


def _held(manifest: Manifest) -> int:
    """Return which segments are held, by their hashes."""
    return bitmap.of(n for n, known in enumerate(manifest.hashes) if known != NOT_HELD)
