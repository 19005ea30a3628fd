"""What an earlier run left of a real file, where it cannot be that."""

from pathlib import Path

import pytest

from core.errors import InputError
from core.model import ClientInput
from core.payloads.parts import parts_of_files
from tests.core.payloads.real import any_bytes, owner, shared, write


def problems(tmp_path: Path, *wanted: str) -> list[str]:
    paths = [write(tmp_path / "away", name, any_bytes(2500)) for name in wanted]
    told, manifests = shared(*paths)
    with pytest.raises(InputError) as raised:
        parts_of_files(tmp_path, ClientInput(2, (), wanted), told, lambda rank: owner(manifests))
    return raised.value.lines


def test_parts_of_another_size_are_all_named(tmp_path: Path) -> None:
    for name in ("f", "g"):
        write(tmp_path, f"client2_{name}.partial", b"a line\n")
    assert problems(tmp_path, "f", "g") == [
        f"{tmp_path}/client2_{name}.partial: found 7 bytes; expected 2500, as {name} has,"
        " or no such file"
        for name in ("f", "g")
    ]


def test_a_directory_in_its_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "client2_f.partial").mkdir()
    (line,) = problems(tmp_path, "f")
    assert line.endswith("found a directory; expected what an earlier run left of f")


def test_what_is_owned_is_not_looked_for(tmp_path: Path) -> None:
    told, manifests = shared(write(tmp_path / "away", "f", any_bytes(2500)))
    write(tmp_path, "client1_f.partial", b"")
    client = ClientInput(1, manifests, ("f",), (2,))
    assert parts_of_files(tmp_path, client, told, lambda rank: client) == ()
