"""A client's upload thread.

Rules (protocol.md): it answers every request at once, with the segments that are held and a denial
for those that are not ("must look, and says no when it lacks the segment"); it answers the
tracker's probe; it goes on serving after its client has all files, until the poison value.
"""

from enum import Enum

from core.events import SegmentsRefused, SegmentsServed
from core.holdings import FileHoldings, Holdings
from core.machine import Step, refuse
from core.messages import (
    Alive,
    Envelope,
    Poison,
    Probe,
    SegmentDenial,
    SegmentReply,
    SegmentRequest,
)
from core.model import Address, upload_thread
from core.profiles import DEFAULT_PROFILE, Words
from core.timers import TimerKey


class UploadState(Enum):
    """The two states of an upload thread."""

    SERVING = "serving"
    ENDED = "ended"


class Uploader:
    """Serves what the client holds."""

    def __init__(self, rank: int, holdings: Holdings, words: Words = DEFAULT_PROFILE.words) -> None:
        self._word = words.answer
        self._at = upload_thread(rank)
        self._holdings = holdings
        self.state = UploadState.SERVING

    @property
    def done(self) -> bool:
        """Whether the poison value has come."""
        return self.state is UploadState.ENDED

    def start(self, now: float) -> Step:
        """Nothing to do before somebody asks."""
        return Step()

    def receive(self, envelope: Envelope, now: float) -> Step:
        """Answer a request or a probe, or end."""
        match envelope.message:
            case SegmentRequest() as request if not self.done:
                return self._answer(envelope.source, request)
            case Probe() if not self.done:
                return Step().send(envelope.source, Alive())
            case Poison() if not self.done:
                self.state = UploadState.ENDED
                return Step()
            case message:
                refuse(self._at, self.state.value, message)

    def fire(self, timer: TimerKey, now: float) -> Step:
        """Refuse: an upload thread sets no timer."""
        refuse(self._at, self.state.value, timer)

    def _answer(self, asker: Address, request: SegmentRequest) -> Step:
        file = self._holdings.get(request.file)
        step = Step()
        if file is None:
            return _deny(step, asker, request.file, request.segments)
        held = tuple(segment for segment in request.segments if file.has(segment))
        lacking = tuple(segment for segment in request.segments if not file.has(segment))
        if held:
            self._serve(step, asker, file, held)
        if lacking:
            _deny(step, asker, request.file, lacking)
        return step

    def _serve(
        self, step: Step, asker: Address, file: FileHoldings, segments: tuple[int, ...]
    ) -> None:
        name = file.manifest.name
        contents = tuple(file.content(segment) for segment in segments)
        step.tell(SegmentsServed(name, segments, asker.rank, self._word))
        step.send(asker, SegmentReply(name, segments, contents, self._word))


def _deny(step: Step, asker: Address, name: str, segments: tuple[int, ...]) -> Step:
    step.tell(SegmentsRefused(name, segments, asker.rank))
    return step.send(asker, SegmentDenial(name, segments))
