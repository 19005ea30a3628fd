"""Ctrl-C and mpirun's request to end: rank 0 answers them, and ends the world.

The main thread may sit in MPI, in the middle of a collective, where no Python handler runs; so the
signals are blocked in every thread, and one thread of rank 0 waits for them. The other ranks ignore
both. While MPI begins and ends, however, no thread runs at all (mpi4py keeps the interpreter's lock
there), so then a signal simply ends its process, if not rank 0's another, and with it the job.

Threads and processes inherit what is blocked: whoever starts a process must unblock it there.
"""

import signal
import threading
from collections.abc import Callable

WORDS = {signal.SIGINT: "interrupted", signal.SIGTERM: "told to end (SIGTERM)"}


def answer_signals(answer: Callable[[str], None]) -> None:
    """Let `answer` be called, in a thread of its own, with what a signal means, in words."""
    signal.pthread_sigmask(signal.SIG_BLOCK, WORDS)

    def wait() -> None:
        answer(WORDS[signal.Signals(signal.sigwait(WORDS))])

    threading.Thread(target=wait, name="signals", daemon=True).start()


def ignore_signals() -> None:
    """Leave signals to the rank that answers them."""
    for number in WORDS:
        signal.signal(number, signal.SIG_IGN)


def let_signals_end() -> None:
    """Let signals end this process at once, whatever it does."""
    for number in WORDS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WORDS)
