"""Writing recordings in a thread of its own, so that a slow disk holds nobody up.

The collector must receive whatever the disk does; what it hands over waits here. Only when very
much waits does the collector wait too.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from queue import Empty, Queue

from core.events import Record
from core.trace import TraceWriter

WAITING_MAX = 20_000
"""Batches that may wait for the disk, of some dozen events of about 200 bytes each."""
FLUSH_EVERY_S = 0.05
"""How long what is compressed may wait to become readable: a rank sends its events at 20 ms."""


@contextmanager
def recorder(
    writers: Sequence[TraceWriter], fail: Callable[[str, BaseException], None]
) -> Iterator[Callable[[list[Record]], None]]:
    """Give what takes records to be written by each writer; at the end, wait until all are.

    `fail` is told of what goes wrong in the thread that writes.
    """
    waiting: Queue[list[Record] | None] = Queue(WAITING_MAX)

    def write() -> None:
        try:
            with ExitStack() as stack:
                for writer in writers:
                    stack.enter_context(writer)
                _write_all(waiting, writers)
        except BaseException as error:  # noqa: BLE001 - nothing may pass silently
            fail("recorder", error)

    thread = threading.Thread(target=write, name="recorder")
    thread.start()
    try:
        yield waiting.put
    finally:
        waiting.put(None)
        thread.join()


def _write_all(waiting: Queue[list[Record] | None], writers: Sequence[TraceWriter]) -> None:
    """Write what comes until `None` does, and hand it to the system in time."""
    flush_at = math.inf
    while True:
        try:
            records = waiting.get(timeout=_until(flush_at))
        except Empty:
            records = []
        if records is None:
            return
        for writer in writers:
            writer.write(records)
        if time.monotonic() >= flush_at:
            for writer in writers:
                writer.flush()
            flush_at = math.inf
        elif math.isinf(flush_at) and any(writer.is_behind for writer in writers):
            flush_at = time.monotonic() + FLUSH_EVERY_S


def _until(moment: float) -> float | None:
    """Return the seconds until then, `None` for ever."""
    return None if math.isinf(moment) else max(0.0, moment - time.monotonic())
