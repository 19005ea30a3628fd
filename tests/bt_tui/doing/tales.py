"""Small stories, told in few words, and what is said of the threads in them.

tale = begun(1, 2).tell(2, *asks(1, 2))
assert said(download_doing(tale, 2)) == "waits for f #3 from C1 — request in flight, since 7 s"
"""

from collections.abc import Iterable

from bt_tui.doing import Doing, Pending, tell_download, tell_tracker, tell_upload
from core.events import (
    AnyEvent,
    ClientStarted,
    FileOwned,
    MessageReceived,
    MessageSent,
    SegmentRequested,
    StartGiven,
    SwarmTold,
    TimerSet,
)
from core.messages import NOTHING, About, SeedsAndPeers
from core.model import TRACKER, Address, upload_thread
from core.timers import RequestTimer, TimerKey
from tests.bt_tui.test_state import Tale

FILE = "f"
SEGMENTS = 20
NOBODY = SeedsAndPeers((), ())


def here(*ranks: int) -> Tale:
    """Return clients that have started; the first owns a file that the others want."""
    tale = Tale()
    for rank in ranks:
        owned = (FileOwned(FILE, SEGMENTS),) if rank == ranks[0] else ()
        tale.tell(rank, ClientStarted(owned, () if owned else (FILE,)))
    return tale


def begun(*ranks: int) -> Tale:
    """Return the same clients when the tracker has begun to answer."""
    return here(*ranks).tell(TRACKER, StartGiven("ACK"), SwarmTold(FILE, ranks[-1], NOBODY))


def sends(kind: str, to: Address, number: int = 1, *segments: int) -> MessageSent:
    """Return that a message leaves."""
    return MessageSent(to, number, kind, 9, About(FILE, segments) if segments else NOTHING)


def gets(kind: str, source: Address, number: int = 1) -> MessageReceived:
    """Return that a message is handled."""
    return MessageReceived(source, number, kind)


def sets(timer: TimerKey, due: float = 60.0, reason: str = "of this") -> TimerSet:
    """Return that a timer is set."""
    return TimerSet(timer, due, reason)


def asks(of: int, *segments: int, number: int = 1) -> Iterable[AnyEvent]:
    """Return all that it takes to ask client `of` for these segments."""
    return (
        SegmentRequested(FILE, segments, of, (of,), "drawn"),
        sends("SegmentRequest", upload_thread(of), number, *segments),
        sets(RequestTimer(FILE, segments[0], of)),
    )


def download_doing(tale: Tale, rank: int) -> Doing:
    """Return what the download thread of this client is doing."""
    return tell_download(Pending(tale.state), tale.state.clients[rank])


def upload_doing(tale: Tale, rank: int) -> Doing:
    """Return what the upload thread of this client is doing."""
    return tell_upload(Pending(tale.state), tale.state.clients[rank])


def tracker_doing(tale: Tale) -> Doing:
    """Return what the tracker is doing."""
    return tell_tracker(Pending(tale.state))


def said(doing: Doing) -> str:
    """Return all that is said, as one sentence."""
    return f"{doing.told} — {doing.aside}" if doing.aside else doing.told
