"""A client's download thread.

Rules (protocol.md):

1. It registers the files that its client owns, and those of which an earlier run left it a part,
   and asks for nothing before the start signal; where the profile has a barrier, it says that it
   stands there and waits until all may go.
2. It fetches the wanted files one after another, as they are listed; where the profile lets clients
   spread, each begins at another place of its list, and goes round. For each file it asks the
   tracker for the swarm, then requests segment after segment, from whom and in which order its
   profile's policies say, with at most `profile.in_flight` requests under way, and checks each
   against its hash. After every `profile.update_every` segments it reports what its profile lets
   the tracker know and, where its profile reads again, learns the swarm anew.
3. A denial, a "not now", a wrong hash or no answer in time: the segment goes elsewhere. Who gave
   no answer is complained of to the tracker, counts as tried for everything in this round, and is
   asked last from then on, until it answers after all. A late answer is an event, and its segment
   is welcome. Who said "not now" is asked again when it has room. Where the last segments are long
   in coming, they are asked for elsewhere, too, and cancelled where they are not needed any more.
4. Where everyone listed was tried for all that is missing, a round is over: after a wait that
   doubles, the swarm is asked for again. After `limits.rounds_max` rounds, counted from the last
   one that brought anything, the rest is given up.
   When the tracker does not answer, the swarm known before is used; where none is, it is asked
   again after waits that double, `limits.rounds_max` times in all.
5. A complete file is told to the tracker, by a message of its own or by the last report, and so is
   the end of the last search, whether or not everything was found. The tracker's poison value comes
   here only when it took this thread for gone and ended the run, and ends all searches.
6. The tracker's probe is answered at any time: before the start with the registration, and at the
   barrier with the word that it stands there (`core.admission`). Where the tracker is not there at
   all in a long silence before the start, everything is given up.
"""

from enum import Enum
from random import Random
from typing import assert_never

from core import bitmap
from core.admission import Admission
from core.events import (
    AllCompleted,
    AnswerLate,
    FileCompleted,
    FileIncomplete,
    RoleChanged,
    RoundEnded,
    SwarmLearned,
    SwarmUnanswered,
)
from core.fetcher import Fetcher
from core.holdings import Holdings
from core.machine import Step, refuse
from core.messages import (
    Alive,
    AllComplete,
    Choked,
    Envelope,
    Go,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    Start,
    SwarmReply,
    SwarmRequest,
    Unchoked,
)
from core.model import (
    DEFAULT_LIMITS,
    TRACKER,
    ClientInput,
    Limits,
    Manifest,
    Role,
    download_thread,
)
from core.profiles import Profile
from core.reporter import Reporter
from core.search import Search
from core.timers import (
    EndgameTimer,
    RequestTimer,
    RoundTimer,
    SilenceTimer,
    SwarmTimer,
    TimerKey,
)


class DownloadState(Enum):
    """What the download thread is doing."""

    REGISTERED = "waiting for the start signal"
    READY = "standing at the barrier"
    ASKING = "asking for the swarm"
    FETCHING = "fetching segments"
    PAUSING = "waiting before the next round"
    DONE = "done"


