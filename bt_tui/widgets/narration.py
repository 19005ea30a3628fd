"""The narration: every event as one plain sentence with its reason, newest below.

Long sentences are wrapped, never cut: whatever the pictures say can be read here. There may be a
million sentences, so they are made when they are to be seen. Scrolling goes by lines over the first
page, which has as many sentences as there is room for lines, and from there on by sentences, of
which the last in sight is whole: so all can be read without counting the lines of all.

Looked at from a moment of the past, what comes after it is told as well, but dimmed, and what the
last move undid is marked.
"""

from collections.abc import Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bt_tui.filtering import Filtered, Telling
from bt_tui.history import Line
from bt_tui.view import View
from bt_tui.widgets.growing import grow
from bt_tui.widgets.lines import padded, strip_of
from bt_tui.widgets.looks import Looks
from core.narration import Sentence, Tone

STEP_WIDTH = 6
WHO_WIDTH = 15
INDENT = STEP_WIDTH + WHO_WIDTH
REASON = " — "
UNDONE = "↶"
LOOKS = {tone: f"tone--{tone}" for tone in Tone}
NEW = "narration--new"
"""Added to the look of what the last step told."""
AHEAD = "narration--ahead"
AHEAD_SHARE = 3
"""Looking back, one line of so many tells what comes next."""


class Span(NamedTuple):
    """A line on the screen: a part of the text of a sentence with this number."""

    number: int
    line: Line
    start: int
    end: int


