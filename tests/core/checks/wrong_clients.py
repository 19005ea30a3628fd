"""What clients may do wrong, told as mutations of what real ones did."""

from core.events import (
    AllCompleted,
    FileCompleted,
    FileIncomplete,
    MessageReceived,
    MessageSent,
    RequestDenied,
    RoleChanged,
    SegmentRejected,
    SegmentRequested,
    SegmentsRefused,
    SegmentsServed,
    SegmentStored,
    SwarmLearned,
    ThreadEnded,
)
from core.model import Role, Thread
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    AT_ONCE,
    EVERY_PROFILE,
    LISTED,
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
    without,
)

# ---- the start ----------------------------------------------------------------------------------


@found_by("waits-for-start", *EVERY_PROFILE)
def asking_before_the_signal_came(records: Records) -> Mutant:
    asks = at(records, of(MessageSent, kind="SwarmRequest"))
    return moved(records, asks, 0)


# ---- serving ------------------------------------------------------------------------------------


@found_by("serves-what-is-held", *EVERY_PROFILE)
def serving_a_segment_that_was_never_stored(records: Records) -> Mutant:
    served = at(records, lambda one: by(one, SegmentsServed) and one.at.rank != 1)
    event = records[served].event
    assert isinstance(event, SegmentsServed)
    stored = of(SegmentStored, file=event.file, segment=event.segments[0])
    rank = records[served].at.rank
    if places := [n for n, one in enumerate(records) if stored(one) and one.at.rank == rank]:
        return Mutant(without(records, places[0]), records[served])
    return altered(records, served, segments=(99,))


@found_by("few-at-once", *EVERY_PROFILE)
def serving_too_much_at_once(records: Records) -> Mutant:
    return altered(records, at(records, of(SegmentsServed)), segments=tuple(range(11)))


@found_by("refuses-what-is-lacking", "peers-then-seeds")
def refusing_a_segment_that_is_held(records: Records) -> Mutant:
    served = at(records, of(SegmentsServed))
    event = records[served].event
    assert isinstance(event, SegmentsServed)
    no = SegmentsRefused(event.file, event.segments, event.to)
    return inserted(records, served, no)


@found_by("answers-at-once", *AT_ONCE)
def leaving_a_request_unanswered(records: Records) -> Mutant:
    served = at(records, of(SegmentsServed))
    thread = records[served].at
    asked = at(records[:served], lambda one: by(one, MessageReceived) and one.at == thread, -1)
    return Mutant(without(records, served), records[asked])


@found_by("answers-at-once")
def answering_what_nobody_asked_for(records: Records) -> Mutant:
    return doubled(records, at(records, of(SegmentsServed)))


@found_by("nobody-says-no", *LISTED)
def a_denial_by_a_listed_owner(records: Records) -> Mutant:
    asks = at(records, of(SegmentRequested))
    event = a_request(records, asks)
    return inserted(records, asks + 1, RequestDenied(event.file, event.segments, event.asked), asks)


@found_by("serves-to-the-end")
def an_upload_thread_that_ends_by_itself(records: Records) -> Mutant:
    ends = at(records, lambda one: by(one, ThreadEnded) and one.at.thread is Thread.UPLOAD)
    return moved(records, ends, 20)


# ---- files --------------------------------------------------------------------------------------


@found_by("stores-once", *EVERY_PROFILE)
def storing_a_segment_twice(records: Records) -> Mutant:
    return doubled(records, at(records, of(SegmentStored)))


@found_by("stores-what-it-asked-for", *EVERY_PROFILE)
def storing_what_came_from_a_stranger(records: Records) -> Mutant:
    return altered(records, at(records, of(SegmentStored)), source=99)


@found_by("stores-what-is-right", *EVERY_PROFILE)
def storing_what_was_thrown_away(records: Records) -> Mutant:
    stored = at(records, of(SegmentStored))
    event = records[stored].event
    assert isinstance(event, SegmentStored)
    wrong = SegmentRejected(event.file, event.segment, event.source)
    mutant = inserted(records, stored, wrong)
    return Mutant(mutant.records, records[stored])


@found_by("stores-what-is-right", *EVERY_PROFILE)
def storing_bytes_that_nobody_served(records: Records) -> Mutant:
    stored = at(records, of(SegmentStored))
    event = records[stored].event
    assert isinstance(event, SegmentStored)
    by_source = [n for n in range(stored) if records[n].at.rank == event.source]
    served = [n for n in by_source if by(records[n], SegmentsServed)]
    return Mutant(without(records, served[-1]), records[stored])


@found_by("stores-what-is-right")
def storing_when_no_answer_came(records: Records) -> Mutant:
    stored = at(records, of(SegmentStored))
    thread = records[stored].at
    later = next_at(records, stored, lambda one: one.at == thread and by(one, MessageReceived))
    return moved(records, stored, later + 1)


@found_by("roles-move-forward", *EVERY_PROFILE)
def becoming_less(records: Records) -> Mutant:
    change = at(records, of(RoleChanged, old=Role.PEER))
    return altered(records, change, new=Role.LEECHER)


@found_by("roles-are-true", *EVERY_PROFILE)
def calling_itself_a_seed_too_early(records: Records) -> Mutant:
    return altered(records, at(records, of(RoleChanged, new=Role.PEER)), new=Role.SEED)


@found_by("roles-are-true")
def calling_a_file_complete_too_early(records: Records) -> Mutant:
    return moved(records, at(records, of(FileCompleted)), at(records, of(SwarmLearned)) + 1)


@found_by("completion-is-told", *profiles_where(lambda profile: profile.tells_completion))
def keeping_a_complete_file_secret(records: Records) -> Mutant:
    complete = at(records, of(FileCompleted))
    thread = records[complete].at
    tells = of(MessageSent, kind="FileComplete")
    told = next_at(records, complete, lambda one: one.at == thread and tells(one))
    return Mutant(without(records, told), records[complete])


@found_by("completion-is-told", "segment-index")
def keeping_the_last_segments_secret(records: Records) -> Mutant:
    complete = at(records, of(FileCompleted))
    thread = records[complete].at
    tells = of(MessageSent, kind="Update")
    told = next_at(records, complete, lambda one: one.at == thread and tells(one))
    return Mutant(without(records, told), records[complete])


@found_by("completion-is-told", "first-missing")
def keeping_one_segment_secret(records: Records) -> Mutant:
    complete = at(records, of(FileCompleted))
    thread = records[complete].at
    told = at(records, lambda one: one.at == thread and of(MessageSent, kind="Update")(one))
    return Mutant(without(records, told), records[complete])


@found_by("completion-is-told", "peers-then-seeds")
def telling_of_what_is_not_complete(records: Records) -> Mutant:
    return doubled(records, at(records, of(MessageSent, kind="FileComplete")))


@found_by("everyone-finishes", *EVERY_PROFILE)
def not_a_word_of_a_wanted_file(records: Records) -> Mutant:
    lost = at(records, of(FileIncomplete, file="nobodys"))
    thread = records[lost].at
    done = next_at(records, lost, lambda one: one.at == thread and by(one, AllCompleted))
    return Mutant(without(records, lost), records[done])


@found_by("everyone-finishes")
def a_client_that_ends_without_finishing(records: Records) -> Mutant:
    done = at(records, of(AllCompleted))
    thread = records[done].at
    ends = next_at(records, done, lambda one: one.at == thread and by(one, ThreadEnded))
    return Mutant(without(records, done), records[ends])
