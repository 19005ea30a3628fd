"""Telling what was measured: one table, or all single values as JSON."""

import os
import platform
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median
from typing import IO

import msgspec
from rich.box import MARKDOWN, SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.jobs import run, this_mpi
from tests.mpi.jobs import REPOSITORY

WIDTH = 220
"""Of a table that is written to a file, where it is Markdown."""
LIBRARY = "from core.runtime.mpi import library_name; print(library_name())"
PACKAGES = ("bt-tui", "mpi4py", "msgspec", "rich", "textual")


class Measured(msgspec.Struct, frozen=True):
    """A group's name, and its figures."""

    group: str
    figures: list[Figure]


def print_table(groups: Iterable[Measured], file: IO[str]) -> None:
    """Print all figures, one a line."""
    console = Console(file=file, width=None if file.isatty() else WIDTH)
    table = Table(box=SIMPLE_HEAD if console.is_terminal else MARKDOWN)
    for column in ("of", "figure", "unit"):
        table.add_column(column)
    for column in ("least", "median", "most"):
        table.add_column(column, justify="right")
    for column in ("beside", "limit", "met"):
        table.add_column(column)
    of = ""
    for figure in (figure for one in groups for figure in one.figures):
        table.add_row("" if figure.of == of else figure.of, *_cells(figure))
        of = figure.of
    console.print(table)


def _cells(figure: Figure) -> Iterator[str]:
    yield from (figure.name, figure.unit)
    yield from map(short, (min(figure.values), figure.median, max(figure.values)))
    yield ", ".join(f"{name} {short(median(beside))}" for name, beside in figure.beside.items())
    yield limit(figure)
    yield {None: "", True: "yes", False: "NO"}[figure.is_met]


def limit(figure: Figure) -> str:
    """Return the limit of a figure in words, empty where it has none."""
    if figure.at_most is not None:
        return f"≤ {figure.at_most:g}"
    return "" if figure.at_least is None else f"≥ {figure.at_least:g}"


def short(value: float) -> str:
    """Return a value in three digits, or more where it is large."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:#.3g}".rstrip(".")


def as_json(groups: Iterable[Measured], rounds: int, machine: dict[str, object]) -> str:
    """Return every single value, and what it was measured on, as one JSON object."""
    told = {
        "machine": machine,
        "rounds": rounds,
        "figures": [
            {"group": one.group, **_told(figure)} for one in groups for figure in one.figures
        ],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _told(figure: Figure) -> dict[str, object]:
    return {**msgspec.structs.asdict(figure), "median": figure.median, "is_met": figure.is_met}


def this_machine() -> dict[str, object]:
    """Return what figures depend on, as it is now."""
    mpi = this_mpi()
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count(),
        "processor": platform.machine(),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "mpi": run([mpi.python, "-c", LIBRARY], REPOSITORY).strip(),
        "load": os.getloadavg(),
        "versions": {package: version(package) for package in PACKAGES},
    }
