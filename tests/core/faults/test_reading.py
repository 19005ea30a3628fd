"""Reading faults, from a line and from a file: what each says, and what is wrong with it."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from core.errors import InputError, UsageError
from core.faults import (
    Corrupt,
    Crash,
    Cut,
    Delay,
    Deny,
    Duplicate,
    Fault,
    Lose,
    Mute,
    Overtake,
    Revive,
    Slow,
)
from core.faults.reading import EXPECTED, parse_fault, read_faults

FAULTS: list[tuple[str, str, Fault]] = [
    ("lose", 'kind = "lose"', Lose()),
    (
        "lose message=SegmentReply from=1 to=2 file=atlas nth=3",
        'kind = "lose"\nmessage = "SegmentReply"\nfrom = 1\nto = 2\nfile = "atlas"\nnth = 3',
        Lose(message="SegmentReply", source=1, to=2, file="atlas", nth=3),
    ),
    (
        "lose from=0 to=0 chance=0.25 after=1.5 before=3",
        'kind = "lose"\nfrom = 0\nto = 0\nchance = 0.25\nafter = 1.5\nbefore = 3',
        Lose(source=0, to=0, chance=0.25, since=1.5, before=3.0),
    ),
    ("lose file='two words'", 'kind = "lose"\nfile = "two words"', Lose(file="two words")),
    ("lose file=a=b", 'kind = "lose"\nfile = "a=b"', Lose(file="a=b")),
    ("delay", 'kind = "delay"', Delay(by=0.5)),
    ("delay by=2", 'kind = "delay"\nby = 2', Delay(by=2.0)),
    ("duplicate nth=1", 'kind = "duplicate"\nnth = 1', Duplicate(nth=1)),
    ("overtake by=0.1", 'kind = "overtake"\nby = 0.1', Overtake(by=0.1)),
    ("crash client=2", 'kind = "crash"\nclient = 2', Crash(client=2)),
    (
        "crash client=2 at=stored:2:atlas:5 nth=3",
        'kind = "crash"\nclient = 2\nat = "stored:2:atlas:5"\nnth = 3',
        Crash(client=2, at="stored:2:atlas:5", nth=3),
    ),
    (
        "revive client=2 at=time:4",
        'kind = "revive"\nclient = 2\nat = "time:4"',
        Revive(client=2, at="time:4"),
    ),
    (
        "revive client=2 keeps=false",
        'kind = "revive"\nclient = 2\nkeeps = false',
        Revive(client=2, keeps=False),
    ),
    (
        "slow client=1 by=0.1 for=2",
        'kind = "slow"\nclient = 1\nby = 0.1\nfor = 2',
        Slow(client=1, by=0.1, lasts=2.0),
    ),
    ("mute client=1", 'kind = "mute"\nclient = 1', Mute(client=1)),
    ("deny client=1 for=0.5", 'kind = "deny"\nclient = 1\nfor = 0.5', Deny(client=1, lasts=0.5)),
    ("corrupt client=1", 'kind = "corrupt"\nclient = 1', Corrupt(client=1)),
    ("cut", 'kind = "cut"', Cut()),
    (
        "cut at=complete for=4",
        'kind = "cut"\nat = "complete"\nfor = 4',
        Cut(at="complete", lasts=4.0),
    ),
]
"""A fault as a line, in TOML, and as it is read."""


def plan(directory: Path, text: str) -> Path:
    """Write a plan of faults; return its path."""
    path = directory / "plan.toml"
    path.write_text(text, "utf-8")
    return path


def refused(path: Path) -> list[str]:
    """Return all that is wrong with a plan; each line begins with the name of its file."""
    with pytest.raises(InputError) as told:
        read_faults(path)
    assert all(line.startswith(f"{path}: ") for line in told.value.lines)
    return [line.removeprefix(f"{path}: ") for line in told.value.lines]


def test_every_kind_of_fault_is_tried() -> None:
    assert {type(fault) for _, _, fault in FAULTS} == set(get_args(Fault))


@pytest.mark.parametrize(("line", "fault"), [(line, fault) for line, _, fault in FAULTS])
def test_a_line_stands_for_a_fault(line: str, fault: Fault) -> None:
    assert parse_fault(line) == fault


def test_a_file_lists_faults_in_their_order(tmp_path: Path) -> None:
    path = plan(tmp_path, "\n".join(f"[[fault]]\n{toml}" for _, toml, _ in FAULTS))
    assert read_faults(path) == tuple(fault for _, _, fault in FAULTS)


@pytest.mark.parametrize("fault", [fault for _, _, fault in FAULTS])
def test_a_fault_is_read_back_from_a_recording(fault: Fault) -> None:
    assert msgspec.json.decode(msgspec.json.encode(fault), type=Fault) == fault


# ---- what is wrong with a line ------------------------------------------------------------------

WRONG = [
    ("zap", "Invalid value 'zap'"),
    ("crash", "Object missing required field `client`"),
    ("crash client=0", "Expected `int` >= 1"),
    ("crash client=two", "Expected `int`, got `str`"),
    ("crash client=1.5", "Expected `int`, got `str`"),
    ("crash client=2 nth=0", "Expected `int` >= 1"),
    ("crash client=2 nth=99999999999999999999", "Expected `int` <= 1000000000"),
    ("crash client=2 for=3", "Object contains unknown field `for`"),
    ("cut client=2", "Object contains unknown field `client`"),
    ("lose client=2", "Object contains unknown field `client`"),
    ("lose source=2", "Object contains unknown field `source`"),
    ("lose from=-1", "Expected `int` >= 0"),
    ("lose chance=0", "Expected `float` > 0.0"),
    ("lose chance=1.5", "Expected `float` <= 1.0"),
    ("lose chance=nan", "Expected `float` > 0.0"),
    ("lose after=-1", "Expected `float` >= 0.0"),
    ("lose after=inf", "Expected `float` <= 1000000000.0"),
    ("delay by=0", "Expected `float` > 0.0"),
    ("delay by=inf", "Expected `float` <= 3600.0"),
    ("mute client=1 for=3601", "Expected `float` <= 3600.0"),
    ("revive client=1 keeps=perhaps", "Expected `bool`, got `str`"),
]


@pytest.mark.parametrize(("line", "why"), WRONG)
def test_a_line_that_is_no_fault_is_told_with_the_reason_and_all_that_could_be(
    line: str, why: str
) -> None:
    with pytest.raises(UsageError) as told:
        parse_fault(line)
    assert str(told.value) == f"found {line!r} ({why}); expected one of {EXPECTED}"


@pytest.mark.parametrize("line", ["", "  ", "crash client", "crash 'client=2"])
def test_what_is_not_even_words_with_values_is_told_with_all_that_could_be(line: str) -> None:
    with pytest.raises(UsageError) as told:
        parse_fault(line)
    assert str(told.value) == f"found {line!r}; expected one of {EXPECTED}"


@pytest.mark.parametrize("kind", ["Postcard", "segmentreply", ""])
def test_a_message_of_no_kind_is_told_with_all_kinds(kind: str) -> None:
    with pytest.raises(
        UsageError, match=f"found message {kind!r}; expected one of Register, Start"
    ):
        parse_fault(f"lose message={kind}")


@pytest.mark.parametrize("at", ["denail", "stored:0", "time:", "time:-1", "time:nan", "time:inf"])
def test_a_moment_that_never_comes_is_told_with_all_that_do(at: str) -> None:
    with pytest.raises(
        UsageError, match=f"at: found {at!r}; expected one of denial, .*time:SECONDS"
    ):
        parse_fault(f"crash client=2 at={at}")


# ---- what is wrong with a file ------------------------------------------------------------------


def test_all_faults_that_are_wrong_are_told_at_once(tmp_path: Path) -> None:
    faults = (
        'kind = "crash"\nclient = 2',
        'kind = "crash"\nclient = 0',
        'kind = "zap"',
        'kind = "lose"\nmessage = "Postcard"',
        'kind = "crash"\nclient = 2\nat = "denail"',
        'kind = "crash"\nclient = "2"',
        "client = 2",
    )
    wrong = refused(plan(tmp_path, "\n".join(f"[[fault]]\n{fault}" for fault in faults)))
    expected = f"expected [[fault]] with a kind, one of {EXPECTED}"
    assert [line.partition("; ")[0] for line in wrong] == [
        "found fault 2 (Expected `int` >= 1)",
        "found fault 3 (Invalid value 'zap')",
        "found fault 4 (found message 'Postcard'",
        "found fault 5 (at: found 'denail'",
        "found fault 6 (Expected `int`, got `str`)",
        "found fault 7 (Object missing required field `kind`)",
    ]
    assert all(line.endswith(expected) for line in wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "no [[fault]]"),
        ("fault = 3", "no [[fault]]"),
        ('[fault]\nkind = "lose"', "no [[fault]]"),
        ('[[faults]]\nkind = "lose"', "faults"),
        ('seed = 3\n[[fault]]\nkind = "lose"', "seed"),
        ("fault = [3]", "fault 1 (Expected `object`, got `int`)"),
        ("[[fault]", "Expected ']]' at the end of an array declaration"),
        ("kind: lose", "Expected '=' after a key in a key/value pair"),
    ],
)
def test_a_file_that_lists_no_faults_is_told(tmp_path: Path, text: str, found: str) -> None:
    [line] = refused(plan(tmp_path, text))
    assert line.startswith(f"found {found}")
    assert line.endswith(f"; expected [[fault]] with a kind, one of {EXPECTED}")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(b"\xff\xfe")
    [line] = refused(path)
    assert line.startswith("found 'utf-8' codec can't decode byte 0xff")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    [line] = refused(tmp_path / "plan.toml")
    assert line.startswith("found no such file or directory; expected [[fault]]")


def test_a_directory_is_told(tmp_path: Path) -> None:
    [line] = refused(tmp_path)
    assert line.startswith("found a directory; expected [[fault]]")


def test_an_empty_list_of_faults_is_a_plan_of_none(tmp_path: Path) -> None:
    assert read_faults(plan(tmp_path, "fault = []")) == ()
