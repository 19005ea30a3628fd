"""`bt-tui replay` from its beginning to its exit code, and the feed that a screen reads from."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from bt_tui import launch
from bt_tui.app import LiveScreen
from bt_tui.cli import main
from bt_tui.exits import ALL_DONE, USAGE
from bt_tui.replay.command import Recorded, RecordedFeed
from bt_tui.sources import Ended, Facts, News
from bt_tui.stage import WEB_DRIVER
from core.errors import InputError
from core.events import (
    AnyEvent,
    Record,
    SegmentStored,
    SwarmLearned,
    TimerCancelled,
)
from core.messages import SeedsAndPeers
from core.model import Address, download_thread
from core.runtime.pace import HELD, Mode, RunUntil
from core.timers import PatienceTimer
from core.trace import open_trace
from core.until import Condition, What
from tests.bt_tui.replay.made import recording, with_event
from tests.bt_tui.screens import story
from tests.mpi.jobs import run

ALL = 1_000_000
STRANGER = download_thread(9)
WITHOUT_MPI = """
import sys
sys.modules["mpi4py"] = None
from functools import partialmethod
from bt_tui.app import LiveScreen
from bt_tui.cli import main

async def press(pilot):
    await pilot.press("s", "n", "enter", "end", "q")

LiveScreen.run = partialmethod(LiveScreen.run, headless=True, size=(80, 24), auto_pilot=press)
sys.stdin.isatty = sys.stdout.isatty = lambda: True
sys.exit(main(["replay", sys.argv[1]]))
"""


# ---- the feed -----------------------------------------------------------------------------------


def batches(*sizes: int) -> Iterator[list[Record]]:
    """Yield batches of so many records of the story."""
    start = 0
    for size in sizes:
        yield list(story()[start : start + size])
        start += size


def test_a_feed_gives_batch_after_batch_and_then_that_this_was_all() -> None:
    feed, taken = RecordedFeed(batches(3, 4)), list[list[News]]()
    while not feed.is_empty:
        taken.append(feed.take(1))
    assert taken == [*([batch] for batch in batches(3, 4)), [Ended()]]
    assert feed.take(1) == []


@pytest.mark.parametrize(("records_max", "sizes"), [(1, [3]), (3, [3]), (4, [3, 4]), (7, [3, 4])])
def test_a_feed_gives_little_more_than_was_asked_for(records_max: int, sizes: list[int]) -> None:
    assert RecordedFeed(batches(3, 4, 5)).take(records_max) == list(batches(*sizes))


def test_a_feed_of_nothing_ends_at_once() -> None:
    assert RecordedFeed(batches()).take(ALL) == [Ended()]


def test_a_feed_raises_where_the_recording_is_wrong(tmp_path: Path) -> None:
    path = recording(tmp_path)
    path.write_bytes(path.read_bytes() + b"junk\n")
    with open_trace(path) as trace, pytest.raises(InputError, match=f":{len(story()) + 2}: found"):
        RecordedFeed(trace.batches()).take(ALL)


# ---- the source ---------------------------------------------------------------------------------


def test_a_recording_tells_what_ran_and_takes_no_wishes(tmp_path: Path) -> None:
    wish = RunUntil(Condition(What.DENIAL))
    with open_trace(recording(tmp_path), indexed=True) as trace:
        source = Recorded(trace, HELD, wish)
        assert source.facts == Facts("test", 4, "memory", "peers-then-seeds", seed=7, replayed=True)
        assert (source.replayed, source.first_mode, source.newest) == (True, Mode.HELD, "END")
        assert (source.first, source.speed) == (wish, HELD)
        source.wish(wish)
        records = source.feed.take(1)[0]
        assert isinstance(records, list)
        assert source.archive is not None
        assert source.archive.read(0, len(records)) == records


# ---- the command --------------------------------------------------------------------------------


@pytest.fixture(name="watched")
def _watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Show it on a screen in memory, to somebody who leaves when all was read."""
    run_screen = LiveScreen.run

    async def leave(pilot: Pilot[object]) -> None:
        app = pilot.app
        assert isinstance(app, LiveScreen)
        while not app.controls.ended and app.failure is None:
            await asyncio.sleep(0)
        app.action_leave()

    def run_in_memory(self: LiveScreen) -> None:
        run_screen(self, headless=True, size=(80, 24), auto_pilot=leave)

    monkeypatch.setattr(LiveScreen, "run", run_in_memory)
    monkeypatch.setenv(WEB_DRIVER, "")


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("words", [[], ["--speed", "max"], ["--until", "denial"]])
@pytest.mark.parametrize("name", ["run.jsonl", "run.jsonl.gz"])
def test_a_recording_is_shown_and_left(
    tmp_path: Path, name: str, words: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(recording(tmp_path, name=name)), *words]) == ALL_DONE
    assert capfd.readouterr().err == ""


