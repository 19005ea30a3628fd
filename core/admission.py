"""The part of a download thread that gets it into the run: registration, start signal, barrier.

Any of that may be lost, so whoever is probed before it may begin says again how far it is, and a
signal may come twice. In a long silence it says so by itself, where messages may be lost.
"""

from core.events import StartRepeated
from core.machine import Step
from core.messages import Alive, Go, Probe, Ready, Start
from core.model import TRACKER, Limits
from core.profiles import Profile
from core.reporter import Reporter
from core.silence import Silence
from core.timers import SilenceTimer


class Admission:
    """Registers, and waits until requests may begin."""

    def __init__(
        self, wanted: tuple[str, ...], reporter: Reporter, profile: Profile, limits: Limits
    ) -> None:
        self.stands_at_barrier = False
        self._is_over = False
        self._wanted = wanted
        self._reporter = reporter
        self._barrier = profile.barrier
        self._silence = Silence(limits)
        self._may_lose = limits.silence_s is not None

    def begin(self, step: Step) -> None:
        """Register what the client holds."""
        self._reporter.begin(self._wanted, step)
        self._silence.watch(step)

    def take(self, signal: Start | Go | Probe | Alive, step: Step) -> bool:
        """Take a signal of the tracker; return whether requests may begin now."""
        self._silence.hear()
        match signal:
            case Probe():
                self._say_again(step)
            case Start() if self._is_over or self.stands_at_barrier:
                step.tell(StartRepeated())
            case Start() if self._barrier:
                self.stands_at_barrier = True
                step.send(TRACKER, Ready())
            case Start() | Go() if not self._is_over:
                self._end(step)
                return True
            case _:
                pass
        return False

    def _end(self, step: Step) -> None:
        self._is_over = True
        if self._may_lose:
            step.cancel(SilenceTimer())

    def _say_again(self, step: Step) -> None:
        """Tell the tracker how far this client is, as it seems not to have heard of it."""
        if self._is_over:
            step.send(TRACKER, Alive())
        elif self.stands_at_barrier:
            step.send(TRACKER, Ready())
        else:
            self._reporter.register(self._wanted, step)

    def break_silence(self, step: Step) -> bool:
        """Ask where nobody spoke for long; return whether there is still hope of an answer."""
        if not self._silence.is_broken():
            if not self._silence.ask(step):
                return False
            self._say_again(step)
        self._silence.watch(step)
        return True
