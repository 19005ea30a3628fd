"""The Tracker lens: what the tracker believes, in the shape of the profile, beside what is true."""

import re
from collections.abc import Sequence
from functools import cache

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from textual import events

from bt_tui.belief import Standing
from bt_tui.board import Row
from bt_tui.widgets.legend import TrackerLegend
from bt_tui.widgets.tracker import HINT, POINTER, TrackerLens
from bt_tui.widgets.tracker_lists import HEADS
from bt_tui.widgets.tracker_profiles import heading
from core.events import AnyEvent, HoldingsNoted, Record, SegmentStored, ThreadCrashed, ThreadGone
from core.faults.reading import parse_fault
from core.model import ClientState
from core.profiles import PROFILES
from core.runtime.pace import Mode
from core.sim.world import World
from tests.bt_tui.screens import FACTS, SIZES, Stage, ToldRun, on_stage, steps
from tests.bt_tui.test_app import is_grey
from tests.bt_tui.test_app_sizes import assert_consistent, worlds
from tests.worlds import client, file, scenario

ALL = list(PROFILES)
INDEXES = ["segment-index", "random-owner", "first-missing"]
all_sizes = pytest.mark.parametrize(
    "size", [*SIZES, (60, 15)], ids=lambda size: f"{size[0]}x{size[1]}"
)
every_profile = pytest.mark.parametrize("profile", ALL)


@cache
def records(profile: str, *faults: str, clients: int = 4, segments: int = 24) -> Sequence[Record]:
    """Return how all others get a file from the first client, and one of them another."""
    one, two = file("atlas", segments), file("poem", 5)
    others = [client(rank, wants=[one]) for rank in range(3, clients + 1)]
    here = scenario(client(1, owns=[one]), client(2, owns=[two], wants=[one]), *others)
    plan = map(parse_fault, faults)
    return tuple(World(here, profile=PROFILES[profile], faults=plan, seed=5).run().records)


def run_of(profile: str, told: Sequence[Record]) -> ToldRun:
    """Return a run under this profile that is held, and that nothing was told of yet."""
    run = ToldRun(told, facts=msgspec.structs.replace(FACTS, profile=profile))
    run.goes(Mode.HELD)
    return run


def half(profile: str) -> ToldRun:
    """Return a run that is half way through."""
    run = run_of(profile, records(profile))
    run.tell_share(0.5)
    return run


def lens(stage: Stage) -> list[str]:
    """Return what the lens shows, line by line, without the scrollbar."""
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in stage.within(TrackerLens)]


def line_of(stage: Stage, begin: str) -> str:
    """Return the first line that begins so, whether it is selected or not."""
    return next(line[1:] for line in lens(stage) if line[1:].lstrip().startswith(begin))


async def assert_drawn_anew_the_same(stage: Stage) -> None:
    """See that drawing the lens anew changes nothing of it, where it is in sight."""
    if stage.shows("bt_tui needs"):
        return
    region = stage.app.query_one(TrackerLens).region
    drawn = stage.looks()[region.y : region.bottom]
    stage.draw_anew()
    await stage.settled()
    assert stage.looks()[region.y : region.bottom] == drawn


def pointed(stage: Stage) -> str:
    """Return the only line that is pointed at, without the pointer."""
    (line,) = [line for line in lens(stage) if line.startswith(POINTER)]
    return line.removeprefix(POINTER)


def counted(stage: Stage, row: Row, standing: Standing) -> int:
    """Return how many segments stand so with a client."""
    return stage.state.belief.standings(row).count(standing)


# ---- the shapes ---------------------------------------------------------------------------------


@all_sizes
@every_profile
async def test_it_says_in_plain_words_what_the_tracker_may_know(
    profile: str, size: tuple[int, int]
) -> None:
    async with on_stage(half(profile), size) as stage:
        await stage.press("3")
        told = " ".join(" ".join(lens(stage)).split())
        knows, when = heading(PROFILES[profile])
        assert knows[: size[0] - 5] in told
        assert (when in told) is (size[1] > 24)
        await assert_consistent(stage, *size)


