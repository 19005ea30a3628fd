"""Runs bt_tui and then says, at each rank, which of the slow libraries were loaded."""

import os
import sys

from bt_tui.cli import main

SLOW = ("rich", "textual", "asyncio", "platformdirs")

if __name__ == "__main__":
    rank = os.environ.get("OMPI_COMM_WORLD_RANK", os.environ.get("PMI_RANK"))
    code = main()
    loaded = [name for name in SLOW if name in sys.modules]
    if loaded:
        print(f"rank {rank}: {', '.join(loaded)}", file=sys.stderr)
    sys.exit(code)
