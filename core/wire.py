"""How values travel between processes: as msgpack, with every type checked on arrival."""

from typing import Any, Generic, TypeVar

import msgspec

from core.errors import ProtocolError

Value = TypeVar("Value")
Buffer = bytes | bytearray | memoryview
"""Bytes that can be sent as they lie there."""

_encoder = msgspec.msgpack.Encoder()
encode = _encoder.encode
"""Return a value as it travels."""


class Decoder(Generic[Value]):
    """Decodes one kind of value; `name` is what an error calls it."""

    def __init__(self, kind: Any, name: str) -> None:  # noqa: ANN401 - a class, or a union of them
        self._decoder = msgspec.msgpack.Decoder(kind)
        self._name = name

    def __call__(self, data: bytes | bytearray) -> Value:
        """Return the value that `data` holds; raise `ProtocolError` where it holds none."""
        try:
            value: Value = self._decoder.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ProtocolError(f"a malformed {self._name} arrived: {error}") from error
        return value
