"""The command line: what can be asked for, and who answers it."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

import msgspec

from bt_tui import __version__, launch, parsing
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE, USAGE
from bt_tui.options import DEFAULT_OUTPUT, RunOptions
from bt_tui.parsing import Parser
from core.errors import UsageError
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile
from core.until import CONDITIONS

DESCRIPTION = """\
Watch a BitTorrent-like protocol run for real, over MPI:

  mpirun -np 4 python -m bt_tui [INPUT] [options]
  bt-tui [INPUT] [options]     starts mpirun itself, with as many ranks as INPUT needs
  bt-tui samples               lists the samples, with the command that runs each
  bt-tui profiles              lists the profiles: whom clients ask, and what the tracker knows
  bt-tui compare [INPUT]       runs the profiles on the same input, and tells their costs in a table
  bt-tui replay FILE           shows a recording on the same screen, without MPI
  bt-tui show FILE             tells what a recording holds, as plain text
  bt-tui check FILE            holds a recording against the rules of its profile
"""
INPUT_HELP = """\
a directory with in1.txt, in2.txt, …, or the name of a sample; without it: the current directory if
it has in1.txt, else the sample that fits the number of ranks, else a generated scenario"""


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


def _run_parser() -> Parser:
    parser = Parser(
        prog="bt-tui",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("input", nargs="?", type=parsing.named, metavar="INPUT", help=INPUT_HELP)
    parser.add_argument("--headless", action="store_true", help="run without a live screen")
    parser.add_argument(
        "--profile",
        type=parsing.profile,
        default=DEFAULT_PROFILE.name,
        metavar="NAME",
        help="by which rules it runs (default: %(default)s); bt-tui profiles lists all",
    )
    parser.add_argument(
        "--free-rider",
        type=parsing.rank,
        action="append",
        default=[],
        metavar="R",
        help="let client R share nothing: its upload thread says no to everybody; may be repeated",
    )
    parser.add_argument(
        "--seed", type=parsing.seed, metavar="N", help="repeat the random choices of a run"
    )
    parser.add_argument(
        "--speed",
        type=parsing.speed,
        metavar="N|max",
        help="messages a second in the whole run, one at a time, the same each time for a seed;"
        " max lets every thread go at once; without it the live screen opens held, and a headless"
        " run goes at max",
    )
    parser.add_argument(
        "--until",
        type=parsing.condition,
        metavar="WHAT",
        help="go step by step until this happens, and hold there, or end there where there is no"
        f" screen; WHAT is {', '.join(form for form, _ in CONDITIONS)}, with R the rank of a client"
        " and K a segment, both from 1",
    )
    _add_results(parser)
    parser.add_argument("--version", action="version", version=f"bt-tui {__version__}")
    return parser


def _add_results(parser: Parser) -> None:
    """Add the options that say what is left of a run, and where."""
    parser.add_argument(
        "--output",
        type=parsing.path,
        default=DEFAULT_OUTPUT,
        metavar="DIR",
        help="where client<R>_<file> is written (default: %(default)s)",
    )
    recording = parser.add_mutually_exclusive_group()
    recording.add_argument(
        "--record",
        type=parsing.path,
        metavar="FILE",
        help="write every event, as JSON Lines, compressed where FILE ends in .gz; without it a run"
        " with a live screen is recorded among the last few, and the summary says where",
    )
    recording.add_argument(
        "--no-record", action="store_true", help="record nothing that stays after the run"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def _list_samples(words: list[str]) -> int:
    Parser(prog="bt-tui samples", description="List the samples.").parse_args(words)
    from bt_tui.samples import samples  # noqa: PLC0415 - only needed here

    if launch.speaks_for_all():
        for sample in samples():
            command = f"mpirun -np {sample.ranks} python -m bt_tui {sample.name}"
            print(f"{sample.name:12}  {sample.summary}\n{'':12}  {command}\n", flush=True)
    return ALL_DONE


def _list_profiles(words: list[str]) -> int:
    description = "List the profiles: the rules by which a run can go."
    Parser(prog="bt-tui profiles", description=description).parse_args(words)
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


# The other commands load what they need themselves: the ranks of a run would load it in vain.


def _compare(words: list[str]) -> int:
    from bt_tui.compare.options import CompareOptions  # noqa: PLC0415
    from bt_tui.compare.parser import compare_parser  # noqa: PLC0415

    options = CompareOptions(**vars(compare_parser().parse_args(words)))
    from bt_tui.compare.command import compare  # noqa: PLC0415 - loads rich, not for --help

    return compare(options)


def _show(words: list[str]) -> int:
    from bt_tui.show.options import ShowOptions  # noqa: PLC0415
    from bt_tui.show.parser import show_parser  # noqa: PLC0415

    options = msgspec.convert(vars(show_parser().parse_args(words)), ShowOptions)
    from bt_tui.show.command import show  # noqa: PLC0415

    return show(options)


def _check(words: list[str]) -> int:
    from bt_tui.check.options import CheckOptions  # noqa: PLC0415
    from bt_tui.check.parser import check_parser  # noqa: PLC0415

    options = CheckOptions(**vars(check_parser().parse_args(words)))
    from bt_tui.check.command import check  # noqa: PLC0415

    return check(options)


def _replay(words: list[str]) -> int:
    from bt_tui.replay.options import ReplayOptions  # noqa: PLC0415
    from bt_tui.replay.parser import replay_parser  # noqa: PLC0415

    options = ReplayOptions(**vars(replay_parser().parse_args(words)))
    from bt_tui.replay.command import replay  # noqa: PLC0415 - loads Textual, not for --help

    return replay(options)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "samples": _list_samples,
    "profiles": _list_profiles,
    "compare": _compare,
    "show": _show,
    "check": _check,
    "replay": _replay,
}
"""What the first word may name; without any, it is a run."""
