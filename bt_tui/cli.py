"""The command line: what can be asked for, and who answers it."""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from bt_tui import __version__, launch
from bt_tui.exits import ALL_DONE, INTERRUPTED, USAGE
from bt_tui.options import DEFAULT_OUTPUT, RunOptions
from core.errors import UsageError

DESCRIPTION = "Watch a BitTorrent-like protocol run for real, over MPI."
EPILOG = """\
Under mpirun, "run" may be left out:  mpirun -np 4 python -m bt_tui [INPUT] [options]
Without mpirun, bt-tui starts mpirun itself, with as many ranks as INPUT needs.
What a run can be told:  bt-tui run --help
"""
INPUT_HELP = """\
a directory with in1.txt, in2.txt, …, or the name of a sample; without it: the current directory if
it has in1.txt, else the sample that fits the number of ranks, else a generated scenario"""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors and help come once, however many ranks parse the same line."""

    def error(self, message: str) -> NoReturn:
        if launch.speaks_for_all():
            self.print_usage(sys.stderr)
            print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(launch.agreed_exit(USAGE))

    def print_help(self, file: object = None) -> None:
        if launch.speaks_for_all():
            super().print_help(file)  # type: ignore[arg-type]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code of this process."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parsed = _parser().parse_args(_with_command(words))
    try:
        match parsed.command:
            case "samples":
                return _list_samples()
            case _:
                return _run(_run_options(parsed), words)
    except UsageError as error:
        if launch.speaks_for_all():
            print(f"bt-tui: {error}", file=sys.stderr)
        return launch.agreed_exit(USAGE)
    except KeyboardInterrupt:
        return launch.agreed_exit(INTERRUPTED)


def _with_command(words: list[str]) -> list[str]:
    """Return the words with the command "run" put first where none is named."""
    if words and (words[0] in {"run", "samples"} or words[0] in {"-h", "--help", "--version"}):
        return words
    return ["run", *words]


def _parser() -> _Parser:
    parser = _Parser(
        prog="bt-tui",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"bt-tui {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    commands.add_parser("samples", help="list the samples, with the command that runs each")
    run = commands.add_parser("run", help="run the protocol (the default)")
    run.add_argument("input", nargs="?", metavar="INPUT", help=INPUT_HELP)
    run.add_argument("--headless", action="store_true", help="run without a live screen")
    run.add_argument("--seed", type=int, metavar="N", help="repeat the random choices of a run")
    run.add_argument(
        "--speed",
        type=_speed,
        default="max",
        metavar="N|max",
        help="messages a second in the whole run, one at a time, the same each time for a seed;"
        " max (the default) lets every thread go at once",
    )
    run.add_argument(
        "--output",
        type=Path,
        default=DEFAULT_OUTPUT,
        metavar="DIR",
        help="where client<R>_<file> is written (default: %(default)s)",
    )
    run.add_argument("--record", type=Path, metavar="FILE", help="write every event, as JSON Lines")
    run.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser


def _speed(text: str) -> float | None:
    """Parse messages a second; `None` for "max"."""
    if text == "max":
        return None
    speed = float(text)
    if not (math.isfinite(speed) and speed > 0):
        raise ValueError(text)
    return speed


_speed.__name__ = "number of messages a second (above 0, or max)"


def _run_options(parsed: argparse.Namespace) -> RunOptions:
    named = vars(parsed)
    return RunOptions(**{name: named[name] for name in RunOptions.__struct_fields__})


def _run(options: RunOptions, words: list[str]) -> int:
    if not launch.is_launched():
        launch.under_mpirun(options, words)
    from bt_tui.run import run  # noqa: PLC0415 - loads MPI, which only ranks need

    return run(options)


def _list_samples() -> int:
    from bt_tui.samples import samples  # noqa: PLC0415 - only needed here

    if launch.speaks_for_all():
        for sample in samples():
            print(f"{sample.name:12}  {sample.summary}")
            print(f"{'':12}  mpirun -np {sample.ranks} python -m bt_tui {sample.name}\n")
    return ALL_DONE
