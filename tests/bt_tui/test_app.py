"""The live screen: what it shows when it opens, while a run goes on, and when it is over."""

import msgspec
import pytest
from textual.widget import Widget

from bt_tui.app import LiveScreen
from bt_tui.frames import RECORDS_PER_FRAME
from bt_tui.sources import Facts
from bt_tui.state import State
from bt_tui.widgets.cells import NAMES, SHAPES
from bt_tui.widgets.narration import Narration
from bt_tui.widgets.waiting import told
from core.events import ClientStarted, Record, RoleChanged, SegmentStored
from core.narration import plain
from core.profiles import PROFILES
from core.runtime.pace import FULL, HELD, Mode, Play
from core.sim.world import World
from tests.bt_tui.screens import (
    FACTS,
    SIZES,
    Stage,
    ToldRun,
    ended,
    held,
    on_stage,
    playing,
    sad_story,
    squeezed,
    steps,
    story,
)
from tests.worlds import client, file, scenario

WIDE = (120, 36)
LENSES = ("swarms", "messages", "tracker", "clients", "measures", "checks")

all_sizes = pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")


# ---- the first screen ---------------------------------------------------------------------------


@all_sizes
async def test_the_first_screen_says_who_is_here_and_what_to_press(size: tuple[int, int]) -> None:
    async with on_stage(held(), size) as stage:
        text = stage.text()
        assert [len(text), *{len(line) for line in text}] == [size[1], size[0]]
        for words in ("bt_tui", "classroom", "4 ranks", "HELD", "LIVE", "14 events"):
            assert words in stage.title
        for rank in range(1, 4):
            assert stage.shows(f"rank {rank} is client C{rank}: has ")
        assert stage.shows_card()
        assert stage.shows("held before the first message")
        assert stage.shows("space  play and hold    s  one message    ?  all keys")
        assert stage.shows(" next  C1↓ → tracker  a registration (and 2 more in flight)")
        assert stage.shows("C2 → tracker   registers what it owns")


@all_sizes
async def test_legend_and_footer_name_every_shape_and_the_keys(size: tuple[int, int]) -> None:
    async with on_stage(held(), size) as stage:
        [legend] = [line for line in stage.text() if NAMES[next(iter(NAMES))] in line]
        for cell, shape in SHAPES.items():
            assert f"{shape} {NAMES[cell]} " in legend
        assert "▲ new role" in legend
        for words in ("space hold/play", "s step", "+- speed", "? help", "q leave"):
            assert words in stage.footer


async def test_before_anybody_spoke_the_card_is_there_and_nothing_else() -> None:
    async with on_stage(ToldRun()) as stage:
        assert stage.shows_card()
        assert "holding…" in stage.title
        assert "0 events" in stage.title


async def test_clients_are_added_to_the_card_as_they_speak() -> None:
    run, spoke = ToldRun(story()), [isinstance(one.event, ClientStarted) for one in story()]
    run.tell(spoke.index(True) + 1)
    async with on_stage(run) as stage:
        assert stage.shows("rank 1 is client C1: has file1; wants nothing")
        assert not stage.shows("rank 2 is")
        run.tell_start()
        await stage.settled()
        assert stage.shows("rank 3 is client C3: has nothing; wants file1, file2")


@pytest.mark.parametrize("clients", [3, 7, 15])
async def test_the_card_tells_the_keys_however_many_clients_there_are(clients: int) -> None:
    here = scenario(*(client(rank, wants=["file1"]) for rank in range(1, clients + 1)))
    async with on_stage(held(World(here).run().records)) as stage:
        assert stage.shows("space  play and hold    s  one message    ?  all keys")


@pytest.mark.parametrize("count", [3, 12])
async def test_the_card_tells_all_files_of_a_client_that_has_many(count: int) -> None:
    files = [file(f"lecture-{n:02}", 2) for n in range(1, count + 1)]
    world = World(scenario(client(1, owns=files), client(2))).run()
    async with on_stage(held(world.records)) as stage:
        text = squeezed(stage.text())
        assert all(one.name in text for one in files)


