"""Measure what a run costs, beside what MPI and Python cost anyway.

All of it, in 9 rounds, takes some 25 minutes on two cores that do nothing else. Where what is
printed goes to a file, the table is Markdown.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bt_tui import parsing
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE
from core.errors import RunError
from tests.bench.figures import Group
from tests.bench.growth import growth
from tests.bench.held import held
from tests.bench.memory import memory
from tests.bench.payloads import payloads
from tests.bench.rates import rates, recordings
from tests.bench.report import Measured, as_json, print_table, this_machine
from tests.bench.screen import automatic, flood, steps
from tests.bench.startup import startup
from tests.bench.swarms import swarms
from tests.bench.telemetry import telemetry
from tests.compiled import compile_all

GROUPS: dict[str, Group] = {
    "startup": startup,
    "swarms": swarms,
    "growth": growth,
    "telemetry": telemetry,
    "memory": memory,
    "payloads": payloads,
    "held": held,
    "steps": steps,
    "automatic": automatic,
    "flood": flood,
    "recordings": recordings,
    "rates": rates,
}
"""What is measured; one more is a line here."""
STDOUT = Path("-")


def main() -> int:
    """Measure; print the table; return the exit code."""
    parser = _parser()
    options = parser.parse_args()
    if options.json not in {None, STDOUT}:
        _begin(options.json, parser)
    compile_all()
    machine = this_machine()
    try:
        measured = [_measured(name, options.rounds) for name in options.groups or GROUPS]
    except RunError as error:
        print(f"bench: {error}", file=sys.stderr)
        return NOT_DONE
    except KeyboardInterrupt:
        return INTERRUPTED
    print_table(measured, sys.stderr if options.json == STDOUT else sys.stdout)
    if options.json is not None:
        _write(options.json, as_json(measured, options.rounds, machine))
    return ALL_DONE


def _measured(name: str, rounds: int) -> Measured:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory:
        figures = GROUPS[name](Path(directory), rounds)
    print(f"bench: {name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return Measured(name, figures)


def _begin(path: Path, parser: argparse.ArgumentParser) -> None:
    """Refuse a file that cannot be written before all is measured, and not after."""
    try:
        path.write_text("", "utf-8")
    except OSError as error:
        parser.error(f"found {str(path)!r}, {error.strerror}; expected a file to write")


def _write(path: Path, text: str) -> None:
    if path == STDOUT:
        sys.stdout.write(text)
    else:
        path.write_text(text, "utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    names = ", ".join(GROUPS)
    parser.add_argument(
        "groups", nargs="*", type=_group, metavar="GROUP", help=f"only some of {names}"
    )
    parser.add_argument(
        "--rounds",
        type=_rounds,
        default=9,
        metavar="N",
        help="how often each is measured, in turn; what takes long, a third as often (default: 9)",
    )
    parser.add_argument(
        "--json",
        type=parsing.path,
        metavar="FILE",
        help="write every single value as JSON; to standard output where FILE is -, and the table"
        " goes to standard error then",
    )
    return parser


def _group(text: str) -> str:
    if text not in GROUPS:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected one of {', '.join(GROUPS)}")
    return text


def _rounds(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a number of rounds, from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
