"""`bt-tui check`: what came of each rule, and which event broke it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from bt_tui.cli import main
from bt_tui.exits import ALL_DONE, NOT_DONE, USAGE
from bt_tui.history import History
from core.events import Record, SegmentStored
from core.profiles import PROFILES
from tests.bt_tui.replay.made import CLASSROOM, recording, with_event
from tests.bt_tui.screens import sad_story, story
from tests.core.trace.made import HEADER, of_a_run, write
from tests.mpi.jobs import ENVIRONMENT

MISSING = ("mpi4py", "textual", "rich", "asyncio", "platformdirs")
WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({MISSING}))
from bt_tui.cli import main
sys.exit(main(["check", sys.argv[1]]))
"""
LINE = re.compile(
    r"^[✓✗·] (?P<verdict>holds|broken|undecided) +(?P<name>[a-z-]+)  +(?P<rule>[A-Z].*)$"
)


def checked(capfd: pytest.CaptureFixture[str], *words: str, code: int = ALL_DONE) -> list[str]:
    """Return the lines that are printed."""
    assert main(["check", *words]) == code
    printed = capfd.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


def stored_twice() -> list[Record]:
    """Return the story of the classroom, in which one segment is stored a second time."""
    place, first = next(
        (n, one) for n, one in enumerate(story()) if isinstance(one.event, SegmentStored)
    )
    return with_event(place + 1, first.at, first.event)


def place_of_second() -> int:
    """Return the number of the event that is one too many."""
    return 2 + next(n for n, one in enumerate(story()) if isinstance(one.event, SegmentStored))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_run_that_keeps_to_the_rules_is_said_to(
    profile: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    header = msgspec.structs.replace(HEADER, profile=profile)
    path = write(tmp_path / "run.jsonl.gz", of_a_run(profile), header=header)
    *lines, last = checked(capfd, str(path))
    found = [LINE.match(line) for line in lines]
    assert all(found)
    verdicts = {one["name"]: one["verdict"] for one in found if one is not None}
    assert verdicts["serves-what-is-held"] == "holds"
    assert "broken" not in verdicts.values()
    assert last.startswith("0 broken, ")
    assert last.endswith(f"; {len(of_a_run(profile))} events were judged")


def test_a_broken_rule_comes_first_with_the_event_its_step_and_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path, stored_twice())
    first, event, words, *_ = checked(capfd, str(path), code=NOT_DONE)
    assert first.startswith("✗ broken     stores-once ")
    history, number = History(), place_of_second()
    history.take(stored_twice()[:number])
    assert event.startswith(f"  event {number}, in step {history.steps}: C")
    assert re.fullmatch(r"  found segment \d+ of file\d held; expected it missing", words)


def test_in_a_run_with_trouble_the_rules_of_faultless_runs_are_not_decided(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    *lines, last = checked(capfd, str(recording(tmp_path, sad_story())))
    assert last.startswith("rules of faultless runs were not held against it: C")
    assert any(line.startswith("· undecided  few-messages ") for line in lines)


def test_all_of_it_is_there_for_programs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (line,) = checked(capfd, str(recording(tmp_path, stored_twice())), "--json", code=NOT_DONE)
    told = json.loads(line)
    assert (told["events"], told["faultless"]) == (len(stored_twice()), True)
    assert told["broken"] == sum(one["verdict"] == "broken" for one in told["checks"])
    first = told["checks"][0]
    assert (first["name"], first["event"]) == ("stores-once", place_of_second())
    assert {one["event"] for one in told["checks"] if one["verdict"] != "broken"} == {None}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_recording_that_was_cut_off_breaks_no_rule_and_says_where_it_ends(
    share: float, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = recording(tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: data.index(b"\n", int(share * len(data))) - 5])
    assert main(["check", str(path)]) == ALL_DONE
    printed = capfd.readouterr()
    assert printed.err.startswith(f"bt-tui: {path}: cut off after line ")
    assert "\n0 broken, " in printed.out


def test_what_is_no_recording_is_one_line_and_code_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").write_text("junk")
    for path in (tmp_path / "run", tmp_path, tmp_path / "no"):
        assert main(["check", str(path)]) == USAGE
        printed = capfd.readouterr()
        assert (printed.out, printed.err.count("\n")) == ("", 1)
        assert printed.err.startswith(f"bt-tui: {path}")


def test_a_profile_that_nobody_knows_has_no_rules(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    header = msgspec.structs.replace(CLASSROOM, profile="mine")
    path = write(tmp_path / "run", list(story()), header=header)
    assert main(["check", str(path)]) == USAGE
    told = f"bt-tui: {path}:1: found the profile 'mine'; expected one of peers-then-seeds, "
    assert capfd.readouterr().err.startswith(told)


def test_it_needs_neither_mpi_nor_a_screen(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WITHOUT, str(recording(tmp_path))]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (ALL_DONE, "")
    assert "\n0 broken, " in done.stdout


def test_only_rank_0_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PMI_RANK", "1")
    assert main(["check", str(recording(tmp_path))]) == ALL_DONE
    assert capfd.readouterr() == ("", "")
