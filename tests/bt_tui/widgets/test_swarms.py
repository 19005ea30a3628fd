"""The Swarms lens: a line for each file, and one for each client of its swarm."""

import re

import pytest

from bt_tui.widgets.swarms import SwarmsLens
from core.model import Scenario
from core.sim.world import World
from tests.bt_tui.screens import Stage, ToldRun, ended, held, on_stage, playing, sad_story
from tests.worlds import client, file, scenario


def sharing(segments: int, *, clients: int = 2) -> Scenario:
    """Return client 1 with a file of so many segments, which all others want."""
    one = file("f", segments)
    wanting = (client(rank, wants=[one]) for rank in range(2, clients + 1))
    return scenario(client(1, owns=[one]), *wanting)


def told(here: Scenario, share: float = 1.0) -> ToldRun:
    """Return a run of which so much was told."""
    run = ToldRun(World(here).run().records)
    run.tell_start()
    run.tell_share(share)
    return run


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows, without what is empty below."""
    lines, width = stage.text()[1:], stage.app.query_one(SwarmsLens).region.width
    end = next(n for n, line in enumerate(lines) if "from the start" in line)
    return "\n".join(line[:width].rstrip() for line in lines[:end]).rstrip("\n").splitlines()


def words(line: str) -> str:
    """Return a line with single spaces."""
    return " ".join(line.split())


async def test_each_file_has_a_line_and_each_of_its_clients_one_below() -> None:
    run = held()
    async with on_stage(run) as stage:
        await stage.press("escape")
        assert list(map(words, lens(stage))) == [
            "file1 12 segments, 1 seed, 2 leechers",
            "C1 ◆ seed ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ ■ 12/12",
            "C2 ◇ leecher · · · · · · · · · · · · 0/12",
            "C3 ◇ leecher · · · · · · · · · · · · 0/12",
            "",
            "file2 5 segments, 1 seed, 1 leecher",
            "C2 ◆ seed ■ ■ ■ ■ ■ 5/5",
            "C3 ◇ leecher · · · · · 0/5",
            "",
            "nobodys size not known, 1 leecher",
            "C2 ◇ leecher 0/?",
        ]


async def test_in_the_end_all_are_seeds_and_what_nobody_has_is_given_up() -> None:
    async with on_stage(ended()) as stage:
        lines = list(map(words, lens(stage)))
        assert lines[0] == "file1 12 segments, 3 seeds"
        assert lines[3].startswith("C3 ◆ seed")
        assert lines[3].endswith("● ● ● 12/12")
        assert lines[-1] == "C2 ◇ leecher 0/? given up"


async def test_a_file_without_segments_is_complete() -> None:
    async with on_stage(told(sharing(0))) as stage:
        assert [words(line).replace(" ▲", "") for line in lens(stage)] == [
            "f 0 segments, 2 seeds",
            "C1 ◆ seed 0/0",
            "C2 ◆ seed 0/0",
        ]


async def test_wrong_segments_have_a_shape_of_their_own() -> None:
    run = ToldRun(sad_story())
    run.tell_share(0.1)
    async with on_stage(run) as stage:
        for _ in range(200):
            run.tell_step()
            await stage.settled()
            if any("✗" in line for line in lens(stage)):
                return
        pytest.fail("no wrong segment was shown")


@pytest.mark.parametrize("segments", [26, 51, 52, 100, 1000])
async def test_what_does_not_fit_is_grouped_and_the_file_s_line_says_so(segments: int) -> None:
    async with on_stage(told(sharing(segments), 0.5)) as stage:
        heading, seed, other = lens(stage)
        group = re.search(r"one cell is (\d+) segments", heading)
        cells = re.sub(r"[\d/ ]+", "", seed[17:])
        assert group or len(cells) == segments
        if group:
            assert len(cells) == -(-segments // int(group[1]))
        assert seed.endswith(f"{segments}/{segments}")
        assert re.search(rf"\d+/{segments}$", other)


@pytest.mark.parametrize("segments", [12, 51, 1000])
async def test_what_is_given_up_is_said_however_large_the_file_is(segments: int) -> None:
    run = held(World(sharing(segments)).run().records[:40])
    async with on_stage(run) as stage:
        run.tell_all()
        await stage.settled()
        row = stage.state.swarms["f"].rows[2]
        row.given_up = True
        stage.draw_anew()
        await stage.settled()
        assert stage.shows(f"{row.held}/{segments} given up")


@pytest.mark.parametrize("rank", [9, 10, 100])
async def test_a_client_s_name_is_whole_and_apart_from_its_role(rank: int) -> None:
    run = told(sharing(3, clients=rank), 0.0)
    async with on_stage(run, (80, 24)) as stage:
        await stage.press("escape")
        stage.app.query_one(SwarmsLens).scroll_end(animate=False, immediate=True)
        await stage.settled()
        assert stage.shows(f" C{rank} ◇ leecher")


async def test_more_swarms_than_fit_can_be_scrolled_to() -> None:
    files = [file(f"file{n}", 2) for n in range(6)]
    here = scenario(client(1, owns=files), client(2, wants=files))
    async with on_stage(told(here), (80, 24)) as stage:
        assert not stage.shows(" file5 ")
        for down, up in (("down", "up"), ("j", "k")):
            await stage.press(*[down] * 15)
            assert stage.shows(" file5 ")
            await stage.press(*[up] * 15)
            assert stage.shows(" file0 ")


async def test_while_scrolled_the_lens_goes_on() -> None:
    run = playing()
    async with on_stage(run, (80, 15)) as stage:
        stage.app.query_one(SwarmsLens).scroll_to(y=2, animate=False)
        run.end()
        await stage.settled()
        assert [words(line).split()[0] for line in lens(stage)[:2]] == ["file1", "C3"]
        assert "3 seeds" in lens(stage)[0]
        assert "12/12" in lens(stage)[1]
