"""The Checks lens: which rules hold, and looking at what broke one."""

import msgspec
import pytest

from bt_tui.widgets.checks import LOOKS, POINTER, SHAPES, SO_FAR, ChecksLens
from bt_tui.widgets.legend import ChecksLegend
from bt_tui.widgets.timeline import Timeline
from core.checks import Verdict
from core.profiles import DEFAULT_PROFILE
from tests.bt_tui.check.test_command import place_of_second, stored_twice
from tests.bt_tui.screens import (
    FACTS,
    SIZES,
    Stage,
    ToldReplay,
    ToldRun,
    ended,
    held,
    on_stage,
    playing,
    squeezed,
    story,
)
from tests.bt_tui.test_app_sizes import assert_consistent

WIDE = (200, 60)
BROKEN, HOLDS, UNDECIDED = (
    SHAPES[one] for one in (Verdict.BROKEN, Verdict.HOLDS, Verdict.UNDECIDED)
)


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows."""
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in stage.within(ChecksLens)]


def told(stage: Stage, name: str) -> str:
    """Return the line of a rule."""
    (line,) = (line for line in lens(stage) if f" {name} " in line)
    return line


async def test_every_rule_has_a_line_with_its_shape_its_word_and_its_sentence() -> None:
    async with on_stage(ended(), WIDE) as stage:
        await stage.press("6")
        heading, *lines = lens(stage)
        assert heading.startswith(" 44 rules: 0 broken, ")
        assert "judged" not in heading
        rule = "A client serves only segments that it holds."
        assert told(stage, "serves-what-is-held") == (
            f" {HOLDS} holds        serves-what-is-held        {rule}"
        )
        assert told(stage, "silence-is-told").startswith(f" {UNDECIDED} undecided    silence-")
        assert not any(line.startswith((BROKEN, f" {BROKEN}")) for line in lines)


async def test_a_broken_rule_comes_first_and_enter_goes_to_what_broke_it() -> None:
    async with on_stage(ended(stored_twice()), WIDE) as stage:
        await stage.press("6")
        _, first, event, words, *_ = lens(stage)
        number = place_of_second()
        step = stage.view.history.step_at(number)
        assert first.startswith(f"{POINTER}{BROKEN} broken       stores-once ")
        assert event.startswith(f"     event {number}, step {step}: C")
        assert words.strip().startswith("found segment ")
        await stage.press("enter")
        assert stage.view.step == step
        assert "PAST" in stage.title
        assert told(stage, "stores-once").startswith(f"{POINTER}{BROKEN} broken ")


async def test_looking_back_shows_what_was_broken_by_then() -> None:
    async with on_stage(ended(stored_twice()), WIDE) as stage:
        await stage.press("6", "home")
        assert " 0 broken, " in lens(stage)[0]
        assert f"{HOLDS} {SO_FAR} stores-once " in told(stage, "stores-once")
        await stage.press("enter")
        assert stage.view.step == 0
        await stage.press("end")
        assert f"{BROKEN} broken " in told(stage, "stores-once")


async def test_what_broke_a_rule_is_marked_on_the_timeline() -> None:
    async with on_stage(ended(stored_twice()), WIDE) as stage:
        await stage.press("6")
        assert "!" in stage.within(Timeline)[0]
    async with on_stage(ended(), WIDE) as stage:
        await stage.press("6")
        assert "!" not in stage.within(Timeline)[0]


async def test_another_rule_is_selected_by_keys_and_by_the_mouse() -> None:
    async with on_stage(ended(stored_twice()), WIDE) as stage:
        await stage.press("6", "down")
        assert lens(stage)[4].startswith(f"{POINTER}{BROKEN} broken       stores-what-is-right ")
        await stage.press("up", "up")
        assert lens(stage)[1].startswith(POINTER)
        region = stage.app.query_one(ChecksLens).region
        await stage.click(region.x + 8, region.y + 5)
        assert lens(stage)[4].startswith(POINTER)
        await stage.press("enter")
        assert "PAST" in stage.title


async def test_the_rule_that_is_selected_is_told_in_full() -> None:
    async with on_stage(ended(), (80, 36)) as stage:
        await stage.press("6")
        for _ in range(8):
            await stage.press("down")
        (pointed,) = (line for line in lens(stage) if line.startswith(POINTER))
        rules = {one.judgement.name: one.judgement.rule for one in stage.app.judging.findings}
        (name,) = rules.keys() & pointed.split()
        assert rules[name] not in pointed
        start = pointed.index(rules[name].split()[0])
        assert rules[name] in squeezed(line[start:] for line in lens(stage))


async def test_a_run_that_goes_on_is_judged_up_to_the_newest_event_while_the_lens_is_shown() -> (
    None
):
    run = playing()
    async with on_stage(run, WIDE) as stage:
        assert stage.app.judging.events == 0
        await stage.press("6")
        assert stage.app.judging.events == stage.state.events > 0
        run.tell_share(0.5)
        await stage.settled()
        assert stage.app.judging.events == stage.state.events
        await stage.press("1")
        judged = stage.app.judging.events
        run.tell_share(0.5)
        await stage.settled()
        assert stage.app.judging.events == judged < stage.state.events
        run.end()
        await stage.settled()
        assert stage.app.judging.events == stage.state.events


@pytest.mark.parametrize("make", [held, ended])
async def test_a_run_that_stands_still_is_judged_behind_the_screen(make: type[ToldRun]) -> None:
    async with on_stage(make()) as stage:
        assert stage.app.judging.events == stage.state.events


async def test_a_replay_is_judged_as_far_as_it_is_read() -> None:
    run = ToldReplay(story())
    run.end()
    async with on_stage(run, WIDE) as stage:
        await stage.press("6")
        assert stage.app.judging.events == len(story())
        assert SO_FAR in told(stage, "stores-once")


async def test_of_a_profile_that_nobody_knows_no_rule_is_told() -> None:
    facts = msgspec.structs.replace(FACTS, profile="mine")
    run = ToldRun(story(), facts=facts)
    run.end()
    async with on_stage(run) as stage:
        await stage.press("6", "down", "enter")
        assert lens(stage)[0] == " no rules are known of the profile mine"


@pytest.mark.parametrize("size", [*SIZES, (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_it_is_consistent_at_every_size_and_has_a_legend(size: tuple[int, int]) -> None:
    async with on_stage(ended(stored_twice()), size) as stage:
        await stage.press("6", "down", "down", "down")
        await assert_consistent(stage, *size)
        assert f" {BROKEN} broken; Enter goes to what broke it " in stage.within(ChecksLegend)[0]


def test_verdicts_are_told_apart_by_shape_and_by_look() -> None:
    assert len(set(SHAPES.values())) == len(set(LOOKS.values())) == len(Verdict)
    assert DEFAULT_PROFILE.name == FACTS.profile
