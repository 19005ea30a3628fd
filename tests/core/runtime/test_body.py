"""A client's lives: what begins with each, and what outlives it."""

from core import bitmap
from core.holdings import Holdings
from core.model import download_thread, upload_thread
from core.profiles import DEFAULT_PROFILE
from core.runtime.body import Body
from tests.worlds import client, file

OWN, WANTED = file("own", 2), file("wanted", 2)


def embodied() -> Body:
    """Return a client that has downloaded a segment."""
    one = client(1, owns=[OWN], wants=[WANTED])
    body = Body(one, Holdings(one.owned), DEFAULT_PROFILE, seed=3)
    body.machines(0)
    body.holdings.open(WANTED).store(1)
    return body


def missing(body: Body) -> dict[str, list[int]]:
    """Return which segments are missing of every file that is known."""
    return {one.manifest.name: list(bitmap.members(one.missing)) for one in body.holdings.files}


def test_a_life_has_two_machines_which_both_threads_get() -> None:
    body = embodied()
    machines = body.machines(0)
    assert set(machines) == {download_thread(1), upload_thread(1)}
    assert body.machines(0) is machines


def test_another_life_has_other_machines() -> None:
    body = embodied()
    first = body.machines(0)
    second = body.machines(1)
    assert not set(map(id, first.values())) & set(map(id, second.values()))
    assert body.machines(1) is second


def test_what_was_downloaded_outlives_a_crash_where_it_is_kept() -> None:
    body = embodied()
    body.machines(1, kept=True)
    assert missing(body) == {"own": [], "wanted": [0]}


def test_what_was_downloaded_is_lost_with_a_life_where_it_is_not_kept() -> None:
    body = embodied()
    body.machines(1, kept=False)
    assert missing(body) == {"own": []}


def test_the_second_thread_of_a_life_loses_nothing_more() -> None:
    body = embodied()
    body.machines(1, kept=False)
    body.holdings.open(WANTED).store(0)
    body.machines(1, kept=False)
    assert missing(body) == {"own": [], "wanted": [1]}


def test_what_is_wrong_with_a_client_outlives_a_crash() -> None:
    body = embodied()
    body.holdings.denies = True
    body.machines(1, kept=False)
    assert body.holdings.denies


def test_who_had_finished_has_not_when_its_download_thread_begins_anew() -> None:
    body = embodied()
    body.holdings.finished = True
    machines = body.machines(1)
    assert body.holdings.finished
    machines[download_thread(1)].start(0.0)
    assert not body.holdings.finished
