"""`bt-tui share`: what it writes can be run, and what cannot be shared is told in one error."""

import os
from pathlib import Path

import pytest

from bt_tui.cli import main
from bt_tui.exits import ALL_DONE, USAGE
from bt_tui.scenarios import find_source
from bt_tui.share import cutting
from core.inputs import contradictions
from core.model import ClientInput
from core.payloads.digest import segment_digest
from core.payloads.shared import Shared, SharedFile
from tests.core.payloads.real import any_bytes, touch_later, write

SIZE = 1000
FILES = {"large": 2500, "exact": 2000, "small": 3, "empty": 0}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def share(*words: str, clients: int = 3) -> int:
    return main(["share", *words, "--into", "d", f"--clients={clients}", f"--segment-size={SIZE}"])


def make_files() -> list[str]:
    return [str(write(Path("away"), name, any_bytes(size))) for name, size in FILES.items()]


def clients_of(count: int) -> list[ClientInput]:
    source = find_source("d", count)
    assert source.clients == count
    clients = [source.read(rank) for rank in range(1, count + 1)]
    assert contradictions(clients, Path("d")) == ()
    assert not [problem for one in clients for problem in source.sharing_problems(one)]
    return clients


def shared_in(place: str = "d") -> Shared:
    shared = find_source(place, 0).shared
    assert shared is not None
    return shared


# ---- what is written ----------------------------------------------------------------------------


def test_clients_own_files_in_turn_and_want_all_that_they_do_not_own() -> None:
    assert share(*make_files()) == ALL_DONE
    clients = clients_of(3)
    assert [[own.name for own in one.owned] for one in clients] == [
        ["large", "empty"],
        ["exact"],
        ["small"],
    ]
    for one in clients:
        assert {own.name for own in one.owned} | set(one.wanted) == set(FILES)
        assert not {own.name for own in one.owned} & set(one.wanted)
    assert [file.owner for file in shared_in().files] == [1, 2, 3, 1]


def test_hashes_are_those_of_the_segments() -> None:
    share(*make_files())
    owned = {own.name: own.hashes for one in clients_of(3) for own in one.owned}
    for name, size in FILES.items():
        data = any_bytes(size)
        pieces = [data[begin : begin + SIZE] for begin in range(0, size, SIZE)]
        assert owned[name] == tuple(map(segment_digest, pieces))


def test_files_are_found_from_everywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share(*make_files())
    monkeypatch.chdir("/")
    for file in shared_in(str(tmp_path / "d")).files:
        assert Path(file.path).read_bytes() == any_bytes(FILES[file.name])


def test_what_is_shared_is_told_with_the_command_that_runs_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    share(*make_files())
    assert capsys.readouterr().out.splitlines() == [
        "4 files, 4503 bytes in 6 segments of 1000",
        "mpirun -np 4 python -m bt_tui d",
    ]


def test_one_client_owns_everything() -> None:
    assert share(*make_files(), clients=1) == ALL_DONE
    (client,) = clients_of(1)
    assert [own.name for own in client.owned] == list(FILES)
    assert client.wanted == ()


def test_more_clients_than_files_is_fine() -> None:
    share(*make_files(), clients=6)
    assert [len(one.owned) for one in clients_of(6)] == [1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize(
    "name", ["ünï☃", "-dash", "a:5", "in1.txt", "x'\"$(y)", ".hidden", "n" * 200]
)
def test_odd_names_are_shared(name: str) -> None:
    path = write(Path("away"), name, any_bytes(1500))
    assert share(str(path)) == ALL_DONE
    assert clients_of(3)[1].wanted == (name,)


def test_sharing_again_replaces_what_was_shared() -> None:
    files = make_files()
    share(*files, clients=5)
    assert share(files[0], clients=2) == ALL_DONE
    assert [one.wanted for one in clients_of(2)] == [(), ("large",)]
    assert sorted(path.name for path in Path("d").iterdir()) == [
        "in1.txt",
        "in2.txt",
        "shared.json",
    ]


# ---- what cannot be shared ----------------------------------------------------------------------


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return the lines of the error; nothing was written."""
    before = sorted(Path().rglob("*"))
    assert share(*words) == USAGE
    assert sorted(Path().rglob("*")) == before
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("bt-tui: ")
    return told.err.removeprefix("bt-tui: ").splitlines()


def test_all_that_is_wrong_comes_in_one_error(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("away"), "f", b"x")
    write(Path("b"), "f", b"x")
    write(Path("b"), "with space", b"x")
    os.mkfifo("pipe")
    words = ("away/f", "b", "b/f", "b/with space", "gone", "pipe")
    assert refused(capsys, *words) == [
        "b: found no regular file; expected a file that can be read",
        "b/f: found f a second time; expected each name once: see away/f",
        "b/with space: found 'with space'; expected a file name of visible characters,"
        " without white space",
        "gone: found no such file or directory; expected a file that can be read",
        "pipe: found no regular file; expected a file that can be read",
    ]


def test_the_same_file_twice_is_one_too_many(capsys: pytest.CaptureFixture[str]) -> None:
    write(Path("away"), "f", b"x")
    (line,) = refused(capsys, "away/f", "./away/f")
    assert "found f a second time" in line


def test_a_file_that_must_not_be_read_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(Path("away"), "f", b"x")

    def forbidden(*words: object, **named: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbidden)  # root may read everything
    assert refused(capsys, str(path)) == [
        "away/f: found permission denied; expected a file that can be read"
    ]


def test_a_file_that_changes_meanwhile_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(Path("away"), "f", b"x")

    def digest(data: bytes) -> str:
        touch_later(path)
        return segment_digest(data)

    monkeypatch.setattr(cutting, "segment_digest", digest)
    assert refused(capsys, str(path)) == [
        "away/f: found it changed since; expected a file that does not change while it is read"
    ]


def test_the_inputs_of_others_are_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    path = write(Path("away"), "f", b"x")
    write(Path("d"), "in2.txt", b"0\n0\n")
    assert refused(capsys, str(path)) == [
        "d: found in2.txt; expected a directory without inputs, or one that bt-tui share wrote"
    ]


def test_a_place_that_cannot_be_a_directory_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    path = write(Path("away"), "f", b"x")
    write(Path(), "d", b"")
    (line,) = refused(capsys, str(path))
    assert line.endswith(
        "which is not a directory; expected a directory for the output that can be written"
    )


@pytest.mark.parametrize("word", ["--clients=0", "--segment-size=0", "--segment-size=-5"])
def test_numbers_that_cannot_be_are_refused(capsys: pytest.CaptureFixture[str], word: str) -> None:
    write(Path("away"), "f", b"x")
    with pytest.raises(SystemExit) as ended:
        main(["share", "away/f", "--into", "d", word])
    assert ended.value.code == USAGE
    assert "expected a number of" in capsys.readouterr().err


def test_what_is_told_of_a_file_is_what_it_was(tmp_path: Path) -> None:
    path = write(tmp_path, "f", any_bytes(1500))
    told, manifest = cutting.cut(path, 2, SIZE)
    assert told == SharedFile("f", str(path), 2, 1500, path.stat().st_mtime_ns)
    assert len(manifest.hashes) == 2
