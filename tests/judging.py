"""What must hold of the records of any run, in memory or over a net."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from core.causality import received_by, sent_by
from core.checks import Jury
from core.events import (
    AllCompleted,
    BarrierOpened,
    ClientFinished,
    ClientStarted,
    Event,
    FileCompleted,
    FileIncomplete,
    MessageSent,
    Record,
    RoleChanged,
    SegmentRequested,
    SegmentsServed,
    SegmentStored,
    ShutdownGiven,
    StartGiven,
    ThreadGone,
    ThreadReturned,
)
from core.holdings import Holdings
from core.measures import Counts, Totals
from core.messages import MessageId
from core.model import (
    CONDUCTOR,
    Address,
    Manifest,
    Role,
    Scenario,
    Thread,
    download_thread,
    upload_thread,
)
from core.profiles import Profile

E = TypeVar("E", bound=Event)

FORWARD = [Role.LEECHER, Role.PEER, Role.SEED]


def of_kind(records: Iterable[Record], kind: type[E]) -> list[tuple[int, E]]:
    """Return the events of one kind, each with its rank."""
    return [(one.at.rank, one.event) for one in records if isinstance(one.event, kind)]


def of_rank(records: Iterable[Record], rank: int) -> list[Record]:
    """Return the records of one rank; what is chosen by hand is of none."""
    return [one for one in records if one.at.rank == rank and one.at != CONDUCTOR]


def received(record: Record) -> MessageId | None:
    """Return which message this record receives, if any."""
    return received_by(record.event)


def missing_of(records: Iterable[Record]) -> dict[tuple[int, str], tuple[int, ...]]:
    """Return what was reported as missing, by client and file."""
    return {(at, event.file): event.missing for at, event in of_kind(records, FileIncomplete)}


def completed(records: Iterable[Record]) -> set[tuple[int, str]]:
    """Return which client reported which file as complete."""
    return {(at, event.file) for at, event in of_kind(records, FileCompleted)}


def assert_ordered(records: Sequence[Record], ranks: int) -> None:
    """Every rank's records are all there, in order, and nothing is received before it was sent."""
    for rank in range(ranks):
        own = of_rank(records, rank)
        assert [record.number for record in own] == list(range(1, len(own) + 1))
        assert [record.lamport for record in own] == sorted({record.lamport for record in own})
    stamps: dict[MessageId, int] = {}
    for record in records:
        if (sent := sent_by(record)) is not None:
            stamps[sent] = record.lamport
        if (message := received(record)) is not None:
            assert stamps[message] < record.lamport


def assert_time_goes_forward(records: Iterable[Record]) -> None:
    """In no thread does an event come at an earlier time than the one before."""
    last: dict[Address, float] = {}
    for record in records:
        assert record.time >= last.get(record.at, 0.0)
        last[record.at] = record.time


def assert_each_message_came_once(records: Sequence[Record]) -> None:
    """What was sent is what was handled or unheeded, message by message."""
    out = Counter(sent for record in records if (sent := sent_by(record)) is not None)
    back = Counter(message for record in records if (message := received(record)) is not None)
    assert out == back
    assert set(out.values()) <= {1}


def assert_nobody_talks_to_itself(records: Sequence[Record]) -> None:
    """No message stays within a rank."""
    assert not [at for at, event in of_kind(records, MessageSent) if event.to.rank == at]


def assert_counts_agree(records: Sequence[Record], totals: Totals) -> None:
    """What the ranks counted is what the same fold counts over the merged records."""
    for counts in totals.ranks:
        again = Counts(counts.rank)
        for record in of_rank(records, counts.rank):
            again.observe(record)
        assert again == counts


def assert_roles_move_forward(records: Sequence[Record]) -> None:
    """Each change begins where the one before ended, and goes up."""
    roles: dict[tuple[int, str], Role] = {}
    for at, change in of_kind(records, RoleChanged):
        assert change.old == roles.get((at, change.file), Role.LEECHER)
        assert FORWARD.index(change.old) < FORWARD.index(change.new)
        roles[at, change.file] = change.new


def assert_only_held_segments_are_served(records: Sequence[Record]) -> None:
    """A fold over the records: what a client serves it owned, or had stored before."""
    held: set[tuple[int, str, int]] = set()
    for record in records:
        rank = record.at.rank
        match record.event:
            case ClientStarted(owned=owned):
                held |= {(rank, own.name, n) for own in owned for n in range(own.segments)}
            case SegmentStored(file=file, segment=segment):
                assert (rank, file, segment) not in held
                held.add((rank, file, segment))
            case SegmentsServed(file=file, segments=segments):
                assert held >= {(rank, file, n) for n in segments}
            case _:
                pass


def assert_nothing_is_asked_before_the_start(
    records: Sequence[Record], *, barrier: bool = True
) -> None:
    """No swarm or segment request comes before the barrier opened, or the start was given, once."""
    start = BarrierOpened if barrier else StartGiven
    opened = [n for n, one in enumerate(records) if isinstance(one.event, start)]
    assert len(opened) == 1
    for record in records[: opened[0]]:
        assert not isinstance(record.event, SegmentRequested)
        assert not (
            isinstance(record.event, MessageSent)
            and record.event.kind in {"SwarmRequest", "SegmentRequest"}
        )


def assert_poison_comes_last(records: Sequence[Record], clients: int) -> None:
    """Poison comes when every download thread is finished or gone; only threads it is for get it.

    Each upload thread gets one, and each download thread that is listed as gone.
    """
    everyone = set(range(1, clients + 1))
    finished: set[int] = set()
    gone: set[int] = set()
    poisoned: Counter[str] = Counter()
    for record in records:
        match record.event:
            case ClientFinished(client=client):
                finished.add(client)
            case ThreadGone(thread=Address(rank=client, thread=Thread.DOWNLOAD)):
                gone.add(client)
            case ThreadReturned(thread=Address(rank=client, thread=Thread.DOWNLOAD)):
                gone.remove(client)
            case ShutdownGiven():
                assert finished | gone == everyone
            case MessageSent(kind="Poison", to=to):
                assert finished | gone == everyone
                poisoned[str(to)] += 1
            case _:
                pass
    to_upload = [str(upload_thread(rank)) for rank in everyone]
    assert poisoned == Counter(to_upload + [str(download_thread(rank)) for rank in gone])


def assert_the_rules_are_kept(
    records: Sequence[Record], profile: Profile, besides: Collection[str] = ()
) -> None:
    """No rule of the profile is broken, `besides` those named, by all that happened in the run."""
    jury = Jury(profile)
    jury.observe(records)
    jury.close()
    broken = {one.judgement.name: one.judgement.words for one in jury.findings if one.is_broken}
    told = {name: words for name, words in broken.items() if name not in besides}
    assert not told, told


def assert_everyone_got_what_it_wanted(
    scenario: Scenario, records: Sequence[Record], holdings: dict[int, Holdings]
) -> None:
    """Each wanted file is complete and right where anybody owns it, and reported where not."""
    owned: dict[str, Manifest] = {one.name: one for c in scenario.clients for one in c.owned}
    missing = missing_of(records)
    for client in scenario.clients:
        for name in client.wanted:
            file = holdings[client.rank].get(name)
            if name in owned:
                assert file is not None
                assert file.manifest == owned[name]
                assert not file.missing
                assert (client.rank, name) in completed(records)
                assert (client.rank, name) not in missing
            else:
                assert file is None
                assert missing[client.rank, name] == ()
    ended = [at for at, _ in of_kind(records, AllCompleted)]
    assert sorted(ended) == [client.rank for client in scenario.clients]
