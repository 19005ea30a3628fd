"""A conductor whose drivers are played by the test."""

from itertools import count

from core.events import AnyEvent, MessageReceived, MessageSent, Record, ThreadStarted, TimerSet
from core.model import TRACKER, Address, download_thread, upload_thread
from core.runtime.conductor import Command, Conductor
from core.runtime.pace import HELD, Choice, Mode
from core.runtime.telemetry import GateShut
from core.timers import PatienceTimer, RoundTimer, TimerKey

DOWN, UP = download_thread(1), upload_thread(1)
PATIENCE, ROUND = PatienceTimer(), RoundTimer("f")
ANYWHEN = 1000.0


class Stand:
    """A conductor of these threads, which have all started, unless the test says otherwise."""

    def __init__(self, *threads: Address, speed: float = HELD, started: bool = True) -> None:
        self.threads = sorted(threads or (TRACKER, DOWN, UP))
        self.conductor = Conductor(self.threads, speed)
        self._numbers = count(1)
        self.told = 0
        """The number and stamp of the last event."""
        for at in self.threads if started else ():
            self.tell(at, ThreadStarted())

    def mode(self) -> Mode:
        """Return how the run goes."""
        return self.conductor.pace.mode

    def holds_back(self) -> bool:
        """Return whether something waits for people, or for its turn."""
        return self.conductor.holds_back

    def tell(self, at: Address, event: AnyEvent, time: float = 0.0) -> "Stand":
        """Tell it of one event."""
        number = self.told = next(self._numbers)
        self.conductor.observe(Record(at, number, number, time, event))
        return self

    def sends(self, source: Address, to: Address, *numbers: int) -> "Stand":
        """Tell it of sendings."""
        for number in numbers or (1,):
            self.tell(source, MessageSent(to, number, "Probe", 9))
        return self

    def sets(self, at: Address, timer: TimerKey, due: float) -> "Stand":
        """Tell it of a timer."""
        return self.tell(at, TimerSet(timer, due, "because"))

    def receives(self, at: Address, source: Address, number: int = 1) -> "Stand":
        """Tell it of a receipt."""
        return self.tell(at, MessageReceived(source, number, "Probe"))

    def shuts(self, number: int, *threads: Address, now: float = 0.0) -> "Stand":
        """Let these drivers, or all of them, acknowledge a hold."""
        for at in threads or self.threads:
            self.conductor.acknowledge(GateShut(at, number, now))
        return self

    def commands(self, now: float = ANYWHEN) -> list[Command]:
        """Return what the drivers are told at this moment."""
        return self.conductor.commands(now)

    def step(self, choice: Choice | None = None) -> Command | None:
        """Wish for one step; return what the driver is told."""
        self.conductor.step_once(choice)
        return self.command()

    def command(self, now: float = ANYWHEN) -> Command | None:
        """Return the one thing that a driver is told at this moment, if it is told anything."""
        told = self.commands(now)
        assert len(told) <= 1
        return told[0] if told else None
