"""What may go wrong with messages, told as mutations of what real ones were."""

from core.events import MessageReceived, MessageSent, Record, SegmentsServed, StartGiven
from core.model import TRACKER, Thread
from tests.core.checks.breaches import found_by
from tests.core.checks.mutants import (
    AT_ONCE,
    EVERY_PROFILE,
    Mutant,
    Records,
    about,
    altered,
    at,
    doubled,
    moved,
    of,
    profiles_where,
    without,
)


def receipt_of(records: Records, place: int) -> int:
    """Return where the message that is sent there is received."""
    event, sender = records[place].event, records[place].at
    assert isinstance(event, MessageSent)
    return at(records, of(MessageReceived, source=sender, number=event.number))


@found_by("each-message-once", *EVERY_PROFILE)
def a_message_that_comes_twice(records: Records) -> Mutant:
    return doubled(records, at(records, of(MessageReceived)))


@found_by("each-message-once")
def a_message_that_never_comes(records: Records) -> Mutant:
    sent = at(records, of(MessageSent, kind="SegmentRequest"))
    return Mutant(without(records, receipt_of(records, sent)), records[sent])


@found_by("each-message-once")
def a_message_that_comes_before_it_is_sent(records: Records) -> Mutant:
    sent = at(records, of(MessageSent, kind="SegmentRequest"))
    return moved(records, receipt_of(records, sent), sent)


@found_by("each-message-once")
def a_message_that_was_never_told_of(records: Records) -> Mutant:
    sent = at(records, of(MessageSent, kind="Start"), -1)
    following = next(
        place
        for place in range(sent + 1, len(records))
        if records[place].at == TRACKER and of(MessageSent)(records[place])
    )
    receipt = receipt_of(records, sent)
    return Mutant(without(records, sent), records[min(following, receipt)])


@found_by("messages-keep-order")
def a_message_that_overtakes_another(records: Records) -> Mutant:
    def to_the_tracker(record: Record) -> bool:
        return of(MessageReceived)(record) and record.at == TRACKER

    sender = records[at(records, of(MessageSent, kind="AllComplete"))].at
    received = [
        place
        for place, one in enumerate(records)
        if isinstance(one.event, MessageReceived)
        and to_the_tracker(one)
        and one.event.source == sender
    ]
    return moved(records, received[-1], received[-2])


@found_by("kinds-of-messages", *EVERY_PROFILE)
def a_complaint_without_need(records: Records) -> Mutant:
    return altered(records, at(records, of(MessageSent, kind="AllComplete")), kind="Complaint")


@found_by("kinds-of-messages", *profiles_where(lambda profile: not profile.barrier))
def a_barrier_where_there_is_none(records: Records) -> Mutant:
    return altered(records, at(records, of(MessageSent, kind="AllComplete")), kind="Ready")


@found_by("kinds-of-messages", *profiles_where(lambda profile: not profile.tells_completion))
def a_message_of_its_own_for_completion(records: Records) -> Mutant:
    return altered(records, at(records, of(MessageSent, kind="Update")), kind="FileComplete")


@found_by("kinds-of-messages", *AT_ONCE)
def choking_where_there_are_no_slots(records: Records) -> Mutant:
    return altered(records, at(records, of(MessageSent, kind="SegmentReply")), kind="Choked")


@found_by("own-words", *EVERY_PROFILE)
def an_answer_in_the_words_of_others(records: Records) -> Mutant:
    return about(records, at(records, of(MessageSent, kind="SegmentReply")), word="aye")


@found_by("own-words", *EVERY_PROFILE)
def an_end_in_the_words_of_others(records: Records) -> Mutant:
    return about(records, at(records, of(MessageSent, kind="Poison")), word="farewell")


@found_by("own-words")
def a_start_in_the_words_of_others(records: Records) -> Mutant:
    return altered(records, at(records, of(StartGiven)), word="ho")


@found_by("own-words")
def telling_of_an_answer_in_the_words_of_others(records: Records) -> Mutant:
    return altered(records, at(records, of(SegmentsServed)), word="aye")


@found_by("few-messages", *EVERY_PROFILE)
def more_messages_than_are_needed(records: Records) -> Mutant:
    last = at(records, of(MessageSent), -1)
    extra = [records[last]] * 300
    return Mutant([*records, *extra], records[last])


@found_by("tracker-shares-nothing", *EVERY_PROFILE)
def a_segment_from_the_tracker(records: Records) -> Mutant:
    return altered(records, at(records, of(MessageSent, kind="SwarmReply")), kind="SegmentReply")


@found_by("tracker-shares-nothing")
def a_request_to_the_tracker(records: Records) -> Mutant:
    def asks(record: Record) -> bool:
        return of(MessageSent, kind="SegmentRequest")(record)

    assert records[at(records, asks)].at.thread is Thread.DOWNLOAD
    return altered(records, at(records, asks), to=TRACKER)
