"""Textual's driver for rank 0: paints on the user's terminal, past the launcher.

Keys arrive on standard input, through the launcher. No signal is handled here: a resize is noticed
by looking (it is the launcher that gets the signal), and Open MPI sends SIGCONT before it ends a
rank, at which Textual's own driver would begin its screen anew.

Where `TEXTUAL_DRIVER` names a driver (textual-serve does that), let Textual take that one instead.
"""

import asyncio
import codecs
import os
import select
import threading
from collections.abc import Callable, Iterable
from typing import IO, Any, cast

from textual import constants, events
from textual._ansi_sequences import SYNC_START
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.driver import Driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import (
    KITTY_DISAMBIGUATE_ESCAPE_CODES,
    KITTY_REPORT_ALL_KEYS,
    KITTY_REPORT_ASSOCIATED_TEXT,
    LinuxDriver,
)
from textual.geometry import Size
from textual.message import Message

from bt_tui.terminal import Terminal

STANDARD_INPUT = 0
LOOK_FOR_SIZE_EVERY_S = 0.2
LOOK_FOR_END_EVERY_S = 0.1
PATIENCE_S = 3.0
"""How long a launcher may take to end a rank whose input it has closed."""
READ_BYTES_MAX = 4096
KITTY_KEYBOARD = (
    KITTY_DISAMBIGUATE_ESCAPE_CODES | KITTY_REPORT_ALL_KEYS | KITTY_REPORT_ASSOCIATED_TEXT
)


def _ignore() -> None:
    """Take notice of what nobody asked for."""


def driver_for(
    terminal: Terminal,
    on_eof: Callable[[], None],
    on_input: Callable[[], None] = _ignore,
    on_drawn: Callable[[], None] = _ignore,
) -> type[Driver]:
    """Return the driver class that paints on this terminal, for `App(driver_class=…)`.

    `on_eof` is called in a thread of its own when no key can come any more, for standard input has
    ended or the terminal vanished, and nothing else ended the app within some patience: a launcher
    that ends a rank closes its input first. Once the app has ended, however it did,
    `terminal.restore()` was called.

    `on_input` is called in the thread that reads keys, for each key and click before the app gets
    it, and `on_drawn` in the app's after anything was drawn.
    """

    class BoundDriver(MpirunDriver):
        def __init__(
            self,
            app: App[Any],
            *,
            debug: bool = False,
            mouse: bool = True,
            size: tuple[int, int] | None = None,
        ) -> None:
            super().__init__(app, terminal, on_eof, debug=debug, mouse=mouse, size=size)
            self._on_input, self._on_drawn = on_input, on_drawn

    return BoundDriver


class MpirunDriver(LinuxDriver):
    """See above; in-band resizes, which bring a mouse that counts pixels, are not asked for."""

    def __init__(
        self,
        app: App[Any],
        terminal: Terminal,
        on_eof: Callable[[], None],
        *,
        debug: bool,
        mouse: bool,
        size: tuple[int, int] | None,
    ) -> None:
        # past LinuxDriver's own, which installs signal handlers
        super(LinuxDriver, self).__init__(
            app, debug=debug, mouse=mouse, size=size or terminal.size()
        )
        self._terminal = terminal
        self._on_eof = on_eof
        self._on_input: Callable[[], None] = _ignore
        self._on_drawn: Callable[[], None] = _ignore
        self.fileno = STANDARD_INPUT
        self.input_tty = True
        self.exit_event = threading.Event()
        self._key_thread: threading.Thread | None = None
        self._writer_thread: WriterThread | None = None
        self._known_size: tuple[int, int] | None = None
        self._next_look: asyncio.TimerHandle | None = None

    @property
    def can_suspend(self) -> bool:
        """Never: mpirun would have to be suspended as well, and every rank."""
        return False

    def start_application_mode(self) -> None:
        """Begin the screen."""
        self._writer_thread = WriterThread(cast("IO[str]", self._terminal))
        self._writer_thread.start()
        self._look_for_size()
        self._terminal.make_raw()
        self.write("\x1b[?1049h\x1b[?25l\x1b[?1004h")  # alternate screen, no cursor, focus events
        if not constants.DISABLE_KITTY_KEY:
            self.write(f"\x1b[>{KITTY_KEYBOARD}u")
        self._key_thread = threading.Thread(target=self._run_input_thread, name="keys", daemon=True)
        self._key_thread.start()
        self._request_terminal_sync_mode_support()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        self._enable_mouse_support()

    def write(self, data: str) -> None:
        """Write to the terminal, in a thread of its own."""
        super().write(data)
        if data != SYNC_START:  # which only announces what is drawn
            self._on_drawn()

    def disable_input(self) -> None:
        """Stop listening to keys, and looking for resizes."""
        self.exit_event.set()
        if self._next_look is not None:
            self._next_look.cancel()
        if self._key_thread is not None:
            self._key_thread.join()

    def stop_application_mode(self) -> None:
        """End the screen."""
        self.disable_input()
        self._terminal.restore()

    def close(self) -> None:
        """End the screen, if it was never stopped, and the writing of it."""
        self._terminal.restore()
        super().close()

    def run_input_thread(self) -> None:
        """Hand on what is typed, until listening is stopped or nothing can come any more."""
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode
        while not (self.exit_event.is_set() or self._terminal.gone):
            if select.select([STANDARD_INPUT], [], [], LOOK_FOR_END_EVERY_S)[0]:
                data = _read()
                if not data:
                    break
                self._hand_on(parser.feed(decode(data)))
            self._hand_on(parser.tick())  # a lone escape key is known by what does not follow it
        self._miss_keys()

    def _miss_keys(self) -> None:
        """Call `on_eof`, unless the screen ends before, as it does when a launcher says why."""
        if not self.exit_event.wait(PATIENCE_S):
            threading.Thread(target=self._on_eof, name="end of keys", daemon=True).start()

    def _hand_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if isinstance(message, events.InputEvent) and not isinstance(message, events.MouseMove):
                self._on_input()
            self.process_message(message)

    def _look_for_size(self) -> None:
        """Tell the app the terminal's size if it changed, now and regularly."""
        size = self._terminal.size()
        if size != self._known_size:
            self._known_size = size
            self.send_message(events.Resize(Size(*size), Size(*size)))
        self._next_look = self._loop.call_later(LOOK_FOR_SIZE_EVERY_S, self._look_for_size)


def _read() -> bytes:
    """Return what standard input holds, and nothing when it has ended."""
    try:
        return os.read(STANDARD_INPUT, READ_BYTES_MAX)
    except OSError:  # a terminal itself, hung up
        return b""
