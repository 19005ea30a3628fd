"""Protocol time, in seconds since the run began."""

import time

DIGITS = 6
"""Protocol time is told in microseconds: what is finer is noise."""


class Clock:
    """The monotonic clock, or, while held, a time that moves only when it is set forward.

    It begins at `epoch`, in seconds as of `time.time()`, so that the clocks of all ranks agree as
    far as their hosts' clocks do; without one it begins now.
    """

    def __init__(self, *, epoch: float | None = None, held: bool = False) -> None:
        self._held_at: float | None = 0.0 if held else None
        elapsed = 0.0 if epoch is None else max(0.0, time.time() - epoch)
        self._origin = time.monotonic() - elapsed

    def now(self) -> float:
        """Return the protocol time."""
        if self._held_at is not None:
            return self._held_at
        return round(time.monotonic() - self._origin, DIGITS)

    def has_come_to(self, moment: float) -> bool:
        """Tell whether the protocol time is `moment` or later."""
        if self._held_at is not None:
            return self._held_at >= moment
        return time.monotonic() - self._origin >= moment

    def hold(self) -> None:
        """Let time stand still."""
        self._held_at = self.now()

    def release(self) -> None:
        """Let time go on from where it stands."""
        self._origin = time.monotonic() - self.now()
        self._held_at = None

    def set(self, now: float) -> None:
        """Set the time forward to `now`; an earlier time changes nothing."""
        forward = max(now, self.now())
        if self._held_at is not None:
            self._held_at = forward
        else:
            self._origin = time.monotonic() - forward