def test_no_two_profiles_are_told_in_the_same_words() -> None:
    assert len({heading(profile)[0] for profile in PROFILES.values()}) == len(PROFILES)


@pytest.mark.parametrize("size", SIZES)
async def test_two_lists_stand_beside_the_true_roles_with_what_each_holds(
    size: tuple[int, int],
) -> None:
    async with on_stage(half("peers-then-seeds"), size) as stage:
        await stage.press("3")
        for role, label in HEADS.items():
            listed, true = line_of(stage, label).split("│")[:2]
            rows = stage.state.swarms["atlas"].rows
            held = {rank: row.held for rank, row in rows.items() if row.role is role}
            assert {int(r): int(n) for r, n in re.findall(r"C(\d) +(\d+)", true)} == held
            entries = stage.state.belief.swarm("atlas")
            listed_so = [rank for rank, entry in entries.items() if entry.role is role]
            assert sorted(map(int, re.findall(r"C(\d)", listed))) == sorted(listed_so)


async def test_who_is_listed_otherwise_than_is_true_is_marked_and_told_with_its_age() -> None:
    story = records("peers-then-seeds", segments=6)
    run = run_of("peers-then-seeds", story)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        seen = set[str]()
        for _ in steps(story):
            run.tell_step()
            await stage.settled()
            told = [line for line in lens(stage) if line.startswith(" ≠")]
            rows = [row for one in stage.state.swarms.values() for row in one.rows.values()]
            wrong = [row for row in rows if stage.state.belief.differs(row)]
            assert bool(told) is bool(wrong)
            for row in wrong:
                assert any(f"≠C{row.client}" in line for line in lens(stage))
            if wrong:
                oldest = max(stage.state.steps - stage.state.belief.since(row) for row in wrong)
                assert any(f"for {oldest} step" in line for line in told)
            seen.update(told)
        assert any("but holds nothing; asked, it says no" in line for line in seen)
        assert any("in truth a seed by now; not told yet" in line for line in seen)
        assert any("not listed, in truth a seed" in line for line in seen)


async def test_a_free_rider_and_a_client_that_crashed_are_told_as_such() -> None:
    one = file("atlas", 24)
    here = scenario(client(1, owns=[one]), client(2, wants=[one]), client(3, wants=[one]))
    told = World(here, free_riders=[3]).run().records
    run = run_of("peers-then-seeds", told)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        run.tell_all()
        await stage.settled()
        assert any(
            re.search(r"≠ C3 for \d+ steps: listed as seed, but shares nothing", line)
            for line in lens(stage)
        )
    told = World(here, faults=[parse_fault("crash client=2 at=complete:atlas:2")]).run().records
    run = run_of("peers-then-seeds", told)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        run.tell_through(ThreadCrashed)
        await stage.settled()
        words = r"≠ C2 for \d+ steps?: listed as peer, in truth a seed, and crashed"
        assert any(re.search(words, line) for line in lens(stage))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("profile", "known"), [("client-table", "■"), ("bittorrent", "1")])
async def test_a_row_a_client_shows_each_segment_as_it_stands(
    profile: str, known: str, size: tuple[int, int]
) -> None:
    run = run_of(profile, records(profile))
    run.tell_through(SegmentStored)
    async with on_stage(run, size) as stage:
        await stage.press("3")
        for _ in range(6):
            run.tell_share(0.15)
            await stage.settled()
            for rank, row in stage.state.swarms["atlas"].rows.items():
                line = line_of(stage, f"C{rank} ")
                many, untold = (
                    counted(stage, row, Standing.KNOWN),
                    counted(stage, row, Standing.UNTOLD),
                )
                cells = re.sub(r"C\d (↑ *[\d+]+ )?|\d+/24.*", "", line)
                assert (cells.count(known), cells.count("+")) == (many, untold)
                assert f" {many}/24" in line
                assert (f" +{untold} for " in line) is bool(untold)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("profile", INDEXES)
