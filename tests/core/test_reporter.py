"""What a client registers of what it holds, by what its profile lets the tracker know."""

import pytest

from core.events import ClientStarted, FileBegun, FileOwned
from core.holdings import Holdings
from core.machine import Step
from core.messages import FilePart, Register
from core.model import TRACKER
from core.profiles import PROFILES, Profile
from core.reporter import Reporter
from tests.worlds import file, part

OWN = file("own", 2)
every_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda one: one.name)


def registered(profile: Profile, *wanted: str, shared: bool = True) -> Step:
    """Let a client register that owns "own" and has segments 1 and 3 of 3 of "begun"."""
    step, holdings = Step(), Holdings([OWN], [part(file("begun"), 0, 2)], shared=shared)
    Reporter(profile, holdings).begin(wanted, step)
    return step


@every_profile
def test_a_part_is_registered_and_its_segments_where_reports_tell_any(profile: Profile) -> None:
    told = () if profile.report == "nothing" else (0, 2)
    ((to, message),) = registered(profile).sends
    assert (to, message) == (TRACKER, Register((OWN,), (), (FilePart("begun", 3, told),)))


def test_that_a_client_begins_with_a_part_is_told() -> None:
    owned, begun = (FileOwned("own", 2),), (FileBegun("begun", 3, (0, 2)),)
    for shared in (True, False):
        step = registered(PROFILES["client-table"], "begun", shared=shared)
        assert step.events == [ClientStarted(owned, ("begun",), shared, begun)]


def test_what_is_held_in_part_is_still_announced_as_wanted() -> None:
    step = registered(PROFILES["bittorrent"], "own", "begun", "other")
    ((_, message),) = step.sends
    assert isinstance(message, Register)
    assert message.wanted == ("begun", "other")


def test_a_file_that_was_completed_before_is_registered_as_owned() -> None:
    """As by a client that crashed and came back with what it had."""
    holdings = Holdings([OWN])
    held = holdings.open(file("fetched", 1))
    held.store(0)
    step = Step()
    Reporter(PROFILES["client-table"], holdings).register(("fetched",), step)
    assert step.sends == [(TRACKER, Register((OWN, file("fetched", 1))))]