async def test_the_card_goes_with_the_first_step() -> None:
    run = held()
    async with on_stage(run) as stage:
        run.tell_step()
        await stage.settled()
        assert not stage.shows_card()


@pytest.mark.parametrize("speed", [5.0, FULL])
async def test_a_run_that_begins_by_itself_needs_no_card(speed: float) -> None:
    async with on_stage(ToldRun(speed=speed)) as stage:
        assert stage.first_wishes == [Play(speed)]
        assert not stage.shows_card()


# ---- how time goes ------------------------------------------------------------------------------


async def test_the_title_says_how_time_goes() -> None:
    run = ToldRun(story())
    async with on_stage(run) as stage:
        for mode, speed, badge in (
            (Mode.HELD, HELD, "❚❚ HELD · 5 msg/s   LIVE "),
            (Mode.PLAYING, 20.0, "▶ 20 msg/s   LIVE "),
            (Mode.HOLDING, HELD, "❚❚ holding…   LIVE "),
            (Mode.FULL, FULL, "▶▶ full speed   LIVE "),
        ):
            run.goes(mode, speed)
            await stage.settled()
            assert badge in stage.title
        run.end()
        await stage.settled()
        assert "■ ENDED " in stage.title
        assert f" {len(story())} events" in stage.title


async def test_the_timeline_counts_all_events_and_marks_what_completed() -> None:
    async with on_stage(ended()) as stage:
        timeline = stage.text()[-2]
        assert timeline.endswith(f"● {len(story())}/{len(story())} ")
        assert "◆" in timeline


async def test_a_run_that_is_over_is_there_to_be_looked_at() -> None:
    async with on_stage(ended()) as stage:
        assert stage.shows("C3 ◆ seed      ● ● ● ● ● ● ● ● ● ● ● ● ")
        assert stage.shows(" over  everything has happened")


# ---- what happens -------------------------------------------------------------------------------


async def test_the_narration_follows_the_newest() -> None:
    run = playing()
    async with on_stage(run) as stage:
        for _ in range(15):
            run.tell_step()
            await stage.settled()
            newest = stage.sentences()[-1]
            assert squeezed([newest.what]) in squeezed(stage.text()[-7:-2])


@pytest.mark.parametrize("records", [story(), sad_story()], ids=["good", "sad"])
async def test_long_sentences_are_wrapped_and_never_cut(records: tuple[Record, ...]) -> None:
    run = held(records)
    async with on_stage(run) as stage:
        told_steps = steps(records)[1:]
        for _ in told_steps:
            run.tell_step()
        await stage.settled()
        narration = stage.app.query_one(Narration)
        rows = list[str]()
        for top in range(0, narration.max_scroll_y + 2, 2):
            narration.scroll_to(y=top, animate=False, immediate=True)
            await stage.settled()
            rows += [row[21:79] for row in stage.text()[-7:-2]]
        text = squeezed(rows)
        assert "…" not in text.replace("holding…", "")
        for sentence in stage.sentences():
            what = plain(sentence).removeprefix(f"{sentence.who}  ")
            assert squeezed([what]) in text


async def test_what_is_in_flight_is_listed_as_it_waits() -> None:
    run = held()
    async with on_stage(run, WIDE) as stage:
        for _ in range(20):
            run.tell_step()
            await stage.settled()
            here = stage.state.waiting
            side = "\n".join(line.partition("│")[2].rstrip() for line in stage.text())
            assert f" in flight: {len(here.messages)}, timers: {len(here.timers)}" in side
            for message in here.messages.values():
                assert told(message)[:37] in side
            if here.next is not None:
                assert stage.shows(f" next  {told(here.next)}")


async def test_only_what_waits_is_told_while_the_run_goes_on() -> None:
    async with on_stage(playing()) as stage:
        count = len(stage.state.waiting.messages)
        assert stage.shows(f" in flight  {count} message")
        assert not stage.shows(" next ")


async def test_a_role_that_changed_is_marked() -> None:
    run = held()
    run.tell_through(RoleChanged)
    async with on_stage(run) as stage:
        assert stage.shows("◈ peer ▲")


