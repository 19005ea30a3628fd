"""The command line of `bt-tui check`. Loads nothing heavy."""

import argparse

from bt_tui import parsing
from bt_tui.parsing import Parser

DESCRIPTION = """\
Hold a recording against the rules of its profile: each is kept, broken, or not decided by what
happened. Where one is broken, the event that broke it is told, with the number of its step. Rules
that only faultless runs keep are held against a run in which nobody waited in vain, got wrong
bytes, or shares nothing. The exit code is 1 where a rule is broken.
"""


def check_parser() -> Parser:
    """Return what understands `bt-tui check`."""
    parser = Parser(
        prog="bt-tui check",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "recording",
        type=parsing.named,
        metavar="FILE",
        help="what --record wrote, compressed or not; - for standard input",
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")
    return parser
