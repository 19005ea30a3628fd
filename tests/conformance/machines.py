"""Upload threads that tests put in, for every profile: busy, lying, denying, silent or late.

Those of `tests.machines` stand before the upload thread of the default profile; these stand before
that of any.
"""

from core.cast import client_machines
from core.holdings import Holdings
from core.machine import Alarm, Machine, Step
from core.messages import Envelope
from core.model import DEFAULT_LIMITS, Address, ClientInput, upload_thread
from core.profiles import Profile
from core.timers import ServeTimer, TimerKey
from tests.core.sim.companies import dead
from tests.core.sim.test_mixed_company import SPOILERS, spoiled
from tests.machines import Denier, Liar, Mortal, Mute, Stand, Tardy


def uploading(one: ClientInput, profile: Profile) -> Machine:
    """Return the real upload thread of a client that holds what it owns."""
    machines = client_machines(one, Holdings(one.owned), profile, 0, DEFAULT_LIMITS)
    return machines[upload_thread(one.rank)]


class Busy(Stand):
    """Takes its time before each answer, where requests wait for their turn."""

    def __init__(self, inner: Machine, delay: float) -> None:
        super().__init__(inner)
        self._delay = delay

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Let what waits wait longer."""
        return self._slowed(super().receive(envelope, now))

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Let what still waits wait longer."""
        return self._slowed(super().fire(timer, now))

    def _slowed(self, step: Step) -> Step:
        slowed = Step()
        for act in step.acts:
            if isinstance(act, Alarm) and isinstance(act.timer, ServeTimer):
                slowed.set(act.timer, self._delay, act.reason)
            else:
                slowed.acts.append(act)
        return slowed


class LyingOne(Liar):
    """Lies in any profile."""

    def __init__(self, inner: Machine) -> None:
        Stand.__init__(self, inner)


class DenyingOne(Denier):
    """Denies in any profile."""

    def __init__(self, inner: Machine) -> None:
        Stand.__init__(self, inner)


class MuteOne(Mute):
    """Says nothing to requests in any profile."""

    def __init__(self, inner: Machine) -> None:
        Stand.__init__(self, inner)


class LateOne(Tardy):
    """Answers late in any profile: the real thread gets each request when its time comes."""

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Give it the request, or let it answer the one whose turn it is."""
        return super().fire(timer, now) if timer in self._kept else self._inner.fire(timer, now)


KINDS = (*SPOILERS, "busy")


def spoiled_by(
    profile: Profile, kind: str, one: ClientInput, answers: int
) -> dict[Address, Machine]:
    """Return the machines of a client of this kind, which wants nothing."""
    up, inner = upload_thread(one.rank), uploading(one, profile)
    late_s = DEFAULT_LIMITS.request_timeout_s + 0.5
    casts: dict[str, dict[Address, Machine]] = {
        "dead": dead(one.rank),
        "mute": {up: MuteOne(inner)},
        "mortal": {up: Mortal(inner, answers)},
        "liar": {up: LyingOne(inner)},
        "denier": {up: DenyingOne(inner)},
        "late": {up: LateOne(inner, late_s)},
        "busy": {up: Busy(inner, 0.3)},
    }
    return casts[kind] if kind in casts else spoiled(kind, one, answers)
