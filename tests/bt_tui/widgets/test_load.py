"""The clients and their load."""

import pytest

from bt_tui.board import Client
from bt_tui.history import History
from bt_tui.view import View
from bt_tui.widgets.load import BAR, BAR_MAX, Load
from core.model import Address, download_thread, upload_thread


def a_client(
    rank: int,
    *,
    got: int = 0,
    wants: int = 0,
    served: int = 0,
    done: bool = False,
    gone: tuple[Address, ...] = (),
) -> Client:
    return Client(rank, (), (), served, got, wants, done, gone)


def load(*clients: Client, height: int = 20) -> list[str]:
    """Return the lines, the heading first."""
    view = View(History())
    view.state.clients = {one.rank: one for one in clients}
    rows = Load(view).lines(40, height)
    return ["".join(piece.text for piece in pieces) for pieces in rows]


def test_numbers_stand_below_their_headings() -> None:
    heading, row = load(a_client(1, got=12, wants=345, served=6))
    for word, number in (("got", "12"), ("wants", "345"), ("served", "6")):
        end = heading.index(word) + len(word)
        assert row[:end].endswith(number)


def test_the_bar_is_a_share_of_what_the_busiest_served() -> None:
    _, *rows = load(*(a_client(n, served=served) for n, served in enumerate((0, 1, 50, 100), 1)))
    assert [row.count(BAR) for row in rows] == [0, 1, BAR_MAX // 2, BAR_MAX]


def test_while_nobody_served_there_is_no_bar() -> None:
    assert BAR not in "".join(load(a_client(1), a_client(2)))


def test_who_is_done_or_gone_is_told() -> None:
    down, up = download_thread(3), upload_thread(3)
    _, going, done, gone = load(
        a_client(1), a_client(2, done=True), a_client(3, done=True, gone=(down, up))
    )
    assert "done" not in going
    assert done.endswith("done")
    assert gone.endswith("C3↓, C3↑ gone")


@pytest.mark.parametrize(("height", "shown"), [(2, 0), (5, 3), (10, 8)])
def test_clients_that_do_not_fit_are_counted(height: int, shown: int) -> None:
    rows = load(*(a_client(rank) for rank in range(1, 11)), height=height)
    assert len(rows) == height
    assert rows[-1] == f" … and {10 - shown} more"


def test_clients_that_just_fit_are_shown() -> None:
    rows = load(*(a_client(rank) for rank in range(1, 11)), height=11)
    assert rows[-1].split()[0] == "C10"


def test_without_clients_there_is_a_heading() -> None:
    assert len(load()) == 1


@pytest.mark.parametrize("height", [0, 1])
def test_without_room_nothing_fails(height: int) -> None:
    assert load(a_client(1), a_client(2), height=height)[0].startswith(" client")


def test_who_shares_nothing_is_told() -> None:
    rider = a_client(1)
    rider.shares = False
    assert load(rider)[1].endswith("shares nothing")
