"""Writes the terminal that rank 0 finds, or why it finds none, to a file.

Usage: finder.py FILE
"""

import sys
from pathlib import Path

from bt_tui.terminal import NoTerminalError, find_terminal

if __name__ == "__main__":
    try:
        found = find_terminal()
    except NoTerminalError as error:
        found = f"none: {error}"
    Path(sys.argv[1]).write_text(found)
