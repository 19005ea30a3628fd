"""Writing a recording in a thread of its own, so that a slow disk holds nobody up.

The collector must receive whatever the disk does; what it hands over waits here. Only when very
much waits does the collector wait too.
"""

import threading
from collections.abc import Callable
from queue import Queue
from types import TracebackType
from typing import Self

from core.events import Record
from core.trace import TraceWriter

WAITING_MAX = 20_000
"""Batches that may wait for the disk, of some dozen events of about 200 bytes each."""


class Recorder:
    """Hands records to a `TraceWriter` from a thread; `fail` is told of what goes wrong there."""

    def __init__(self, writer: TraceWriter, fail: Callable[[str, BaseException], None]) -> None:
        self._writer = writer
        self._fail = fail
        self._waiting: Queue[list[Record] | None] = Queue(WAITING_MAX)
        self._thread = threading.Thread(target=self._run, name="recorder")

    def take(self, records: list[Record]) -> None:
        """Let these be written next."""
        self._waiting.put(records)

    def _run(self) -> None:
        try:
            with self._writer:
                while (records := self._waiting.get()) is not None:
                    self._writer.write(records)
        except BaseException as error:  # noqa: BLE001 - nothing may pass silently
            self._fail("recorder", error)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Wait until everything is written."""
        self._waiting.put(None)
        self._thread.join()
