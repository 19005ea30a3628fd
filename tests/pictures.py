"""Draws the pictures of the documentation: the screen, and every lens, in the midst of runs.

    make pictures

The runs are simulated, so the pictures are the same each time; a test sees that they are right.
"""

import asyncio
from pathlib import Path
from typing import NamedTuple

from bt_tui.scenarios import own_source
from bt_tui.sources import Facts
from core.faults import Fault
from core.faults.reading import parse_fault
from core.model import Scenario
from core.profiles import PROFILES
from core.runtime.pace import HELD, Mode
from core.sim.world import World
from tests.bt_tui.screens import ToldRun, on_stage

DIRECTORY = Path(__file__).parents[1] / "docs"
SAMPLE = "classroom"
SEED = 7


class Picture(NamedTuple):
    """What is to be seen: after how many steps of a run of which profile, and after which keys."""

    name: str
    steps: int
    keys: tuple[str, ...]
    profile: str = "peers-then-seeds"
    faults: tuple[str, ...] = ()
    theme: str = "textual-dark"
    size: tuple[int, int] = (120, 36)


PICTURES = (
    Picture("screen", 118, ()),
    Picture("story", 120, ("down", "down", *("l",) * 4, "enter")),
    Picture("messages", 80, ("2", "tab", *("up",) * 7)),
    Picture("tracker", 120, ("3", "down", "down", "down"), "client-table"),
    Picture("clients", 100, ("4", "down")),
    Picture("measures", 260, ("5",), size=(140, 48)),
    Picture("checks", 200, ("6",)),
    Picture("faults", 150, ("4", "down"), faults=("crash client=2 at=stored:2:atlas:5",)),
    Picture("past", 120, ("left",) * 6),
    Picture("light", 120, ("v",), theme="textual-light"),
)


async def drawn(picture: Picture) -> str:
    """Return the picture, as SVG."""
    run = ToldRun(_world(picture).run().records, facts=_facts(picture))
    run.tell_start()
    for _ in range(picture.steps):
        run.tell_step()
    run.goes(Mode.HELD, HELD)
    async with on_stage(run, picture.size) as stage:
        stage.app.theme = picture.theme
        await stage.settled()
        await stage.press("escape", *picture.keys)
        return stage.app.export_screenshot(title=f"bt_tui, {picture.name}")


def path_of(picture: Picture) -> Path:
    """Return where it lies."""
    return DIRECTORY / f"{picture.name}.svg"


def _scenario() -> Scenario:
    source = own_source(SAMPLE)
    return Scenario(source.name, tuple(source.read(rank + 1) for rank in range(source.clients)))


def _world(picture: Picture) -> World:
    faults: list[Fault] = [parse_fault(text) for text in picture.faults]
    return World(_scenario(), seed=SEED, profile=PROFILES[picture.profile], faults=faults)


def _facts(picture: Picture) -> Facts:
    return Facts(SAMPLE, len(_scenario().clients) + 1, "simulator", picture.profile, SEED)


def main() -> None:
    """Draw them all."""
    for picture in PICTURES:
        path_of(picture).write_text(asyncio.run(drawn(picture)))


if __name__ == "__main__":
    main()
