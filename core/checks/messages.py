"""Messages in general: they come, once and in order; which kinds there are, and how many."""

from core.causality import received_by
from core.checks.check import Check
from core.checks.facts import ClientFile
from core.events import (
    ClientStarted,
    MessageDelayed,
    MessageLost,
    MessageReceived,
    MessageReleased,
    MessageSent,
    MessageUnheeded,
    Record,
    SegmentRequested,
    SegmentsServed,
    SegmentStored,
    ShutdownGiven,
    StartGiven,
    SwarmLearned,
    ThreadEnded,
    ThreadStarted,
)
from core.messages import MessageId
from core.model import TRACKER, Address
from core.profiles import Profile, Words


class EachMessageOnce(Check):
    """A fold of what is under way."""

    name = "each-message-once"
    sees_copies = True
    rule = "Every message that is sent comes once, unless it is lost, and none before it was sent."
    sees = frozenset(
        {ThreadStarted, ThreadEnded, MessageSent, MessageLost, MessageReceived, MessageUnheeded}
    )

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[Address, int] = {}
        self._under_way: dict[MessageId, Record] = {}
        self._running: set[Address] = set()

    @property
    def pending(self) -> bool:
        """Whether a message is under way."""
        return bool(self._under_way)

    def look(self, record: Record) -> None:
        """Follow each message from its sending to its receipt."""
        match record.event:
            case ThreadStarted():
                self._running.add(record.at)
            case ThreadEnded():
                self._running.discard(record.at)
            case MessageSent(number=number):
                expected = self._numbers.get(record.at, 0) + 1
                self.expect(number == expected, record, f"number {number}", f"{expected}")
                self._numbers[record.at] = number
                self._under_way[record.at, number] = record
            case MessageLost(number=number):
                self._under_way.pop((record.at, number), None)
            case MessageReceived() | MessageUnheeded():
                self._look_at_receipt(record)
            case _:
                pass

    def _look_at_receipt(self, record: Record) -> None:
        message = received_by(record.event)
        sent = self._under_way.pop(message, None) if message is not None else None
        self.expect(sent is not None, record, f"{_shown(message)}", "a message under way")

    def close(self) -> None:
        """Count as lost what never came to threads that all ended."""
        if not self._running:
            for message, sent in self._under_way.items():
                self.expect(False, sent, f"{_shown(message)} never received", "its receipt")


