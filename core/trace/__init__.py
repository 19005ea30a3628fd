"""Recordings: JSON Lines, a header and then one `Record` a line, in causal order.

They are written as it happens, and read as a stream, whole, or by number. `docs/trace.schema.json`
says what a line may hold.
"""

from core.trace.header import SCHEMA, Header, Versions
from core.trace.index import TraceIndex
from core.trace.reader import Trace, open_trace, read_trace
from core.trace.writer import TraceWriter

__all__ = [
    "SCHEMA",
    "Header",
    "Trace",
    "TraceIndex",
    "TraceWriter",
    "Versions",
    "open_trace",
    "read_trace",
]
