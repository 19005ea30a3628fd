"""The tracker, on rank 0; it never holds or sends a segment.

Rules (protocol.md):

1. Every client registers the files that it owns, and those of which an earlier run left it a part:
   of these it is a peer from then on. When all have, each gets the start signal. Where the profile
   has a barrier, all may go when all have answered that they stand there.
2. A swarm request is answered with the file's segment hashes and with what the profile lets the
   tracker know of the swarm.
3. What a client reports to hold is noted, as far as the profile lets the tracker know it. A client
   that completes a file is listed as a seed.
4. When everyone has nothing more to fetch, each upload thread gets the poison value, and the
   tracker ends.
5. Who is complained of (an upload thread), or waited for in vain (a download thread), is probed.
   Without an answer in time the thread is listed as gone, and its client's other thread is probed
   as well. A client whose upload thread is gone leaves the swarms; one whose download thread is
   gone counts as registered, as ready and as finished. A thread that speaks again after all, even
   to register late, counts again. At the end a download thread that is listed as gone is told.
6. Any message may be lost (`core.detector`). Who registers after the start, or says then that it
   stands at the barrier, gets the signal again. An upload thread knows whether its client is
   finished, so that one whose word of that was lost still counts.
"""

from collections.abc import Callable
from enum import Enum

from core import bitmap
from core.detector import Detector
from core.events import (
    BarrierOpened,
    ClientFinished,
    ClientNoted,
    ClientRegistered,
    HoldingsNoted,
    PeerListed,
    SeedListed,
    ShutdownGiven,
    StartGiven,
    SwarmTold,
)
from core.machine import Step, refuse
from core.messages import (
    Alive,
    AllComplete,
    Complaint,
    Envelope,
    FileComplete,
    FilePart,
    Go,
    Poison,
    Probe,
    Ready,
    Register,
    Start,
    SwarmReply,
    SwarmRequest,
    Update,
)
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    TRACKER_RANK,
    Address,
    ClientState,
    Limits,
    Thread,
    download_thread,
    upload_thread,
)
from core.profiles import Profile
from core.swarm import RECORDS, Records
from core.timers import PatienceTimer, ProbeTimer, TimerKey

ACCUSED = "it did not answer a request"
WAITED = "it was waited for and silent"
ASKED = "it asked for the swarm"
ANNOUNCED = "it announced that it wants the file"
REPORTED = "it reported what it holds for the first time"
CAME_WITH = "it came with some of the file"
OTHER_GONE = "its client's other thread is gone"


class TrackerState(Enum):
    """What the tracker waits for."""

    REGISTERING = "waiting for clients to register"
    GATHERING = "waiting for clients at the barrier"
    RUNNING = "answering clients"
    ENDED = "ended"


