"""What every test of the program stands on: no launcher around it, and none that it could become.

Tests that want a launcher set its variables themselves.
"""

import os

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
