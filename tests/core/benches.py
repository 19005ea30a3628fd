"""Machines on the bench: a test says what reaches one, and looks at what it wants done."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

from core.downloader import Downloader
from core.errors import ProtocolError
from core.events import AnyEvent
from core.holdings import Holdings
from core.machine import Alarm, Cancel, Machine, Step
from core.messages import (
    AnyMessage,
    Complaint,
    Go,
    Ready,
    Register,
    SeedsAndPeers,
    SegmentDenial,
    SegmentReply,
    Start,
    SwarmReply,
    SwarmRequest,
    SwarmView,
)
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    Address,
    Limits,
    Manifest,
    download_thread,
    upload_thread,
)
from core.profiles import DEFAULT_PROFILE, Profile
from core.timers import ProbeTimer, RequestTimer, RoundTimer, SwarmTimer, TimerKey
from core.tracker import Tracker
from tests.worlds import client, sent

T = TypeVar("T")


class Bench:
    """Performs one machine's steps: keeps its timers, and all that it told and sent."""

    def __init__(self, at: Address, machine: Machine) -> None:
        self.at = at
        self.machine = machine
        self.now = 0.0
        self.timers: dict[TimerKey, float] = {}
        """The timers that are set, with their delays."""
        self.told: list[AnyEvent] = []
        self.said: list[tuple[Address, AnyMessage]] = []
        self.step = self._perform(machine.start(0.0))

    def hears(self, source: Address, message: AnyMessage) -> Step:
        """Hand it a message."""
        return self._perform(self.machine.receive(sent(source, self.at, message), self.now))

    def waits(self, timer: TimerKey) -> Step:
        """Let a timer ring, which must be set."""
        del self.timers[timer]
        return self._perform(self.machine.fire(timer, self.now))

    def told_of(self, kind: type[T]) -> list[T]:
        """Return all events of this kind so far."""
        return [event for event in self.told if isinstance(event, kind)]

    def said_to(self, to: Address, kind: type[T]) -> list[T]:
        """Return all messages of this kind so far that went there."""
        return [what for where, what in self.said if where == to and isinstance(what, kind)]

    def refusal_of(self, source: Address, message: AnyMessage) -> str:
        """Hand it a message that it must refuse; return what the error says."""
        try:
            self.hears(source, message)
        except ProtocolError as error:
            return str(error)
        raise AssertionError(f"{message} was not refused")

    def _perform(self, step: Step) -> Step:
        for act in step.acts:
            match act:
                case Cancel(timer):
                    self.timers.pop(timer, None)
                case Alarm(timer, delay):
                    self.timers[timer] = delay
                case _:
                    pass
        self.told += step.events
        self.said += step.sends
        self.step = step
        return step


