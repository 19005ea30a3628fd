"""Making a failing case smaller, for as long as it fails.

What is tried first leaves out most: clients, faults, files; then segments, and what a client owns
or wants; at last the numbers of faults become plain ones. Whatever still fails is gone on with from
the beginning. So what is returned fails, and with any one of these changes it would not any more
(Zeller and Hildebrandt 2002 call that 1-minimal), unless the tries ran out before.
"""

from collections.abc import Callable, Iterator
from itertools import islice

import msgspec

from core.faults import Cut, Fault, MessageFault
from core.faults.misfits import misfits
from core.faults.trigger import TIME
from core.model import ClientInput, Manifest, Scenario
from core.sim.case import Case

TRIES_MAX = 500
DIGITS = (0, 1, 2)
"""To so many digits moments and spans are rounded, whatever still fails."""

Fails = Callable[[Case], bool]


def shrink(case: Case, fails: Fails, tries_max: int = TRIES_MAX) -> Case:
    """Return a case that fails, as small as it gets with this many tries; `case` fails itself."""
    tries_left = tries_max
    while tries_left:
        for smaller in islice(_smaller(case), tries_left):
            tries_left -= 1
            if fails(smaller):
                case = smaller
                break
        else:
            break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Yield what is a little less than a case, and still one."""
    for changes in (_clients, _faults, _files, _segments, _wishes, _riders, _numbers):
        for one in changes(case):
            if not misfits(one.faults, one.scenario.clients):
                yield one


# ---- what there is ------------------------------------------------------------------------------


def _clients(case: Case) -> Iterator[Case]:
    for left_out in reversed(case.scenario.clients if len(case.scenario.clients) > 1 else ()):
        rank = left_out.rank
        others = [one for one in case.scenario.clients if one is not left_out]
        yield msgspec.structs.replace(
            _with(case, [msgspec.structs.replace(one, rank=n) for n, one in enumerate(others, 1)]),
            free_riders=tuple(_after(one, rank) for one in case.free_riders if one != rank),
            faults=tuple(_renumbered(one, rank) for one in case.faults if not _names(one, rank)),
        )


def _names(fault: Fault, rank: int) -> bool:
    if isinstance(fault, MessageFault):
        return rank in {fault.source, fault.to}
    return not isinstance(fault, Cut) and fault.client == rank


def _renumbered(fault: Fault, left_out: int) -> Fault:
    """Return a fault as it is without this client; those behind it move up."""
    if isinstance(fault, MessageFault):
        source = None if fault.source is None else _after(fault.source, left_out)
        to = None if fault.to is None else _after(fault.to, left_out)
        return msgspec.structs.replace(fault, source=source, to=to)
    if isinstance(fault, Cut):
        return fault
    return msgspec.structs.replace(fault, client=_after(fault.client, left_out))


def _after(rank: int, left_out: int) -> int:
    return rank - (rank > left_out)


def _faults(case: Case) -> Iterator[Case]:
    for place in range(len(case.faults)):
        faults = case.faults[:place] + case.faults[place + 1 :]
        yield msgspec.structs.replace(case, faults=faults)


def _files(case: Case) -> Iterator[Case]:
    names = {name: None for one in case.scenario.clients for name in _named(one)}
    for name in names:
        yield _with(case, [_without(one, name) for one in case.scenario.clients])


def _named(client: ClientInput) -> tuple[str, ...]:
    return (*(own.name for own in client.owned), *client.wanted)


def _without(client: ClientInput, name: str) -> ClientInput:
    return _owning(
        msgspec.structs.replace(client, wanted=tuple(one for one in client.wanted if one != name)),
        tuple(own for own in client.owned if own.name != name),
    )


def _segments(case: Case) -> Iterator[Case]:
    sizes = {own.name: len(own.hashes) for one in case.scenario.clients for own in one.owned}
    for name, size in sizes.items():
        for fewer in dict.fromkeys((size // 2, size - 1)):
            if 0 <= fewer < size:
                yield _with(case, [_cut(one, name, fewer) for one in case.scenario.clients])


def _cut(client: ClientInput, name: str, size: int) -> ClientInput:
    files = [
        Manifest(own.name, own.hashes[:size] if own.name == name else own.hashes)
        for own in client.owned
    ]
    return _owning(client, tuple(files))


def _wishes(case: Case) -> Iterator[Case]:
    """Yield the case with one client that owns or wants one file less."""
    for place, client in enumerate(case.scenario.clients):
        for less in _modest(client):
            clients = list(case.scenario.clients)
            clients[place] = less
            yield _with(case, clients)


def _modest(client: ClientInput) -> Iterator[ClientInput]:
    for name in client.wanted:
        wanted = tuple(one for one in client.wanted if one != name)
        yield msgspec.structs.replace(client, wanted=wanted)
    for own in client.owned:
        yield _owning(client, tuple(one for one in client.owned if one is not own))


def _riders(case: Case) -> Iterator[Case]:
    for rank in case.free_riders:
        others = tuple(one for one in case.free_riders if one != rank)
        yield msgspec.structs.replace(case, free_riders=others)


def _owning(client: ClientInput, owned: tuple[Manifest, ...]) -> ClientInput:
    return msgspec.structs.replace(client, owned=owned, lines=(0,) * len(owned))


def _with(case: Case, clients: list[ClientInput]) -> Case:
    scenario = Scenario(case.scenario.name, tuple(clients))
    return msgspec.structs.replace(case, scenario=scenario)


# ---- the numbers of faults ----------------------------------------------------------------------


def _numbers(case: Case) -> Iterator[Case]:
    """Yield the case with one fault that has a plainer number."""
    for place, fault in enumerate(case.faults):
        for plain in _plainer(fault):
            if plain != fault:
                faults = (*case.faults[:place], plain, *case.faults[place + 1 :])
                yield msgspec.structs.replace(case, faults=faults)


def _plainer(fault: Fault) -> Iterator[Fault]:
    if fault.nth is not None:
        yield msgspec.structs.replace(fault, nth=1)
    if isinstance(fault, MessageFault):
        yield msgspec.structs.replace(fault, chance=1.0)
        yield msgspec.structs.replace(fault, since=0.0)
    for field in ("by", "lasts", "since", "before"):
        value = getattr(fault, field, None)
        rounded = (round(value, digits) for digits in DIGITS) if value else ()
        for plain in filter(None, rounded):
            yield msgspec.structs.replace(fault, **{field: plain})
    at = getattr(fault, "at", None)
    if isinstance(at, str) and at.startswith(TIME):
        moment = float(at.removeprefix(TIME))
        for digits in DIGITS:
            yield msgspec.structs.replace(fault, at=f"{TIME}{round(moment, digits):g}")
