"""Runs bt_tui with one thread that fails in the middle of a run, as a defect would make it fail.

Usage: broken.py {tracker|download|upload|collector|poison}:RANK [the words of bt_tui …]
"""

import sys
from typing import NoReturn

from bt_tui.cli import main
from core.downloader import Downloader
from core.machine import Step
from core.messages import Envelope, Poison
from core.runtime import collector
from core.runtime.collector import Collector
from core.tracker import Tracker
from core.uploader import Uploader

MACHINES = {"tracker": Tracker, "download": Downloader, "upload": Uploader}
GOOD_MESSAGES = 5


class DefectError(Exception):
    """What the broken thread raises."""


def break_machine(machine: type[Tracker | Downloader | Uploader], rank: int) -> None:
    """Let this machine fail at this rank, after a few messages that it handles well."""
    receive = machine.receive
    handled = 0

    def fail(self: Tracker | Downloader | Uploader, envelope: Envelope, now: float) -> Step:
        nonlocal handled
        handled += 1
        if envelope.destination.rank == rank and handled > GOOD_MESSAGES:
            raise DefectError
        return receive(self, envelope, now)  # type: ignore[arg-type]

    machine.receive = fail  # type: ignore[method-assign]


def ignore_poison(rank: int) -> None:
    """Let the upload thread of this rank go on for ever, with little patience for it at rank 0."""
    receive = Uploader.receive

    def go_on(self: Uploader, envelope: Envelope, now: float) -> Step:
        if envelope.destination.rank == rank and isinstance(envelope.message, Poison):
            return Step()
        return receive(self, envelope, now)

    Uploader.receive = go_on  # type: ignore[method-assign]
    collector.END_TIMEOUT_S = 1.0


def break_collector() -> None:
    """Let the collector fail at its first report."""

    def fail(self: Collector, data: bytearray) -> NoReturn:
        raise DefectError

    Collector._handle = fail  # type: ignore[method-assign]


if __name__ == "__main__":
    where, _, told = sys.argv.pop(1).partition(":")
    if where == "collector":
        break_collector()
    elif where == "poison":
        ignore_poison(int(told))
    else:
        break_machine(MACHINES[where], int(told))
    sys.exit(main())
