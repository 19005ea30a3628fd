"""The part of the tracker that finds out which threads do not answer any more.

Rule: a thread that is suspected is probed. Without an answer in time it is listed as gone, until it
speaks after all; it is asked for that now and then, as only its answer may have been lost. Where
nobody at all spoke since a thread was probed, the tracker may be cut off itself, so that it probes
`limits.rounds_max` times.
"""

from core import bitmap
from core.events import ThreadCleared, ThreadGone, ThreadReturned, ThreadSuspected
from core.machine import Step
from core.messages import Probe
from core.model import (
    TRACKER_RANK,
    Address,
    Limits,
    Thread,
    download_thread,
    upload_thread,
)
from core.timers import ProbeTimer

NOBODY = "nobody spoke at all, so it may be cut off itself"


class Detector:
    """Knows who is suspected, and who is gone."""

    def __init__(self, limits: Limits) -> None:
        self.gone = {Thread.DOWNLOAD: 0, Thread.UPLOAD: 0}
        """The clients whose thread of this kind does not answer, as a bitmap."""
        self._limits = limits
        self._now = 0.0
        self._heard_at = 0.0
        """When anybody spoke last, in seconds of protocol time."""
        self._probed: dict[Address, list[float]] = {}
        """Those who are to answer a probe, and when each was sent one."""

    def probed(self, kind: Thread) -> int:
        """Return the clients whose thread of this kind is to answer a probe, as a bitmap."""
        return bitmap.of(at.rank for at in self._probed if at.thread is kind)

    def pass_time(self, now: float) -> None:
        """Note what time it is."""
        self._now = now

    def hear(self, thread: Address, step: Step) -> None:
        """Note that a thread lives, which clears it of suspicion and lets it count again."""
        self._heard_at = self._now
        if self._probed.pop(thread, None) is not None:
            step.cancel(ProbeTimer(thread)).tell(ThreadCleared(thread))
        if self._is_gone(thread):
            self.gone[thread.thread] &= ~(1 << thread.rank)
            step.tell(ThreadReturned(thread))

    def suspect(self, thread: Address, accuser: int, why: str, step: Step) -> None:
        """Probe a thread, unless it is suspected or gone already."""
        if thread not in self._probed and not self._is_gone(thread):
            step.tell(ThreadSuspected(thread, accuser, why))
            self._probe(thread, step)

    def _is_gone(self, thread: Address) -> bool:
        return bool(self.gone[thread.thread] >> thread.rank & 1)

    def _probe(self, thread: Address, step: Step) -> None:
        self._probed.setdefault(thread, []).append(self._now)
        reason = f"{thread} is gone unless it answers the probe"
        step.send(thread, Probe())
        step.set(ProbeTimer(thread), self._limits.probe_timeout_s, reason)

    def time_out(self, thread: Address, step: Step) -> bool:
        """Take notice that there was no answer in time; return whether the thread is gone now."""
        if self._may_be_cut_off(thread):
            step.tell(ThreadSuspected(thread, TRACKER_RANK, NOBODY))
            self._probe(thread, step)
            return False
        del self._probed[thread]
        self.gone[thread.thread] |= 1 << thread.rank
        step.tell(ThreadGone(thread))
        return True

    def _may_be_cut_off(self, thread: Address) -> bool:
        probed = self._probed[thread]
        return self._heard_at < probed[0] and len(probed) < self._limits.rounds_max

    def look_for_the_gone(self, step: Step) -> None:
        """Ask those who are listed as gone."""
        for client in bitmap.members(self.gone[Thread.DOWNLOAD]):
            step.send(download_thread(client), Probe())
        for client in bitmap.members(self.gone[Thread.UPLOAD]):
            step.send(upload_thread(client), Probe())
