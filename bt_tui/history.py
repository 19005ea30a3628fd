"""All that happened so far, and how things stood at any moment of it.

A moment is a number of events. The state at a moment is found from the checkpoint before it: a copy
of the state, kept every few thousand events; where copies are large, there are fewer of them.
Where steps begin, what is told of in a sentence and what is marked are found by number.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from copy import copy
from enum import StrEnum

import msgspec

from bt_tui.provenance import Provenance
from bt_tui.records import Archive, Records
from bt_tui.series import COUNTED, Series
from bt_tui.spacetime.points import SHOWN, Points
from bt_tui.state import State
from bt_tui.stories import Stories
from core.events import (
    AfflictionBegun,
    AnyEvent,
    Event,
    FileCompleted,
    FileIncomplete,
    MessageLost,
    Record,
    RequestTimedOut,
    SegmentRejected,
    SegmentStored,
    ThreadCrashed,
    ThreadGone,
    ThreadRevived,
)
from core.narration import Sentence, narrate, tells
from core.steps import Steps

CHECKPOINT_EVENTS = 4_096
CHECKPOINT_CELLS_MAX = 100_000_000
"""All checkpoints together hold at most so many cells, of a byte each."""
ROW_CELLS = 500
"""A row costs as much as so many cells, besides its own."""


class MarkKind(StrEnum):
    """What a mark on the timeline stands for."""

    COMPLETE = "a file completes"
    TROUBLE = "something fails"
    FAULT = "a fault strikes"
    BROKEN = "a rule is broken"


class Mark(msgspec.Struct, frozen=True):
    """A moment worth finding again: the number of an event in the merged order, from 1."""

    event: int
    kind: MarkKind


MARKED: dict[type[Event], MarkKind] = {
    FileCompleted: MarkKind.COMPLETE,
    FileIncomplete: MarkKind.TROUBLE,
    RequestTimedOut: MarkKind.TROUBLE,
    SegmentRejected: MarkKind.TROUBLE,
    ThreadGone: MarkKind.TROUBLE,
    ThreadCrashed: MarkKind.FAULT,
    ThreadRevived: MarkKind.FAULT,
    AfflictionBegun: MarkKind.FAULT,
    MessageLost: MarkKind.FAULT,
}


class Line(msgspec.Struct, frozen=True):
    """One line of the narration; `step` is the number of the step that it belongs to."""

    step: int
    sentence: Sentence


class UnfittingError(Exception):
    """An event that cannot follow from those before it; `number` counts from 1."""

    def __init__(self, number: int, event: AnyEvent) -> None:
        self.number = number
        super().__init__(f"event {number} cannot follow from those before it: {event}")


class History:
    """Takes what happens, and tells how things stand, or stood."""

    def __init__(self, archive: Archive | None = None) -> None:
        self.now = State()
        """How things stand after everything that happened so far."""
        self.records = Records(archive)
        self.points = Points()
        """What the space-time diagram shows."""
        self.series = Series()
        """What is counted, at any moment."""
        self.marks: list[Mark] = []
        self.stories = Stories()
        self.provenance = Provenance()
        self._begins = array("Q")
        """The moment before each step, from the first step on."""
        self._steps = Steps()
        self._told = array("Q")
        """The number of each record, from 0, that a sentence tells of."""
        self._checkpoints = [State()]
        self._checkpoint_events = CHECKPOINT_EVENTS

    def take(self, records: Sequence[Record]) -> None:
        """Take in what happened next, in causal order; raise `UnfittingError` where it is not."""
        for number, record in enumerate(records, start=len(self.records)):
            kind = type(record.event)
            if self._steps.begins_with(record.event):
                self._begins.append(number)
                self.series.begin_step(record.time)
            if tells(record.event):
                self._told.append(number)
            if kind in SHOWN:
                self.points.take(number, record)
            if (count := COUNTED.get(kind)) is not None:
                count(self.series, number + 1, record, record.event)
            if kind in MARKED:
                self.marks.append(Mark(number + 1, MARKED[kind]))
            if kind in Stories.sees:
                self._take_segments(number, record)
        self.records.extend(records)
        self._fold(records)

    def _take_segments(self, number: int, record: Record) -> None:
        """Take in what tells of segments."""
        self.stories.take(number, record)
        if isinstance(record.event, SegmentStored):
            self.provenance.take(number, record.at.rank, record.event)

    # ---- steps ----------------------------------------------------------------------------------

    @property
    def steps(self) -> int:
        """How many steps began so far."""
        return len(self._begins)

    def moment_after(self, step: int) -> int:
        """Return the moment after this step, which is before the next; step 0 is the beginning."""
        return self._begins[step] if step < self.steps else self.now.events

    def step_at(self, moment: int) -> int:
        """Return the number of the step that the last event before this moment belongs to."""
        return bisect_left(self._begins, moment)

    # ---- sentences ------------------------------------------------------------------------------

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self._told)

    def sentences_by(self, moment: int) -> int:
        """Return how many sentences tell of what happened before this moment."""
        return bisect_left(self._told, moment)

    def line(self, number: int) -> Line:
        """Return a sentence, counted from 0, with the step that it belongs to."""
        return self.line_of(self._told[number])

    def line_of(self, number: int) -> Line:
        """Return the sentence that tells of the record with this number, from 0."""
        record = self.records[number]
        sentence = narrate(record) or Sentence(str(record.at), type(record.event).__name__)
        return Line(bisect_right(self._begins, number), sentence)

    # ---- states ---------------------------------------------------------------------------------

    def state_at(self, moment: int) -> State:
        """Return a new state, as it was after so many events."""
        state = copy(self._checkpoint(moment))
        state.fold(self.records.between(state.events, moment))
        return state

    def checkpoint_before(self, moment: int) -> int:
        """Return the moment of the checkpoint that the state at this moment is found from."""
        return self._checkpoint(moment).events

    def _checkpoint(self, moment: int) -> State:
        after = bisect_right(self._checkpoints, moment, key=lambda state: state.events)
        return self._checkpoints[after - 1]

    def _fold(self, records: Sequence[Record]) -> None:
        """Fold what happened next, and keep a checkpoint wherever one is due on the way."""
        start = 0
        while start < len(records):
            due = self._checkpoints[-1].events + self._checkpoint_events - self.now.events
            try:
                self.now.fold(records[start : start + due])
            except LookupError as error:
                number = self.now.events
                raise UnfittingError(number, self.records[number - 1].event) from error
            start += due
            if self.now.events - self._checkpoints[-1].events == self._checkpoint_events:
                self._keep_checkpoint()

    def _keep_checkpoint(self) -> None:
        self._checkpoints.append(copy(self.now))
        if len(self._checkpoints) * _size(self.now) > CHECKPOINT_CELLS_MAX:
            del self._checkpoints[1::2]
            self._checkpoint_events *= 2


def _size(state: State) -> int:
    """Return what a copy of a state costs, in cells of a byte."""
    rows = [row for swarm in state.swarms.values() for row in swarm.rows.values()]
    return sum(len(row.cells) for row in rows) + ROW_CELLS * len(rows)
