"""What a live screen does to a terminal, and how it is undone; rank 0 and its guardian share it.

Only the standard library, and little of it: the guardian starts without packages.
"""

import termios
from typing import Any

IFLAG, LFLAG, CC = 0, 3, 6
"""Places in the list that `termios.tcgetattr` returns, here called modes."""

RESET = (
    b"\x1b\\"  # ends a sequence that was cut off, and is nothing otherwise
    b"\x1b[?2026l"  # synchronized output: show what follows
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"  # mouse
    b"\x1b[?1004l\x1b[?2004l\x1b[?2048l"  # focus events, bracketed paste, in-band resize
    b"\x1b[<u"  # kitty's keyboard, which belongs to the alternate screen
    b"\x1b[0m\x1b[?1049l\x1b[0m"  # attributes of either screen, and the main screen itself
    b"\x1b[?7h\x1b[?25h\r"  # line wrap, cursor, start of the line
)
"""Undoes all that Textual asks of a terminal, its modes aside.

Send it only to a terminal on which a screen was begun: on another, xterm moves the cursor.
"""


def raw(modes: list[Any]) -> list[Any]:
    """Return these modes changed so that every key arrives at once, and none means a signal."""
    changed = [*modes[:CC], list(modes[CC])]
    changed[LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
    changed[IFLAG] &= ~(
        termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR
    )
    changed[CC][termios.VMIN] = 1
    changed[CC][termios.VTIME] = 0
    return changed


def is_raw(modes: list[Any], before: list[Any]) -> bool:
    """Tell whether modes are those that `raw` makes of the modes before."""
    wanted = raw(before)
    return all(modes[place] == wanted[place] for place in (IFLAG, LFLAG))
