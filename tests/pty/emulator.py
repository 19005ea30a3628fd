"""A terminal that is emulated well enough to judge what a program leaves it in."""

import re
from copy import copy, deepcopy
from typing import Any

import pyte

ALTERNATE, SYNCHRONIZED = 1049, 2026
LINE_WRAP, CURSOR = 7, 25
MOUSE = frozenset({1000, 1002, 1003, 1006, 1015, 1016})
AT_FIRST = frozenset({LINE_WRAP, CURSOR})
"""Private modes of a terminal that nobody changed."""
ANSWERS = {f"\x1b[?{SYNCHRONIZED}$p".encode(): f"\x1b[?{SYNCHRONIZED};2$y".encode()}
"""What a terminal is asked, and answers."""
KITTY_KEYBOARD = re.compile(rb"\x1b\[(?:>\d+|<)u")
UNFINISHED = re.compile(rb"\x1b(?:\[[<>?]?[\d;]*\$?)?$")


class Display(pyte.Screen):
    """Pyte's screen, with an alternate screen beside the main one, and a record of modes."""

    def __init__(self, columns: int, rows: int) -> None:
        self.private: set[int] = set(AT_FIRST)
        self.ever_private: set[int] = set()
        """Private modes that were set at some time."""
        self._main: tuple[Any, Any] | None = None
        super().__init__(columns, rows)

    def set_mode(self, *modes: int, **named: Any) -> None:
        """Set modes; enter the alternate screen, if that is one of them."""
        super().set_mode(*modes, **named)
        if named.get("private"):
            self.private |= set(modes)
            self.ever_private |= set(modes)
            if ALTERNATE in modes and self._main is None:
                self._main = deepcopy(self.buffer), copy(self.cursor)
                self.erase_in_display(2)

    def reset_mode(self, *modes: int, **named: Any) -> None:
        """Reset modes; leave the alternate screen, if that is one of them."""
        if named.get("private"):
            self.private -= set(modes)
            if ALTERNATE in modes and self._main is not None:
                kept, self.cursor = self._main
                self.buffer.clear()
                self.buffer.update(kept)
                self.dirty.update(range(self.lines))
                self._main = None
        super().reset_mode(*modes, **named)


class Emulator:
    """Takes the bytes that a program writes, and tells what one sees and what it would answer."""

    def __init__(self, columns: int, rows: int) -> None:
        self.display = Display(columns, rows)
        self._stream = pyte.ByteStream(self.display)
        self._unfinished = b""
        self.kitty_keyboards = 0
        """How many times kitty's keyboard was asked for and not yet given up."""

    @property
    def text(self) -> str:
        """What is visible, without the blanks at the ends of lines."""
        return "\n".join(line.rstrip() for line in self.display.display).rstrip()

    def feed(self, data: bytes) -> bytes:
        """Show these bytes; return what the terminal answers."""
        data = self._unfinished + data
        cut = UNFINISHED.search(data)
        self._unfinished = data[cut.start() :] if cut else b""
        data = data[: cut.start()] if cut else data
        for asked in KITTY_KEYBOARD.findall(data):
            change = 1 if b">" in asked else -1
            self.kitty_keyboards = max(0, self.kitty_keyboards + change)
        answers = b"".join(answer for question, answer in ANSWERS.items() if question in data)
        self._stream.feed(KITTY_KEYBOARD.sub(b"", data))
        return answers
