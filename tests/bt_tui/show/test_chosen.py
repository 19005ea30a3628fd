"""Choosing by rank, kind and file."""

import pytest

from bt_tui.show.chosen import Chosen, files_of
from bt_tui.show.options import ShowOptions
from core.errors import UsageError
from core.events import (
    AnyEvent,
    ClientRegistered,
    ClientStarted,
    FileOwned,
    MessageReceived,
    Record,
    RequestDenied,
    RoleChanged,
    ShutdownGiven,
    TimerFired,
)
from core.messages import About
from core.model import TRACKER, Address, Role, download_thread, upload_thread
from core.narration.kinds import Kind
from core.timers import PatienceTimer, SwarmTimer
from tests.worlds import client, file, scenario

HERE = scenario(client(1, owns=[file("atlas")]), client(2, wants=["atlas", "poem"]))
DENIED = RequestDenied("atlas", (0,), 1)


def is_chosen(at: Address, event: AnyEvent, options: ShowOptions) -> bool:
    return Record(at, 1, 1, 0.0, event) in Chosen(options, HERE)


def test_everything_is_told_where_nothing_is_chosen() -> None:
    assert is_chosen(TRACKER, ShutdownGiven("END"), ShowOptions("r"))


def test_a_rank_is_both_threads_of_a_client_or_the_tracker() -> None:
    options = ShowOptions("r", rank=(0, 2))
    for at in (TRACKER, download_thread(2), upload_thread(2)):
        assert is_chosen(at, DENIED, options)
    assert not is_chosen(download_thread(1), DENIED, options)


def test_a_kind_is_one_of_those_chosen() -> None:
    options = ShowOptions("r", kind=(Kind.DENIALS, Kind.FILES))
    assert is_chosen(TRACKER, DENIED, options)
    assert not is_chosen(TRACKER, RoleChanged("atlas", Role.PEER, Role.SEED), options)


def test_a_file_is_one_of_those_chosen() -> None:
    assert is_chosen(TRACKER, DENIED, ShowOptions("r", file=("poem", "atlas")))
    assert not is_chosen(TRACKER, DENIED, ShowOptions("r", file=("poem",)))
    assert not is_chosen(TRACKER, ShutdownGiven("END"), ShowOptions("r", file=("poem",)))


def test_what_is_told_is_of_the_rank_and_of_the_kind_and_of_the_file() -> None:
    options = ShowOptions("r", rank=(2,), kind=(Kind.DENIALS,), file=("atlas",))
    assert is_chosen(download_thread(2), DENIED, options)
    assert not is_chosen(download_thread(1), DENIED, options)
    assert not is_chosen(download_thread(2), RequestDenied("poem", (0,), 1), options)
    assert not is_chosen(download_thread(2), RoleChanged("atlas", Role.PEER, Role.SEED), options)


@pytest.mark.parametrize(
    ("event", "files"),
    [
        (DENIED, ("atlas",)),
        (ClientStarted((FileOwned("atlas", 3),), ("poem",)), ("atlas", "poem")),
        (ClientRegistered(1, ("atlas", "poem")), ("atlas", "poem")),
        (MessageReceived(TRACKER, 1, "SwarmReply", About("poem")), ("poem",)),
        (MessageReceived(TRACKER, 1, "Start"), ()),
        (TimerFired(SwarmTimer("poem")), ("poem",)),
        (TimerFired(PatienceTimer()), ()),
        (ShutdownGiven("END"), ()),
    ],
)
def test_an_event_is_about_the_files_that_it_or_its_message_or_timer_names(
    event: AnyEvent, files: tuple[str, ...]
) -> None:
    assert files_of(event) == files


def test_a_rank_that_there_is_not_is_refused() -> None:
    with pytest.raises(UsageError, match=r"--rank: found 3; expected a rank of test, from 0 to 2"):
        Chosen(ShowOptions("r", rank=(2, 3)), HERE)


def test_a_file_that_there_is_not_is_refused_and_those_there_are_are_told() -> None:
    with pytest.raises(UsageError, match=r"--file: found 'poet'; expected .* test: atlas, poem"):
        Chosen(ShowOptions("r", file=("atlas", "poet")), HERE)
