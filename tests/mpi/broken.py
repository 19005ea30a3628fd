"""Runs bt_tui with one thread that fails in the middle of a run, as a defect would make it fail.

Usage: broken.py WHERE:RANK [the words of bt_tui …], WHERE being tracker, download, upload,
collector, poison, screen or abort.

`abort` lets the download thread of a rank call MPI_Abort, as no thread of ours would.
"""

import sys
from typing import NoReturn

from bt_tui.cli import main
from bt_tui.state import State
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


def abort(rank: int) -> None:
    """Let the download thread of this rank end the world without a word of ours."""
    receive = Downloader.receive
    handled = 0

    def end(self: Downloader, envelope: Envelope, now: float) -> Step:
        nonlocal handled
        handled += 1
        if envelope.destination.rank == rank and handled > GOOD_MESSAGES:
            from mpi4py import MPI  # noqa: PLC0415 - as late as possible, for it begins MPI

            MPI.COMM_WORLD.Abort(7)
        return receive(self, envelope, now)

    Downloader.receive = end  # type: ignore[method-assign]


def break_screen() -> None:
    """Let the screen fail as soon as something was handled."""

    def fail(self: State) -> NoReturn:
        raise DefectError

    State._begin_step = fail  # type: ignore[method-assign]


def break_collector() -> None:
    """Let the collector fail at its first report."""

    def fail(self: Collector, data: bytearray) -> NoReturn:
        raise DefectError

    Collector._handle = fail  # type: ignore[method-assign]


if __name__ == "__main__":
    where, _, told = sys.argv.pop(1).partition(":")
    if where == "collector":
        break_collector()
    elif where == "screen":
        break_screen()
    elif where == "abort":
        abort(int(told))
    elif where == "poison":
        ignore_poison(int(told))
    else:
        break_machine(MACHINES[where], int(told))
    sys.exit(main())
