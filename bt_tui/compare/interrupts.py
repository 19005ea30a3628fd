"""What ends a program from outside, as an exception, so that it can leave nothing behind."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupts:
    """Raises `KeyboardInterrupt` at the first signal, and lets further ones pass.

    What nobody may cut in two is done while it is `held`: then the interruption comes right after.
    """

    def __init__(self) -> None:
        self._holding = False
        self._came = False

    def answer(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        if self._came:
            return  # what was begun is being ended, within a bound
        self._came = True
        if not self._holding:
            raise KeyboardInterrupt

    @contextmanager
    def held(self) -> Iterator[None]:
        """Put off the interruption until here is left."""
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
        if self._came:
            raise KeyboardInterrupt


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Answer signals, but for those that somebody told this process to ignore (nohup, say)."""
    answering = Interrupts()
    before = {number: signal.getsignal(number) or signal.SIG_DFL for number in SIGNALS}
    heard = [number for number in SIGNALS if before[number] is not signal.SIG_IGN]
    try:
        for number in heard:
            signal.signal(number, answering.answer)
        yield answering
    finally:
        for number in heard:
            signal.signal(number, before[number])