async def test_an_index_shows_the_owners_of_each_segment_and_those_not_told(
    profile: str, size: tuple[int, int]
) -> None:
    async with on_stage(half(profile), size) as stage:
        await stage.press("3")
        atlas = " ".join(lens(stage)).split(" poem ")[0]
        shown = dict(re.findall(r"#(\d+) +\[([^]]*)\]", atlas))
        assert shown
        rows = stage.state.swarms["atlas"].rows
        for number, owners in shown.items():
            for rank, row in rows.items():
                standing = stage.state.belief.standings(row)[int(number) - 1]
                text = {Standing.KNOWN: f" {rank} ", Standing.UNTOLD: f"+{rank} "}.get(
                    Standing(standing), " · "
                )
                assert owners[(rank - 1) * 3 : rank * 3] == text


async def test_states_of_clients_are_told_where_the_tracker_notes_them() -> None:
    told = records("first-missing", clients=3, segments=6)
    run = run_of("first-missing", told)
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        late = False
        for _ in steps(told):
            run.tell_step()
            await stage.settled()
            for state in ClientState:
                shown = map(int, re.findall(r"C(\d)", line_of(stage, state)))
                noted = stage.state.belief.states.items()
                assert list(shown) == sorted(rank for rank, one in noted if one is state)
            late = late or "≠C" in line_of(stage, ClientState.DOWNLOADING)
        assert late
        assert "≠" not in "".join(lens(stage))


@pytest.mark.parametrize("profile", [name for name in ALL if name != "first-missing"])
async def test_elsewhere_they_are_not(profile: str) -> None:
    async with on_stage(half(profile), (120, 36)) as stage:
        await stage.press("3")
        assert not any(line[1:].startswith("downloading") for line in lens(stage))


async def test_loads_are_told_beside_what_was_uploaded_since() -> None:
    run = run_of("bittorrent", records("bittorrent"))
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        for _ in range(8):
            run.tell_share(0.2)
            await stage.settled()
            for rank in stage.state.swarms["atlas"].rows:
                told = stage.state.belief.served.get(rank, 0)
                since = stage.state.clients[rank].served - told
                shown = re.search(r"↑ *(\d+)(?:\+(\d+))? ", line_of(stage, f"C{rank} "))
                assert shown is not None
                assert (int(shown[1]), int(shown[2] or 0)) == (told, since)


# ---- ages ---------------------------------------------------------------------------------------


async def test_ten_segments_are_not_told_and_then_all_at_once_are() -> None:
    run = run_of("client-table", records("client-table"))
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        run.tell_through(HoldingsNoted, lambda one: noted(one.event) == 2)
        await stage.settled()
        assert line_of(stage, "C2 ").split()[-1] == "10/24"
        await stage.press("left")
        assert " 0/24 +10 for " in line_of(stage, "C2 ")
        assert "not told yet, the oldest for " in line_of(stage, "atlas ")
        await stage.press("down", "down")
        assert re.search(r"^ C2 holds #1–#10, not told yet for \d+ steps$", lens(stage)[-1])
        await stage.press("right")
        assert lens(stage)[-1] == " the tracker knows all that C2 holds"


def noted(event: AnyEvent) -> int:
    """Return of whom the tracker notes holdings, or 0."""
    return event.client if isinstance(event, HoldingsNoted) else 0


