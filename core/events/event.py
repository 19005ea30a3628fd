"""What all events have in common.

Nothing in them can refer back to itself, so the collector of garbage need not look at them
(`gc=False`): with all that a run keeps, it would take longer than everything else together.
"""

import msgspec


class Event(msgspec.Struct, frozen=True, tag=True, gc=False):
    """What all events have in common."""