@pytest.mark.usefixtures("watched")
def test_a_recording_that_was_cut_off_is_shown_as_far_as_it_goes_and_said_to_be(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path)
    path.write_bytes(path.read_bytes()[:-30])
    assert main(["replay", str(path)]) == ALL_DONE
    assert capfd.readouterr().err == f"bt-tui: {path}: cut off after line {len(story())}\n"


IMPOSSIBLE: list[tuple[Address, AnyEvent]] = [
    (download_thread(2), TimerCancelled(PatienceTimer())),
    (STRANGER, SegmentStored("file1", 0, source=1, held=1)),
    (download_thread(2), SegmentStored("file1", 99, source=1, held=1)),
    (download_thread(2), SegmentStored("no such file", 0, source=1, held=1)),
    (download_thread(2), SwarmLearned("no such file", 3, SeedsAndPeers((1,), ()))),
]


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("place", [1, 200, len(story())])
@pytest.mark.parametrize(("at", "event"), IMPOSSIBLE)
def test_an_event_that_cannot_follow_is_one_line_with_its_place_and_code_2(
    tmp_path: Path, at: Address, event: AnyEvent, place: int, capfd: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path, with_event(place, at, event))
    assert main(["replay", str(path)]) == USAGE
    printed = capfd.readouterr()
    found = "an event that cannot follow from those before it"
    line = place + 2  # a header comes first, and lines count from 1
    assert printed.err == f"bt-tui: {path}:{line}: found {found}; expected a recording of a run\n"


@pytest.mark.usefixtures("watched")
def test_a_line_that_is_no_event_is_one_line_with_its_place_and_code_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path)
    path.write_bytes(path.read_bytes() + b"{}\n")
    assert main(["replay", str(path)]) == USAGE
    [told] = capfd.readouterr().err.splitlines()
    assert told.startswith(f"bt-tui: {path}:{len(story()) + 2}: found something else (")


@pytest.mark.usefixtures("watched")
def test_what_is_no_recording_is_one_line_and_code_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").write_text("junk")
    for path in (tmp_path / "run", tmp_path, tmp_path / "no"):
        assert main(["replay", str(path)]) == USAGE
        [told] = capfd.readouterr().err.splitlines()
        assert told.startswith(f"bt-tui: {path}")


@pytest.mark.usefixtures("watched")
def test_what_fails_on_the_screen_is_not_blamed_on_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise KeyError("a bug")

    monkeypatch.setattr("bt_tui.widgets.load.Load.show", fail)
    with pytest.raises(KeyError, match="a bug"):
        main(["replay", str(recording(tmp_path))])


def test_without_a_terminal_it_says_what_needs_none(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(recording(tmp_path))]) == USAGE
    assert capfd.readouterr() == (
        "",
        "bt-tui: found no terminal; expected one, or for its text: bt-tui show FILE\n",
    )


@pytest.mark.usefixtures("watched")
@pytest.mark.parametrize("rank", ["0", "1"])
def test_under_mpirun_it_says_once_how_to_start_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], rank: str
) -> None:
    monkeypatch.setenv("PMI_RANK", rank)
    assert launch.is_launched()
    code = main(["replay", str(recording(tmp_path))])
    told = "bt-tui: found mpirun; expected a replay without it: bt-tui replay FILE\n"
    assert capfd.readouterr().err == (told if rank == "0" else "")
    assert code == (USAGE if rank == "0" else ALL_DONE)


def test_it_needs_no_mpi(tmp_path: Path) -> None:
    done = run([sys.executable, "-c", WITHOUT_MPI, str(recording(tmp_path))], tmp_path)
    assert (done.code, done.err) == (ALL_DONE, "")