async def test_what_a_crash_lost_is_marked_as_long_as_the_tracker_believes_in_it() -> None:
    faults = "crash client=2 at=stored:2:atlas:14", "revive client=2 at=time:1 keeps=false"
    for profile in ("client-table", "segment-index", "bittorrent"):
        told = records(profile, *faults, segments=48 if profile == "bittorrent" else 24)
        run = run_of(profile, told)
        async with on_stage(run, (120, 36)) as stage:
            run.tell_start()
            await stage.settled()
            await stage.press("3", "down", "down")
            seen = False
            while stage.run.feed.is_empty and len(stage.view.history.records) < len(told):
                run.tell_step()
                await stage.settled()
                rows = stage.state.swarms["atlas"].rows if stage.state.swarms else {}
                wrong = 2 in rows and counted(stage, rows[2], Standing.WRONG)
                atlas = [line for line in lens(stage) if line[1:].startswith("atlas ")]
                assert any(f"✗{wrong} not held" in line for line in atlas) is bool(wrong)
                told_so = "though it was told: lost in a crash, for " in lens(stage)[-1]
                seen = seen or (bool(wrong) and told_so)
            assert seen


async def test_who_is_gone_is_marked() -> None:
    crash = "crash client=2 at=stored:2:atlas:14"
    for profile in ALL:
        told = records(profile, crash, segments=48)
        run = run_of(profile, told)
        run.tell_through(ThreadGone)
        run.tell_through(ThreadGone)
        async with on_stage(run, (120, 36)) as stage:
            await stage.press("3")
            assert stage.state.clients[2].gone
            mark = "†2" if profile in INDEXES else "†C2"
            assert any(mark in line for line in lens(stage))


# ---- as time goes -------------------------------------------------------------------------------


