"""Rounds of a search: everyone listed is tried before one is over, or anything is given up."""

from core import bitmap
from core.checks.check import Check
from core.checks.facts import ClientFile, Truth, begins_anew, forget
from core.checks.searches import Rounds
from core.checks.wording import of_file
from core.events import (
    FileIncomplete,
    MessageReceived,
    Record,
    RoundEnded,
    SegmentStored,
    SwarmLearned,
    SwarmUnanswered,
    ThreadRevived,
    TimerCancelled,
    TimerFired,
    TrackerSilent,
)
from core.timers import RoundTimer


class RoundTriesEveryone(Check):
    """By the list that was known when the segment was put aside: any of those of this round.

    A client that gave no answer in the round counts as tried for every segment.
    """

    name = "round-tries-everyone"
    rule = "A round is over only when everyone listed was tried for all that is missing."
    sees = Rounds.sees | Truth.sees

    def __init__(self, tries_max: int | None, *, candid: bool) -> None:
        super().__init__()
        self._tries_max = tries_max
        self._rounds = Rounds(candid=candid)
        self._truth = Truth()

    def look(self, record: Record) -> None:
        """See that every missing segment was tried at everyone of a list."""
        match record.event:
            case RoundEnded(file=file, segments=segments):
                left = [n for n in segments if not self._tried(record.at.rank, file, n)]
                found = f"somebody listed and not asked for {of_file(file, left)}"
                self.expect(not left, record, found, "everyone asked")
                missing = tuple(bitmap.members(self._truth.missing(record.at.rank, file)))
                found = f"{of_file(file, segments)} as missing"
                self.expect(segments == missing, record, found, of_file(file, missing))
            case _:
                pass
        self._rounds.observe(record)
        self._truth.observe(record)

    def _tried(self, rank: int, file: str, segment: int) -> bool:
        return self._rounds.of(rank, file).is_over_for(segment, rank, self._tries_max)


class GivesUpLast(Check):
    """A known file after the last of several rounds that brought nothing; else unknown to all."""

    name = "gives-up-last"
    rule = (
        "What is missing of a file is given up only after the last round that brought nothing, or"
        " where the tracker could not name the file's segments."
    )
    sees = frozenset(
        {
            SegmentStored,
            RoundEnded,
            SwarmLearned,
            TimerFired,
            TimerCancelled,
            SwarmUnanswered,
            (MessageReceived, "SwarmReply"),
            (MessageReceived, "Poison"),
            TrackerSilent,
            ThreadRevived,
            FileIncomplete,
        }
    )

    def __init__(self) -> None:
        super().__init__()
        self._rounds: dict[ClientFile, int] = {}
        self._pauses: set[ClientFile] = set()
        """The searches that wait before their next round."""
        self._over: set[ClientFile] = set()
        self._asked: set[ClientFile] = set()
        self._learned: set[ClientFile] = set()
        self._ended: set[int] = set()

    def look(self, record: Record) -> None:
        """Count the rounds that brought nothing."""
        rank = record.at.rank
        if begins_anew(record):
            forget(rank, self._rounds, self._pauses, self._over, self._asked, self._learned)
        match record.event:
            case SegmentStored(file=file):  # in a pause, a late answer: the round before brought it
                self._rounds[rank, file] = int((rank, file) in self._pauses)
            case RoundEnded(file=file):
                self._count_round(record, record.event)
            case TimerFired(timer=RoundTimer(file=file)):
                self._pauses.discard((rank, file))
            case TimerCancelled(timer=RoundTimer(file=file)) if (rank, file) in self._pauses:
                self._pauses.discard((rank, file))  # it goes on in the same round
                self._rounds[rank, file] -= 1
            case SwarmUnanswered(file=file):
                self._asked.add((rank, file))
            case MessageReceived(kind="SwarmReply", about=about):
                self._asked.add((rank, str(about.file)))
            case SwarmLearned(file=file):
                self._learned.add((rank, file))
            case MessageReceived(kind="Poison") | TrackerSilent():
                self._ended.add(rank)
            case FileIncomplete(file=file):
                key = rank, file
                done = key in (self._over if key in self._learned else self._asked)
                met = done or rank in self._ended
                self.expect(met, record, f"{file} given up", "its last round before that")
            case _:
                pass

    def _count_round(self, record: Record, ended: RoundEnded) -> None:
        key = record.at.rank, ended.file
        counted = self._rounds[key] = self._rounds.get(key, 0) + 1
        self.expect(ended.round == counted, record, f"round {ended.round}", f"round {counted}")
        self._pauses.add(key)
        self._over |= {key} if counted == ended.rounds_max else set()
