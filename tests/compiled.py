"""Compiles the project once, before many processes load it.

An installed package is compiled. A checkout is not until Python writes what it compiled, and where
the environment forbids that (as build machines do) every rank would compile every module anew: at
four ranks half of the time that a short run takes.
"""

import compileall
from pathlib import Path

ROOT = Path(__file__).parents[1]


def compile_all() -> None:
    """Compile what has changed since it was compiled last."""
    for package in ("core", "bt_tui", "tests"):
        compileall.compile_dir(ROOT / package, quiet=2)