async def test_more_news_than_fits_a_frame_is_shown_in_the_next_frames() -> None:
    files = [file(f"file{n}", 200) for n in range(3)]
    world = World(scenario(client(1, owns=files), client(2, wants=files))).run()
    assert len(world.records) > 2 * RECORDS_PER_FRAME
    run = ToldRun(world.records, speed=FULL)
    for _ in range(20):
        run.tell_share(0.3)
    run.end()
    async with on_stage(run) as stage:
        assert stage.state.events == len(world.records)
        assert "■ ENDED" in stage.title
        assert stage.shows("C2 ◆ seed")


# ---- colours ------------------------------------------------------------------------------------


def is_grey(stage: Stage) -> bool:
    """Tell whether no line has a colour."""
    colors = {
        color.triplet
        for strip in stage.strips()
        for segment in strip
        if segment.style is not None
        for color in (segment.style.color, segment.style.bgcolor)
        if color is not None
    }
    return all(triplet is None or len(set(triplet)) == 1 for triplet in colors)


async def test_without_colours_the_shapes_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    run = held()
    run.tell_through(RoleChanged)
    async with on_stage(run) as stage:
        in_colour = stage.text()
        assert not is_grey(stage)
    monkeypatch.setenv("NO_COLOR", "1")
    run = held()
    run.tell_through(RoleChanged)
    async with on_stage(run) as stage:
        assert is_grey(stage)
        assert stage.text() == in_colour


# ---- failures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owner", "name"), [(State, "fold"), (Widget, "render_line"), (Narration, "render_line")]
)
async def test_a_failure_on_the_screen_ends_it_without_a_word(
    owner: type,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("as the test wants it")

    async def watch(app: LiveScreen, run: ToldRun) -> None:
        async with app.run_test() as pilot:
            monkeypatch.setattr(owner, name, fail)
            run.tell_through(SegmentStored)
            while app.failure is None:
                await pilot.pause()

    run = playing()
    app = LiveScreen(run)
    with pytest.raises(ZeroDivisionError):
        await watch(app, run)
    assert isinstance(app.failure, ZeroDivisionError)
    assert not app._exit_renderables
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("profile", PROFILES)
async def test_the_card_tells_what_the_tracker_knows_and_who_shares_nothing(profile: str) -> None:
    here = scenario(client(1, owns=[file()]), client(2, wants=["file1"]))
    records = World(here, profile=PROFILES[profile], free_riders=(2,)).run().records
    run = ToldRun(records, facts=msgspec.structs.replace(FACTS, profile=profile))
    run.tell_start()
    async with on_stage(run) as stage:
        told = " ".join(" ".join(stage.text()).replace("│", " ").split())
        tracker = "rank 0 is the tracker: it knows who is in which swarm"
        assert tracker in told
        assert (f"{tracker}, and who holds what" in told) == (profile != "peers-then-seeds")
        assert "C2: has nothing; wants file1; shares nothing" in told


async def test_a_name_that_looks_like_markup_is_shown_as_it_is() -> None:
    odd = file("[b]x[/b]", 2)
    world = World(scenario(client(1, owns=[odd]), client(2, wants=[odd]))).run()
    run = ToldRun(world.records, facts=Facts("[red]odd", 3, "[i]", "[u]", 0))
    run.tell_start()
    async with on_stage(run) as stage:
        assert "[red]odd" in stage.title
        assert stage.shows("rank 1 is client C1: has [b]x[/b]")
        run.tell_all()
        await stage.settled()
        assert stage.shows(" [b]x[/b]  2 segments")


@pytest.mark.parametrize("lens", LENSES)
async def test_a_lens_that_is_about_to_go_is_drawn_as_things_stand(lens: str) -> None:
    run = held()
    run.tell_through(SegmentStored)
    async with on_stage(run) as stage:
        await stage.press("escape")
        for other in LENSES:
            stage.app.action_lens(lens)
            await stage.settled()
            stage.app.action_lens(other)
            run.tell_share(0.4)
            stage.app._draw()
            for widget in stage.app.screen.query(Widget):
                widget._styles_cache.clear()
            assert stage.strips()
