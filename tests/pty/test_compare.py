"""Comparing profiles at a terminal: what tells how far it is does not stay."""

import sys
from pathlib import Path

from tests.pty.screens import RealTerminal


def test_the_progress_is_gone_when_the_table_stands(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bt_tui", "compare", "race", "--simulate", "--runs", "2"]
    with RealTerminal(command, tmp_path, columns=100, rows=30) as terminal:
        assert terminal.exit_code() == 0
        terminal.wait_for("time (s)  protocol time")
        assert "first-missing, seed 2" not in terminal.text
        assert terminal.text.startswith("race · 7 ranks · simulator · medians of 2 runs")
        terminal.assert_usable()
