"""A client's upload thread.

Rules (protocol.md): it answers every request at once, with the segments that are held and a denial
for those that are not ("must look, and says no when it lacks the segment"); where its client
shares nothing it says no to everything; it answers the tracker's probe, and says then whether its
client is finished; it goes on serving after its client has all files, until the poison value. Where
that may be lost, and its client is finished, it asks in a long silence whether the tracker is there
(`core.silence`), and ends when it is not.
"""

from enum import Enum

from core import bitmap
from core.events import SegmentsRefused, SegmentsServed
from core.holdings import FileHoldings, Holdings
from core.machine import Step, refuse
from core.messages import (
    Alive,
    Envelope,
    Load,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
)
from core.model import DEFAULT_LIMITS, Address, Limits, upload_thread
from core.profiles import DEFAULT_PROFILE, Profile
from core.silence import Silence
from core.timers import SilenceTimer, TimerKey


class UploadState(Enum):
    """The two states of an upload thread."""

    SERVING = "serving"
    ENDED = "ended"


class Uploader:
    """Serves what the client holds, at once and to whoever asks."""

    def __init__(
        self,
        rank: int,
        holdings: Holdings,
        profile: Profile = DEFAULT_PROFILE,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._at = upload_thread(rank)
        self._holdings = holdings
        self._profile = profile
        self._silence = Silence(limits)
        self.state = UploadState.SERVING

    @property
    def done(self) -> bool:
        """Whether the poison value has come, or is not to be expected any more."""
        return self.state is UploadState.ENDED

    def start(self, now: float) -> Step:
        """Wait for somebody to ask."""
        step = Step()
        self._silence.watch(step)
        return step

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Answer a request or a probe, or end."""
        self._silence.hear()
        match envelope.message:
            case SegmentRequest() as request if not self.done:
                return self._take(envelope.source, request)
            case Probe() if not self.done:
                return Step().send(envelope.source, Alive(self._holdings.finished))
            case Alive() if not self.done:
                return Step()
            case Poison() if not self.done:
                self.state = UploadState.ENDED
                return Step()
            case message:
                refuse(self._at, self.state.value, message)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Look whether the run is over."""
        if not isinstance(timer, SilenceTimer):
            refuse(self._at, self.state.value, timer)
        step = Step()
        if self._silence.is_broken() or not self._holdings.finished or self._silence.ask(step):
            self._silence.watch(step)
        else:
            self.state = UploadState.ENDED
        return step

    def _take(self, asker: Address, request: SegmentRequest) -> Step:
        """Answer at once."""
        held = self._held(request)
        lacking = tuple([segment for segment in request.segments if segment not in held])
        step = Step()
        if held:
            self._serve(step, asker, request.file, held)
        if lacking:
            self._deny(step, asker, request.file, lacking)
        return step

    def _held(self, request: SegmentRequest) -> tuple[int, ...]:
        """Return which of these segments can be served: none where nothing is shared."""
        file = self._file(request.file)
        if file is None:
            return ()
        return bitmap.without(request.segments, ~file.held)

    def _file(self, name: str) -> FileHoldings | None:
        gives = self._holdings.shared and not self._holdings.denies
        return self._holdings.get(name) if gives else None

    def _serve(
        self,
        step: Step,
        asker: Address,
        name: str,
        segments: tuple[int, ...],
        left: tuple[int, ...] = (),
    ) -> None:
        """Send what is held of the file `name`; `left` are left for another time."""
        file = self._file(name)
        if file is None:
            refuse(self._at, f"holding nothing of {name}", segments)
        ledger, word = self._holdings.ledger, self._profile.words.answer
        ledger.given[asker.rank] += len(segments)
        contents = tuple([file.content(segment) for segment in segments])
        step.tell(SegmentsServed(name, segments, asker.rank, word))
        step.send(asker, SegmentReply(name, segments, contents, word, left, self._loads))

    @property
    def _loads(self) -> tuple[Load, ...]:
        """What is known of everyone's load, where the profile lets others know."""
        if not self._profile.candid:
            return ()
        ledger = self._holdings.ledger
        return ((self._at.rank, ledger.served), *ledger.loads.items())

    def _deny(self, step: Step, asker: Address, name: str, segments: tuple[int, ...]) -> None:
        step.tell(SegmentsRefused(name, segments, asker.rank))
        file = self._file(name)
        held = None
        if self._profile.candid:
            held = bitmap.packed(0 if file is None else file.held)
        step.send(asker, SegmentDenial(name, segments, held))
