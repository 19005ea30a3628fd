"""The narration: every event as one plain sentence with its reason, newest below.

Long sentences are wrapped, never cut: whatever the pictures say can be read here.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bt_tui.state import Line, State
from bt_tui.widgets.lines import padded, strip_of
from bt_tui.widgets.looks import Looks
from core.narration import Sentence, Tone

STEP_WIDTH = 6
WHO_WIDTH = 15
INDENT = STEP_WIDTH + WHO_WIDTH
REASON = " — "
LOOKS = {tone: f"tone--{tone}" for tone in Tone}
NEW = "narration--new"
"""Added to the look of what the last step told."""


class Span(NamedTuple):
    """A line on the screen: a part of the text of the sentence with this number."""

    number: int
    start: int
    end: int


class Narration(ScrollView, Looks, can_focus=False):
    """All sentences so far; it follows the newest unless somebody scrolled up."""

    OVERLAYS = frozenset({NEW})
    COMPONENT_CLASSES = {"narration--step", "narration--why", NEW, *LOOKS.values()}

    def __init__(self, state: State) -> None:
        super().__init__()
        self._state = state
        self._told = 0
        """How many of the sentences are laid out."""
        self._step = 0
        self._room = 1
        """The width that sentences are wrapped to."""
        self._spans: list[Span] = []

    def show(self) -> None:
        """Show what was added."""
        if self._told == len(self._state.lines) and self._step == self._state.steps:
            return
        self._step = self._state.steps
        self._lay_out_more()
        self.refresh()

    def on_resize(self) -> None:
        """Lay everything out anew, and go on with the newest."""
        self._told = 0
        self._spans.clear()
        self._room = max(1, self._width - INDENT)
        self._lay_out_more()
        self._follow()

    def _lay_out_more(self) -> None:
        following = self.scroll_offset.y >= self.max_scroll_y
        for number in range(self._told, len(self._state.lines)):
            self._spans += self._wrapped(number)
        self._told = len(self._state.lines)
        self._grow()
        if following:
            self._follow()

    def _grow(self) -> None:
        """Make room for all lines; where there is a scrollbar already, without laying all out."""
        size = Size(self._width, len(self._spans))
        if self.show_vertical_scrollbar:
            self.set_reactive(Narration.virtual_size, size)
            self.vertical_scrollbar.window_virtual_size = size.height
        else:
            self.virtual_size = size

    def _follow(self) -> None:
        self.scroll_end(animate=False, immediate=True, force=True)

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _wrapped(self, number: int) -> Iterator[Span]:
        """Yield the lines that a sentence takes."""
        text = _text(self._state.lines[number].sentence)
        if cell_len(text) <= self._room:
            yield Span(number, 0, len(text))
            return
        start = 0
        for line in Text(text).wrap(self.app.console, self._room):
            part = line.plain.rstrip()
            start = text.index(part, start)
            yield Span(number, start, start + len(part))
            start += len(part)

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible."""
        y += self.scroll_offset.y
        if y >= len(self._spans):
            return Strip.blank(self._width, self.look())
        span = self._spans[y]
        segments = self._draw(self._state.lines[span.number], span)
        return strip_of(segments, self._width, self.look())

    def _draw(self, line: Line, span: Span) -> Iterator[Segment]:
        """Yield a line of a sentence; the first tells the step, and who."""
        sentence = line.sentence
        base = self.look()
        if line.step == self._step:
            base += self.look(NEW)
        step = f"{line.step:{STEP_WIDTH - 1}} " if span.start == 0 else " " * STEP_WIDTH
        yield Segment(step, base + self.look("narration--step"))
        yield Segment(padded(sentence.who if span.start == 0 else "", WHO_WIDTH), base)
        what, text = len(sentence.what), _text(sentence)
        tone = self.look(LOOKS[sentence.tone])
        yield Segment(text[span.start : min(span.end, what)], base + tone)
        yield Segment(text[max(span.start, what) : span.end], base + self.look("narration--why"))


def _text(sentence: Sentence) -> str:
    """Return the text of a sentence without who; tabs in names would be as wide as they like."""
    text = f"{sentence.what}{REASON}{sentence.why}" if sentence.why else sentence.what
    return text.replace("\t", " ")
