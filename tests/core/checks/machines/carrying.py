"""Mutants among what carries messages, and machines that say something else than they should."""

from core.downloader import Downloader
from core.machine import Step
from core.messages import AllComplete, AnyMessage, SegmentReply, SegmentRequest
from core.model import Address, download_thread
from core.profiles import PROFILES
from core.runtime.faulty import FaultyPerformer
from core.runtime.performer import Outcome, Post
from core.tracker import Tracker
from core.uploader import Uploader
from tests.core.checks.machines.defects import breaks


@breaks("each-message-once", "client-table")
class LosesTheLastWord(FaultyPerformer):
    """Says that a client's last word was sent, and never sends it."""

    def _send(self, to: Address, message: AnyMessage, now: float, posts: list[Post]) -> None:
        super()._send(to, message, now, posts)
        if isinstance(message, AllComplete):
            posts.pop()


@breaks("messages-keep-order", "peers-then-seeds")
class SendsTheLastFirst(FaultyPerformer):
    """Lets the messages of one step leave in the wrong order."""

    def _perform(self, step: Step, now: float) -> Outcome:
        outcome = super()._perform(step, now)
        outcome.posts.reverse()
        return outcome


@breaks("kinds-of-messages", "segment-index", tells_completion=True)
class HasAMessageForCompletion(Downloader):
    """Tells of a complete file by itself, where the last report is to tell of it."""


@breaks("own-words", "client-table", words=PROFILES["bittorrent"].words)
class AnswersInTheWordsOfOthers(Uploader):
    """Calls its answers what another profile calls them."""


@breaks("few-messages", "client-table")
class AnswersTwice(Uploader):
    """Sends each answer once more, in case that it is lost."""

    def _take(self, asker: Address, request: SegmentRequest) -> Step:
        step = super()._take(asker, request)
        return step.send(*step.sends[-1])


@breaks("tracker-shares-nothing", "client-table", also="kinds-of-messages")
class SendsTheFirstSegmentItself(Tracker):
    """Gives a segment to whoever asks for a swarm, which is of no use to it yet."""

    def _answer(self, client: int, file: str, hashes: tuple[str, ...] | None, step: Step) -> None:
        if hashes:
            first = SegmentReply(file, (0,), (hashes[0].encode(),), self._profile.words.answer)
            step.send(download_thread(client), first)
        super()._answer(client, file, hashes, step)
