"""What clients may do wrong with requests, told as mutations of what real ones did."""

import msgspec

from core.events import (
    MessageSent,
    RequestDenied,
    RequestTimedOut,
    RoundEnded,
    SegmentRequested,
    SegmentStored,
)
from core.model import TRACKER_RANK
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    EVERY_PROFILE,
    Mutant,
    Records,
    a_request,
    altered,
    at,
    by,
    doubled,
    inserted,
    moved,
    next_at,
    of,
    profiles_where,
    request,
    without,
)

# ---- requests -----------------------------------------------------------------------------------


@found_by("asks-a-candidate", *EVERY_PROFILE)
def asking_who_is_no_candidate(records: Records) -> Mutant:
    return altered(records, request(records, 3), asked=99)


@found_by("asks-a-candidate")
def being_a_candidate_for_itself(records: Records) -> Mutant:
    asks = request(records, 3)
    return altered(records, asks, candidates=(*a_request(records, asks).candidates, 2))


@found_by("asks-a-holder", *EVERY_PROFILE)
def a_candidate_that_is_not_listed(records: Records) -> Mutant:
    asks = request(records, 3)
    return altered(records, asks, candidates=(*a_request(records, asks).candidates, 99))


@found_by("asks-nobody-twice", "peers-then-seeds")
def asking_again_who_said_no(records: Records) -> Mutant:
    denied = at(records, of(RequestDenied))
    event = records[denied].event
    assert isinstance(event, RequestDenied)
    again = of(SegmentRequested, file=event.file, segments=event.segments)
    thread = records[denied].at
    asks = next_at(records, denied, lambda one: one.at == thread and again(one))
    return altered(records, asks, asked=event.asked)


@found_by("asks-nobody-twice", *EVERY_PROFILE)
def asking_twice_in_a_round(records: Records) -> Mutant:
    return doubled(records, request(records, 3))


@found_by("tries-at-most", "first-missing")
def asking_more_clients_than_are_to_be_tried(records: Records) -> Mutant:
    asks = request(records, 3)
    mutant = Mutant(records, records[asks])
    for stranger in range(100, 106):
        event = msgspec.structs.replace(a_request(records, asks), asked=stranger)
        mutant = inserted(mutant.records, asks + 1 + stranger - 100, event, asks)
    return mutant


@found_by("in-flight", *profiles_where(lambda profile: profile.in_flight > 1))
def asking_for_too_much(records: Records) -> Mutant:
    asks = request(records, 0)
    mutant = Mutant(records, records[asks])
    for more in range(4):
        event = msgspec.structs.replace(a_request(records, asks), asked=100 + more)
        mutant = inserted(mutant.records, asks + 1 + more, event, asks)
    return mutant


@found_by("in-flight", *profiles_where(lambda profile: profile.in_flight == 1))
def asking_before_the_answer(records: Records) -> Mutant:
    return moved(records, request(records, 4), request(records, 3) + 1)


@found_by("one-request-a-segment", *EVERY_PROFILE)
def asking_two_for_the_same_segment(records: Records) -> Mutant:
    asks = request(records, 3)
    elsewhere = msgspec.structs.replace(a_request(records, asks), asked=99)
    return inserted(records, asks + 1, elsewhere, asks)


@found_by("one-request-a-segment", "peers-then-seeds")
def going_elsewhere_without_a_denial(records: Records) -> Mutant:
    denied = at(records, of(RequestDenied))
    thread = records[denied].at
    asks = next_at(records, denied, lambda one: one.at == thread and by(one, SegmentRequested))
    return Mutant(without(records, denied), records[asks])


@found_by("requests-end-once", *EVERY_PROFILE)
def a_denial_of_what_was_answered(records: Records) -> Mutant:
    stored = at(records, of(SegmentStored))
    event = records[stored].event
    assert isinstance(event, SegmentStored)
    no = RequestDenied(event.file, (event.segment,), event.source)
    return inserted(records, stored + 1, no, stored)


@found_by("requests-end-once", *EVERY_PROFILE, faultless=False)
def a_timeout_that_comes_twice(records: Records) -> Mutant:
    return doubled(records, at(records, of(RequestTimedOut)))


@found_by("requests-end-once", faultless=False)
def a_request_that_never_ends(records: Records) -> Mutant:
    late = at(records, of(RequestTimedOut), -1)
    thread = records[late].at
    over = next_at(records, late, lambda one: one.at == thread and by(one, RoundEnded))
    return Mutant(without(records, late), records[over])


@found_by("silence-is-told", *EVERY_PROFILE, faultless=False)
def silence_that_is_kept_from_the_tracker(records: Records) -> Mutant:
    late = at(records, of(RequestTimedOut))
    thread = records[late].at
    complains = of(MessageSent, kind="Complaint")
    told = next_at(records, late, lambda one: one.at == thread and complains(one))
    return Mutant(without(records, told), records[late])


@found_by("silence-is-told", faultless=False)
def a_complaint_without_a_reason(records: Records) -> Mutant:
    return doubled(records, at(records, of(MessageSent, kind="Complaint")))


@found_by("one-each", *profiles_where(lambda profile: profile.one_each))
def asking_who_has_a_request_to_answer(records: Records) -> Mutant:
    return doubled(records, request(records, 3))


@found_by("few-wishes", *EVERY_PROFILE)
def wishing_for_too_much(records: Records) -> Mutant:
    return altered(records, request(records, -1, "short"), segments=(0, 1, 2, 3) * 10)


# ---- the tracker's part in it -------------------------------------------------------------------


@found_by("tracker-shares-nothing", *EVERY_PROFILE)
def asking_the_tracker_for_a_segment(records: Records) -> Mutant:
    return altered(records, request(records, 3), asked=TRACKER_RANK)
