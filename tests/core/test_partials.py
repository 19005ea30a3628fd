"""Reading what an earlier run left of files that it did not complete."""

from pathlib import Path

import pytest

from core.errors import InputError, Problem
from core.inputs import partial_name
from core.model import NOT_HELD, Manifest
from core.partials import foreign_parts, parse_partial, read_partials
from tests.worlds import client, file, part

ATLAS = file("atlas", 3)


def text_of(manifest: Manifest) -> bytes:
    return "".join(f"{line}\n" for line in manifest.hashes).encode()


def problems_of(data: bytes) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        parse_partial(data, "atlas", "here")
    return list(caught.value.problems)


def keep(directory: Path, rank: int, manifest: Manifest) -> Path:
    """Let an earlier run of client `rank` have left this; return where it is."""
    path = directory / partial_name(rank, manifest.name)
    path.write_bytes(text_of(manifest))
    return path


def test_a_part_has_a_hash_or_a_dash_a_line() -> None:
    left = part(ATLAS, 0, 2)
    assert parse_partial(text_of(left), "atlas", "here") == left


def test_white_space_around_lines_and_a_last_line_without_a_newline_are_harmless() -> None:
    left = part(ATLAS, 1)
    text = "\r\n".join(f" {line}\t" for line in left.hashes)
    assert parse_partial(text.encode(), "atlas", "here") == left


def test_every_line_that_is_neither_is_told() -> None:
    assert problems_of(b"abc\n-\n\n--\n") == [
        Problem("here", line, found, "a hash of 32 characters for atlas, or - where it is not held")
        for line, found in [
            (1, "'abc' of 3 characters"),
            (3, "'' of 0 characters"),
            (4, "'--' of 2 characters"),
        ]
    ]


def test_bytes_that_are_no_text_are_told_and_not_a_crash() -> None:
    (problem,) = problems_of(b"\xff" * 32 + b"\n")
    assert problem.line == 1
    assert problem.found == "'" + "\\ufffd" * 32 + "'"
    assert problem.expected.startswith("a hash of visible ASCII characters for atlas")


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_an_empty_file_says_nothing(data: bytes) -> None:
    assert problems_of(data) == [Problem("here", 1, "nothing", "a line for each segment of atlas")]


def test_only_what_a_client_lacks_is_looked_for(tmp_path: Path) -> None:
    keep(tmp_path, 1, part(ATLAS, 0))
    keep(tmp_path, 2, part(file("poem", 2), 1))
    me = client(1, owns=[file("own")], wants=["own", "atlas", "poem"])
    keep(tmp_path, 1, part(file("own"), 0))
    assert read_partials(tmp_path, me) == (part(ATLAS, 0),)


def test_a_part_with_nothing_held_is_none(tmp_path: Path) -> None:
    keep(tmp_path, 1, part(ATLAS))
    assert read_partials(tmp_path, client(1, wants=["atlas"])) == ()


def test_the_problems_of_all_parts_come_together(tmp_path: Path) -> None:
    (tmp_path / "client1_atlas.partial").write_text("abc\n")
    (tmp_path / "client1_poem.partial").mkdir()
    with pytest.raises(InputError) as caught:
        read_partials(tmp_path, client(1, wants=["atlas", "poem"]))
    first, second = caught.value.lines
    assert "client1_atlas.partial:1: found 'abc' of 3 characters" in first
    assert second.endswith(
        "client1_poem.partial: found a directory; expected what an earlier run left of poem"
    )


# ---- held against what others have --------------------------------------------------------------

OTHER_HASH = "x" * 32


def foreign(*parts: tuple[int, Manifest], owned: Manifest | None = ATLAS) -> list[str]:
    """Return what is wrong with these parts, which lie in "out", of clients that do not own it."""
    clients = [client(1, owns=[] if owned is None else [owned])]
    for rank, left in parts:
        clients.append(client(rank, wants=[left.name], left=[left]))
    return [str(problem) for problem in foreign_parts(clients, Path("out"))]


def test_a_part_of_what_the_owners_have_is_right() -> None:
    assert foreign((2, part(ATLAS, 0, 1)), (3, part(ATLAS, 2))) == []


def test_a_part_with_another_hash_names_the_line() -> None:
    left = Manifest("atlas", (NOT_HELD, OTHER_HASH, NOT_HELD))
    assert foreign((2, left)) == [
        f"out/client2_atlas.partial:2: found {OTHER_HASH}; expected {ATLAS.hashes[1]} as segment 2"
        " of atlas, as in in1.txt, or no client2_atlas.partial"
    ]


def test_a_part_with_more_segments_is_of_another_file() -> None:
    assert foreign((2, part(file("atlas", 4), 0))) == [
        "out/client2_atlas.partial: found 4 segments; expected 3 segments of atlas, as in in1.txt,"
        " or no client2_atlas.partial"
    ]


def test_where_nobody_owns_the_file_parts_are_held_against_each_other() -> None:
    left = part(file("atlas", 4), 3)
    assert foreign((2, part(ATLAS, 0)), (3, part(ATLAS, 1)), owned=None) == []
    (problem,) = foreign((2, part(ATLAS, 0)), (3, left), owned=None)
    assert problem.startswith("out/client3_atlas.partial: found 4 segments; expected 3 segments")
    assert "as in client2_atlas.partial" in problem