class Tracker:
    """Knows who is in which swarm, starts the clients together and ends them."""

    def __init__(self, clients: int, profile: Profile, limits: Limits = DEFAULT_LIMITS) -> None:
        self.state = TrackerState.REGISTERING
        self._clients = range(1, clients + 1)
        self._everyone = bitmap.of(self._clients)
        self._profile = profile
        self._limits = limits
        self._new_records: Callable[[], Records] = RECORDS[profile.records]
        self._hashes: dict[str, tuple[str, ...]] = {}
        self._swarms: dict[str, Records] = {}
        self._reached: dict[TrackerState, int] = dict.fromkeys(TrackerState, 0)
        """For each state that waits for everyone, the bitmap of those who have come as far."""
        self._detector = Detector(limits)
        self._states: dict[int, ClientState] = {}
        """What state each client is in, where the profile lets the tracker know."""
        self._served: dict[int, int] = {}
        """How many segments each client has uploaded, as far as it told."""
        self._heard = 0
        """The clients whose download thread spoke since patience was last tried, as a bitmap."""

    @property
    def done(self) -> bool:
        """Whether the poison values are out."""
        return self.state is TrackerState.ENDED

    def start(self, now: float) -> Step:
        """Wait for clients; without any, end at once."""
        return self._advance(self._be_patient(Step()))

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Handle a message of a client, then see whether everyone has come as far."""
        client = envelope.source.rank
        step = Step()
        self._detector.pass_time(now)
        self._hear(envelope.source, step)
        match (self.state, envelope.message):
            case (_, Register() as message):
                self._register(client, message, step)
                if self.state is not TrackerState.REGISTERING:
                    step.send(envelope.source, Start(self._profile.words.start))
            case (TrackerState.GATHERING | TrackerState.RUNNING, Ready()):
                self._reached[TrackerState.GATHERING] |= 1 << client
                if self.state is TrackerState.RUNNING:
                    step.send(envelope.source, Go())
            case (TrackerState.RUNNING, SwarmRequest() as message):
                self._tell_swarm(client, message, step)
            case (TrackerState.RUNNING, Update() as message):
                self._note_holdings(client, message, step)
            case (TrackerState.RUNNING, FileComplete() as message):
                self._list_seed(client, message, step)
            case (TrackerState.RUNNING, AllComplete()):
                self._note_finished(client, step)
            case (TrackerState.RUNNING, Complaint() as message):
                self._suspect(upload_thread(message.accused), client, ACCUSED, step)
            case (_, Probe() | Alive() as word):
                self._take_sign(envelope.source, word, step)
            case (state, message):
                refuse(TRACKER, state.value, message)
        return self._advance(step)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Lose patience with the silent, or give up a probed client."""
        step = Step()
        self._detector.pass_time(now)
        match timer:
            case PatienceTimer():
                for client in bitmap.members(self._everyone & ~(self._heard | self._excused)):
                    self._suspect(download_thread(client), TRACKER_RANK, WAITED, step)
                self._heard = 0
                self._detector.look_for_the_gone(step)
                self._be_patient(step)
            case ProbeTimer(thread):
                if self._detector.time_out(thread, step):
                    self._look_after_other(thread, step)
            case _:
                refuse(TRACKER, self.state.value, timer)
        return self._advance(step)

    # ---- what clients say -----------------------------------------------------------------------

    def _register(self, client: int, register: Register, step: Step) -> None:
        for manifest in register.files:
            size = self._size(manifest.name)
            known = self._hashes.setdefault(manifest.name, manifest.hashes)
            if known != manifest.hashes or size not in {None, len(known)}:
                refuse(TRACKER, f"knowing other segments of {manifest.name}", manifest)
            swarm = self._swarm(manifest.name)
            swarm.segments = len(manifest.hashes)
            swarm.completed_by(client)
        self._reached[TrackerState.REGISTERING] |= 1 << client
        names = tuple(manifest.name for manifest in register.files)
        step.tell(ClientRegistered(client, names))
        for part in register.partial:
            self._note_part(client, part, step)
        for name in register.wanted:
            if self._swarm(name).announced_by(client):
                step.tell(PeerListed(name, client, ANNOUNCED))
        self._note_state(client, ClientState.REGISTERED, step)

    def _note_part(self, client: int, part: FilePart, step: Step) -> None:
        """List a client as a peer with what an earlier run left it, as if it had reported that."""
        size = self._size(part.file)
        if size not in {None, part.size} or any(n >= part.size for n in part.segments):
            refuse(TRACKER, f"knowing other segments of {part.file}", part)
        self._swarm(part.file).segments = part.size
        self._note_held(client, part.file, part.segments, CAME_WITH, step)

    def _size(self, file: str) -> int | None:
        """Return how many segments a file has, as far as anybody told."""
        return self._swarm(file).segments or (0 if file in self._hashes else None)

    def _tell_swarm(self, client: int, request: SwarmRequest, step: Step) -> None:
        file = request.file
        swarm = self._swarm(file)
        hashes = self._hashes.get(file)
        if hashes is not None and swarm.requested_by(client):
            step.tell(PeerListed(file, client, ASKED))
        self._note_state(client, ClientState.DOWNLOADING, step)
        self._answer(client, file, hashes if request.with_hashes else None, step)

    def _answer(self, client: int, file: str, hashes: tuple[str, ...] | None, step: Step) -> None:
        view = self._swarm(file).view(self._detector.gone[Thread.UPLOAD], self._served)
        step.tell(SwarmTold(file, client, view))
        step.send(download_thread(client), SwarmReply(file, hashes, view))

    def _note_holdings(self, client: int, update: Update, step: Step) -> None:
        file = update.file
        count = len(self._known(update))
        if any(segment >= count for segment in update.segments):
            refuse(TRACKER, f"knowing no such segments of {file}", update)
        self._served[client] = max(update.served, self._served.get(client, 0))
        self._note_held(client, file, update.segments, REPORTED, step)
        if update.wants_swarm:
            self._answer(client, file, None, step)

    def _note_held(
        self, client: int, file: str, segments: tuple[int, ...], why: str, step: Step
    ) -> None:
        swarm = self._swarm(file)
        was_seed = swarm.is_seed(client)
        if swarm.updated_by(client, bitmap.of(segments)):
            step.tell(PeerListed(file, client, why))
        if not swarm.forgets:
            step.tell(HoldingsNoted(file, client, segments))
        if swarm.is_seed(client) and not was_seed:
            step.tell(SeedListed(file, client))

    def _list_seed(self, client: int, complete: FileComplete, step: Step) -> None:
        self._known(complete)
        if self._swarm(complete.file).completed_by(client):
            step.tell(SeedListed(complete.file, client))

    def _known(self, message: Update | FileComplete) -> tuple[str, ...]:
        """Return the hashes of the file that a message is about; refuse where there are none."""
        if message.file not in self._hashes:
            refuse(TRACKER, "knowing nothing of that file", message)
        return self._hashes[message.file]

    def _note_finished(self, client: int, step: Step) -> None:
        if not self._reached[TrackerState.RUNNING] >> client & 1:
            self._reached[TrackerState.RUNNING] |= 1 << client
            step.tell(ClientFinished(client))
            self._note_state(client, ClientState.FINISHED, step)

    def _note_state(self, client: int, state: ClientState, step: Step) -> None:
        before = self._states.get(client)
        if self._profile.knows_states and (before is None or before.is_before(state)):
            self._states[client] = state
            step.tell(ClientNoted(client, state))

    def _swarm(self, file: str) -> Records:
        if file not in self._swarms:
            self._swarms[file] = self._new_records()
        return self._swarms[file]

    # ---- the dead -------------------------------------------------------------------------------

    @property
    def _excused(self) -> int:
        """The clients that nobody waits for in this state, as a bitmap.

        While the upload thread of one whose download thread is gone is asked, it may still say that
        its client is finished.
        """
        gone = self._detector.gone[Thread.DOWNLOAD]
        if self.state is TrackerState.RUNNING:
            gone &= ~self._detector.probed(Thread.UPLOAD)
        return self._reached[self.state] | gone

    def _be_patient(self, step: Step) -> Step:
        reason = "to see whether the clients that are waited for are still there"
        return step.set(PatienceTimer(), self._limits.patience_s, reason)

    def _hear(self, thread: Address, step: Step) -> None:
        if thread.thread is Thread.DOWNLOAD:
            self._heard |= 1 << thread.rank
        self._detector.hear(thread, step)

    def _take_sign(self, source: Address, sign: Probe | Alive, step: Step) -> None:
        match sign:
            case Probe():
                step.send(source, Alive())
            case Alive(finished=True):
                self._note_finished(source.rank, step)
            case _:
                pass

    def _suspect(self, thread: Address, accuser: int, why: str, step: Step) -> None:
        if thread.rank not in self._clients:
            refuse(TRACKER, "knowing no such client", Complaint(thread.rank))
        self._detector.suspect(thread, accuser, why, step)

    def _look_after_other(self, thread: Address, step: Step) -> None:
        """See whether the other thread of a client is there, one of which is gone."""
        if thread.thread is Thread.DOWNLOAD:
            self._suspect(upload_thread(thread.rank), TRACKER_RANK, OTHER_GONE, step)
        elif not self._excused >> thread.rank & 1:
            self._suspect(download_thread(thread.rank), TRACKER_RANK, OTHER_GONE, step)

    # ---- start and shutdown ---------------------------------------------------------------------

    def _advance(self, step: Step) -> Step:
        """Go on to the next state while everyone is excused from the present one."""
        while not self.done and not self._everyone & ~self._excused:
            match self.state:
                case TrackerState.REGISTERING:
                    self._give_start(step)
                case TrackerState.GATHERING:
                    self._open_barrier(step)
                case TrackerState.RUNNING:
                    self._shut_down(step)
        return step

    def _give_start(self, step: Step) -> None:
        word = self._profile.words.start
        barrier = self._profile.barrier
        self.state = TrackerState.GATHERING if barrier else TrackerState.RUNNING
        step.tell(StartGiven(word))
        for client in self._clients:
            step.send(download_thread(client), Start(word))
            self._note_state(client, ClientState.STARTED, step)

    def _open_barrier(self, step: Step) -> None:
        self.state = TrackerState.RUNNING
        step.tell(BarrierOpened())
        for client in self._clients:
            step.send(download_thread(client), Go())

    def _shut_down(self, step: Step) -> None:
        self.state = TrackerState.ENDED
        word = self._profile.words.end
        step.tell(ShutdownGiven(word))
        for client in self._clients:
            step.send(upload_thread(client), Poison(word))
        for client in bitmap.members(self._detector.gone[Thread.DOWNLOAD]):
            step.send(download_thread(client), Poison(word))
