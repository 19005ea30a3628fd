"""What clients, segments, files and swarms are called in a sentence: `C1`, `atlas #3–#5, #9`.

Segments are counted from 0 everywhere else and from 1 here, as people do. Names of files are used
as they are. Imports values and language only.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import assert_never

from core.bitmap import unpacked
from core.events import FileBegun, FileOwned
from core.messages import Bitfields, ClientTable, SeedsAndPeers, SegmentIndex, SwarmView
from core.model import TRACKER, TRACKER_RANK, Address

PARTS_MAX = 6
"""A list of more parts than these is told by its length."""
RUN_MIN = 3
"""So many numbers in a row are told by the first and the last."""


def name(at: Address) -> str:
    """Return what a client is called, or the tracker, where its threads do not matter."""
    return str(TRACKER) if at.rank == TRACKER_RANK else f"C{at.rank}"


def whom(rank: int) -> str:
    """Return what a client is called, or the tracker, in the middle of a sentence."""
    return "the tracker" if rank == TRACKER_RANK else f"C{rank}"


def counted(count: int, noun: str) -> str:
    """Return "1 segment" or "2 segments"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def one_of(candidates: Sequence[int]) -> str:
    """Return "of C1, C3", or "one of 14" where there are too many to list."""
    listed = clients(candidates)
    return f"of {listed}" if listed else f"one of {len(candidates)}"


def swarm(view: SwarmView) -> str:
    """Return "seed C1; peers C2, C3", "C1 holds 24, C2 3", or "nobody"."""
    match view:
        case SeedsAndPeers(seeds, peers):
            groups = (_group("seed", seeds), _group("peer", peers))
            return "; ".join(filter(None, groups)) or "nobody"
        case ClientTable(rows):
            return _holders({row.client: len(row.segments) for row in rows})
        case SegmentIndex(owners):
            return _holders(Counter(chain.from_iterable(owners)))
        case Bitfields(bitfields):
            return _holders({row.client: unpacked(row.held).bit_count() for row in bitfields})
        case other:
            assert_never(other)


def _holders(held: Mapping[int, int]) -> str:
    """Return "C1 holds 24, C2 3", "9 clients hold 120 of its segments together", or "nobody"."""
    if len(held) > PARTS_MAX:
        return f"{len(held)} clients hold {counted(sum(held.values()), 'segment')} between them"
    told = [f"C{client} {count}" for client, count in held.items()]
    return ", ".join(told).replace(" ", " holds ", 1) or "nobody"


def segments(file: str | None, positions: Sequence[int]) -> str:
    """Return "atlas #3–#5, #9", or "17 segments of atlas" where there are too many to list."""
    if len(positions) == 1:
        return f"{file} #{positions[0] + 1}"
    listed = numbers(positions)
    return f"{file} {listed}" if listed else f"{counted(len(positions), 'segment')} of {file}"


def numbers(positions: Sequence[int]) -> str:
    """Return "#3–#5, #9", or nothing where there are too many to list."""
    return _listed(_in_runs([position + 1 for position in positions], "#"))


def owned(files: Sequence[FileOwned]) -> str:
    """Return "atlas (24), poem (1 segment)", "7 files", or "nothing"."""
    sizes = [str(file.segments) for file in files[:-1]]
    sizes += [counted(file.segments, "segment") for file in files[-1:]]
    return names([f"{file.name} ({size})" for file, size in zip(files, sizes, strict=True)])


def begun(files: Sequence[FileBegun]) -> str:
    """Return "5 of 24 segments of atlas, 1 of 2 segments of poem", or "parts of 7 files"."""
    told = [f"{len(one.held)} of {counted(one.segments, 'segment')} of {one.name}" for one in files]
    return _listed(told) or f"parts of {counted(len(files), 'file')}"


def names(files: Sequence[str]) -> str:
    """Return "atlas, poem", "7 files", or "nothing"."""
    if not files:
        return "nothing"
    return _listed(files) or counted(len(files), "file")


def clients(ranks: Sequence[int]) -> str:
    """Return "C1, C3–C5", or nothing where there are none or too many to list."""
    return _listed(_in_runs(ranks, "C"))


def _group(role: str, ranks: Sequence[int]) -> str:
    if len(ranks) == 1:
        return f"{role} C{ranks[0]}"
    listed = clients(ranks)
    if listed:
        return f"{role}s {listed}"
    return counted(len(ranks), role) if ranks else ""


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts) if len(parts) <= PARTS_MAX else ""


def _in_runs(unordered: Sequence[int], sign: str) -> list[str]:
    """Return the numbers in ascending order, many in a row as the first and the last."""
    runs: list[list[int]] = []
    for number in sorted(unordered):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [part for run in runs for part in _parts(run, sign)]


def _parts(run: Sequence[int], sign: str) -> list[str]:
    if len(run) < RUN_MIN:
        return [f"{sign}{number}" for number in run]
    return [f"{sign}{run[0]}–{sign}{run[-1]}"]
