"""The kinds of faults, as people write them down in a plan.

Faults of messages happen where a message is sent, each to those that it describes. All others
happen to one client, or to the tracker, from a moment on: an event, or a time.
"""

from typing import Annotated

import msgspec

from core.model import Rank

Client = Annotated[int, msgspec.Meta(ge=1)]
Count = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
Chance = Annotated[float, msgspec.Meta(gt=0, le=1)]
Moment = Annotated[float, msgspec.Meta(ge=0, le=1e9)]
"""In seconds of protocol time; no run lasts longer, and JSON has no infinity."""
Span = Annotated[float, msgspec.Meta(gt=0, le=3600)]
"""In seconds of protocol time."""


class _Fault(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
    tag=str.lower,
):
    """What all faults have in common."""


class _Messages(
    _Fault, frozen=True, kw_only=True, tag=str.lower, rename={"source": "from", "since": "after"}
):
    """Messages: of this `message` kind, `from` this rank `to` that one, about this file.

    Of those that fit, each sending thread counts its own: with `nth` it is that one alone, else
    each with this `chance`; only `after` and `before` so many seconds of protocol time.
    """

    message: str | None = None
    source: Rank | None = None
    to: Rank | None = None
    file: str | None = None
    nth: Count | None = None
    chance: Chance = 1.0
    since: Moment = 0.0
    before: Moment | None = None


class Lose(_Messages, frozen=True, kw_only=True, tag=str.lower):
    """The message never arrives."""


class Delay(_Messages, frozen=True, kw_only=True, tag=str.lower):
    """The message arrives `by` seconds later, and those behind it on the same way after it."""

    by: Span = 0.5


class Duplicate(_Messages, frozen=True, kw_only=True, tag=str.lower):
    """The message arrives twice."""


class Overtake(_Messages, frozen=True, kw_only=True, tag=str.lower):
    """The message is overtaken by the next one on the same way, or comes `by` seconds later."""

    by: Span = 0.5


class _At(_Fault, frozen=True, kw_only=True, tag=str.lower):
    """One client, from the `nth` time on that this happens; without `at`, from the start.

    What may happen is written as `core.faults.trigger` reads it.
    """

    client: Client
    at: str | None = None
    nth: Count = 1


class Crash(_At, frozen=True, kw_only=True, tag=str.lower):
    """Both threads of the client die."""


class Revive(_At, frozen=True, kw_only=True, tag=str.lower):
    """Both threads of the client begin anew, where they are dead.

    It `keeps` what it had downloaded, or has only what its input says.
    """

    keeps: bool = True


class _While(_At, frozen=True, kw_only=True, tag=str.lower, rename={"lasts": "for"}):
    """One client, for so many seconds of protocol time; without that, to the end."""

    lasts: Span | None = None


class Slow(_While, frozen=True, kw_only=True, tag=str.lower):
    """All that the client sends arrives `by` seconds later."""

    by: Span = 0.5


class Mute(_While, frozen=True, kw_only=True, tag=str.lower):
    """The client answers no request; what else it has to say it says."""


class Deny(_While, frozen=True, kw_only=True, tag=str.lower):
    """The client says no to every request."""


class Corrupt(_While, frozen=True, kw_only=True, tag=str.lower):
    """The client sends falsified segments."""


class Cut(_Fault, frozen=True, kw_only=True, tag=str.lower, rename={"lasts": "for"}):
    """Nothing comes through to the tracker, or from it."""

    at: str | None = None
    nth: Count = 1
    lasts: Span | None = None


MessageFault = Lose | Delay | Duplicate | Overtake
Fault = Lose | Delay | Duplicate | Overtake | Crash | Revive | Slow | Mute | Deny | Corrupt | Cut