class Narration(ScrollView, Looks, can_focus=False):
    """All sentences so far; it follows the moment that is looked at unless somebody scrolled."""

    OVERLAYS = frozenset({NEW})
    COMPONENT_CLASSES = {"narration--step", "narration--why", NEW, AHEAD, *LOOKS.values()}

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._shown: tuple[int, int, bool] = (0, 0, True)
        """How many sentences there were, the moment, and whether it was live."""
        self._telling = view.telling
        """What was told last."""
        self._heading = ""
        self._spans: list[Span] = []
        self._spans_of: tuple[int, ...] = ()
        """What the spans were made for."""
        self._page: list[Span] = []
        """The lines of the first page, whether or not they have room."""
        self._page_of: tuple[int, ...] = ()

    def show(self) -> None:
        """Show what was added, or the moment that is looked at now."""
        view = self._view
        self._take_up(view.telling)
        shown = (view.telling.sentences, view.state.events, view.is_live)
        if shown == self._shown:
            return
        following = self.scroll_offset.y >= self.max_scroll_y if view.is_live else False
        moved = not (view.is_live and self._shown[2]) and shown[1:] != self._shown[1:]
        self._shown, before = shown, self._spans
        self._grow()
        if following or moved:
            self._follow()
        if view.is_live or moved or self._visible() != before:
            self.refresh()

    def _take_up(self, telling: Telling) -> None:
        """Tell other sentences from now on, if these are not those that were told."""
        if telling is not self._telling:
            self._telling = telling
            self._spans_of = self._page_of = ()
            self._shown = (-1, -1, False)
            self.virtual_size = Size(self._width, 0)
        if (heading := self._told_of(telling)) != self._heading:
            self._heading = heading
            self.border_title = Text(heading)

    def _told_of(self, telling: Telling) -> str:
        """Return what stands in the border: nothing where everything is told."""
        if not isinstance(telling, Filtered):
            return ""
        count = f"{telling.sentences:,} of {self._view.history.sentences:,} sentences"
        so_far = " so far" if telling.is_behind else ""
        return f"/ {telling.words}: {count}{so_far}; / and Esc tells all"

    def on_resize(self) -> None:
        """Lay everything out anew, and go on with the newest."""
        self._grow()
        self._follow()

    def _grow(self) -> None:
        """Make room for all sentences."""
        height = max(self._height, self._view.telling.sentences) + self._overflow
        grow(self, height)

    def watch_show_vertical_scrollbar(self) -> None:
        """Let the scrollbar show how far this was scrolled before there was one."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y

    def _follow(self) -> None:
        if self._view.is_live:
            self.scroll_end(animate=False, immediate=True, force=True)
            return
        bottom = self._bottom()
        if bottom <= self._height:
            y = sum(span.number < bottom for span in self._first_page()) - self._height
        else:
            y = bottom - self._height + self._overflow
        self.scroll_to(y=max(0, y), animate=False, immediate=True, force=True)

    def _bottom(self) -> int:
        """Return how many sentences to show of all: what was told, and some of what comes next.

        The last that was told stays whole.
        """
        history = self._view.telling
        bottom = history.sentences_by(self._view.state.events)
        room = self._height - (self._lines(bottom - 1) if bottom else 0)
        ahead = self._height // AHEAD_SHARE
        while ahead > 0 and bottom < history.sentences and self._lines(bottom) <= room:
            ahead -= self._lines(bottom)
            room -= self._lines(bottom)
            bottom += 1
        return bottom

    def _lines(self, number: int) -> int:
        """Return how many lines a sentence takes."""
        return len(list(self._wrapped(number)))

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    # ---- which sentences are visible ------------------------------------------------------------

    def _visible(self) -> list[Span]:
        """Return the lines that are to be seen, made anew where that is not what they were."""
        made_for = (self.scroll_offset.y, self._width, self._height, self._view.telling.sentences)
        if made_for != self._spans_of:
            self._spans_of = made_for
            top = self.scroll_offset.y
            if top <= self._overflow:
                self._spans = self._first_page()[top : top + self._height]
            else:
                self._spans = self._to_bottom(top - self._overflow + self._height)
        return self._spans

    @property
    def _overflow(self) -> int:
        """How many lines of the first page have no room."""
        return max(0, len(self._first_page()) - self._height)

    def _first_page(self) -> list[Span]:
        """Return the lines of the first sentences, as many as there is room for lines."""
        count = min(self._height, self._view.telling.sentences)
        if self._page_of != (self._width, self._height, count):
            self._page_of = (self._width, self._height, count)
            self._page = [span for number in range(count) for span in self._wrapped(number)]
        return self._page

    def _to_bottom(self, bottom: int) -> list[Span]:
        """Return the lines that end with the last of so many sentences."""
        bottom = min(self._view.telling.sentences, bottom)
        spans: list[Span] = []
        for number in range(bottom - 1, -1, -1):
            if len(spans) >= self._height:
                break
            spans[:0] = self._wrapped(number)
        return spans[-self._height :]

    def _wrapped(self, number: int) -> Iterator[Span]:
        """Yield the lines that a sentence takes."""
        line = self._view.telling.line(number)
        text, room = _text(line.sentence), max(1, self._width - INDENT)
        if cell_len(text) <= room:
            yield Span(number, line, 0, len(text))
            return
        start = 0
        for wrapped in Text(text).wrap(self.app.console, room):
            part = wrapped.plain.rstrip()
            start = text.index(part, start)
            yield Span(number, line, start, start + len(part))
            start += len(part)

    # ---- drawing --------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible."""
        spans = self._visible()
        if y >= len(spans):
            return Strip.blank(self._width, self.look())
        return strip_of(self._draw(spans[y]), self._width, self.look())

    def _draw(self, span: Span) -> Iterator[Segment]:
        """Yield a line of a sentence; the first tells the step, and who."""
        line, sentence, first = span.line, span.line.sentence, span.start == 0
        ahead = line.step > self._view.step
        base = self._base(line)
        number = f"{line.step:{STEP_WIDTH - 1}} "
        if ahead and line.step <= self._view.step + self._view.undone:
            number = UNDONE + number[1:]
        step = number if first else " " * STEP_WIDTH
        yield Segment(step, base if ahead else base + self.look("narration--step"))
        yield Segment(padded(sentence.who if first else "", WHO_WIDTH), base)
        what, text = len(sentence.what), _text(sentence)
        tone = base if ahead else base + self.look(LOOKS[sentence.tone])
        yield Segment(text[span.start : min(span.end, what)], tone)
        why = base if ahead else base + self.look("narration--why")
        yield Segment(text[max(span.start, what) : span.end], why)

    def _base(self, line: Line) -> Style:
        """Return how a line looks for when it was told: before, just now, or not yet."""
        if line.step > self._view.step:
            return self.look() + self.look(AHEAD)
        return self.look() + self.look(NEW) if line.step == self._view.step else self.look()


def _text(sentence: Sentence) -> str:
    """Return the text of a sentence without who; tabs in names would be as wide as they like."""
    text = f"{sentence.what}{REASON}{sentence.why}" if sentence.why else sentence.what
    return text.replace("\t", " ")
