"""Writing a recording in a thread of its own, so that a slow disk holds nobody up.

The collector must receive whatever the disk does; what it hands over waits here. Only when very
much waits does the collector wait too.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Queue

from core.events import Record
from core.trace import TraceWriter

WAITING_MAX = 20_000
"""Batches that may wait for the disk, of some dozen events of about 200 bytes each."""


@contextmanager
def recorder(
    writer: TraceWriter, fail: Callable[[str, BaseException], None]
) -> Iterator[Callable[[list[Record]], None]]:
    """Give what takes records to be written; at the end, wait until everything is.

    `fail` is told of what goes wrong in the thread that writes.
    """
    waiting: Queue[list[Record] | None] = Queue(WAITING_MAX)

    def write() -> None:
        try:
            with writer:
                while (records := waiting.get()) is not None:
                    writer.write(records)
        except BaseException as error:  # noqa: BLE001 - nothing may pass silently
            fail("recorder", error)

    thread = threading.Thread(target=write, name="recorder")
    thread.start()
    try:
        yield waiting.put
    finally:
        waiting.put(None)
        thread.join()
