"""What clients may report wrongly, told as mutations of what real ones did."""

from core.events import (
    FileIncomplete,
    MessageSent,
    RoundEnded,
    SegmentStored,
)
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    EVERY_PROFILE,
    Mutant,
    Records,
    about,
    altered,
    at,
    by,
    doubled,
    inserted,
    moved,
    of,
    profiles_where,
    request,
    without,
)

# ---- reports ------------------------------------------------------------------------------------


@found_by("reports-nothing", "peers-then-seeds")
def a_report_to_a_blind_tracker(records: Records) -> Mutant:
    return altered(records, at(records, of(MessageSent, kind="FileComplete")), kind="Update")


@found_by("reports-all", "client-table", "random-owner")
def a_report_of_a_part(records: Records) -> Mutant:
    return about(records, at(records, of(MessageSent, kind="Update")), segments=(0, 1))


@found_by("reports-news", *profiles_where(lambda profile: profile.report == "new"))
def a_report_that_leaves_something_out(records: Records) -> Mutant:
    return about(records, at(records, of(MessageSent, kind="Update")), segments=(0, 1))


@found_by("reports-news", *profiles_where(lambda profile: profile.report == "new"))
def a_report_of_what_is_old(records: Records) -> Mutant:
    update = at(records, lambda one: one.at.rank == 2 and of(MessageSent, kind="Update")(one), -1)
    return about(records, update, segments=tuple(range(20)))


@found_by("reports-each", "first-missing")
def a_segment_that_is_never_reported(records: Records) -> Mutant:
    update = at(records, of(MessageSent, kind="Update"))
    thread = records[update].at
    stored = at(records[:update], lambda one: one.at == thread and by(one, SegmentStored), -1)
    return Mutant(without(records, update), records[stored])


@found_by("reports-each", "first-missing")
def a_report_that_comes_twice(records: Records) -> Mutant:
    return doubled(records, at(records, of(MessageSent, kind="Update")))


@found_by("update-is-due", *EVERY_PROFILE)
def going_on_without_an_update(records: Records) -> Mutant:
    """One segment is stored ten times more just before the last request."""
    asks = request(records, -1)
    extra = SegmentStored("long", 9, 1, 10)
    mutant = records
    for _ in range(10):
        mutant = inserted(mutant, asks, extra, asks).records
    return Mutant(mutant, records[asks])


@found_by("swarm-requests-have-reason", *EVERY_PROFILE)
def asking_for_the_swarm_for_no_reason(records: Records) -> Mutant:
    return doubled(records, at(records, of(MessageSent, kind="SwarmRequest")))


# ---- rounds -------------------------------------------------------------------------------------


@found_by("round-tries-everyone", *EVERY_PROFILE, faultless=False)
def a_round_that_ends_with_somebody_untried(records: Records) -> Mutant:
    asks = request(records, 0, "large")
    over = RoundEnded("large", tuple(range(15)), 1, 5)
    return inserted(records, asks, over, asks)


@found_by("round-tries-everyone", faultless=False)
def a_round_that_forgets_a_segment(records: Records) -> Mutant:
    over = at(records, of(RoundEnded))
    event = records[over].event
    assert isinstance(event, RoundEnded)
    return altered(records, over, segments=event.segments[1:])


@found_by("gives-up-last", *EVERY_PROFILE, faultless=False)
def giving_up_without_a_last_round(records: Records) -> Mutant:
    lost = at(records, of(FileIncomplete, file="large"))
    thread = records[lost].at
    last = at(records[:lost], lambda one: one.at == thread and by(one, RoundEnded), -1)
    return Mutant(without(records, last), records[lost])


@found_by("gives-up-last", faultless=False)
def counting_a_round_that_never_was(records: Records) -> Mutant:
    return altered(records, at(records, of(RoundEnded)), round=5)


@found_by("gives-up-last", *EVERY_PROFILE, faultless=False)
def giving_up_before_asking(records: Records) -> Mutant:
    return moved(records, at(records, of(FileIncomplete, file="nobodys")), 0)
