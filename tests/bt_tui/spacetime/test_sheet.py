"""The sheet: what numbers the lines, what stands above them, and what they are about."""

import pytest

from bt_tui.spacetime.points import KINDS
from bt_tui.spacetime.shapes import GAP
from bt_tui.spacetime.telling import label, words
from core.events import MessageSent, Record
from core.model import TRACKER, Address, download_thread
from core.sim.world import World
from core.steps import BEGINNINGS
from tests.bt_tui.screens import story
from tests.bt_tui.spacetime.scenes import faulty, history_of, sheet_of, text
from tests.worlds import client, file, scenario

TOLD = story()


def numbers(lines: list[str]) -> list[int]:
    """Return the number of each line; where none stands, it is that of the line above."""
    found: list[int] = []
    for line in lines[:-1]:
        found.append(int(line[1:6]) if line[1:6].strip() else found[-1])
    return found


def test_lines_are_numbered_by_their_steps() -> None:
    sheet, history = sheet_of(TOLD), history_of(TOLD)
    steps = [history.step_at(number + 1) for number in sheet.points.record]
    assert numbers(text(sheet)) == steps
    assert sum(type(one.event) in BEGINNINGS for one in TOLD) == steps[-1]
    assert sheet.heading()[0][0] == "  step "


def test_or_by_their_stamps() -> None:
    sheet = sheet_of(TOLD)
    sheet.is_stamped = True
    assert numbers(text(sheet)) == [TOLD[number].lamport for number in sheet.points.record]
    assert sheet.heading()[0][0] == " stamp "


def test_or_by_their_layers() -> None:
    sheet = sheet_of(TOLD)
    sheet.is_layered = True
    sheet.look_at(len(TOLD), 100)
    found = numbers(text(sheet))
    assert found == sorted(found)
    assert set(found) == set(range(1, found[-1] + 1))
    assert sheet.heading()[0][0] == " layer "


def heading(sheet_width: int, clients: int) -> str:
    one = file("f", 2)
    here = scenario(client(1, owns=[one]), *(client(n, wants=[one]) for n in range(2, clients + 1)))
    sheet = sheet_of(World(here).run().records, width=sheet_width)
    return "".join(text for text, _ in sheet.heading())


def test_the_name_of_each_thread_stands_above_its_line() -> None:
    assert heading(79, 3).split() == ["step", "tracker", "C1↓", "C1↑", "C2↓", "C2↑", "C3↓", "C3↑"]
    assert GAP not in heading(79, 3)


def test_it_says_how_many_threads_have_no_room() -> None:
    told = heading(79, 64)
    assert told.split()[:3] == ["step", "tracker", "C1↓"]
    assert told.count("C") == 6
    assert f"{GAP} 122 more threads: h l" in told


def test_who_is_told_where_not_both_ends_have_room() -> None:
    narrow, wide = sheet_of(TOLD, width=40), sheet_of(TOLD, width=100)
    sendings = [one for one in TOLD if isinstance(one.event, MessageSent)]
    assert not any(f"{one.at} → " in line for line in text(wide) for one in sendings)
    told = [line for line in text(narrow) if " → " in line]
    assert any("C3↓ → C1↑ a request for file1 #1" in line for line in told)
    assert not any("tracker → C1↓" in line for line in told)


def test_a_vector_clock_stands_below_the_names() -> None:
    sheet = sheet_of(TOLD)
    clock: dict[Address, int] = {TRACKER: 12, download_thread(2): 345}
    names = "".join(text for text, _ in sheet.heading())
    told = "".join(text for text, _ in sheet.clock(clock))
    assert told.split() == ["12", "0", "0", "345", "0", "0", "0"]
    assert told.index("345") == names.index("C2↓")


@pytest.mark.parametrize("told", [TOLD, tuple(faulty())], ids=["well", "badly"])
def test_everything_has_words(told: tuple[Record, ...]) -> None:
    for record in told:
        if type(record.event) in KINDS:
            name = type(record.event).__name__
            assert label(record)
            assert name not in label(record)
            assert name not in words(record)
            assert str(record.at).rstrip("↓↑") in words(record)


def test_words_are_those_of_the_narration_where_it_has_some() -> None:
    told = [words(one) for one in TOLD if isinstance(one.event, MessageSent)]
    assert told[0].endswith("registers what it owns")
    assert any(one.startswith("C3↓ sends a request for file1 #1 to C1↑") for one in told)
