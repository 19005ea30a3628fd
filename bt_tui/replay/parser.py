"""The command line of `bt-tui replay`. Loads nothing heavy."""

from bt_tui import parsing
from bt_tui.parsing import Parser

DESCRIPTION = """\
Show a recording on the screen that it was recorded from: play, step, look back, run until. It needs
no MPI. The screen opens held before the first message, unless a speed or a condition is given.
"""


def replay_parser() -> Parser:
    """Return what understands `bt-tui replay`."""
    parser = Parser(prog="bt-tui replay", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument(
        "recording", type=parsing.path, metavar="FILE", help="what was recorded, compressed or not"
    )
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument(
        "--speed",
        type=parsing.speed,
        metavar="N|max",
        help="begin to play at once, at N messages a second",
    )
    begin.add_argument(
        "--until",
        type=parsing.condition,
        metavar="CONDITION",
        help="go at once to where this happens, as in bt-tui run",
    )
    return parser
