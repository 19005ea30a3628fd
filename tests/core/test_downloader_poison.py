"""A download thread that the tracker took for gone, and told that the run is over."""

import pytest

from core.downloader import DownloadState
from core.events import AllCompleted, AnyEvent, FileCompleted, FileIncomplete
from core.messages import Go, Poison, Start
from core.model import TRACKER, Manifest
from tests.core.benches import Download
from tests.worlds import file

ONE, TWO, THREE = file("one", 3), file("two", 4), file("three", 5)
REASON = "the tracker took this client for gone, and ended the run"


def unknown(*files: Manifest) -> list[AnyEvent]:
    """Return what is told of files of which nobody ever said how many segments they have."""
    return [FileIncomplete(one.name, None, (), REASON) for one in files]


def in_state(state: DownloadState) -> Download:
    """Return a download thread that wants three files, and is doing this."""
    download = Download(ONE, TWO, THREE, started=False)
    if state is not DownloadState.REGISTERED:
        download.hears(TRACKER, Start())
    if state not in {DownloadState.REGISTERED, DownloadState.READY}:
        download.hears(TRACKER, Go())
    if state is DownloadState.FETCHING:
        download.learns(ONE, seeds=(2,))
        download.gets()
    if state is DownloadState.PAUSING:
        download.learns(ONE, seeds=())
    assert download.downloader.state is state
    return download


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (DownloadState.REGISTERED, unknown(ONE, TWO, THREE)),
        (DownloadState.READY, unknown(ONE, TWO, THREE)),
        (DownloadState.ASKING, unknown(ONE, TWO, THREE)),
        (DownloadState.FETCHING, [FileIncomplete("one", 3, (1, 2), REASON), *unknown(TWO, THREE)]),
        (
            DownloadState.PAUSING,
            [FileIncomplete("one", 3, (0, 1, 2), REASON), *unknown(TWO, THREE)],
        ),
    ],
    ids=lambda one: one.name if isinstance(one, DownloadState) else "",
)
def test_poison_ends_all_searches_in_any_state_and_nothing_is_sent(
    state: DownloadState, told: list[AnyEvent]
) -> None:
    download = in_state(state)
    step = download.hears(TRACKER, Poison())
    assert step.events == told
    assert (step.sends, step.alarms) == ([], [])
    assert download.machine.done
    assert download.told_of(AllCompleted) == []


def test_poison_while_the_swarm_is_asked_for_again_tells_what_is_missing() -> None:
    large = file("large", 12)
    download = Download(large, TWO)
    download.learns(large, seeds=(2,))
    for _ in range(10):
        download.gets()
    assert download.downloader.state is DownloadState.ASKING
    step = download.hears(TRACKER, Poison())
    assert step.events == [FileIncomplete("large", 12, (10, 11), REASON), *unknown(TWO)]


def test_what_was_fetched_or_given_up_before_is_not_told_again() -> None:
    one = file("one", 1)
    download = Download(one, TWO)
    download.learns(one, seeds=(2,))
    download.gets()
    assert download.hears(TRACKER, Poison()).events == unknown(TWO)


def test_who_wants_nothing_more_tells_nothing_on_poison() -> None:
    download = Download(started=False)
    step = download.hears(TRACKER, Poison())
    assert step.acts == []
    assert download.machine.done


def test_a_wanted_file_that_was_owned_all_along_is_not_told_as_incomplete() -> None:
    download = Download(ONE, TWO, owns=[TWO], started=False)
    step = download.hears(TRACKER, Poison())
    assert step.events == [*unknown(ONE), FileCompleted("two", 4)]
