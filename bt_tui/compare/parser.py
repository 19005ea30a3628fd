"""The command line of `bt-tui compare`. Loads nothing heavy."""

from bt_tui import parsing
from bt_tui.compare.options import (
    DEFAULT_RUNS,
    DEFAULT_SEED,
    chart_path,
    profile_names,
    run_count,
)
from bt_tui.parsing import Parser
from core.profiles import PROFILES

DESCRIPTION = """\
Run the profiles on the same input and the same seeds, and print what each of them costs: messages,
bytes, denials, how the load spreads, time. It starts mpirun itself, once for each run.
"""


def compare_parser() -> Parser:
    """Return what understands `bt-tui compare`."""
    parser = Parser(prog="bt-tui compare", description=DESCRIPTION, allow_abbrev=False)
    parser.add_argument(
        "input",
        nargs="?",
        type=parsing.named,
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
        type=parsing.seed,
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
