"""The user's terminal while a live screen may be on it; rank 0's alone.

However the run ends, the terminal is given back first, and what there is to say comes after that,
straight to the terminal: what goes through a launcher may come too early, and vanish with the
screen, or never.
"""

import os
from collections.abc import Sequence

from bt_tui.guardian import Guardian
from bt_tui.last_words import say
from bt_tui.terminal import Terminal, find_terminal

WEB_DRIVER = "TEXTUAL_DRIVER"


class Stage:
    """A terminal and its guardian; neither where a screen is shown by other means."""

    def __init__(self, path: str | None) -> None:
        self.terminal: Terminal | None = None
        self._guardian: Guardian | None = None
        if path is not None:
            self._guardian = Guardian(path)
            self.terminal = Terminal(path, before_raw=self._guardian.arm)

    def watch(self, pids: Sequence[int]) -> None:
        """Let the guardian know the processes of all ranks, if they all run on this host."""
        if self._guardian is not None and pids:
            self._guardian.watch(pids)

    def give_back(self) -> None:
        """Give the terminal back as it was; in any thread, and more than once does no harm."""
        if self.terminal is None or self._guardian is None:
            return
        if self.terminal.restore():
            self._guardian.release()

    def say(self, words: str) -> None:
        """Say something on the terminal, once it was given back."""
        if self.terminal is None or not self.terminal.say(words):
            say(words)

    def close(self) -> None:
        """Let the guardian end: from now on nothing of a screen is left to be taken off."""
        self.give_back()
        if self._guardian is not None:
            self._guardian.close()


def open_stage() -> Stage:
    """Return where the live screen shall be.

    Raise `NoTerminalError` where there can be none. Call it before MPI starts: the guardian must
    not inherit anything of it.
    """
    if WEB_DRIVER in os.environ:  # textual-serve talks to Textual over our own streams
        return Stage(None)
    return Stage(find_terminal())
