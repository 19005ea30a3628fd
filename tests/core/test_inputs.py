"""Reading `in<R>.txt`, and finding everything wrong with it."""

from pathlib import Path

import pytest

from core.errors import InputError
from core.inputs import (
    NAME_BYTES_MAX,
    input_name,
    input_ranks,
    output_name,
    parse_input,
    read_input,
)
from core.model import HASH_LENGTH, ClientInput, Manifest

A, B, C = "a" * HASH_LENGTH, "b" * HASH_LENGTH, "c" * HASH_LENGTH
GOOD = f"2\nfile1 2\n{A}\n{B}\nfile2 1\n{C}\n2\nfile3\nfile4\n"
PARSED = ClientInput(
    1, (Manifest("file1", (A, B)), Manifest("file2", (C,))), ("file3", "file4"), (2, 5)
)


def parsed(text: str) -> ClientInput:
    return parse_input(text.encode(), 1, "in1.txt")


def problems(text: str | bytes) -> list[str]:
    """Return what is wrong with an input, one problem a line."""
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputError) as caught:
        parse_input(data, 1, "in1.txt")
    return str(caught.value).splitlines()


# ---- what is legal ------------------------------------------------------------------------------


def test_an_input_says_what_is_owned_and_what_is_wanted() -> None:
    assert parsed(GOOD) == PARSED


@pytest.mark.parametrize(
    "text",
    [
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "  \t\n  "),
        GOOD + "\n\n  \n",
        GOOD.replace("file1 2", "file1 \t  2"),
        GOOD.replace("2\nfile1", "02\nfile1"),
        "\ufeff" + GOOD,
    ],
    ids=[
        "no final newline",
        "CRLF",
        "white space around lines",
        "blank lines at the end",
        "white space in a line",
        "a count with a leading zero",
        "a byte order mark",
    ],
)
def test_harmless_oddities_do_not_matter(text: str) -> None:
    assert parsed(text) == PARSED


def test_blank_lines_do_not_matter_but_count_as_lines() -> None:
    double = parsed(GOOD.replace("\n", "\n\n"))
    assert (double.owned, double.wanted) == (PARSED.owned, PARSED.wanted)
    assert double.lines == (3, 9)


def test_both_lists_may_be_empty() -> None:
    assert parsed("0\n0\n") == ClientInput(1)


def test_a_file_may_have_no_segments() -> None:
    assert parsed("1\nfile1 0\n0\n").owned == (Manifest("file1", ()),)


def test_the_same_hash_may_stand_at_several_places() -> None:
    assert parsed(f"1\nfile1 2\n{A}\n{A}\n0\n").owned == (Manifest("file1", (A, A)),)


def test_what_is_owned_may_be_wanted_as_well() -> None:
    assert parsed(f"1\nfile1 1\n{A}\n1\nfile1\n").wanted == ("file1",)


@pytest.mark.parametrize("name", ["fișier", "日本", "-rf", ".hidden", "7", "n" * NAME_BYTES_MAX])
def test_a_name_may_be_of_any_visible_characters(name: str) -> None:
    assert parsed(f"0\n1\n{name}\n").wanted == (name,)


def test_a_hash_may_be_of_any_visible_ascii_characters() -> None:
    odd = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
    assert parsed(f"1\nfile1 1\n{odd}\n0\n").owned[0].hashes == (odd,)


# ---- what is not --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "\n", " \r\n\n"])
def test_an_empty_input_is_a_problem(text: str) -> None:
    assert problems(text) == ["in1.txt:1: found nothing; expected the number of files owned"]


@pytest.mark.parametrize("count", ["-1", "two", "1.0", "+1", "1 2", "٣", "1e3"])
def test_a_count_that_is_none_is_a_problem(count: str) -> None:
    (problem,) = problems(f"{count}\n0\n")
    assert problem.startswith("in1.txt:1: found ")
    assert problem.endswith("expected the number of files owned, 0 or more")


@pytest.mark.parametrize("count", ["-1", "x", "1.5"])
def test_a_number_of_segments_that_is_none_is_a_problem(count: str) -> None:
    (problem,) = problems(f"1\nfile1 {count}\n0\n")
    assert problem.startswith(f"in1.txt:2: found '{count}'; expected the number of segments of")


@pytest.mark.parametrize("count", ["-1", "x", "9"])
def test_a_number_of_wanted_files_that_is_none_is_a_problem(count: str) -> None:
    (problem,) = problems(f"0\n{count}\nfile1\n")
    assert problem.startswith("in1.txt:2: found ")
    assert "the number of files wanted" in problem


@pytest.mark.parametrize("count", ["3", "1" + "0" * 17, "9" * 19, "9" * 5000])
def test_a_huge_count_is_told_without_trying_to_read_so_much(count: str) -> None:
    (problem,) = problems(f"1\nfile1 {count}\n{A}\n0\n")
    assert problem.startswith("in1.txt:2: found '")
    assert problem.endswith(
        "expected the number of segments of file1, at most 2, as no more lines follow"
    )
    assert len(problem) < 200


@pytest.mark.parametrize("lines", range(GOOD.count("\n")))
def test_a_truncated_input_is_a_problem_wherever_it_ends(lines: int) -> None:
    kept = GOOD.splitlines(keepends=True)[:lines]
    assert all("expected" in problem for problem in problems("".join(kept)))


