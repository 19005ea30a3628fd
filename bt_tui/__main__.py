"""`python -m bt_tui`, the command that mpirun starts on every rank."""

import sys

from bt_tui.cli import main

if __name__ == "__main__":
    sys.exit(main())
