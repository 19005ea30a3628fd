"""How clients may choose wrongly, told as mutations of what real ones did."""

from core import bitmap
from core.events import SegmentRequested, SwarmLearned
from core.messages import Bitfields, ClientBitfield
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    Mutant,
    Records,
    a_request,
    altered,
    at,
    by,
    of,
    profiles_where,
    request,
)

# ---- order and choice ---------------------------------------------------------------------------


@found_by("file-order", *profiles_where(lambda profile: profile.order == "file-order"))
def leaving_out_a_segment(records: Records) -> Mutant:
    asks = request(records, 3)
    following = a_request(records, asks).segments[0] + 1
    return altered(records, asks, segments=(following,))


@found_by("first-missing", "first-missing")
def leaving_out_the_first_missing_segment(records: Records) -> Mutant:
    return leaving_out_a_segment(records)


@found_by("peers-then-seeds", "peers-then-seeds")
def asking_a_seed_when_it_is_the_peers_turn(records: Records) -> Mutant:
    peers_turn = [
        place
        for place in range(len(records))
        if by(records[place], SegmentRequested)
        and "a random peer" in a_request(records, place).reason
    ]
    return altered(records, peers_turn[0], asked=1)


@found_by("peers-then-seeds", "peers-then-seeds")
def asking_a_peer_when_it_is_the_seeds_turn(records: Records) -> Mutant:
    asks = request(records, -1)
    return altered(records, asks, asked=4)


def the_same_again(records: Records) -> Mutant:
    """Let client 4 ask the same of two owners of the short file a second time."""
    asks = of(SegmentRequested, file="short")
    first, second = (at(records, lambda one: one.at.rank == 4 and asks(one), n) for n in (0, 1))
    return altered(records, second, asked=a_request(records, first).asked)


@found_by("next-in-the-round", "client-table")
def passing_over_the_next_in_the_round(records: Records) -> Mutant:
    return the_same_again(records)


@found_by("every-owner-is-a-candidate", "client-table", "random-owner")
def leaving_an_owner_out(records: Records) -> Mutant:
    asks = next(
        place
        for place, one in enumerate(records)
        if isinstance(one.event, SegmentRequested) and len(one.event.candidates) > 1
    )
    return altered(records, asks, candidates=a_request(records, asks).candidates[:1])


@found_by("within-its-share", "segment-index")
def asking_who_was_asked_for_its_share(records: Records) -> Mutant:
    return the_same_again(records)


@found_by("least-used", "first-missing")
def asking_who_was_used_more(records: Records) -> Mutant:
    used: dict[int, int] = {}
    for place, one in enumerate(records):
        if one.at.rank == 2 and by(one, SegmentRequested):
            event = a_request(records, place)
            least = used.get(event.asked, 0)
            worse = [other for other in used if other != event.asked and used[other] > least]
            if worse:
                return altered(records, place, asked=worse[0])
            used[event.asked] = least + 1
    raise AssertionError("nobody was ever used more")


@found_by("rarest-first", *profiles_where(lambda profile: profile.order == "rarest-first"))
def leaving_the_rarest_for_later(records: Records) -> Mutant:
    """Its client knows only one holder of what it asks for last."""
    asks = request(records, 0, "short")
    dearest = 1 << a_request(records, asks).segments[-1]
    mine = records[asks].at
    learned = at(records[:asks], lambda one: one.at == mine and by(one, SwarmLearned), -1)
    event = records[learned].event
    assert isinstance(event, SwarmLearned)
    assert isinstance(event.swarm, Bitfields)
    first, *others = event.swarm.rows
    rows = [first, *(lacking(other, dearest) for other in others)]
    believed = altered(records, learned, swarm=Bitfields(tuple(rows)))
    return Mutant(believed.records, records[asks])


def lacking(row: ClientBitfield, segments: int) -> ClientBitfield:
    held = bitmap.packed(bitmap.unpacked(row.held) & ~segments)
    return ClientBitfield(row.client, held, row.served)
