"""A file as chunks of whole lines, decompressed where it is compressed, in bounded memory."""

import zlib
from collections.abc import Iterator
from gzip import BadGzipFile, GzipFile
from io import BufferedReader

from core.errors import InputError, Problem, reason

CHUNK_SIZE = 1 << 17
"""Bytes that are asked for at a time: some hundred records."""
LINE_MAX = 1 << 26
"""Bytes; a header holds the hashes of all segments, 33 bytes each."""
GZIP_MAGIC = b"\x1f\x8b"
RECORDING = "a recording of bt_tui"


class Lines:
    """Reads a file; `name` is what an error calls it.

    Whether it is compressed is told by its first bytes, not by its name.
    """

    def __init__(self, file: BufferedReader, name: str) -> None:
        self.cut_off = False
        """Whether compressed data ended before its end, as it does where a writer was killed."""
        self.name = name
        self._file = file
        with_magic = self._guarded_peek().startswith(GZIP_MAGIC)
        self._gzip = GzipFile(fileobj=file) if with_magic else None

    @property
    def is_compressed(self) -> bool:
        """Whether what is read is not what the file holds."""
        return self._gzip is not None

    def __iter__(self) -> Iterator[bytes]:
        """Yield chunks that end with a newline, and last what comes after the last newline.

        Raises `InputError` where the file cannot be read.
        """
        begun: list[bytes] = []
        while data := self._read():
            whole, newline, rest = data.rpartition(b"\n")
            if newline:
                yield b"".join([*begun, whole, newline])
                begun = []
            begun.append(rest)
            if sum(map(len, begun)) > LINE_MAX:
                raise self.error(f"a line of more than {LINE_MAX >> 20} MiB", RECORDING)
        if last := b"".join(begun):
            yield last

    def error(self, found: str, expected: str, line: int = 0) -> InputError:
        """Return the error that names this file."""
        return InputError([Problem(self.name, line, found, expected)])

    def _read(self) -> bytes:
        try:
            return (self._gzip or self._file).read1(CHUNK_SIZE)
        except EOFError:
            self.cut_off = True
            return b""
        except (zlib.error, BadGzipFile) as error:
            raise self.error(f"what gzip cannot decompress ({error})", RECORDING) from error
        except OSError as error:
            raise self.error(reason(error), RECORDING) from error

    def _guarded_peek(self) -> bytes:
        try:
            return self._file.peek(len(GZIP_MAGIC))
        except OSError as error:
            raise self.error(reason(error), RECORDING) from error
