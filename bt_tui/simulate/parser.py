"""The command line of `bt-tui simulate`. Loads nothing heavy."""

from bt_tui import parsing
from bt_tui.parsing import Parser
from bt_tui.run_parser import add_course, add_recording

DESCRIPTION = """\
Run it in memory instead of over MPI, on the same screen with the same keys. Time is virtual, and
for a seed everything is the same each time. Nothing is written but a recording.
"""
INPUT_HELP = """\
a directory with in1.txt, in2.txt, …, or the name of a sample; without it: the current directory if
it has in1.txt, else a sample, or what --clients asks for"""


def simulate_parser() -> Parser:
    """Return what understands `bt-tui simulate`."""
    parser = Parser(prog="bt-tui simulate", description=DESCRIPTION, allow_abbrev=False)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("input", nargs="?", type=parsing.named, metavar="INPUT", help=INPUT_HELP)
    source.add_argument(
        "--clients",
        type=parsing.clients,
        metavar="N",
        help="instead of INPUT: the sample with N clients, or one that is generated for them",
    )
    parser.add_argument("--headless", action="store_true", help="run without a screen")
    add_course(parser)
    add_recording(parser)
    return parser
