"""The comparison as a table: a row for each profile, and what the columns mean."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bt_tui.compare.columns import COLUMNS, shown
from bt_tui.compare.comparison import Comparison

WIDE = 1000
"""No table is wider; 80 columns are enough up to 999999 messages."""
BEST = "bold"


def as_text(comparison: Comparison) -> str:
    """Return what was compared, the table, and its legend, as standard output takes them.

    What is best is bold on a terminal; elsewhere all is plain.
    """
    console = Console(width=WIDE, emoji=False, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(_headline(comparison), "", _table(comparison), "", _legend(), sep="\n")
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def caption(comparison: Comparison) -> str:
    """Return of which runs the numbers are."""
    first, *others = comparison.seeds
    if not others:
        return f"one run of each, seed {first}"
    return f"medians of {len(others) + 1} runs of each, seeds {first} to {others[-1]}"


def _headline(comparison: Comparison) -> str:
    facts = (comparison.scenario, f"{comparison.ranks} ranks", comparison.transport)
    return f"{' · '.join(facts)} · {caption(comparison)}"


def _table(comparison: Comparison) -> Table:
    table = Table(box=SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
    table.add_column("profile", vertical="bottom")
    for column in COLUMNS.values():
        table.add_column(column.head, justify="right", vertical="bottom")
    best = {measure: _best(comparison, measure) for measure in COLUMNS}
    for profile in comparison.profiles:
        values = comparison.medians(profile)
        cells = (
            Text(shown(measure, values[measure]), BEST if best[measure] == profile else "")
            for measure in COLUMNS
        )
        table.add_row(profile, *cells)
    return table


def _best(comparison: Comparison, measure: str) -> str | None:
    """Return the profile that is best at it, if it is so by more than digits that are not shown."""
    if not COLUMNS[measure].lower_is_better:
        return None
    medians = {name: comparison.medians(name)[measure] for name in comparison.profiles}
    found = {name: value for name, value in medians.items() if value is not None}
    if len(found) < 2:  # noqa: PLR2004 - who is alone is not better than anybody
        return None
    first, second = sorted(found, key=lambda name: found[name])[:2]
    return first if shown(measure, found[first]) != shown(measure, found[second]) else None


def _legend() -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False)
    for column in COLUMNS.values():
        table.add_row(column.head.replace("-\n", "").replace("\n", " "), column.meaning)
    return table
