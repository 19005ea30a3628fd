"""What every test of the program stands on: no launcher around it, and none that it could become.

Tests that want a launcher set its variables themselves.
"""

import os
import sys
from pathlib import Path

import pytest

from bt_tui import launch

LAUNCHER_VARIABLES = (
    *launch.RANK_VARIABLES,
    launch.OPEN_MPI_SIZE,
    launch.MPICH_SIZE,
    launch.OVERSUBSCRIBE,
)


class BecameError(BaseException):
    """The process would have become this command; nothing may catch it by mistake."""

    def __init__(self, path: str, command: list[str]) -> None:
        super().__init__(command)
        self.path = path
        self.command = command


@pytest.fixture(autouse=True)
def _without_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    def become(path: str, command: list[str]) -> None:
        raise BecameError(path, command)

    for variable in LAUNCHER_VARIABLES:
        monkeypatch.setenv(variable, "")  # so that it is put back even where a test sets it
        monkeypatch.delenv(variable)
    monkeypatch.setattr(os, "execv", become)


def program(directory: Path, name: str) -> Path:
    """Make a program that can be started."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / name
    path.touch(mode=0o755)
    return path


@pytest.fixture
def bin_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be the Python of an environment with nothing else in it; the path has another place."""
    python = program(tmp_path / "env" / "bin", "python")
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return python.parent
