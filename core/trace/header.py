"""The first line of a recording."""

import msgspec

from core.faults import Fault
from core.model import Limits, Scenario, Sizes

SCHEMA = 1
"""Version of the format; it changes when a reader of the old one would misread the new one."""


class Versions(msgspec.Struct, frozen=True):
    """The versions of what ran; empty where it had no part in the run."""

    bt_tui: str = ""
    python: str = ""
    mpi4py: str = ""
    msgspec: str = ""


class Header(msgspec.Struct, frozen=True, tag=True):
    """The first line: what ran, by which rules and how fast, on what.

    `speed` is in messages a second; `None` for a run that was not played at one steady speed.
    Without `sizes`, segments were nothing but their hashes.
    """

    schema: int
    scenario: Scenario
    profile: str
    seed: int
    speed: float | None
    limits: Limits
    transport: str
    free_riders: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()
    versions: Versions = Versions()
    sizes: Sizes | None = None
