"""The named profiles."""

import pytest

from core.errors import UsageError
from core.policies import CHOICES, ORDERS, REPORTS
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile, profile_named
from core.swarm import RECORDS


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_a_profile_names_only_what_there_is(profile: Profile) -> None:
    assert profile.records in RECORDS
    assert profile.order in ORDERS
    assert profile.choice in CHOICES
    assert profile.report in REPORTS


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_a_profile_can_make_progress(profile: Profile) -> None:
    assert profile.in_flight >= 1
    assert profile.update_every >= 1
    assert profile.tries_max is None or profile.tries_max >= 1


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_the_tracker_hears_of_every_complete_file(profile: Profile) -> None:
    assert profile.tells_completion or profile.report != "nothing"


def test_there_are_the_five_systems_as_they_are() -> None:
    assert list(PROFILES)[:5] == [
        "peers-then-seeds",
        "client-table",
        "segment-index",
        "random-owner",
        "first-missing",
    ]


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_a_profile_is_found_by_its_name(profile: Profile) -> None:
    assert profile_named(profile.name) is profile


def test_the_default_profile_is_the_one_that_shows_most_at_once() -> None:
    assert DEFAULT_PROFILE.name == "peers-then-seeds"
    assert (DEFAULT_PROFILE.in_flight, DEFAULT_PROFILE.update_every) == (1, 10)


def test_an_unknown_profile_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"'client-tabel'.*peers-then-seeds"):
        profile_named("client-tabel")
