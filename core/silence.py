"""What either thread of a client does about silence, where messages may be lost.

Rule: a thread that waits for a word of the tracker, and to which nobody spoke for
`limits.silence_s`, asks the tracker whether it is there. Where it answered none of
`limits.rounds_max` questions in a row the run is over, and its last word was lost.
"""

from core.events import TrackerSilent
from core.machine import Step
from core.messages import Probe
from core.model import TRACKER, Limits
from core.timers import SilenceTimer


class Silence:
    """Counts the questions that nobody answered."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._heard = False
        self._questions = 0

    def watch(self, step: Step) -> None:
        """Look after so long whether anybody spoke, where messages may be lost."""
        if self._limits.silence_s is not None:
            reason = "to ask whether the tracker is there, unless anybody speaks"
            step.set(SilenceTimer(), self._limits.silence_s, reason)

    def hear(self) -> None:
        """Note that somebody spoke."""
        self._heard = True

    def is_broken(self) -> bool:
        """Tell whether anybody spoke since this was last asked, and count questions anew if so."""
        broken, self._heard = self._heard, False
        if broken:
            self._questions = 0
        return broken

    def ask(self, step: Step) -> bool:
        """Ask the tracker once more; return whether there was still hope of an answer."""
        if self._questions >= self._limits.rounds_max:
            step.tell(TrackerSilent(self._questions))
            return False
        self._questions += 1
        step.send(TRACKER, Probe())
        return True
