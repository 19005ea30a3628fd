"""The command line of `bt-tui show`. Loads nothing heavy."""

import argparse

from bt_tui import parsing
from bt_tui.parsing import Parser
from core.narration.kinds import MEANINGS, Kind

DESCRIPTION = """\
Tell what a recording holds, for pipes and screen readers: a line for each event that there is a
sentence for, with the number of its step, its protocol time in seconds, and the sentence.
"""


def show_parser() -> Parser:
    """Return what understands `bt-tui show`."""
    kinds = "\n".join(f"  {kind:10}  {meaning}" for kind, meaning in MEANINGS.items())
    parser = Parser(
        prog="bt-tui show",
        description=DESCRIPTION,
        epilog=f"kinds:\n{kinds}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "recording",
        type=parsing.named,
        metavar="FILE",
        help="what --record wrote, compressed or not; - for standard input",
    )
    parser.add_argument(
        "--rank",
        type=parsing.any_rank,
        action="append",
        default=[],
        metavar="R",
        help="only what happens at client R, or at the tracker for 0; may be repeated",
    )
    parser.add_argument(
        "--kind",
        type=_kind,
        action="append",
        default=[],
        metavar="KIND",
        help="only what is of this kind, see below; may be repeated",
    )
    parser.add_argument(
        "--file",
        action="append",
        default=[],
        metavar="NAME",
        help="only what is about this file of the swarm; may be repeated",
    )
    return parser


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        known = ", ".join(Kind)
        raise argparse.ArgumentTypeError(f"found {text!r}; expected one of {known}") from None
