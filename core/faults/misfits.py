"""Holding a plan of faults against a scenario: what it names must be there."""

from collections.abc import Iterable, Sequence

from core.faults.kinds import Cut, Fault, MessageFault
from core.faults.trigger import parse_trigger
from core.model import ClientInput
from core.until import misfit


def misfits(faults: Iterable[Fault], clients: Sequence[ClientInput]) -> list[str]:
    """Return, for every fault that does not fit, what was found and expected.

    The clients are of the ranks 1, 2, …
    """
    return [
        f"fault {number}: {wrong}"
        for number, fault in enumerate(faults, 1)
        for wrong in _wrong(fault, clients)
    ]


def _wrong(fault: Fault, clients: Sequence[ClientInput]) -> list[str]:
    if isinstance(fault, MessageFault):
        return [*_wrong_ranks((fault.source, fault.to), clients), *_wrong_file(fault.file, clients)]
    ranks = () if isinstance(fault, Cut) else (fault.client,)
    return [*_wrong_ranks(ranks, clients), *_wrong_moment(fault.at, clients)]


def _wrong_ranks(ranks: Iterable[int | None], clients: Sequence[ClientInput]) -> list[str]:
    expected = f"expected one from 1 to {len(clients)}, or 0 for the tracker's"
    found = [rank for rank in ranks if rank is not None and rank > len(clients)]
    return [f"found rank {rank}; {expected}" for rank in found]


def _wrong_file(file: str | None, clients: Sequence[ClientInput]) -> list[str]:
    names = {own.name for one in clients for own in one.owned}
    names |= {name for one in clients for name in one.wanted}
    if file is None or file in names:
        return []
    return [f"found file {file!r}; expected one of {', '.join(sorted(names)) or 'none'}"]


def _wrong_moment(at: str | None, clients: Sequence[ClientInput]) -> list[str]:
    condition = None if at is None else parse_trigger(at).condition
    wrong = "" if condition is None else misfit(condition, clients)
    return [f"at: {wrong}"] if wrong else []
