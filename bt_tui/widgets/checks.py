"""The Checks lens: every rule of the protocol, whether it holds, and the event that broke it.

Rules are judged along the newest edge, so of the past only this is known: what was broken by then.
"""

from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from bt_tui.board import Changes
from bt_tui.judging import Judging
from bt_tui.view import View
from bt_tui.widgets.lens import Lens, selecting
from bt_tui.widgets.lines import padded, strip_of
from core.checks import Finding, Judgement, Verdict
from core.events import Record
from core.narration import narrate, plain

HEADING = 1
"""Lines above the list."""
POINTER = "▸"
SHAPES = {Verdict.BROKEN: "✗", Verdict.HOLDS: "✓", Verdict.UNDECIDED: "·"}
LOOKS = {verdict: f"check--{verdict}" for verdict in Verdict}
MEANINGS = {
    Verdict.BROKEN: "broken; Enter goes to what broke it",
    Verdict.HOLDS: "holds",
    Verdict.UNDECIDED: "not decided",
}
SO_FAR = "holds so far"
WORD_WIDTH = len(SO_FAR)
INDENT = "    "
RULE_WIDTH_MIN = 20
COUNTED = {Verdict.BROKEN: "broken", Verdict.HOLDS: "hold", Verdict.UNDECIDED: "undecided"}


class Line(NamedTuple):
    """A line of a rule: of which, from the top, what stands before, and what it says."""

    place: int
    head: str
    body: str
    look: str = ""
    """How it looks before what it says; the first line of a rule alone has such a look."""


class ChecksLens(Lens, inherit_bindings=False):
    """A line for each rule, two more for what broke it; one is selected, and told in full."""

    NAME = "checks"
    COMPONENT_CLASSES = {"check--heading", "check--selected", *LOOKS.values()}
    OVERLAYS = frozenset({"check--selected"})
    BINDINGS: ClassVar[list[BindingType]] = [
        *selecting("the one above", "the one below"),
        Binding(
            "enter",
            "seek",
            "what broke it",
            show=False,
            key_display="Enter",
            tooltip="lens 6: look at the event that broke the rule that is selected",
        ),
    ]

    class Sought(Message):
        """The event with this number, from 1, is to be looked at."""

        def __init__(self, event: int) -> None:
            super().__init__()
            self.event = event

    def __init__(self, view: View, judging: Judging) -> None:
        super().__init__()
        self._view = view
        self._judging = judging
        self._findings: list[Finding] = []
        """What is shown, broken rules first; what is broken later only is not."""
        self._lines: list[Line] = []
        self._heading = ""
        self._selected = ""
        """The name of the rule that is selected; else it is the first."""

    # ---- what is selected -----------------------------------------------------------------------

    @property
    def _place(self) -> int:
        names = [finding.judgement.name for finding in self._findings]
        return names.index(self._selected) if self._selected in names else 0

    def action_select(self, steps: int) -> None:
        """Select another."""
        self._select(self._place + steps)

    def action_seek(self) -> None:
        """Look at what broke the rule that is selected."""
        event = self._findings[self._place].event if self._findings else None
        if event is not None:
            self.post_message(self.Sought(event))

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked; a second click looks at what broke it."""
        y = event.y + self.scroll_offset.y - HEADING
        if event.y >= HEADING and y < len(self._lines):
            self._select(self._lines[y].place)
            if event.chain > 1:
                self.action_seek()

    def _select(self, place: int) -> None:
        if not self._findings:
            return
        place = max(0, min(place, len(self._findings) - 1))
        self._selected = self._findings[place].judgement.name
        self._show()
        self.refresh()
        own = [y for y, line in enumerate(self._lines) if line.place == place]
        self.scroll_to_region(Region(0, own[0], 1, len(own) + HEADING), animate=False)

    def on_resize(self) -> None:
        """Fill the new size."""
        self._show()
        self.refresh()

    # ---- drawing --------------------------------------------------------------------------------

    def show(self, changes: Changes) -> None:
        """Show what is known of the moment that is looked at."""
        self._show()

    def _show(self) -> None:
        moment = self._view.state.events
        found = [_as_of(finding, moment) for finding in self._judging.findings]
        self._findings = sorted(found, key=lambda finding: not finding.is_broken)
        lines = [line for place in range(len(found)) for line in self._told(place)]
        heading = self._counts()
        if (lines, heading) == (self._lines, self._heading):
            return
        self._lines, self._heading = lines, heading
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, len(lines) + HEADING)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible; the heading stays."""
        width = self.scrollable_content_region.width
        if y < HEADING:
            segments = [Segment(self._heading, self.look("check--heading"))]
            return strip_of(segments, width, self.look())
        y += self.scroll_offset.y - HEADING
        if y >= len(self._lines):
            return Strip.blank(width, self.look())
        return strip_of(self._draw(self._lines[y]), width, self.look())

    def _draw(self, line: Line) -> Iterator[Segment]:
        selected = line.place == self._place
        base = self.look() + self.look("check--selected") if selected else self.look()
        yield Segment(POINTER if selected and line.look else " ", base)
        yield Segment(line.head, base + self.look(line.look) if line.look else base)
        yield Segment(line.body, base)

    # ---- words ----------------------------------------------------------------------------------

    def _told(self, place: int) -> Iterator[Line]:
        finding = self._findings[place]
        one = finding.judgement
        head, rest = self._head(one), []
        rule = one.rule
        if place == self._place:
            room = self.scrollable_content_region.width - len(POINTER + head)
            rule, *rest = wrap(one.rule, max(room, RULE_WIDTH_MIN))
        yield Line(place, head, rule, LOOKS[one.verdict])
        for more in rest:
            yield Line(place, " " * len(head), more)
        if finding.event is not None and one.record is not None:
            step = self._view.history.step_at(finding.event)
            where = f"{INDENT}event {finding.event:,}, step {step}: "
            yield Line(place, where, _sentence(one.record))
            yield Line(place, INDENT, one.words)

    def _head(self, one: Judgement) -> str:
        width = max(len(finding.judgement.name) for finding in self._findings)
        word = SO_FAR if one.verdict is Verdict.HOLDS and not self._view.is_live else one.verdict
        return f"{SHAPES[one.verdict]} {padded(word, WORD_WIDTH)} {padded(one.name, width)} "

    def _counts(self) -> str:
        if not self._findings:
            return f" no rules are known of the profile {self._judging.profile}"
        counts = Counter(finding.judgement.verdict for finding in self._findings)
        told = ", ".join(f"{counts[verdict]} {word}" for verdict, word in COUNTED.items())
        judged, events = self._judging.events, len(self._view.history.records)
        behind = f" · judged {judged:,} of {events:,} events" if judged < events else ""
        return f" {len(self._findings)} rules: {told}{behind}"


def _as_of(finding: Finding, moment: int) -> Finding:
    """Return the finding as it is known of this moment: what broke a rule later does not count."""
    if finding.event is None or finding.event <= moment:
        return finding
    one = finding.judgement
    return Finding(type(one)(one.name, one.rule, Verdict.HOLDS))


def _sentence(record: Record) -> str:
    sentence = narrate(record)
    return f"{record.at}  {type(record.event).__name__}" if sentence is None else plain(sentence)
