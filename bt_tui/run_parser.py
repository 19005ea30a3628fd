"""The command line of a run, live or simulated. Loads nothing heavy: every rank needs it."""

import argparse

from bt_tui import __version__, parsing
from bt_tui.options import DEFAULT_OUTPUT, RunOptions
from bt_tui.parsing import Parser
from core.profiles import DEFAULT_PROFILE
from core.until import CONDITIONS

DESCRIPTION = """\
Watch a BitTorrent-like protocol run for real, over MPI:

  mpirun -np 4 python -m bt_tui [INPUT] [options]
  bt-tui [INPUT] [options]     starts mpirun itself, with as many ranks as INPUT needs
  bt-tui samples               lists the samples, with the command that runs each
  bt-tui profiles              lists the profiles: whom clients ask, and what the tracker knows
  bt-tui faults                lists what can go wrong on purpose
  bt-tui compare [INPUT]       runs the profiles on the same input, and tells their costs in a table
  bt-tui share FILE…           cuts real files into segments, for a run that moves their bytes
  bt-tui simulate [INPUT]      the same in memory: no MPI, the same each time for a seed
  bt-tui replay FILE           shows a recording on the same screen, without MPI
  bt-tui show FILE             tells what a recording holds, as plain text
  bt-tui check FILE            holds a recording against the rules of its profile
"""
INPUT_HELP = """\
a directory with in1.txt, in2.txt, …, or the name of a sample; without it: the current directory if
it has in1.txt, else the sample that fits the number of ranks, else a generated scenario"""


def run_parser() -> Parser:
    """Return what understands a run over MPI."""
    parser = Parser(
        prog="bt-tui",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("input", nargs="?", type=parsing.named, metavar="INPUT", help=INPUT_HELP)
    parser.add_argument("--headless", action="store_true", help="run without a live screen")
    add_course(parser)
    parser.add_argument(
        "--output",
        type=parsing.path,
        default=DEFAULT_OUTPUT,
        metavar="DIR",
        help="where client<R>_<file> is written (default: %(default)s)",
    )
    parser.add_argument(
        "--resume",
        action="store_true",
        help="begin with what an earlier run left in DIR as client<R>_<file>.partial; files without"
        " one are fetched anew",
    )
    add_recording(parser)
    parser.add_argument("--version", action="version", version=f"bt-tui {__version__}")
    return parser


def run_options(named: argparse.Namespace) -> RunOptions:
    """Return the options that a parsed command line says; what it does not say is as usual."""
    said = {
        name: given for name, given in vars(named).items() if name in RunOptions.__struct_fields__
    }
    said["free_rider"] = tuple(dict.fromkeys(named.free_rider))
    said["fault"] = tuple(named.fault)
    return RunOptions(**said)


def add_course(parser: Parser) -> None:
    """Add the options that say by which rules a run goes, how fast, and what goes wrong."""
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
    parser.add_argument(
        "--segment-size",
        type=parsing.segment_size,
        metavar="BYTES",
        help="give every segment so many bytes, made up from its hash and checked on arrival;"
        " without it a segment is its hash's own text",
    )
    add_faults(parser)


def add_faults(parser: Parser) -> None:
    """Add the options that say what goes wrong."""
    parser.add_argument(
        "--fault",
        type=parsing.fault,
        action="append",
        default=[],
        metavar="WHAT",
        help="let something go wrong, as in 'crash client=2 at=stored:2' or 'lose"
        " message=SegmentReply chance=0.1'; may be repeated; bt-tui faults lists all",
    )
    parser.add_argument(
        "--faults",
        type=parsing.path,
        metavar="FILE",
        help="the same from a TOML file, as [[fault]]",
    )


def add_recording(parser: Parser) -> None:
    """Add the options that say what is told of a run, and what is kept."""
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
