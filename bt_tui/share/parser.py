"""The command line of `bt-tui share`. Loads nothing heavy."""

from bt_tui import parsing
from bt_tui.parsing import Parser
from bt_tui.share.options import DEFAULT_CLIENTS, DEFAULT_SEGMENT_SIZE

DESCRIPTION = """\
Cut files into segments, hash these, and write the inputs of a run that moves their bytes: clients
own the files in turn, and each wants all that it does not own. The files stay where they are, and
must not change until the run is over.
"""


def share_parser() -> Parser:
    """Return what understands `bt-tui share`."""
    parser = Parser(prog="bt-tui share", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument(
        "files", nargs="+", type=parsing.path, metavar="FILE", help="a file that is to be shared"
    )
    parser.add_argument(
        "--into",
        type=parsing.path,
        required=True,
        metavar="DIR",
        help="where in1.txt, in2.txt, … and shared.json are written",
    )
    parser.add_argument(
        "--clients",
        type=parsing.clients,
        default=DEFAULT_CLIENTS,
        metavar="N",
        help="how many clients (default: %(default)s)",
    )
    parser.add_argument(
        "--segment-size",
        type=parsing.segment_size,
        default=DEFAULT_SEGMENT_SIZE,
        metavar="BYTES",
        help="how many bytes a segment has (default: %(default)s)",
    )
    return parser
