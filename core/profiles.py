"""The named profiles: a profile is data, one value for each axis of protocol.md's table.

No machine asks which profile it runs: it is handed the values, and the policies that they name.
"""

import msgspec

from core.errors import UsageError


class Words(msgspec.Struct, frozen=True):
    """What a profile calls its signals and its answers; they travel in the messages."""

    start: str
    """The tracker's signal that all have registered."""
    answer: str
    """An answer that carries segments; one that does not is a "no" in every profile."""
    end: str
    """The tracker's last message to the upload threads."""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One value per axis; names of policies are keys of the registry that each comment names."""

    name: str
    summary: str
    records: str
    """What the tracker knows of a swarm, and tells: a key of `core.swarm.RECORDS`."""
    knows_states: bool = False
    """Whether the tracker notes what state each client is in."""
    announces: bool = False
    """Whether clients register what they want, too, and are in those swarms from the start."""
    barrier: bool = False
    """Whether clients that got the start signal wait until all have got it."""
    order: str
    """Which segment to fetch next: a key of `core.policies.ORDERS`."""
    choice: str
    """Whom to ask for it: a key of `core.policies.CHOICES`."""
    spreads_files: bool = False
    """Whether clients begin at different places of their lists of files."""
    in_flight: int = 1
    """How many segment requests one client may have under way."""
    one_each: bool = False
    """Whether one uploader has at most one of them to answer at a time."""
    wishes_max: int = 1
    """How many segments a request may name."""
    segments_max: int = 1
    """How many segments an answer carries where there are slots; elsewhere it is all of them."""
    slots: int | None = None
    """How many requests wait at an upload thread before it chokes; `None` where it never does."""
    endgame: bool = False
    """Whether the last segments are asked for at several, and cancelled once they came."""
    tries_max: int | None = None
    """How many clients are asked for a segment in one round; `None` for everyone listed."""
    report: str
    """What a client tells the tracker that it holds: a key of `core.policies.REPORTS`."""
    update_every: int = 10
    """After so many segments of a file what is held is reported, and the swarm learned again."""
    reads_again: bool = True
    """Whether the swarm is then asked for again; when nobody is left to ask, it always is."""
    waits_for_swarm: bool = True
    """Whether requests wait meanwhile."""
    candid: bool = False
    """Whether updates and answers tell their sender's load, and denials what it holds."""
    tells_completion: bool = True
    """Whether a complete file has a message of its own; else the last report tells it."""
    words: Words


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(
            name="peers-then-seeds",
            summary="the tracker knows only who is in the swarm; ask peers first, then seeds",
            records="two-lists",
            barrier=True,
            order="file-order",
            choice="peers-then-seeds",
            report="nothing",
            words=Words(start="ACK", answer="yes", end="E"),
        ),
        Profile(
            name="client-table",
            summary="the tracker tells what each client holds; ask them one after another",
            records="client-table",
            order="file-order",
            choice="round-robin",
            report="all",
            words=Words(start="signal", answer="ACK", end="signal"),
        ),
        Profile(
            name="segment-index",
            summary="who holds each segment is told anew each time; owners are asked in balance",
            records="segment-index",
            order="file-order",
            choice="balanced-owner",
            report="new",
            tells_completion=False,
            words=Words(start="signal", answer="segment", end="signal"),
        ),
        Profile(
            name="random-owner",
            summary="the owners of each segment are read once, and drawn at random ever after",
            records="segment-index",
            order="file-order",
            choice="random-owner",
            report="all",
            reads_again=False,
            words=Words(start="OK", answer="OK", end="poison"),
        ),
        Profile(
            name="first-missing",
            summary="every segment is reported; ask the least used owner for the first missing one",
            records="client-table",
            knows_states=True,
            order="first-missing",
            choice="least-used",
            tries_max=6,
            report="each",
            tells_completion=False,
            words=Words(start="signal", answer="segment", end="termination"),
        ),
        Profile(
            name="bittorrent",
            summary="rarest first, many at a time, from the least loaded; givers are served first",
            records="bitfields",
            announces=True,
            barrier=True,
            order="rarest-first",
            choice="least-loaded",
            spreads_files=True,
            in_flight=4,
            one_each=True,
            wishes_max=20,
            segments_max=10,
            slots=4,
            endgame=True,
            report="new",
            waits_for_swarm=False,
            candid=True,
            words=Words(start="start", answer="pieces", end="end"),
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
