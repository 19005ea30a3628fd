"""What may go wrong with slots, and in the endgame, told as mutations of what really happened."""

from core.events import (
    AskerChoked,
    AskerUnchoked,
    CancelLate,
    EndgameBegun,
    Record,
    RequestCancelled,
    RequestDropped,
    RequestQueued,
    SegmentRequested,
    SegmentsServed,
    SegmentStored,
)
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    ENDGAME,
    SLOTTED,
    Mutant,
    Records,
    altered,
    at,
    by,
    inserted,
    next_at,
    of,
    without,
)

FULL = "all slots are taken by clients that gave more, got less, or came first"


def a_queue(records: Records, place: int) -> RequestQueued:
    event = records[place].event
    assert isinstance(event, RequestQueued)
    return event


def several_wait(record: Record) -> bool:
    return isinstance(record.event, RequestQueued) and len(set(record.event.queue)) > 2


# ---- slots --------------------------------------------------------------------------------------


@found_by("few-wait", *SLOTTED)
def letting_too_many_wait(records: Records) -> Mutant:
    return altered(records, at(records, of(RequestQueued)), queue=(2, 3, 4, 5, 6))


@found_by("queue-order", *SLOTTED)
def ranking_the_wrong_way_round(records: Records) -> Mutant:
    place = at(records, several_wait)
    return altered(records, place, queue=a_queue(records, place).queue[::-1])


@found_by("queue-order", *SLOTTED)
def serving_out_of_turn(records: Records) -> Mutant:
    place = at(records, several_wait)
    thread, last = records[place].at, a_queue(records, place).queue[-1]
    serves = of(SegmentsServed)
    served = next_at(records, place, lambda one: one.at == thread and serves(one))
    return altered(records, served, to=last)


@found_by("queue-order", *SLOTTED)
def choking_who_gave_most(records: Records) -> Mutant:
    place = at(records, of(AskerChoked, reason=FULL))
    stored = SegmentStored("long", 24, a_choked(records, place).asker, 25)
    gift = inserted(records, place, stored)
    return Mutant(gift.records, records[place])


def a_choked(records: Records, place: int) -> AskerChoked:
    event = records[place].event
    assert isinstance(event, AskerChoked)
    return event


@found_by("chokes-when-full", *SLOTTED)
def choking_while_there_is_room(records: Records) -> Mutant:
    queued = at(records, of(RequestQueued))
    event = a_queue(records, queued)
    choked = AskerChoked(event.file, event.segments, event.asker, FULL)
    return inserted(records, queued, choked)


@found_by("choked-are-told", *SLOTTED)
def keeping_secret_that_there_is_room(records: Records) -> Mutant:
    told = at(records, of(AskerUnchoked))
    answers = of(SegmentsServed), of(AskerChoked)
    thread = records[told].at
    before = [one for one in records[:told] if one.at == thread and any(a(one) for a in answers)]
    return Mutant(without(records, told), before[-1])


@found_by("choked-are-told", *SLOTTED)
def telling_of_room_twice(records: Records) -> Mutant:
    told = at(records, of(AskerUnchoked))
    return inserted(records, told + 1, records[told].event, told)


# ---- the endgame --------------------------------------------------------------------------------


@found_by("endgame-comes-last", *ENDGAME)
def an_endgame_of_a_part(records: Records) -> Mutant:
    begun = at(records, of(EndgameBegun))
    event = records[begun].event
    assert isinstance(event, EndgameBegun)
    return altered(records, begun, segments=event.segments[1:])


@found_by("one-request-a-segment", *ENDGAME)
def asking_twice_before_the_endgame(records: Records) -> Mutant:
    """The first endgame that asks anybody is not told of."""
    asks = of(SegmentRequested)
    begun = next(
        n for n, one in enumerate(records) if by(one, EndgameBegun) and asks(records[n + 1])
    )
    return Mutant(without(records, begun), records[begun + 1])


@found_by("cancels-what-is-held", *ENDGAME)
def cancelling_what_is_lacking(records: Records) -> Mutant:
    asks = at(records, of(SegmentRequested))
    event = records[asks].event
    assert isinstance(event, SegmentRequested)
    cancelled = RequestCancelled(event.file, event.segments, event.asked)
    return inserted(records, asks + 1, cancelled, asks)


@found_by("cancelled-is-not-served", *ENDGAME)
def serving_what_was_cancelled(records: Records) -> Mutant:
    dropped = at(records, of(RequestDropped))
    event = records[dropped].event
    assert isinstance(event, RequestDropped)
    served = SegmentsServed(event.file, event.segments, event.asker, "pieces")
    return inserted(records, dropped + 1, served, dropped)


@found_by("cancelled-is-not-served", *ENDGAME)
def not_heeding_a_cancellation(records: Records) -> Mutant:
    dropped = at(records, of(RequestDropped))
    return Mutant(without(records, dropped), records[dropped - 1])


@found_by("cancelled-is-not-served", *ENDGAME)
def a_cancellation_by_nobody(records: Records) -> Mutant:
    served = at(records, of(SegmentsServed))
    event = records[served].event
    assert isinstance(event, SegmentsServed)
    return inserted(records, served, CancelLate(event.file, event.segments, event.to))