@every_profile
async def test_each_moment_of_the_past_is_told_as_it_was(profile: str) -> None:
    told = records(profile)
    run = run_of(profile, told)
    run.tell(sum(map(len, steps(told)[: len(steps(told)) * 2 // 5])))
    async with on_stage(run, (120, 36)) as stage:
        await stage.press("3")
        then = list[list[str]]()
        for _ in range(15):
            then.append(lens(stage)[1:-1])
            run.tell_step()
            await stage.settled()
        for before in reversed(then):
            await stage.press("left")
            assert lens(stage)[1:-1] == before
        await stage.press("end")
        assert lens(stage)[1:-1] != then[0]


@given(world=worlds, data=st.data())
@settings(max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
async def test_any_part_of_any_run_can_be_shown_in_any_shape_at_any_size(
    world: World, data: st.DataObject
) -> None:
    sizes, shares = st.tuples(st.integers(20, 250), st.integers(5, 80)), st.floats(0.0, 1.0)
    keys = st.lists(st.sampled_from(["down", "up", "j", "left", "right", "home", "end", "1"]))
    size = data.draw(sizes)
    run = run_of(data.draw(st.sampled_from([*ALL, "unheard-of"])), world.records)
    async with on_stage(run, size) as stage:
        await stage.press("3")
        for _ in range(data.draw(st.integers(1, 4))):
            run.tell_step() if data.draw(st.booleans()) else run.tell_share(data.draw(shares))
            await stage.settled()
            await stage.press(*data.draw(keys), "3")
            await assert_drawn_anew_the_same(stage)
            size = data.draw(sizes)
            await stage.resize(*size)
            await assert_drawn_anew_the_same(stage)


# ---- what is selected ---------------------------------------------------------------------------


async def test_before_anybody_is_there_nothing_is_selected() -> None:
    run = run_of("client-table", records("client-table"))
    async with on_stage(run) as stage:
        await stage.press("3", "down", "up")
        await stage.click(10, 5)
        assert not any(POINTER in line for line in lens(stage))
        run.tell_start()
        await stage.settled()
        assert pointed(stage).startswith("atlas ")


@all_sizes
@every_profile
async def test_the_keys_select_a_line_and_keep_it_in_sight(
    profile: str, size: tuple[int, int]
) -> None:
    run = run_of(profile, records(profile, segments=12))
    run.tell_share(0.5)
    down, up = ("down", "up") if size[0] < 100 else ("j", "k")
    async with on_stage(run, size) as stage:
        await stage.press("3")
        went = [pointed(stage)]
        for _ in range(60):
            await stage.press(down)
            if pointed(stage) == went[-1]:
                break
            went.append(pointed(stage))
        assert any(line.startswith("poem ") for line in went)
        for line in reversed(went[:-1]):
            await stage.press(up)
            assert pointed(stage) == line
        await stage.press(up)
        assert pointed(stage) == went[0]
        await assert_consistent(stage, *size)


async def test_the_selected_line_stays_selected_while_others_are_shown_and_time_goes_on() -> None:
    run = half("client-table")
    async with on_stage(run) as stage:
        await stage.press("3", "down", "down", "down")
        assert pointed(stage).startswith(" C3 ")
        run.tell_share(0.5)
        await stage.settled()
        await stage.press("left", "1", "3", "end")
        assert pointed(stage).startswith(" C3 ")


@every_profile
async def test_scrolling_takes_the_selection_along(profile: str) -> None:
    many = records(profile, clients=9, segments=60)
    run = run_of(profile, many)
    run.tell_share(0.5)
    async with on_stage(run, (60, 15)) as stage:
        await stage.press("3")
        widget = stage.app.query_one(TrackerLens)
        for _ in range(4):
            await stage.pilot._post_mouse_events([events.MouseScrollDown], widget, (5, 2), button=0)
            await stage.settled()
            assert pointed(stage)
        assert widget.scroll_offset.y > 0
        widget.scroll_home(animate=False)
        await stage.settled()
        assert pointed(stage)
        await assert_consistent(stage, 60, 15)


async def test_a_click_selects_the_line_that_was_clicked() -> None:
    async with on_stage(half("client-table"), (120, 36)) as stage:
        await stage.press("3")
        top = stage.app.query_one(TrackerLens).region.y
        for y, line in enumerate(lens(stage)):
            before = pointed(stage)
            await stage.click(10, top + y)
            hit = line[1:] and 3 <= y < len(lens(stage)) - 1
            assert pointed(stage) == (line[1:] if hit else before)


async def test_how_to_select_is_told_where_a_heading_is_selected() -> None:
    async with on_stage(half("segment-index"), (120, 36)) as stage:
        await stage.press("3")
        assert lens(stage)[-1] == f" {HINT}"


# ---- large runs, legend, colours ----------------------------------------------------------------


async def test_where_owners_do_not_fit_all_are_counted() -> None:
    many = records("segment-index", clients=30, segments=12)
    run = run_of("segment-index", many)
    run.tell_all()
    async with on_stage(run) as stage:
        await stage.press("3")
        assert re.search(r"#1 +\[  1   2 .* … 30 known +\]", line_of(stage, "#1 "))
    async with on_stage(run_of("segment-index", many), (200, 60)) as stage:
        stage.run.tell_all()  # type: ignore[attr-defined]
        await stage.settled()
        await stage.press("3")
        assert re.search(r"#1 +\[  1   2 .* 30 \]", line_of(stage, "#1 "))


async def test_where_cells_do_not_fit_each_shows_a_share() -> None:
    many = records("client-table", segments=200)
    run = run_of("client-table", many)
    run.tell_share(0.5)
    async with on_stage(run) as stage:
        await stage.press("3")
        assert re.search(r"C2 █+\++·+ +\d+/200", line_of(stage, "C2 "))


@pytest.mark.parametrize("size", SIZES)
@every_profile
async def test_the_legend_tells_every_mark(profile: str, size: tuple[int, int]) -> None:
    async with on_stage(half(profile), size) as stage:
        await stage.press("3")
        (legend,) = stage.within(TrackerLegend)
        assert "† gone " in legend
        words = "in truth another" if profile == "peers-then-seeds" else "not told yet"
        assert words in legend
        assert "…" not in legend
        await stage.press("1")
        assert not stage.shows(words)


async def test_without_colours_the_marks_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(half("client-table")) as stage:
        await stage.press("3")
        in_colour = stage.text()
        assert not is_grey(stage)
    monkeypatch.setenv("NO_COLOR", "1")
    async with on_stage(half("client-table")) as stage:
        await stage.press("3")
        assert is_grey(stage)
        assert stage.text() == in_colour
