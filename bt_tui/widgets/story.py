"""The story of a segment: every event that tells of it, as a sentence with its step.

The sentence that is selected is told in full; of others, what does not fit is cut off, with a mark.
Sentences are made when they are to be seen. Looked at from a moment of the past, what comes after
it is dimmed.
"""

from bisect import bisect_left
from collections.abc import Iterator
from textwrap import wrap
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bt_tui.stories import Story
from bt_tui.view import View
from bt_tui.widgets.lines import padded, strip_of
from bt_tui.widgets.looks import Looks
from bt_tui.widgets.narration import AHEAD, REASON, STEP_WIDTH, WHO_WIDTH
from bt_tui.widgets.narration import LOOKS as TONES
from core.narration import Sentence

HEADING = 1
"""Lines above the sentences."""
POINTER = "▸"
INDENT = len(POINTER) + STEP_WIDTH + WHO_WIDTH
ROOM_MIN = 20
"""A sentence is wrapped to no fewer characters."""
SELECTED = "story--selected"
NOTHING_YET = "nothing was heard of it yet"


class Part(NamedTuple):
    """A line of the story: of which sentence, and, below its first line, what else it says."""

    place: int
    rest: str = ""


class StoryPanel(ScrollView, Looks, can_focus=True, inherit_bindings=False):
    """Lies below the lens while it is open; one sentence is selected, the newest at first."""

    COMPONENT_CLASSES = {"story--heading", SELECTED, AHEAD, "narration--step", *TONES.values()}
    OVERLAYS = frozenset({SELECTED})
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select(-1)", "select", show=False),
        Binding("down,j", "select(1)", "select", show=False),
        Binding("enter", "seek", "go there", show=False),
    ]

    class Sought(Message):
        """The event with this number, from 1, is to be looked at."""

        def __init__(self, event: int) -> None:
            super().__init__()
            self.event = event

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view
        self._story: Story | None = None
        self._length = 0
        """What the length of the story was when its sentences were looked for."""
        self._numbers: list[int] = []
        """The number of the record that each sentence tells of."""
        self._place = 0
        """Which of them is selected."""
        self._moment = 0
        self._parts: list[Part] = []

    # ---- whose story ----------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Whether a story is told."""
        return self._story is not None

    def open(self, story: Story | None) -> None:
        """Tell this story from now on."""
        if story == self._story:
            return
        self._story, self._length = story, -1
        self._numbers, self._parts = [], []
        self.set_class(story is not None, "-open")
        self.show()

    def show(self) -> None:
        """Tell what was added; at another moment, go to what is the newest then."""
        if self._story is None:
            return
        moment, length = self._view.state.events, self._view.history.stories.length(self._story)
        if length == self._length and moment == self._moment:
            return
        before, newest, is_new = (self._numbers, self._count), self._newest, self._length < 0
        if length != self._length:
            self._numbers = self._view.history.stories.numbers(self._story)
        self._length, self._moment = length, moment
        if is_new or (self._numbers, self._count) != before:
            if is_new or self._place == newest:
                self._place = self._newest
            self._tell()

    @property
    def _count(self) -> int:
        """How many sentences tell of what happened by the moment that is looked at."""
        return bisect_left(self._numbers, self._moment)

    @property
    def _newest(self) -> int:
        """The last of these, or the first of all."""
        return max(0, self._count - 1)

    # ---- what is selected -----------------------------------------------------------------------

    def action_select(self, steps: int) -> None:
        """Select another sentence."""
        self._select(self._place + steps)

    def action_seek(self) -> None:
        """Look at the moment that the selected sentence tells of."""
        if self._numbers:
            self.post_message(self.Sought(self._numbers[self._place] + 1))

    def on_click(self, event: events.Click) -> None:
        """Select what was clicked; a second click goes there."""
        offset = event.get_content_offset(self)
        y = -1 if offset is None else offset.y - HEADING
        if y >= 0 and (y := y + self.scroll_offset.y) < len(self._parts):
            self._select(self._parts[y].place)
            if event.chain > 1:
                self.action_seek()

    def _select(self, place: int) -> None:
        self._place = max(0, min(place, len(self._numbers) - 1))
        self._tell()

    def on_resize(self) -> None:
        """Fill the new size."""
        if self.is_open:
            self._tell()

    # ---- drawing --------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Lay out all lines, and have what is selected in sight."""
        width = self.scrollable_content_region.width
        self._parts = [part for place in range(len(self._numbers)) for part in self._told(place)]
        self.styles.height = HEADING + max(1, len(self._parts)) + 1
        self.virtual_size = Size(width, HEADING + len(self._parts))
        own = [y for y, part in enumerate(self._parts) if part.place == self._place]
        if own:
            lines = Region(0, own[0], 1, len(own) + HEADING)
            self.scroll_to_region(lines, animate=False, immediate=True)
        self.refresh()

    def _told(self, place: int) -> Iterator[Part]:
        yield Part(place)
        if place == self._place:
            yield from (Part(place, rest) for rest in self._wrapped(place)[1:])

    def _wrapped(self, place: int) -> list[str]:
        room = max(ROOM_MIN, self.scrollable_content_region.width - INDENT)
        return wrap(_text(self._view.history.line_of(self._numbers[place]).sentence), room)

    def render_line(self, y: int) -> Strip:
        """Return a line of what is visible; the heading stays."""
        width = self.scrollable_content_region.width
        if y < HEADING:
            return strip_of(self._heading(), width, self.look())
        y += self.scroll_offset.y - HEADING
        if y >= len(self._parts):
            empty = "" if self._numbers else f" {NOTHING_YET}"
            return strip_of([Segment(empty, self.look())], width, self.look())
        return strip_of(self._draw(self._parts[y]), width, self.look())

    def _heading(self) -> Iterator[Segment]:
        look = self.look("story--heading")
        if self._story is not None:
            client, file, segment = self._story
            yield Segment(f" C{client}'s {file} #{segment + 1}: its story", look)
        yield Segment("   Enter goes there, Esc closes", look)

    def _draw(self, part: Part) -> Iterator[Segment]:
        """Yield a line; the first of a sentence tells the step, and who."""
        number, selected = self._numbers[part.place], part.place == self._place
        ahead = number >= self._moment
        base = self.look() + self.look(AHEAD) if ahead else self.look()
        if selected:
            base += self.look(SELECTED)
        if part.rest:
            yield Segment(" " * INDENT + part.rest, base)
            return
        line = self._view.history.line_of(number)
        pointer = POINTER if selected else " "
        step = base if ahead or selected else base + self.look("narration--step")
        yield Segment(f"{pointer}{line.step:{STEP_WIDTH - 1}} ", step)
        yield Segment(padded(line.sentence.who, WHO_WIDTH), base)
        told = self._wrapped(part.place)[0] if selected else _text(line.sentence)
        plain = ahead or selected
        yield Segment(told, base if plain else base + self.look(TONES[line.sentence.tone]))


def _text(sentence: Sentence) -> str:
    """Return a sentence without who; tabs in names would be as wide as they like."""
    text = f"{sentence.what}{REASON}{sentence.why}" if sentence.why else sentence.what
    return text.replace("\t", " ")
