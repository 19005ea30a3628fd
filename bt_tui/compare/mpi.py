"""Runs over MPI: mpirun as a child, its run recorded and read back. Loads no MPI itself."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from bt_tui.compare.comparison import Run, ended
from bt_tui.compare.interrupts import Interrupts
from bt_tui.exits import ALL_DONE, NOT_DONE
from bt_tui.launch import OVERSUBSCRIBE, _mpirun
from core.errors import InputError, RunError
from core.events import Record, ShutdownGiven
from core.trace import read_trace

ENDS_WITHIN_S = 10.0
"""How long mpirun may take to end its ranks before all of it is killed."""


class UnderMpirun:
    """Runs what an input directory holds with so many ranks."""

    def __init__(self, directory: Path, ranks: int, interrupts: Interrupts) -> None:
        self.transport = "MPI"
        """The library, as soon as a recording has named it."""
        self._directory = directory.absolute()
        self._ranks = ranks
        self._interrupts = interrupts
        self._mpirun = _mpirun()

    def run(self, profile: str, seed: int) -> Run:
        """Run it once by the rules of a profile."""
        with TemporaryDirectory(prefix="bt-tui-", ignore_cleanup_errors=True) as place:
            recording = Path(place, "run.jsonl")
            command = [
                *(self._mpirun, "-np", str(self._ranks), sys.executable, "-m", "bt_tui", "run"),
                *("--headless", "--profile", profile, "--seed", str(seed)),
                *("--record", str(recording), "--output", str(Path(place, "output"))),
                str(self._directory),
            ]
            code, told = self._finish(command)
            try:
                return self._read(recording, seed, code)
            except (InputError, RunError) as error:
                why = (
                    f"mpirun ended with exit code {code}, and without the recording of a whole run"
                )
                return Run(seed, None, (f"{why}\n{told or error}",))

    def _finish(self, command: list[str]) -> tuple[int, str]:
        """Run a command to its end; return its exit code, and what it said on standard error."""
        job: subprocess.Popen[bytes] | None = None
        try:
            with self._interrupts.held():
                job = _start(command)
            _, told = job.communicate()
        except BaseException:
            if job is not None:
                _end(job)
            raise
        return job.returncode, told.decode("utf-8", "replace").strip()

    def _read(self, recording: Path, seed: int, code: int) -> Run:
        """Return the run that was recorded; raise where it did not come to its end."""
        header, records = read_trace(recording)
        self.transport = header.transport
        run = ended(seed, records, self._ranks)
        expected = ALL_DONE if run.complete else NOT_DONE
        if code != expected or not _shut_down(records):
            raise RunError(f"expected exit code {expected}, and a shutdown in the recording")
        return run


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start it in a session of its own: Ctrl-C is for us, and then all of it is ended."""
    return subprocess.Popen(  # noqa: S603 - no shell, and all of the command is ours
        command,
        env={OVERSUBSCRIBE: ":oversubscribe", **os.environ},  # Open MPI refuses more than cores
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _shut_down(records: list[Record]) -> bool:
    return any(isinstance(record.event, ShutdownGiven) for record in records)


def _end(job: subprocess.Popen[bytes]) -> None:
    """End mpirun, which ends its ranks; where it does not, kill the session that is its own."""
    job.terminate()
    try:
        job.communicate(timeout=ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(job.pid, signal.SIGKILL)
        job.communicate()
