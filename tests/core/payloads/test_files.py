"""Real files: read as they were shared, written where they are kept, and nothing lost between."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import PayloadError
from core.holdings import Holdings
from core.messages import SegmentReply
from core.model import ClientInput, Manifest
from core.payloads import Payloads
from core.payloads.files import Files, of_files
from core.payloads.parts import parts_of_files
from core.payloads.shared import Shared
from tests.core.payloads.real import any_bytes, change_unnoticed, owner, shared, touch_later, write

DATA = any_bytes(2500)
PIECES = [DATA[:1000], DATA[1000:2000], DATA[2000:]]


class Place:
    """C1 owns a file, C2 wants it."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = write(tmp_path / "away", "f", DATA)
        self.shared, (self.manifest,) = shared(self.path)
        self.output = tmp_path / "output"
        self.partial = self.output / "client2_f.partial"
        self.final = self.output / "client2_f"

    def owned(self) -> Files:
        return Files(owner([self.manifest]), self.shared, self.output)

    def wanting(self, *left: Manifest) -> tuple[Payloads, Files, Holdings]:
        client = ClientInput(2, (), ("f",), (), left)
        holdings = Holdings((), left)
        holdings.open(self.manifest)
        return *of_files(client, holdings, self.shared, self.output), holdings


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def take(payloads: Payloads, segment: int, data: bytes) -> bytes:
    reply = SegmentReply("f", (segment,), ())
    (room,) = places = payloads.places(reply)
    room[:] = data
    (content,) = payloads.arrived(reply, places).contents
    return content


# ---- what is owned ------------------------------------------------------------------------------


def test_an_owned_file_is_read_segment_by_segment(place: Place) -> None:
    assert [place.owned().read("f", segment) for segment in range(3)] == PIECES


def test_a_file_that_another_took_the_place_of_is_read_on(place: Place, tmp_path: Path) -> None:
    owned = place.owned()
    write(tmp_path, "other", b"x").replace(place.path)
    assert owned.read("f", 2) == PIECES[2]


@pytest.mark.parametrize(
    ("alter", "found"),
    [
        (lambda path: os.truncate(path, 2400), "2400 bytes instead of 2500"),
        (touch_later, "it changed since"),
        (lambda path: change_unnoticed(path, DATA[::-1]), "other bytes in its segment 3"),
    ],
)
def test_a_file_that_changes_while_it_is_shared_is_named(
    place: Place, alter: Callable[[Path], object], found: str
) -> None:
    owned = place.owned()
    assert owned.read("f", 2) == PIECES[2]
    alter(place.path)
    with pytest.raises(PayloadError) as raised:
        owned.read("f", 2)
    assert str(raised.value).startswith(f"{place.path}: found {found}; expected what was shared")


def test_a_file_that_cannot_be_opened_is_named(place: Place) -> None:
    place.path.unlink()
    with pytest.raises(PayloadError, match="f: no such file or directory"):
        place.owned()


# ---- what is wanted -----------------------------------------------------------------------------


def test_what_came_is_on_the_disk_at_once_and_has_its_name_when_all_has(place: Place) -> None:
    payloads, files, _ = place.wanting()
    for segment in (2, 0, 1):
        assert not place.final.exists()
        assert take(payloads, segment, PIECES[segment]) == place.manifest.hashes[segment].encode()
        begin = segment * 1000
        assert place.partial.read_bytes()[begin : begin + 1000] == PIECES[segment]
    files.finish("f")
    assert place.final.read_bytes() == DATA
    assert [path.name for path in place.output.iterdir()] == ["client2_f"]
    assert [bytes(files.read("f", segment)) for segment in range(3)] == PIECES


def test_what_is_wrong_is_told(place: Place) -> None:
    payloads, _, _ = place.wanting()
    assert take(payloads, 0, PIECES[1]) == b""
    assert take(payloads, 0, PIECES[0]) == place.manifest.hashes[0].encode()


def test_an_earlier_file_is_replaced_whole(place: Place) -> None:
    write(place.output, "client2_f", any_bytes(9000))
    payloads, files, _ = place.wanting()
    for segment, piece in enumerate(PIECES):
        take(payloads, segment, piece)
    assert place.final.stat().st_size == 9000
    files.finish("f")
    assert place.final.read_bytes() == DATA


