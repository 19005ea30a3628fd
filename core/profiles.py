"""The named profiles: a profile is data, one value for each axis of protocol.md's table.

No machine asks which profile it runs: it is handed the values, and the policies that they name.
"""

import msgspec

from core.errors import UsageError


class Profile(msgspec.Struct, frozen=True):
    """One value per axis; names of policies are keys of the registry that each comment names."""

    name: str
    summary: str
    records: str
    """What the tracker knows of a swarm: a key of `core.swarm.RECORDS`."""
    order: str
    """Which segment to fetch next: a key of `core.policies.ORDERS`."""
    choice: str
    """Whom to ask for it: a key of `core.policies.CHOICES`."""
    in_flight: int = 1
    """How many segment requests one client may have under way."""
    update_every: int = 10
    """After so many segments of a file the tracker is asked for the swarm again."""


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            name="peers-then-seeds",
            summary="the tracker knows only who is in the swarm; ask peers first, then seeds",
            records="two-lists",
            order="file-order",
            choice="peers-then-seeds",
        ),
    )
}

DEFAULT_PROFILE = PROFILES["peers-then-seeds"]


def profile_named(name: str) -> Profile:
    """Return the profile; raise `UsageError` that lists all names where there is none such."""
    try:
        return PROFILES[name]
    except KeyError:
        known = ", ".join(PROFILES)
        raise UsageError(f"found profile {name!r}; expected one of {known}") from None
