"""Runs bt_tui under an MPI that grants only one thread of a rank to talk."""

import sys

import mpi4py

mpi4py.rc.initialize = False

from mpi4py import MPI  # noqa: E402

from bt_tui.cli import main  # noqa: E402

if __name__ == "__main__":
    init = MPI.Init_thread
    MPI.Init_thread = lambda required=MPI.THREAD_MULTIPLE: min(init(required), MPI.THREAD_FUNNELED)
    sys.exit(main())
