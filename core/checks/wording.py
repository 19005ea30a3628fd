"""How checks name what they found: segments are counted from 1, clients are called C1, C2, …"""

from collections.abc import Iterable

SHOWN_MAX = 6
"""No more than so many are named one by one."""


def of_file(file: str, segments: Iterable[int]) -> str:
    """Return "segment 3 of atlas", for instance."""
    numbers = [str(segment + 1) for segment in sorted(segments)]
    return f"{'segment' if len(numbers) == 1 else 'segments'} {_listed(numbers)} of {file}"


def clients(ranks: Iterable[int]) -> str:
    """Return "C1, C4", for instance."""
    return _listed([f"C{rank}" for rank in sorted(ranks)])


def _listed(names: list[str]) -> str:
    if len(names) > SHOWN_MAX:
        return f"{', '.join(names[:SHOWN_MAX])} and {len(names) - SHOWN_MAX} more"
    return ", ".join(names) or "none"