def test_a_truncated_input_says_after_which_line_what_was_missing() -> None:
    assert problems(f"1\nfile1 1\n{A}\n") == [
        "in1.txt:3: found the end of the file; expected the number of files wanted"
    ]


@pytest.mark.parametrize("line", ["file1", "3"])
def test_an_owned_file_without_a_number_of_segments_is_a_problem(line: str) -> None:
    (problem,) = problems(f"1\n{line}\n0\n")
    assert f"'{line}'; expected a file name and its number of segments" in problem


@pytest.mark.parametrize("length", [1, HASH_LENGTH - 1, HASH_LENGTH + 1, 5000])
def test_a_hash_of_the_wrong_length_is_a_problem(length: int) -> None:
    (problem,) = problems(f"1\nfile1 1\n{'a' * length}\n0\n")
    assert f"of {length} characters; expected a hash of 32 characters for file1" in problem
    assert len(problem) < 200


@pytest.mark.parametrize("character", [" ", "\t", "\x00", "\x7f", "é", "字"])
def test_a_hash_of_other_than_visible_ascii_is_a_problem(character: str) -> None:
    (problem,) = problems(f"1\nfile1 1\naaaa{character}{'a' * (HASH_LENGTH - 5)}\n0\n")
    assert problem.startswith("in1.txt:3: found ")
    assert problem.isascii()
    assert "expected a hash of visible ASCII characters" in problem


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/b", "..", ".", "a\\b"])
@pytest.mark.parametrize("text", ["1\n{} 0\n0\n", "0\n1\n{}\n"], ids=["owned", "wanted"])
def test_a_name_with_a_path_in_it_is_a_problem(text: str, name: str) -> None:
    (problem,) = problems(text.format(name))
    assert "expected a file name without a path in it" in problem


@pytest.mark.parametrize("name", ["my file", "a\x00b", "a\x1bb", "a\u200bb"])
@pytest.mark.parametrize("text", ["1\n{} 0\n0\n", "0\n1\n{}\n"], ids=["owned", "wanted"])
def test_a_name_of_invisible_characters_is_a_problem(text: str, name: str) -> None:
    (problem,) = problems(text.format(name))
    assert "expected a file name of visible characters, without white space" in problem


@pytest.mark.parametrize("name", ["n" * (NAME_BYTES_MAX + 1), "字" * 67])
def test_a_name_too_long_for_a_file_system_is_a_problem(name: str) -> None:
    (problem,) = problems(f"0\n1\n{name}\n")
    assert "expected a file name of at most 200 bytes" in problem


def test_a_file_owned_twice_is_a_problem() -> None:
    assert problems(f"2\nfile1 1\n{A}\nfile1 1\n{A}\n0\n") == [
        "in1.txt:4: found 'file1' a second time; expected each file once: see line 2"
    ]


def test_a_file_wanted_twice_is_a_problem() -> None:
    assert problems("0\n3\nfile1\nfile2\nfile1\n") == [
        "in1.txt:5: found 'file1' a second time; expected each file once: see line 3"
    ]


def test_extra_lines_are_a_problem() -> None:
    assert problems(GOOD + "file5\nfile6\n") == [
        "in1.txt:10: found 'file5'; expected the end of the file"
    ]


def test_bytes_that_are_not_utf_8_are_a_problem_with_their_line() -> None:
    assert problems(b"0\n1\nfi\xffle\n") == [
        "in1.txt:3: found byte 0xff, which is not UTF-8; expected UTF-8 text"
    ]


def test_a_bad_byte_after_a_byte_order_mark_is_named_with_its_line() -> None:
    assert problems(b"\xef\xbb\xbf0\n1\nfi\xffle\n") == [
        "in1.txt:3: found byte 0xff, which is not UTF-8; expected UTF-8 text"
    ]


def test_all_problems_of_an_input_are_told_at_once() -> None:
    text = f"2\nfile1 2\nshort\n{A}\na/b 1\n{'é' * HASH_LENGTH}\n2\nfile3\nfile3\nextra\n"
    assert [problem.split(":")[1] for problem in problems(text)] == ["3", "5", "6", "9", "10"]


# ---- files and directories ----------------------------------------------------------------------


def test_the_input_of_a_client_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "in1.txt").write_text(GOOD)
    assert read_input(tmp_path, 1) == PARSED


def test_a_missing_input_is_a_problem_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"in3\.txt: found no such file.*the input of client 3"):
        read_input(tmp_path, 3)


def test_a_directory_in_place_of_an_input_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "in1.txt").mkdir()
    with pytest.raises(InputError, match=r"in1\.txt: found a directory"):
        read_input(tmp_path, 1)


def test_a_problem_names_the_path_of_the_input(tmp_path: Path) -> None:
    path = tmp_path / "in1.txt"
    path.touch()
    with pytest.raises(InputError) as caught:
        read_input(tmp_path, 1)
    assert [problem.path for problem in caught.value.problems] == [str(path)]


def test_the_ranks_of_a_directory_are_those_that_have_an_input(tmp_path: Path) -> None:
    names = [
        "in10.txt",
        "in2.txt",
        "in1.txt",
        "in0.txt",
        "in01.txt",
        "in1.txt~",
        "xin3.txt",
        "in.txt",
    ]
    for name in names:
        (tmp_path / name).touch()
    assert input_ranks(tmp_path) == (1, 2, 10)


def test_inputs_and_outputs_are_named_by_rank() -> None:
    assert (input_name(12), output_name(12, "file3")) == ("in12.txt", "client12_file3")
