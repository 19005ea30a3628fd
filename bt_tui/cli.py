"""The command line: what can be asked for, and who answers it."""

import argparse
import math
import os
import re
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from bt_tui import __version__, launch
from bt_tui.compare.options import (
    DEFAULT_RUNS,
    DEFAULT_SEED,
    CompareOptions,
    chart_path,
    profile_names,
    run_count,
)
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE, USAGE
from bt_tui.options import DEFAULT_OUTPUT, RunOptions
from core.errors import UsageError
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile, profile_named
from core.until import CONDITIONS, Condition, parse_condition

SEED_BELOW = 2**63
SPEED_MIN, SPEED_MAX = 0.01, 1_000_000
_DIGITS = re.compile("[0-9]{1,19}")
DESCRIPTION = """\
Watch a BitTorrent-like protocol run for real, over MPI:

  mpirun -np 4 python -m bt_tui [INPUT] [options]
  bt-tui [INPUT] [options]     starts mpirun itself, with as many ranks as INPUT needs
  bt-tui samples               lists the samples, with the command that runs each
  bt-tui profiles              lists the profiles: whom clients ask, and what the tracker knows
  bt-tui compare [INPUT]       runs the profiles on the same input, and tells their costs in a table
"""
COMPARE_DESCRIPTION = """\
Run the profiles on the same input and the same seeds, and print what each of them costs: messages,
bytes, denials, how the load spreads, time. It starts mpirun itself, once for each run.
"""
INPUT_HELP = """\
a directory with in1.txt, in2.txt, …, or the name of a sample; without it: the current directory if
it has in1.txt, else the sample that fits the number of ranks, else a generated scenario"""


