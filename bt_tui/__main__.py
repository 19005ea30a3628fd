"""`python -m bt_tui`, the command that mpirun starts on every rank."""

import signal

# Until a run answers signals, Ctrl-C just ends the process: a rank that reported it and left as if
# all were well would leave the others waiting for it in MPI_Init.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import sys  # noqa: E402

from bt_tui.startup import put_off_garbage  # noqa: E402

put_off_garbage()

from bt_tui.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