class MessagesKeepOrder(Check):
    """What is lost is not waited for, and what is delayed is sent when it is let go on."""

    name = "messages-keep-order"
    sees_copies = True
    rule = "Between the same two threads, messages come in the order in which they were sent."
    sees = frozenset(
        {
            MessageSent,
            MessageLost,
            MessageDelayed,
            MessageReleased,
            MessageReceived,
            MessageUnheeded,
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[tuple[Address, Address], dict[MessageId, None]] = {}

    def look(self, record: Record) -> None:
        """See that a receipt is of the message that has waited longest."""
        match record.event:
            case MessageSent(to=to, number=number) | MessageReleased(to=to, number=number):
                self._way(record.at, to)[record.at, number] = None
            case MessageLost(to=to, number=number) | MessageDelayed(to=to, number=number):
                self._way(record.at, to).pop((record.at, number), None)
            case MessageReceived(source=source, number=number):
                self._look_at_receipt(record, (source, number))
            case MessageUnheeded(source=source, number=number):
                self._look_at_receipt(record, (source, number))
            case _:
                pass

    def _look_at_receipt(self, record: Record, received: MessageId) -> None:
        waiting = self._way(received[0], record.at)
        first = next(iter(waiting), None)
        waiting.pop(received, None)
        self.expect(received == first, record, _shown(received), _shown(first))

    def _way(self, source: Address, to: Address) -> dict[MessageId, None]:
        return self._waiting.setdefault((source, to), {})


def _shown(message: MessageId | None) -> str:
    return "no message" if message is None else f"message {message[1]} of {message[0]}"


class KindsOfMessages(Check):
    """What clients and tracker say to each other, by what the profile's axes call for."""

    name = "kinds-of-messages"
    sees_copies = True
    rule = "Clients and tracker say to each other only what their profile has words for."
    sees = frozenset({MessageSent})

    def __init__(self, profile: Profile, *, faultless: bool) -> None:
        super().__init__()
        reports = profile.report != "nothing" or not profile.tells_completion
        self._kinds = {"Register", "Start", "SwarmRequest", "SwarmReply", "AllComplete", "Poison"}
        self._kinds |= {"Ready", "Go"} if profile.barrier else set()
        self._kinds |= {"Update"} if reports else set()
        self._kinds |= {"FileComplete"} if profile.tells_completion else set()
        self._kinds |= set() if faultless else {"Complaint", "Probe", "Alive"}
        self._among_clients = {"SegmentRequest", "SegmentReply", "SegmentDenial"}
        self._among_clients |= set() if profile.slots is None else {"Choked", "Unchoked"}
        self._among_clients |= {"Cancel"} if profile.endgame else set()

    def look(self, record: Record) -> None:
        """See that messages are of these kinds."""
        match record.event:
            case MessageSent(to=to, kind=kind):
                with_tracker = TRACKER in (to, record.at)
                kinds = self._kinds if with_tracker else self._among_clients
                self.expect(kind in kinds, record, kind, f"one of {', '.join(sorted(kinds))}")
            case _:
                pass


class OwnWords(Check):
    """Signals and answers are called as in the profile's row."""

    name = "own-words"
    sees_copies = True
    rule = "Start signal, answers and end signal are called what the profile calls them."
    sees = frozenset(
        {
            (MessageSent, "Start"),
            (MessageSent, "SegmentReply"),
            (MessageSent, "Poison"),
            StartGiven,
            SegmentsServed,
            ShutdownGiven,
        }
    )

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._by_kind = {"Start": words.start, "SegmentReply": words.answer, "Poison": words.end}

    def look(self, record: Record) -> None:
        """See that what has a word bears it."""
        match record.event:
            case MessageSent(kind=kind, about=about) if kind in self._by_kind:
                self._expect_word(self._by_kind[kind], about.word, record)
            case StartGiven(word=word):
                self._expect_word(self._words.start, word, record)
            case SegmentsServed(word=word):
                self._expect_word(self._words.answer, word, record)
            case ShutdownGiven(word=word):
                self._expect_word(self._words.end, word, record)
            case _:
                pass

    def _expect_word(self, expected: str, word: str | None, record: Record) -> None:
        self.expect(word == expected, record, f"the word {word!r}", f"{expected!r}")


PER_CLIENT = 6
"""Register, Start, Ready, Go, AllComplete, Poison."""
PER_FILE = 6
"""A swarm request and its answer, what tells that it is complete, and as many to spare."""
PER_REQUEST = 2
PER_UPDATE = 2
PER_SEGMENT_OF_MANY = 0.6
"""Where an answer carries several segments: all requests and updates are to fit in."""
FEW_SEGMENTS = 15
"""So many take more: who shares a file with others gets a little of it at a time at first."""


class FewMessages(Check):
    """Each message needs an allowance, which grows with what happened so far."""

    name = "few-messages"
    sees = frozenset({ClientStarted, SwarmLearned, SegmentRequested, SegmentStored, MessageSent})

    def __init__(self, profile: Profile) -> None:
        super().__init__()
        self._many = profile.segments_max > 1
        self._reports_each = profile.report == "each"
        self._update_every = profile.update_every
        each = (
            f"{PER_SEGMENT_OF_MANY} for each segment that is fetched, {PER_REQUEST} more for each"
            f" of the first {FEW_SEGMENTS} of a file"
            if self._many
            else f"{PER_REQUEST} for each segment and each denial, {PER_UPDATE} for each"
            f" {profile.update_every} segments"
        )
        besides = ", besides 1 for each segment that is reported" if self._reports_each else ""
        self.rule = (
            f"There are no more messages than {each}, {PER_FILE} for each wanted file and client,"
            f" and {PER_CLIENT} for each client{besides}."
        )
        self._learned: set[ClientFile] = set()
        self._stored: dict[ClientFile, int] = {}
        self._allowed = 0.0
        self._sent = 0

    def look(self, record: Record) -> None:
        """Count what is allowed, and what is sent."""
        match record.event:
            case ClientStarted(wanted=wanted):
                self._allowed += PER_CLIENT + PER_FILE * len(wanted)
            case SwarmLearned(file=file, segments=count) if self._many:
                new = (record.at.rank, file) not in self._learned
                self._allowed += _for_many(count) if new else 0
                self._learned.add((record.at.rank, file))
            case SegmentRequested(segments=segments) if not self._many:
                self._allowed += PER_REQUEST * len(segments)
            case SegmentStored(file=file):
                self._allow_report(record.at.rank, file)
            case MessageSent():
                self._sent += 1
                allowed = f"at most {self._allowed:g} so far"
                met = self._sent <= self._allowed
                self.expect(met, record, f"{self._sent} messages", allowed)
            case _:
                pass

    def _allow_report(self, rank: int, file: str) -> None:
        stored = self._stored[rank, file] = self._stored.get((rank, file), 0) + 1
        due = not self._many and stored % self._update_every == 0
        self._allowed += PER_UPDATE if due else 0
        self._allowed += 1 if self._reports_each else 0


def _for_many(segments: int) -> float:
    """Return how many messages a file may take whose answers carry several segments."""
    return PER_SEGMENT_OF_MANY * segments + PER_REQUEST * min(segments, FEW_SEGMENTS)
