"""`bt-tui show`: the narration of a recording, a line for each sentence."""

import io
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from bt_tui.cli import main
from bt_tui.exits import ALL_DONE, NOT_DONE, USAGE
from bt_tui.history import History
from core.events import FileCompleted, Record, TimerFired
from core.model import download_thread
from core.narration import narrate, plain
from core.narration.kinds import MEANINGS
from core.steps import Steps
from core.timers import PatienceTimer
from tests.bt_tui.screens import chosen_story, classroom
from tests.core.trace.made import HEADER, of_a_run, write
from tests.mpi.jobs import ENVIRONMENT
from tests.worlds import client, file, scenario

LINE = re.compile(r"^ *(?P<step>\d+) +(?P<time>\d+\.\d{3})  (?P<sentence>\S.*)$")
MISSING = ("mpi4py", "textual", "rich", "asyncio", "platformdirs")
WITHOUT = f"""
import sys
sys.modules.update(dict.fromkeys({MISSING}))
from bt_tui.cli import main
sys.exit(main(["show", sys.argv[1]]))
"""


@pytest.fixture(name="recording")
def path_of_a_recording(tmp_path: Path) -> Path:
    files = [file("file1", 120)]
    clients = (client(1, owns=files), client(2, wants=files), client(3, wants=files))
    header = msgspec.structs.replace(HEADER, scenario=scenario(*clients))
    return write(tmp_path / "run.jsonl.gz", of_a_run(), header=header)


def shown(capfd: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return the lines that are printed."""
    assert main(["show", *words]) == ALL_DONE
    printed = capfd.readouterr()
    assert printed.err == ""
    return printed.out.splitlines()


def parts(lines: list[str]) -> list[tuple[int, str, str]]:
    found = [LINE.match(line) for line in lines]
    return [(int(one["step"]), one["time"], one["sentence"]) for one in found if one is not None]


def test_every_sentence_is_told_with_its_step_and_time(
    recording: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    step, expected, steps = 0, [], Steps()
    for record in of_a_run():
        step += steps.begins_with(record.event)
        if (sentence := narrate(record)) is not None:
            expected.append((step, f"{record.time:.3f}", plain(sentence)))
    assert parts(shown(capfd, str(recording))) == expected
    assert step > 100


def test_steps_are_numbered_as_on_the_screen_where_some_were_chosen_by_hand(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    header = msgspec.structs.replace(HEADER, scenario=classroom())
    path = write(tmp_path / "run", list(chosen_story()), header=header)
    here = History()
    here.take(chosen_story())
    lines = [here.line(number) for number in range(here.sentences)]
    told = [(step, sentence) for step, _, sentence in parts(shown(capfd, str(path)))]
    assert told == [(line.step, plain(line.sentence)) for line in lines]
    assert any(sentence.startswith("by hand ") for _, sentence in told)


def test_filters_choose_lines_and_change_none_of_them(
    recording: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    everything = shown(capfd, str(recording))
    some = shown(capfd, str(recording), "--rank", "2", "--rank", "3", "--kind", "roles")
    assert len(some) == 4
    assert all(line in everything for line in some)
    for line in some:
        assert re.search(r"  C[23]  is now a (peer|seed) of file1, no longer a ", line)
    assert shown(capfd, str(recording), "--file", "file1", "--kind", "files")


def test_the_kinds_share_all_lines_among_them(
    recording: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    everything = shown(capfd, str(recording))
    apart = [shown(capfd, str(recording), "--kind", kind) for kind in MEANINGS]
    assert sorted(chain.from_iterable(apart)) == sorted(everything)


def test_a_recording_may_come_through_standard_input(
    recording: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Input:
        buffer = io.BufferedReader(io.FileIO(recording, "rb"))

    everything = shown(capfd, str(recording))
    monkeypatch.setattr(sys, "stdin", Input)
    assert shown(capfd, "-") == everything


def test_one_that_was_cut_off_is_told_as_far_as_it_goes_and_said_to_be(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "run", of_a_run())
    path.write_bytes(path.read_bytes()[:-30])
    assert main(["show", str(path)]) == ALL_DONE
    printed = capfd.readouterr()
    assert printed.err == f"bt-tui: {path}: cut off after line {len(of_a_run())}\n"
    assert printed.out


def test_what_is_no_recording_is_one_line_and_code_2(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").write_text("junk")
    for words in ([str(tmp_path / "run")], [str(tmp_path)], [str(tmp_path / "no")]):
        assert main(["show", *words]) == USAGE
        printed = capfd.readouterr()
        assert printed.out == ""
        assert printed.err.startswith(f"bt-tui: {words[0]}")
        assert printed.err.count("\n") == 1


def test_a_choice_of_what_there_is_not_is_one_line_and_code_2(
    recording: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", str(recording), "--rank", "7"]) == USAGE
    assert main(["show", str(recording), "--file", "nope"]) == USAGE
    assert capfd.readouterr().err.splitlines() == [
        "bt-tui: --rank: found 7; expected a rank of test, from 0 to 3",
        "bt-tui: --file: found 'nope'; expected a file of test: file1",
    ]


def test_a_name_cannot_move_the_cursor_or_begin_a_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    name = "a\x1b[2J\n\u202etlas"
    done = Record(download_thread(1), 1, 1, 0.5, FileCompleted(name, 1))
    (line,) = shown(capfd, str(write(tmp_path / "run", [done])))
    assert line == r"     0      0.500  C1  has all of a\x1b[2J\n\u202etlas: 1 segment"


def test_a_recording_of_nothing_tells_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    silent = Record(download_thread(1), 1, 1, 0.0, TimerFired(PatienceTimer()))
    assert shown(capfd, str(write(tmp_path / "run"))) == []
    assert len(shown(capfd, str(write(tmp_path / "run", [silent])))) == 1


def test_it_needs_neither_mpi_nor_a_screen(recording: Path) -> None:
    command = [sys.executable, "-c", WITHOUT, str(recording)]
    done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False)
    assert (done.returncode, done.stderr) == (ALL_DONE, "")
    assert parts(done.stdout.splitlines())


def test_who_has_read_enough_may_leave(recording: Path) -> None:
    command = [sys.executable, "-m", "bt_tui", "show", str(recording)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == NOT_DONE


def test_only_rank_0_tells_it(
    recording: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PMI_RANK", "1")
    assert main(["show", str(recording)]) == ALL_DONE
    assert capfd.readouterr() == ("", "")
