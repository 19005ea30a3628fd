"""What the space-time diagram shows of runs in memory."""

from collections.abc import Sequence

from bt_tui.history import History
from bt_tui.spacetime.sheet import Sheet
from core.events import Record
from core.faults.reading import parse_fault
from core.sim.world import World
from tests.bt_tui.screens import classroom

FAULTS = (
    "crash client=2 at=stored:2:file1:4",
    "revive client=2 at=time:1",
    "lose message=SegmentReply chance=0.1",
    "duplicate message=SegmentDenial chance=0.5",
    "delay message=SegmentRequest chance=0.2 by=1",
)


def faulty() -> list[Record]:
    """Return what happens in the classroom when messages are lost and a client crashes."""
    return World(classroom(), faults=map(parse_fault, FAULTS)).run().records


def history_of(records: Sequence[Record]) -> History:
    """Return the history of what happened."""
    history = History()
    history.take(records)
    return history


def sheet_of(records: Sequence[Record], moment: int | None = None, width: int = 100) -> Sheet:
    """Return a sheet that shows so many of these records, or all."""
    history = history_of(records)
    sheet = Sheet(history.points, history.records, history.step_at)
    sheet.look_at(len(records) if moment is None else moment, width)
    return sheet


def text(sheet: Sheet) -> list[str]:
    """Return all lines, without the looks."""
    lines = sheet.lines(0, sheet.height)
    return ["".join(text for text, _ in line).rstrip() for line in lines]
