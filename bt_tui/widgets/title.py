"""The title line: what runs, how time goes, and whether this is live or past."""

from collections.abc import Sequence
from typing import assert_never

from rich.cells import cell_len

from bt_tui.sources import Facts
from bt_tui.view import View
from bt_tui.widgets.lines import Lines, Piece, Pieces, clipped, length
from core.runtime.pace import FULL, HELD, Mode, Pace

NAME = Piece(" bt_tui ", "title--name")
SCENARIO_WIDTH = 12
"""So much of the scenario's name is told before anything else is."""
BADGE_WIDTH = 23
"""Of the widest badge: what runs must not come and go with how it goes."""


def speed_name(speed: float) -> str:
    """Return a speed in messages a second, in words."""
    return "full speed" if speed == FULL else f"{speed:g} msg/s"


def clock(time_s: float) -> str:
    """Return protocol time as minutes, seconds and tenths."""
    minutes, seconds = divmod(int(time_s * 10), 600)
    return f"{minutes:02}:{seconds // 10:02}.{seconds % 10}"


def _what(facts: Facts) -> str:
    """Return what runs, and whether it is something else than a run from its start."""
    if facts.replayed:
        return f"replay: {facts.scenario}"
    if facts.forked_at is not None:
        return f"fork at {facts.forked_at}: {facts.scenario}"
    return facts.scenario


class TitleLine(Lines):
    """What runs on the left, how it goes on the right."""

    COMPONENT_CLASSES = {
        f"title--{look}" for look in ("name", "held", "going", "ended", "live", "past")
    }

    def __init__(self, facts: Facts, newest: str) -> None:
        super().__init__()
        self._facts = facts
        self._newest = Piece(f" {newest} ", "title--live")
        self._pace = Pace(Mode.HOLDING, HELD)
        self._ended = False
        self._speed = FULL
        self._events = 0
        self._time_s = 0.0
        self._moment = self._newest

    def show(self, pace: Pace, view: View, *, ended: bool, speed: float) -> None:
        """Show how the run goes; `speed` is what it would play at, in messages a second."""
        self._pace, self._ended, self._speed = pace, ended, speed
        self._events, self._time_s = view.state.events, view.state.time
        past = Piece(f" PAST −{view.ahead:,} ", "title--past")
        self._moment = self._newest if view.is_live else past
        self.update_lines()

    def lines(self, width: int, height: int) -> Sequence[Pieces]:
        """Return the line, with as much of what runs as there is room for."""
        right = [Piece(" "), self._moment]
        for more in (f" {clock(self._time_s)} ", f" {self._events:,} events "):
            if length([NAME, *right]) + BADGE_WIDTH + len(more) + SCENARIO_WIDTH <= width:
                right.append(Piece(more))
        room = width - length([NAME, *right]) - BADGE_WIDTH - 1
        left = [NAME, Piece(" "), *self._told(room)]
        right.insert(0, self._badge())
        gap = Piece(" " * max(0, width - length([*left, *right])))
        return [[*left, gap, *right]]

    def _told(self, room: int) -> Pieces:
        """Return what runs, the most telling first, and what does not fit left out."""
        facts = self._facts
        parts = [
            _what(facts),
            f"{facts.ranks} ranks",
            facts.transport,
            facts.profile,
            f"seed {facts.seed}",
        ]
        while len(parts) > 1 and cell_len(" · ".join(parts)) > room:
            parts.pop()
        return [Piece(clipped(" · ".join(parts), max(0, room)))]

    def _badge(self) -> Piece:
        """Return how time goes."""
        if self._ended and self._moment == self._newest:
            return Piece(" ■ ENDED ", "title--ended")
        match self._pace.mode:
            case Mode.HELD:
                return Piece(f" ❚❚ HELD · {speed_name(self._speed)} ", "title--held")
            case Mode.HOLDING:
                return Piece(" ❚❚ holding… ", "title--held")
            case Mode.PLAYING:
                return Piece(f" ▶ {speed_name(self._pace.speed)} ", "title--going")
            case Mode.FULL:
                return Piece(f" ▶▶ {speed_name(FULL)} ", "title--going")
            case Mode.SEEKING:
                return Piece(
                    f"{clipped(f' ▶▶ until {self._pace.until}', BADGE_WIDTH - 1)} ", "title--going"
                )
            case other:
                assert_never(other)
