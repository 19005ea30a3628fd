"""The hashes of real files. Loads a large library, which runs without such files can do without."""

from hashlib import sha256

from core.model import HASH_LENGTH
from core.wire import Buffer


def segment_digest(data: Buffer) -> str:
    """Return the hash of a segment with these bytes: SHA-256, cut to 128 bits."""
    return sha256(data).hexdigest()[:HASH_LENGTH]
