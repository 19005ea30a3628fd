"""The live screen on a stage of any size, and runs in memory that it is told of.

    run = ToldRun(story())
    run.tell_through(SegmentStored)
    async with on_stage(run, size=(80, 24)) as stage:
        await stage.press("s")
        assert stage.wishes() == [StepOnce()]
        assert "HELD" in stage.title

Everything that waits here waits until all is quiet: no news, no message, no frame due.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any
from unittest.mock import Mock, patch

import msgspec
from rich.segment import Segment
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget

from bt_tui.app import LiveScreen
from bt_tui.sources import Ended, Facts, LiveRun, Source
from bt_tui.state import State
from bt_tui.view import View
from core.events import (
    AnyEvent,
    MessageChosen,
    MessageReceived,
    MessageUnheeded,
    Record,
    TimerChosen,
    TimerFired,
)
from core.machine import Machine
from core.model import CONDUCTOR, Address, Scenario, upload_thread
from core.narration import Sentence
from core.runtime.pace import FULL, HELD, Mode, Pace, Wish
from core.sim.world import World
from core.steps import Steps
from core.waiting import Waiting
from tests.machines import Liar
from tests.worlds import client, file, scenario

FACTS = Facts("classroom", 4, "MPICH 5.0.2", "peers-then-seeds", 7)
SIZES = ((80, 24), (120, 36), (200, 60))
GIVES_UP_AFTER_S = 60.0
QUIET_TURNS = 2
FRAME_S = 0.001
"""Nobody watches; but some frames must wait all the same."""


def classroom() -> Scenario:
    """Return three clients and two files; one client wants a file that nobody has."""
    file1, file2 = file("file1", 12), file("file2", 5)
    return scenario(
        client(1, owns=[file1]),
        client(2, owns=[file2], wants=[file1, "nobodys"]),
        client(3, wants=[file1, file2]),
    )


@cache
def story(seed: int = 0) -> tuple[Record, ...]:
    """Return what happens in the classroom, from the start to the end."""
    return tuple(World(classroom(), seed=seed).run().records)


@cache
def sad_story(seed: int = 0) -> tuple[Record, ...]:
    """Return what happens in the classroom when client 1 sends nothing but wrong bytes."""
    cast: dict[Address, Machine] = {upload_thread(1): Liar(1)}
    return tuple(World(classroom(), seed=seed, cast=cast).run().records)


def steps(records: Sequence[Record]) -> list[list[Record]]:
    """Return the records step by step; the first are those before any step."""
    parts: list[list[Record]] = [[]]
    beginnings = Steps()
    for record in records:
        if beginnings.begins_with(record.event):
            parts.append([])
        parts[-1].append(record)
    return parts


@cache
def chosen_story() -> tuple[Record, ...]:
    """Return the story of the classroom as it is when every other step was chosen by hand."""
    told, waiting, choices = list[Record](), Waiting(), 0
    for step, part in enumerate(steps(story())):
        if step % 2:
            choices += 1
            at, now = part[0].at, part[0].time
            choice = _choice(part[0].event, at, waiting)
            told.append(Record(CONDUCTOR, choices, part[0].lamport, now, choice))
        for record in part:
            waiting.observe(record)
        told += part
    return tuple(told)


def _choice(event: AnyEvent, at: Address, waiting: Waiting) -> AnyEvent:
    """Return the choice of what happens next."""
    match event:
        case MessageReceived(source, number, kind, about) | MessageUnheeded(
            source, number, kind, about
        ):
            older = waiting.older(waiting.messages[source, number])
            return MessageChosen(source, at, number, kind, older, about)
        case TimerFired(timer):
            alarm = waiting.timers[at, timer]
            sooner = waiting.sooner(alarm)
            return TimerChosen(at, timer, alarm.set.due, len(waiting.messages), sooner)
        case _:
            raise AssertionError(f"no step begins with {event}")


def squeezed(lines: Iterable[str]) -> str:
    """Return lines as one, so that words that were wrapped are together again."""
    return re.sub(r"[│\s]+", " ", " ".join(lines))


class ToldRun(LiveRun):
    """A run that was over before it began; a screen is told as much of it as a test likes."""

    def __init__(
        self, records: Sequence[Record] = (), *, speed: float = HELD, facts: Facts = FACTS
    ) -> None:
        super().__init__(facts, speed)
        self._left = deque(records)

    def tell(self, count: int) -> None:
        """Tell of so many events more."""
        self.feed.put([self._left.popleft() for _ in range(min(count, len(self._left)))])

    def tell_share(self, share: float) -> None:
        """Tell of this share of what is left."""
        self.tell(round(share * len(self._left)))

    def tell_start(self) -> None:
        """Tell of all that happens before the first step."""
        self.tell(len(steps(self._left)[0]))

    def tell_step(self) -> None:
        """Tell of the next step, from its beginning to its end."""
        self.tell(len(next(filter(None, steps(self._left)), [])))

    def tell_through(self, kind: type[AnyEvent], but_for: Callable[[Record], bool] = bool) -> None:
        """Tell of everything up to the next event of this kind, and to the end of its step."""
        told = 0
        for part in steps(self._left):
            told += len(part)
            if any(isinstance(one.event, kind) and but_for(one) for one in part):
                break
        self.tell(told)

    def tell_all(self) -> None:
        """Tell of everything that is left."""
        self.tell(len(self._left))

    def goes(self, mode: Mode, speed: float = HELD) -> None:
        """Tell how the run goes from now on."""
        self.feed.put(Pace(mode, speed))

    def end(self) -> None:
        """Tell of everything that is left, and that this was all."""
        self.tell_all()
        self.feed.put(Ended())


def held(records: Sequence[Record] = ()) -> ToldRun:
    """Return a run that is held before its first step."""
    run = ToldRun(records or story())
    run.tell_start()
    run.goes(Mode.HELD)
    return run


def playing(records: Sequence[Record] = (), speed: float = 5.0) -> ToldRun:
    """Return a run that is in its first steps, at this speed."""
    run = ToldRun(records or story(), speed=speed)
    run.tell_share(0.2)
    run.goes(Mode.FULL if speed == FULL else Mode.PLAYING, speed)
    return run


def ended(records: Sequence[Record] = ()) -> ToldRun:
    """Return a run that is over."""
    run = playing(records)
    run.end()
    return run


class ToldReplay(ToldRun):
    """A recording that a screen is told of; nothing may be wished of it."""

    def __init__(self, records: Sequence[Record]) -> None:
        super().__init__(records, facts=msgspec.structs.replace(FACTS, replayed=True))


class Stage:
    """A live screen that is on."""

    def __init__(self, run: Source, app: LiveScreen, pilot: Pilot[None]) -> None:
        self.run = run
        self.app = app
        self.pilot = pilot
        self.first_wishes: list[Wish] = []
        """What was wished when the screen came on."""

    @property
    def view(self) -> View:
        """What is looked at."""
        return self.app.view

    @property
    def state(self) -> State:
        """How things stand at the moment that is looked at."""
        return self.app.state

    def sentences(self) -> list[Sentence]:
        """Return all that was told so far."""
        history = self.view.history
        return [history.line(number).sentence for number in range(history.sentences)]

    # ---- what is to be seen ---------------------------------------------------------------------

    def strips(self) -> list[Strip]:
        """Return the lines of the screen, with their colours."""
        return self.app.screen._compositor.render_strips()

    def text(self) -> list[str]:
        """Return the lines of the screen."""
        return [strip.text for strip in self.strips()]

    def looks(self) -> list[list[Segment]]:
        """Return the lines of the screen, with their colours, in a form that can be compared."""
        return [list(strip.simplify()) for strip in self.strips()]

    @property
    def title(self) -> str:
        """The first line."""
        return self.text()[0]

    @property
    def footer(self) -> str:
        """The last line."""
        return self.text()[-1]

    def within(self, kind: type[Widget]) -> list[str]:
        """Return the lines of the only widget of this kind, without what lies around it."""
        region = self.app.screen.query_one(kind).region
        return [line[region.x : region.right] for line in self.text()[region.y : region.bottom]]

    def shows(self, words: str) -> bool:
        """Tell whether these words stand in a line of the screen."""
        return any(words in line for line in self.text())

    def shows_card(self) -> bool:
        """Tell whether the opening card lies over the lens."""
        return self.shows("rank 0 is the tracker")

    @property
    def is_left(self) -> bool:
        """Whether the screen was left."""
        return self.app._exit

    def draw_anew(self) -> None:
        """Forget everything that was drawn before."""
        for widget in self.app.screen.query(Widget):
            widget._styles_cache.clear()
            if (lay_out := getattr(type(widget), "on_resize", None)) is not None:
                lay_out(widget)

    # ---- what is done ---------------------------------------------------------------------------

    def wishes(self) -> list[Wish]:
        """Return what was wished since this was last called."""
        wishes: list[Wish] = []
        if isinstance(self.run, LiveRun):
            with suppress(Empty):
                while True:
                    wishes.append(self.run.audience.wishes.get_nowait())
        return wishes

    async def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def click(self, x: int, y: int) -> None:
        """Click at a place of the screen."""
        await self.pilot.click(offset=(x, y))
        await self.settled()

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size."""
        await self.pilot.resize_terminal(width, height)
        async with asyncio.timeout(GIVES_UP_AFTER_S):
            while self.app.screen._compositor.size != (width, height):
                await self.pilot.pause()
        await self.settled()

    # ---- waiting --------------------------------------------------------------------------------

    async def settled(self) -> None:
        """Wait until nothing more happens by itself."""
        quiet = 0
        async with asyncio.timeout(GIVES_UP_AFTER_S):
            while quiet < QUIET_TURNS and not self.is_left:
                await self.pilot.pause()
                for screen in self.app.screen_stack:  # the pilot forgets those that lie below
                    if screen._dirty_widgets or screen._layout_required:
                        screen._on_timer_update()
                if self.app.failure is not None:
                    raise self.app.failure
                quiet = quiet + 1 if self._is_quiet() else 0

    async def begun(self, begin: Mock) -> None:
        """Wait until it was called, with which what begins by itself begins."""
        await self.until(lambda: bool(begin.called))

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for what another thread does."""
        async with asyncio.timeout(GIVES_UP_AFTER_S):
            while not happened():
                await self.pilot.pause()
        await self.settled()

    async def picture(self, directory: Path) -> str:
        """Return the only picture that was saved there, once it is."""
        await self.until(lambda: any(map(_is_whole, directory.glob("*.svg"))))
        [picture] = directory.glob("*.svg")
        return picture.read_text()

    def _is_quiet(self) -> bool:
        pumps = [self.app, *self.app.screen_stack, *self.app.screen.walk_children()]
        busy = any(pump.message_queue_size for pump in pumps)
        return self.run.feed.is_empty and not busy and not self.app._frame_is_due


def _is_whole(picture: Path) -> bool:
    return picture.read_text().rstrip().endswith("</svg>")


async def _not_at_all(*_: object) -> None:
    """Let others go on; that the process uses no time says little of what is still to come."""
    await asyncio.sleep(0)


_parse_rules = Stylesheet._parse_rules
_parsed: dict[tuple[object, ...], list[RuleSet]] = {}


def _parse_once(
    sheet: Stylesheet, css: str, read_from: tuple[str, str], *words: Any, **named: Any
) -> list[RuleSet]:
    """Return the rules of a style sheet, which are the same for every screen of the same theme."""
    variables = tuple(sheet._variables.items())
    key = (css, read_from, words, tuple(named.items()), variables)
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, css, read_from, *words, **named)
    return _parsed[key]


@asynccontextmanager
async def on_stage(run: Source, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Stage]:
    """Show this run on a screen of this size, and leave it in the end."""
    app = LiveScreen(run)
    with (
        patch("textual.pilot.wait_for_idle", _not_at_all),
        patch("textual.app.wait_for_idle", _not_at_all),
        patch.object(Stylesheet, "_parse_rules", _parse_once),
        patch("gc.freeze"),  # what one of many screens leaves behind is to be forgotten
        patch("bt_tui.frames.FRAME_S", FRAME_S),
        patch("bt_tui.frames.FLOOD_FRAME_S", FRAME_S),
        patch("bt_tui.app.SETTLE_S", FRAME_S),
        patch("bt_tui.widgets.measures.REDRAW_S", 0.0),
        patch.object(app.controls, "begin", wraps=app.controls.begin) as begin,
    ):
        async with app.run_test(size=size) as pilot:
            stage = Stage(run, app, pilot)
            await stage.settled()
            await stage.begun(begin)
            stage.first_wishes = stage.wishes()
            yield stage
