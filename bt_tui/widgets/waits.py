"""The line of the Clients lens that says who waits for whom, and what is to be thought of that."""

from collections.abc import Iterator

from bt_tui.doing import Pending, arrows, circle, deadlock, gathered
from bt_tui.widgets.lines import Piece

CIRCLE, DEADLOCK = "↻", "⚠"
HARMLESS = "no deadlock: their upload threads answer meanwhile"
FINAL = "a deadlock: nothing is in flight to them, and no timer will ring"


def tell_waits(pending: Pending) -> Iterator[Piece]:
    """Yield what is wrong first, then whom most wait for."""
    yield Piece(" waiting  ", "client--name")
    if stuck := deadlock(pending):
        yield Piece(f"{DEADLOCK} {' → '.join(map(str, stuck))} {FINAL}  ", "client--trouble")
    graph = arrows(pending)
    if ring := circle(graph):
        told = " → ".join(f"C{rank}" for rank in ring)
        yield Piece(f"{CIRCLE} {told} ", "doing--waits")
        yield Piece(f"{HARMLESS}  ", "doing--aside")
    groups = gathered(graph)
    yield Piece("  ".join(group.words for group in groups) or "nobody waits for an answer")