class Downloader:
    """Fetches what the client wants."""

    def __init__(
        self,
        client: ClientInput,
        holdings: Holdings,
        profile: Profile,
        rng: Random,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self.state = DownloadState.REGISTERED
        self._client = client
        self._at = download_thread(client.rank)
        self._holdings = holdings
        self._profile = profile
        self._reporter = Reporter(profile, holdings)
        self._admission = Admission(client.wanted, self._reporter, profile, limits)
        self._fetcher = Fetcher(client.rank, profile, rng, limits, holdings.ledger)
        self._limits = limits
        self._to_fetch = _in_reverse(client, profile)
        self._file = ""
        self._search: Search | None = None
        self._role = Role.LEECHER
        self._attempts = 0

    @property
    def done(self) -> bool:
        """Whether all searches have ended."""
        return self.state is DownloadState.DONE

    def start(self, now: float) -> Step:
        """Register what the client holds."""
        step = Step()
        self._holdings.finished = False  # as it was, perhaps, in a former life
        self._admission.begin(step)
        return step

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Handle an answer of the tracker or of an upload thread."""
        step = Step()
        source = envelope.source.rank
        match envelope.message:
            case SegmentReply() | SegmentDenial() | Choked() | Unchoked() as answer:
                self._take_answer(source, answer, step)
            case SwarmReply() as reply:
                self._hear_swarm(source, reply, step)
            case Go() as signal if not self._profile.barrier:
                refuse(self._at, self.state.value, signal)
            case Start() | Go() | Probe() | Alive() as signal:
                self._take_signal(signal, step)
            case Poison():
                reason = "the tracker took this client for gone, and ended the run"
                self._end_early(reason, step)
            case message:
                refuse(self._at, self.state.value, message)
        return step

    def _take_signal(self, signal: Start | Go | Probe | Alive, step: Step) -> None:
        if self._admission.take(signal, step):
            self._next_file(step)
        elif self.state is DownloadState.REGISTERED and self._admission.stands_at_barrier:
            self.state = DownloadState.READY

    def _take_answer(
        self, source: int, answer: SegmentReply | SegmentDenial | Choked | Unchoked, step: Step
    ) -> None:
        match answer:
            case SegmentReply():
                self._fetcher.take_segments(self._search, source, answer, step)
            case SegmentDenial():
                self._fetcher.take_denial(self._search, source, answer, step)
            case Choked():
                self._fetcher.take_choke(self._search, source, answer, step)
            case Unchoked():
                if self._fetcher.take_unchoke(self._search, source, answer, step):
                    self._end_pause(answer.file, step)
                return
            case other:
                assert_never(other)
        self._go_on_after(answer.file, step)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Go elsewhere, ask again, or begin the next round."""
        step = Step()
        match timer:
            case RequestTimer():
                self._fetcher.time_out(self._current, timer, step)
                self._go_on(self._current, step)
            case EndgameTimer():
                self._fetcher.stop_waiting(self._current, step)
            case SwarmTimer():
                self._do_without_tracker(step)
            case RoundTimer():
                self._current.begin_round()
                self._ask_swarm(step)
            case SilenceTimer():
                if not self._admission.break_silence(step):
                    self._end_early("the tracker does not answer", step)
            case _:
                refuse(self._at, self.state.value, timer)
        return step

    # ---- one file after another -----------------------------------------------------------------

    def _next_file(self, step: Step) -> None:
        self._search, self._attempts = None, 0
        while self._to_fetch:
            self._file = self._to_fetch.pop()
            if not self._has_all_of(self._file, step):
                self._ask_swarm(step)
                return
        self._finish()
        step.tell(AllCompleted()).send(TRACKER, AllComplete())

    def _finish(self) -> None:
        self.state = DownloadState.DONE
        self._holdings.finished = True

    def _end_early(self, reason: str, step: Step) -> None:
        if self._search is not None or self.state is DownloadState.ASKING:
            self._report_missing(self._file, reason, step)
        for name in reversed(self._to_fetch):
            if not self._has_all_of(name, step):
                self._report_missing(name, reason, step)
        self._finish()

    def _has_all_of(self, name: str, step: Step) -> bool:
        """Tell of a wanted file that was owned all along; return whether it was."""
        owned = self._holdings.get(name)
        if owned is None or owned.missing:
            return False
        step.tell(FileCompleted(name, owned.count))
        return True

    def _complete(self, search: Search, step: Step) -> None:
        step.cancel(RoundTimer(search.name))
        self._fetcher.drop_requests(search, step)  # a late answer came before that to a new one
        step.tell(FileCompleted(search.name, search.holdings.count))
        self._reporter.complete(search, step)
        self._next_file(step)

    def _give_up(self, search: Search, step: Step) -> None:
        reason = f"nobody who is listed gave it in {search.round} rounds"
        self._report_missing(search.name, reason, step)
        self._next_file(step)

    def _report_missing(self, name: str, reason: str, step: Step) -> None:
        """Tell which segments of a file are missing, where it is known how many there are."""
        held = self._holdings.get(name)
        segments = None if held is None else len(held.manifest.hashes)
        missing = () if held is None else tuple(bitmap.members(held.missing))
        step.tell(FileIncomplete(name, segments, missing, reason))

    @property
    def _current(self) -> Search:
        if self._search is None:
            refuse(self._at, "without a search", self._file)
        return self._search

    # ---- the tracker ----------------------------------------------------------------------------

    def _ask_swarm(self, step: Step) -> None:
        step.send(TRACKER, SwarmRequest(self._file, with_hashes=self._search is None))
        self._await_swarm(step)

    def _await_swarm(self, step: Step) -> None:
        self.state = DownloadState.ASKING
        reason = "the tracker is asked again, or done without, unless it answers"
        wait = self._limits.swarm_timeout_s * (1 if self._search else 2**self._attempts)
        step.set(SwarmTimer(self._file), wait, reason)

    def _hear_swarm(self, source: int, reply: SwarmReply, step: Step) -> None:
        if self.state is DownloadState.ASKING and reply.file == self._file:
            self._learn_swarm(reply, step)
        elif self._goes_on_meanwhile(reply.file):
            self._take_swarm(reply, step)
        else:
            step.tell(AnswerLate(reply.kind, reply.file, (), source))

    def _learn_swarm(self, reply: SwarmReply, step: Step) -> None:
        step.cancel(SwarmTimer(self._file))
        self._attempts = 0
        if self._search is None and reply.hashes is None:
            self._report_missing(self._file, "nobody has registered it", step)
            self._next_file(step)
            return
        again = self._search is not None
        if self._search is None:
            self._begin_search(reply)
        else:
            self._fetcher.renew(self._search, reply.swarm)
        self._tell_swarm(reply, step, again=again)
        self._fetch_on(self._current, step)

    def _tell_swarm(self, reply: SwarmReply, step: Step, *, again: bool) -> None:
        segments = len(self._current.holdings.manifest.hashes)
        step.tell(SwarmLearned(reply.file, segments, reply.swarm, again))

    def _goes_on_meanwhile(self, file: str) -> bool:
        """Whether the swarm of this file may be told again while requests go on."""
        fetching = self._search is not None and self._search.name == file
        return fetching and not self._profile.waits_for_swarm

    def _take_swarm(self, reply: SwarmReply, step: Step) -> None:
        """Learn the swarm while requests go on."""
        self._fetcher.renew(self._current, reply.swarm)
        self._tell_swarm(reply, step, again=True)
        self._end_pause(reply.file, step)

    def _end_pause(self, file: str, step: Step) -> None:
        """There may be somebody to ask again."""
        if self._search is not None and self._search.name == file:
            if self.state is DownloadState.PAUSING:
                step.cancel(RoundTimer(file))
                self.state = DownloadState.FETCHING
            self._go_on(self._search, step)

    def _begin_search(self, reply: SwarmReply) -> None:
        holdings = self._holdings.open(Manifest(reply.file, reply.hashes or ()))
        self._search = Search(holdings, reply.swarm, self._client.rank)
        self._holdings.ledger.hear(self._search.swarm.served.items())
        shares = self._holdings.shared
        self._role = Role.PEER if holdings.held and shares else Role.LEECHER

    def _do_without_tracker(self, step: Step) -> None:
        self._attempts += 1
        step.tell(SwarmUnanswered(self._file, self._attempts))
        if self._search is not None:
            self._search.begin_batch()
            self._fetch_on(self._search, step)
        elif self._attempts < self._limits.rounds_max:
            self._ask_swarm(step)
        else:
            self._report_missing(self._file, "the tracker does not answer", step)
            self._next_file(step)

    def _update(self, search: Search, step: Step) -> None:
        """Do what is due after so many segments: report, and learn the swarm again."""
        waits = self._profile.waits_for_swarm
        # a list that nobody waits for is of no use when all that is missing is under way
        reads_again = self._profile.reads_again and (waits or bool(search.open))
        search.begin_batch()
        reports = not self._reporter.at_once
        reported = reports and self._reporter.report(search, step, wants_swarm=reads_again)
        if reads_again and not reported:
            self._ask_swarm(step)
        elif reads_again and waits:
            self._await_swarm(step)

    # ---- fetching -------------------------------------------------------------------------------

    def _fetch_on(self, search: Search, step: Step) -> None:
        self.state = DownloadState.FETCHING
        self._go_on(search, step)

    def _go_on_after(self, file: str, step: Step) -> None:
        """Go on if the present file is the one that something came of."""
        if self._search is not None and self._search.name == file:
            self._go_on(self._search, step)

    def _go_on(self, search: Search, step: Step) -> None:
        """Do what comes next for the present file, unless it waits for something else."""
        self._note_role(search, step)
        if self._reporter.at_once and search.unreported:
            self._reporter.report(search, step)
        if self.state is DownloadState.ASKING:
            return
        if not search.holdings.missing:
            self._complete(search, step)
        elif self.state is DownloadState.FETCHING:
            self._fetch_more(search, step)

    def _fetch_more(self, search: Search, step: Step) -> None:
        if search.fetched_in_batch >= self._profile.update_every:
            self._update(search, step)
        if self.state is DownloadState.FETCHING:
            self._fetcher.fetch(search, step)
            if not search.requests:
                self._end_round(search, step)

    def _end_round(self, search: Search, step: Step) -> None:
        if search.choked:
            self._pause(search, "nobody who has what is missing has room, so wait for that", step)
            return
        rounds_max = self._limits.rounds_max
        step.tell(RoundEnded(search.name, search.missing, search.round, rounds_max))
        if search.round >= rounds_max:
            self._give_up(search, step)
            return
        reason = f"round {search.round} found nobody with what is missing, so wait and ask again"
        self._pause(search, reason, step)

    def _pause(self, search: Search, reason: str, step: Step) -> None:
        self.state = DownloadState.PAUSING
        wait = self._limits.round_wait_s * 2 ** (search.round - 1)
        step.set(RoundTimer(search.name), wait, reason)

    def _note_role(self, search: Search, step: Step) -> None:
        if (role := search.holdings.role) is not self._role:
            step.tell(RoleChanged(search.name, self._role, role))
            self._role = role


def _in_reverse(client: ClientInput, profile: Profile) -> list[str]:
    """Return the files to fetch, the first one last.

    Were all to begin with the same file, its owner would have to serve all of them, and whoever
    falls behind would have nothing that others want: so the n-th client begins with its n-th file.
    """
    first = client.rank % max(1, len(client.wanted)) if profile.spreads_files else 0
    return [*client.wanted[:first][::-1], *client.wanted[first:][::-1]]
