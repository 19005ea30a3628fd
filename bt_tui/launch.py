"""Mpirun: whether this process was started by one, by the right one, and starting it otherwise.

All of this must work before MPI is loaded, and without it.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import msgspec

from bt_tui.options import RunOptions
from bt_tui.scenarios import ranks_for
from core.errors import UsageError

RANK_VARIABLES = ("OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK")
OPEN_MPI_SIZE = "OMPI_COMM_WORLD_SIZE"
MPICH_SIZE = "PMI_SIZE"
OVERSUBSCRIBE = "PRTE_MCA_rmaps_default_mapping_policy"


class Launched(msgspec.Struct, frozen=True):
    """Whose launcher started this process, and how many ranks it says that there are."""

    by: str
    ranks: int


def _number(variables: Iterable[str]) -> int | None:
    """Return the first of these environment variables that holds a number."""
    values = (os.environ.get(variable, "") for variable in variables)
    return next((int(value) for value in values if value.isascii() and value.isdigit()), None)


def launched() -> Launched | None:
    """Return what the launcher says; `None` where it says no number of ranks."""
    if ranks := _number([OPEN_MPI_SIZE]):
        return Launched("Open MPI", ranks)
    if ranks := _number([MPICH_SIZE]):
        return Launched("MPICH", ranks)
    return None


def is_launched() -> bool:
    """Tell whether some launcher started this process as a rank."""
    return _number(RANK_VARIABLES) is not None


def speaks_for_all() -> bool:
    """Tell whether this process is the one that prints what all ranks have to say."""
    return _number(RANK_VARIABLES) in {0, None}


def agreed_exit(code: int) -> int:
    """Return the exit code of this process when all ranks end with `code` before MPI is up.

    Only one rank bears it: a launcher may end the other ranks at the first code that is not 0,
    before the one that speaks has spoken.
    """
    return code if speaks_for_all() else 0


def check_library(library: str) -> None:
    """Raise `UsageError` where a launcher of Open MPI started ranks with an MPICH library.

    That library would end the process in `MPI_Init`, with words that help nobody.
    """
    found = launched()
    if found is not None and found.by == "Open MPI" and library.startswith("MPICH"):
        raise _foreign(found, library)


def check_world(size: int, library: str) -> None:
    """Raise `UsageError` where the world is not the one that the launcher started, or too small.

    A library that does not know its launcher leaves each rank alone in a world of one.
    """
    found = launched()
    if found is not None and size == 1 and found.ranks > 1:
        raise _foreign(found, library)
    if size < 2:  # noqa: PLR2004 - a tracker and a client
        raise UsageError(
            f"found {size} rank; expected at least 2, a tracker and a client:"
            " mpirun -np 4 python -m bt_tui"
        )


def _foreign(found: Launched, library: str) -> UsageError:
    return UsageError(
        f"found the mpirun of {found.by}, which started {found.ranks} ranks, but mpi4py with"
        f" {library}, which does not know it; expected both of one MPI, such as the mpirun beside"
        f" {sys.executable}"
    )


def under_mpirun(options: RunOptions, words: list[str]) -> NoReturn:
    """Become mpirun with the right number of ranks, after saying so; never return."""
    ranks = ranks_for(options.input)
    command = [_mpirun(), "-np", str(ranks), sys.executable, "-m", "bt_tui", "run"]
    os.environ.setdefault(OVERSUBSCRIBE, ":oversubscribe")  # Open MPI refuses more than cores
    print(f"bt-tui: {shlex.join([*command, *words])}", file=sys.stderr, flush=True)
    os.execv(command[0], [*command, *words])  # noqa: S606 - no shell is wanted


def _mpirun() -> str:
    """Return the path of the mpirun beside this Python, else of the one on the path."""
    for place in (str(Path(sys.executable).parent), None):
        for name in ("mpirun", "mpiexec"):
            if path := shutil.which(name, path=place):
                return path
    raise UsageError(
        "found no mpirun; expected an MPI, such as the one that pip install 'bt-tui[mpich]' brings"
    )
