"""One file with two contents at two owners."""

from pathlib import Path

from core.inputs import contradictions, parse_input
from core.model import HASH_LENGTH, ClientInput, Manifest
from tests.worlds import client

DIRECTORY = Path("d")
A, B, C = "a" * HASH_LENGTH, "b" * HASH_LENGTH, "c" * HASH_LENGTH


def owner(rank: int, *files: Manifest) -> ClientInput:
    return client(rank, owns=files)


def test_two_owners_of_the_same_content_agree() -> None:
    assert (
        contradictions(
            [owner(1, Manifest("f", (A, B))), owner(2, Manifest("f", (A, B)))], DIRECTORY
        )
        == ()
    )


def test_another_number_of_segments_is_a_contradiction() -> None:
    first = parse_input(f"1\nf 1\n{A}\n0\n".encode(), 1, "in1.txt")
    second = parse_input(f"1\n\nf 2\n{A}\n{B}\n0\n".encode(), 2, "in2.txt")
    (problem,) = contradictions([first, second], DIRECTORY)
    assert (
        str(problem) == "d/in2.txt:3: found 2 segments of f; expected 1 segment of f, as in in1.txt"
    )


def test_another_hash_is_a_contradiction_that_names_the_first_segment() -> None:
    clients = [owner(1, Manifest("f", (A, B, B))), owner(2, Manifest("f", (A, C, C)))]
    (problem,) = contradictions(clients, DIRECTORY)
    assert problem.found == f"{C} as segment 2 of f"
    assert problem.expected == f"{B} as segment 2 of f, as in in1.txt"


def test_every_owner_that_contradicts_the_first_is_named() -> None:
    clients = [owner(rank, Manifest("f", (one,))) for rank, one in enumerate((A, B, A, C), 1)]
    assert [problem.path for problem in contradictions(clients, DIRECTORY)] == [
        "d/in2.txt",
        "d/in4.txt",
    ]
