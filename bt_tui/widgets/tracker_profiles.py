"""What a tracker may know, by its profile: the shape of its records, and that in plain words."""

from bt_tui.widgets.tracker_index import Index
from bt_tui.widgets.tracker_lists import TwoLists
from bt_tui.widgets.tracker_shapes import Bitmaps, Shape, Table
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile

SHAPES: dict[str, type[Shape]] = {
    "two-lists": TwoLists,
    "client-table": Table,
    "segment-index": Index,
    "bitfields": Bitmaps,
}
"""By what the profile lets the tracker know."""
KNOWS = {
    "two-lists": "The tracker knows only who is seed or peer of a file: not who holds what.",
    "client-table": "The tracker knows, client by client, which segments it reported to hold.",
    "segment-index": "The tracker tells the owners of each segment, anew after each report.",
    "bitfields": "The tracker keeps a bitmap of what each client reported, and its load.",
}
STATES = "The tracker knows each segment's owners, and what state each client is in."
ONCE = "The tracker tells the owners of each segment, but to each client only once."


def shape_of(profile: Profile) -> type[Shape]:
    """Return the shape of the tracker's records; where it notes states, it is asked by segment."""
    return Index if profile.knows_states else SHAPES[profile.records]


def known_by(name: str) -> Profile:
    """Return the profile of this name; a recording may name one that is not known here."""
    return PROFILES.get(name, DEFAULT_PROFILE)


def heading(profile: Profile) -> tuple[str, str]:
    """Return in plain words what the tracker of a profile may know, and when it learns of it."""
    return _what(profile), _when(profile)


def _what(profile: Profile) -> str:
    if profile.knows_states:
        return STATES
    return KNOWS[profile.records] if profile.reads_again else ONCE


def _when(profile: Profile) -> str:
    every = f"after every {profile.update_every} segments"
    match profile.report:
        case "nothing":
            return f"Clients read the lists again {every}."
        case "each":
            return "Each segment is reported as soon as it is stored."
        case _ if profile.candid:
            return f"Clients report {every}; in between they tell each other."
        case _:
            return f"Clients report {every}: so far its records lag behind."