def test_a_client_that_lost_a_file_may_finish_it_again(place: Place) -> None:
    payloads, files, holdings = place.wanting()
    for _ in range(2):
        for segment, piece in enumerate(PIECES):
            assert take(payloads, segment, piece)
        files.finish("f")
        holdings.begin_anew(())
        holdings.open(place.manifest)
    assert place.final.read_bytes() == DATA
    assert not place.partial.exists()


def test_an_empty_file_is_written(tmp_path: Path) -> None:
    told, manifests = shared(write(tmp_path, "f", b""))
    Files(ClientInput(2, (), ("f",)), told, tmp_path / "output").finish("f")
    assert (tmp_path / "output" / "client2_f").read_bytes() == b""
    assert manifests == (Manifest("f", ()),)


def test_what_is_owned_and_wanted_is_copied(place: Place) -> None:
    client = ClientInput(1, (place.manifest,), ("f",), (2,))
    files = Files(client, place.shared, place.output)
    assert files.place("f", 0) is None
    files.finish("f")
    assert (place.output / "client1_f").read_bytes() == DATA
    assert place.path.read_bytes() == DATA


def test_what_is_not_wanted_has_no_place(place: Place) -> None:
    assert Files(ClientInput(2), place.shared, place.output).place("f", 0) is None
    assert not place.output.exists()


def test_a_disk_that_is_full_is_told_before_anything_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int, begin: int, size: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "posix_fallocate", full)
    _, files, _ = place.wanting()
    with pytest.raises(PayloadError, match=r"client2_f.partial: no space left on device"):
        files.place("f", 0)


@pytest.mark.parametrize("error", [OSError(errno.EOPNOTSUPP, "no"), AttributeError("none")])
def test_where_a_disk_cannot_reserve_room_files_are_written_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def unable(descriptor: int, begin: int, size: int) -> None:
        raise error

    monkeypatch.setattr(os, "posix_fallocate", unable)
    payloads, _, _ = place.wanting()
    assert take(payloads, 1, PIECES[1]) == place.manifest.hashes[1].encode()


# ---- what an earlier run left -------------------------------------------------------------------


def left(place: Place) -> tuple[Manifest, ...]:
    def read(rank: int) -> ClientInput:
        assert rank == 1
        return owner([place.manifest])

    return parts_of_files(place.output, ClientInput(2, (), ("f",)), place.shared, read)


def test_a_part_is_picked_up_and_not_written_over(place: Place) -> None:
    take(place.wanting()[0], 1, PIECES[1])
    (part,) = left(place)
    assert part.hashes == ("-", place.manifest.hashes[1], "-")
    payloads, files, _ = place.wanting(part)
    assert take(payloads, 1, PIECES[0]) == b""
    assert bytes(files.read("f", 1)) == PIECES[1]
    for segment in (0, 2):
        take(payloads, segment, PIECES[segment])
    files.finish("f")
    assert place.final.read_bytes() == DATA


def test_a_part_that_is_whole_is_served_and_finished(place: Place) -> None:
    write(place.output, "client2_f.partial", DATA)
    _, files, _ = place.wanting(*left(place))
    files.finish("f")
    assert bytes(files.read("f", 0)) == PIECES[0]
    assert [path.name for path in place.output.iterdir()] == ["client2_f"]


def test_of_a_part_that_was_spoilt_only_what_is_right_counts(place: Place) -> None:
    write(place.output, "client2_f.partial", PIECES[0] + bytes(1000) + PIECES[2])
    (part,) = left(place)
    assert part.hashes == (place.manifest.hashes[0], "-", place.manifest.hashes[2])


def test_a_part_of_which_nothing_came_is_none(place: Place) -> None:
    place.wanting()[1].place("f", 0)
    assert place.partial.stat().st_size == 2500
    assert left(place) == ()


def test_without_a_part_there_is_none(place: Place) -> None:
    assert left(place) == ()


def test_without_resuming_a_part_is_filled_up_and_nothing_of_it_is_lost(place: Place) -> None:
    write(place.output, "client2_f.partial", bytes(1000) + DATA[1000:] + b"much more")
    payloads, _, _ = place.wanting()
    take(payloads, 0, PIECES[0])
    assert place.partial.read_bytes() == DATA


def test_what_is_not_shared_is_not_looked_for(place: Place) -> None:
    client, none = ClientInput(2, (), ("f",)), Shared(1000, ())
    assert parts_of_files(place.output, client, none, lambda rank: owner([])) == ()