class _Parser(argparse.ArgumentParser):
    """A parser that speaks once, however many ranks parse the same line."""

    def _print_message(self, message: str, file: IO[str] | None = None) -> None:  # type: ignore[override]
        if launch.speaks_for_all():
            super()._print_message(message, file)

    def exit(self, status: int = 0, message: str | None = None) -> None:  # type: ignore[override]
        super().exit(launch.agreed_exit(status), message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code of this process."""
    _let_everything_be_printed()
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS[words.pop(0)] if words and words[0] in COMMANDS else _run
    try:
        return command(words)
    except UsageError as error:
        if launch.speaks_for_all():
            print(f"bt-tui: {error}", file=sys.stderr)
        return launch.agreed_exit(USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED  # of every rank, so that none waits for the others
    except BrokenPipeError:  # whoever read this has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return launch.agreed_exit(NOT_DONE)


def _let_everything_be_printed() -> None:
    """Let what a terminal's encoding lacks come out as "?", not as an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(words: list[str]) -> int:
    named = vars(_run_parser().parse_args(words))
    named["free_rider"] = tuple(dict.fromkeys(named["free_rider"]))
    options = RunOptions(**{name: named[name] for name in RunOptions.__struct_fields__})
    if not launch.is_launched():
        launch.under_mpirun(options, words)
    from bt_tui.run import run  # noqa: PLC0415 - loads MPI, which only ranks need

    return run(options)


def _run_parser() -> _Parser:
    parser = _Parser(
        prog="bt-tui",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("input", nargs="?", type=_named, metavar="INPUT", help=INPUT_HELP)
    parser.add_argument("--headless", action="store_true", help="run without a live screen")
    parser.add_argument(
        "--profile",
        type=_profile,
        default=DEFAULT_PROFILE.name,
        metavar="NAME",
        help="by which rules it runs (default: %(default)s); bt-tui profiles lists all",
    )
    parser.add_argument(
        "--free-rider",
        type=_rank,
        action="append",
        default=[],
        metavar="R",
        help="let client R share nothing: its upload thread says no to everybody; may be repeated",
    )
    parser.add_argument(
        "--seed", type=_seed, metavar="N", help="repeat the random choices of a run"
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        metavar="N|max",
        help="messages a second in the whole run, one at a time, the same each time for a seed;"
        " max lets every thread go at once; without it the live screen opens held, and a headless"
        " run goes at max",
    )
    parser.add_argument(
        "--until",
        type=_condition,
        metavar="WHAT",
        help="go step by step until this happens, and hold there, or end there where there is no"
        f" screen; WHAT is {', '.join(form for form, _ in CONDITIONS)}, with R the rank of a client"
        " and K a segment, both from 1",
    )
    parser.add_argument(
        "--output",
        type=_path,
        default=DEFAULT_OUTPUT,
        metavar="DIR",
        help="where client<R>_<file> is written (default: %(default)s)",
    )
    parser.add_argument(
        "--record", type=_path, metavar="FILE", help="write every event, as JSON Lines"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument("--version", action="version", version=f"bt-tui {__version__}")
    return parser


def _named(text: str) -> str:
    """Refuse the empty name, which an unset variable of a shell leaves."""
    if not text:
        raise argparse.ArgumentTypeError("found ''; expected a name")
    return text


def _path(text: str) -> Path:
    return Path(_named(text))


def _profile(text: str) -> str:
    try:
        return profile_named(text).name
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _condition(text: str) -> Condition:
    try:
        return parse_condition(text)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _rank(text: str) -> int:
    if not (_DIGITS.fullmatch(text) and int(text) > 0):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected the rank of a client, from 1")
    return int(text)


def _seed(text: str) -> int:
    """Parse a seed."""
    if not (_DIGITS.fullmatch(text) and int(text) < SEED_BELOW):
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a whole number below 2^63")
    return int(text)


def _speed(text: str) -> float:
    """Parse messages a second; infinity for "max"."""
    if text == "max":
        return math.inf
    try:
        speed = float(text)
    except ValueError:
        speed = math.nan
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise argparse.ArgumentTypeError(
            f"found {text!r}; expected messages a second, from {SPEED_MIN} to {SPEED_MAX}, or max"
        )
    return speed


def _list_samples(words: list[str]) -> int:
    _Parser(prog="bt-tui samples", description="List the samples.").parse_args(words)
    from bt_tui.samples import samples  # noqa: PLC0415 - only needed here

    if launch.speaks_for_all():
        for sample in samples():
            command = f"mpirun -np {sample.ranks} python -m bt_tui {sample.name}"
            print(f"{sample.name:12}  {sample.summary}\n{'':12}  {command}\n", flush=True)
    return ALL_DONE


def _list_profiles(words: list[str]) -> int:
    description = "List the profiles: the rules by which a run can go."
    _Parser(prog="bt-tui profiles", description=description).parse_args(words)
    if launch.speaks_for_all():
        for profile in PROFILES.values():
            default = "  (default)" if profile is DEFAULT_PROFILE else ""
            print(f"{profile.name}{default}\n    {profile.summary}\n    {_axes(profile)}\n")
        print("Choose one with: mpirun -np 4 python -m bt_tui --profile NAME", flush=True)
    return ALL_DONE


def _axes(profile: Profile) -> str:
    """Return what sets a profile apart, in one line."""
    every = f"after every {profile.update_every} segments"
    return (
        f"tracker tells: {profile.records}; next: {profile.order}; asks: {profile.choice};"
        f" reports: {profile.report}; {'reads again' if profile.reads_again else 'reads once'},"
        f" {every}"
    )


def _compare(words: list[str]) -> int:
    named = vars(_compare_parser().parse_args(words))
    from bt_tui.compare.command import compare  # noqa: PLC0415 - loads rich, needed only here

    return compare(CompareOptions(**named))


def _compare_parser() -> _Parser:
    parser = _Parser(prog="bt-tui compare", description=COMPARE_DESCRIPTION, allow_abbrev=False)
    parser.add_argument(
        "input",
        nargs="?",
        type=_named,
        metavar="INPUT",
        help="a directory with in1.txt, in2.txt, …, or the name of a sample; without it: the"
        " current directory if it has in1.txt, else the sample classroom",
    )
    parser.add_argument(
        "--profiles",
        type=profile_names,
        default=tuple(PROFILES),
        metavar="A,B,…",
        help="which profiles, and in which order (default: all); bt-tui profiles lists them",
    )
    parser.add_argument(
        "--runs",
        type=run_count,
        default=DEFAULT_RUNS,
        metavar="K",
        help="how many runs of each, whose medians are shown (default: %(default)s)",
    )
    parser.add_argument(
        "--seed",
        type=_seed,
        default=DEFAULT_SEED,
        metavar="N",
        help="the seed of the first run of each; the next has N + 1 (default: %(default)s)",
    )
    parser.add_argument(
        "--simulate",
        action="store_true",
        help="run in memory, in virtual time, instead of over MPI: repeats exactly for a seed",
    )
    parser.add_argument("--json", action="store_true", help="print every run as JSON, not a table")
    parser.add_argument(
        "--chart",
        type=chart_path,
        metavar="FILE",
        help="also draw bars, as .svg or .html; needs pip install 'bt-tui[chart]'",
    )
    return parser


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "samples": _list_samples,
    "profiles": _list_profiles,
    "compare": _compare,
}
"""What the first word may name; without any, it is a run."""
