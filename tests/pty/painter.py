"""A screen over MPI with little behind it: rank 0 paints, and the other ranks wait for its end.

Usage: painter.py [--impatient], which waits for nobody once its input has ended.

Keys: q ends it, x raises an exception, i tells what its driver told of. SIGUSR1 makes any rank
abort. `processes.json` tells the ranks' process ids, and that of mpirun as the last.
"""

import json
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from textual import events
from textual.app import App, ComposeResult
from textual.driver import Driver
from textual.widgets import Static

from bt_tui import mpirun_driver
from bt_tui.guardian import Guardian
from bt_tui.launch import speaks_for_all
from bt_tui.launchers import launchers
from bt_tui.mpirun_driver import driver_for
from bt_tui.signals import answer_signals, ignore_signals, let_signals_end
from bt_tui.terminal import NoTerminalError, Terminal, find_terminal
from core.runtime.mpi import World

ABORTED, INTERRUPTED = 3, 130


class Painter(App[None]):
    """Shows what it hears."""

    def __init__(self, driver_class: type[Driver]) -> None:
        super().__init__(driver_class)
        self.heard: list[str] = []
        self.inputs = self.drawings = 0

    def compose(self) -> ComposeResult:
        yield Static(id="heard")

    def on_ready(self) -> None:
        self.hear("ready")

    def hear(self, what: str) -> None:
        self.heard.append(what)
        self.query_one("#heard", Static).update(" ".join(self.heard))

    def on_key(self, event: events.Key) -> None:
        if event.key == "q":
            self.exit()
        if event.key == "x":
            raise ZeroDivisionError("asked for")
        self.hear(event.key)
        if event.key == "i":
            self.hear(f"{self.inputs} inputs, {'some' if self.drawings else 'no'} drawings")

    def on_click(self, event: events.Click) -> None:
        self.hear(f"click({event.screen_x},{event.screen_y})")

    def on_resize(self, event: events.Resize) -> None:
        if self.heard:
            self.hear(f"{event.size.width}x{event.size.height}")


class Stage:
    """Rank 0's terminal, given back in any thread."""

    def __init__(self) -> None:
        path = find_terminal()
        self.guardian = Guardian(path)
        self.terminal = Terminal(path, self.guardian.arm)
        self.world: World | None = None

    def end(self, why: str) -> NoReturn:
        self.give_back()
        self.terminal.say(f"painter: {why}\n")
        if self.world is not None:
            self.world.abort(INTERRUPTED)
        os._exit(INTERRUPTED)

    def give_back(self) -> None:
        if self.terminal.restore():
            self.guardian.release()

    def play(self, pids: list[int]) -> None:
        self.guardian.watch(pids)

        def on_input() -> None:
            app.inputs += 1

        def on_drawn() -> None:
            app.drawings += 1

        on_eof = partial(self.end, "no key can come any more")
        app = Painter(driver_for(self.terminal, on_eof, on_input, on_drawn))
        app.run()
        self.give_back()
        if app.return_code:
            raise SystemExit(app.return_code)


def join(stage: Stage | None) -> World:
    if speaks_for_all() and stage is not None:
        answer_signals(stage.end)
    world = World()
    if not speaks_for_all():
        ignore_signals()
    return world


def main() -> None:
    stage = None
    try:
        stage = Stage() if speaks_for_all() else None
    except NoTerminalError as error:
        print(f"headless: {error}", file=sys.stderr)
    world = join(stage)

    def abort(number: int, frame: FrameType | None) -> NoReturn:
        world.abort(ABORTED)

    signal.signal(signal.SIGUSR1, abort)
    pids = [int(pid) for pid in world.gather(str(os.getpid()).encode())]
    if stage is not None:
        stage.world = world
        outermost = [launcher.pid for launcher in launchers()][-1:]
        Path("processes.new").write_text(json.dumps(pids + outermost))
        Path("processes.new").rename("processes.json")
        try:
            stage.play(pids)
        except SystemExit as error:
            world.abort(int(str(error.code)))
    if speaks_for_all():
        let_signals_end()
    world.meet()
    world.close()
    if stage is not None:
        stage.guardian.close()
        assert [thread.name for thread in threading.enumerate() if not thread.daemon] == [
            "MainThread"
        ]


if __name__ == "__main__":
    if "--impatient" in sys.argv:
        mpirun_driver.PATIENCE_S = 0.0
    main()