class Download(Bench):
    """The download thread of client 1, past the barrier unless told otherwise."""

    def __init__(
        self,
        *wants: Manifest,
        owns: Sequence[Manifest] = (),
        profile: Profile = DEFAULT_PROFILE,
        limits: Limits = DEFAULT_LIMITS,
        seed: int = 0,
        started: bool = True,
    ) -> None:
        self.files = {manifest.name: manifest for manifest in wants}
        self.holdings = Holdings(owns)
        me = client(1, owns=owns, wants=wants)
        self.downloader = Downloader(me, self.holdings, profile, Random(seed), limits)
        super().__init__(download_thread(1), self.downloader)
        if started:
            self.hears(TRACKER, Start())
            self.hears(TRACKER, Go())

    def learns(
        self, manifest: Manifest, *, seeds: Sequence[int] = (), peers: Sequence[int] = ()
    ) -> Step:
        """Let the tracker answer with the file's segments and this swarm."""
        swarm = SeedsAndPeers(tuple(seeds), tuple(peers))
        return self.hears(TRACKER, SwarmReply(manifest.name, manifest.hashes, swarm))

    @property
    def requests(self) -> dict[int, int]:
        """The requests under way: who was asked, for each segment."""
        return {key.segment: key.asked for key in self.timers if isinstance(key, RequestTimer)}

    @property
    def asked(self) -> int:
        """Who was asked by the one request that is under way."""
        (asked,) = self.requests.values()
        return asked

    @property
    def segment(self) -> int:
        """Which segment the one request that is under way is for."""
        (segment,) = self.requests
        return segment

    @property
    def file(self) -> str:
        """The file of the requests under way."""
        (name,) = {key.file for key in self.timers if isinstance(key, RequestTimer)}
        return name

    def gets(self) -> Step:
        """Let the one client that was asked give the segment."""
        return self.gets_from(self.asked, self.segment)

    def gets_from(self, source: int, *segments: int, file: str = "") -> Step:
        """Let a client give these segments, asked or not."""
        manifest = self.files[file or self.file]
        contents = tuple(manifest.hashes[segment].encode() for segment in segments)
        return self.hears(upload_thread(source), SegmentReply(manifest.name, segments, contents))

    def gets_some_from(
        self, source: int, segments: Sequence[int], left: Sequence[int] = ()
    ) -> Step:
        """Let a client give some of what it was asked for, and leave the rest for another time."""
        manifest = self.files[self.file]
        contents = tuple(manifest.hashes[segment].encode() for segment in segments)
        reply = SegmentReply(manifest.name, tuple(segments), contents, left=tuple(left))
        return self.hears(upload_thread(source), reply)

    def gets_wrong(self) -> Step:
        """Let the one client that was asked give something else."""
        reply = SegmentReply(self.file, (self.segment,), (b"something else",))
        return self.hears(upload_thread(self.asked), reply)

    def is_denied(self) -> Step:
        """Let the one client that was asked say no."""
        return self.hears(upload_thread(self.asked), SegmentDenial(self.file, (self.segment,)))

    def gets_no_answer(self) -> Step:
        """Let the one request that is under way time out."""
        return self.waits(RequestTimer(self.file, self.segment, self.asked))

    def waits_a_round(self, manifest: Manifest) -> Step:
        """Let the wait before the next round end."""
        return self.waits(RoundTimer(manifest.name))

    def gets_no_answer_of_the_tracker(self, manifest: Manifest) -> Step:
        """Let the swarm request time out."""
        return self.waits(SwarmTimer(manifest.name))


def fetching(
    manifest: Manifest,
    *,
    seeds: Sequence[int] = (),
    peers: Sequence[int] = (),
    profile: Profile = DEFAULT_PROFILE,
    limits: Limits = DEFAULT_LIMITS,
    seed: int = 0,
) -> Download:
    """Return client 1's download thread, which just learned the swarm of its one wanted file."""
    download = Download(manifest, profile=profile, limits=limits, seed=seed)
    download.learns(manifest, seeds=seeds, peers=peers)
    return download


class Tracking(Bench):
    """The tracker of so many clients, which have done nothing yet."""

    def __init__(
        self, clients: int, limits: Limits = DEFAULT_LIMITS, profile: Profile = DEFAULT_PROFILE
    ) -> None:
        self.tracker = Tracker(clients, profile, limits)
        super().__init__(TRACKER, self.tracker)

    def hears_of(self, rank: int, message: AnyMessage) -> Step:
        """Hand it a message of a client's download thread."""
        return self.hears(download_thread(rank), message)

    def loses_upload(self, rank: int) -> Step:
        """Let client 1 complain of another, whose upload thread does not answer the probe."""
        self.hears_of(1, Complaint(rank))
        return self.waits(ProbeTimer(upload_thread(rank)))

    def loses(self, rank: int) -> Step:
        """Let client 1 complain of another, neither of whose threads answers its probe."""
        self.loses_upload(rank)
        return self.waits(ProbeTimer(download_thread(rank)))

    def swarm_told_to(self, rank: int, name: str) -> SwarmView:
        """Let a client ask for the swarm of this file; return what it is told."""
        self.hears_of(rank, SwarmRequest(name))
        return self.said_to(download_thread(rank), SwarmReply)[-1].swarm


def tracking(
    clients: int,
    *,
    owners: Mapping[int, Sequence[Manifest]] | None = None,
    limits: Limits = DEFAULT_LIMITS,
    profile: Profile = DEFAULT_PROFILE,
) -> Tracking:
    """Return the tracker of clients that own these files, by rank, and have started."""
    track = Tracking(clients, limits, profile)
    ranks = range(1, clients + 1)
    for rank in ranks:
        track.hears_of(rank, Register(tuple((owners or {}).get(rank, ()))))
    for rank in ranks if profile.barrier else ():
        track.hears_of(rank, Ready())
    return track
