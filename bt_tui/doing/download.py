"""What a download thread is doing."""

from collections.abc import Iterator

from bt_tui.board import Cell, Client, Phase
from bt_tui.doing.kinds import CRASHED, NOT_ANSWERING, Doing, Kind, Wait
from bt_tui.doing.pending import Pending, named
from bt_tui.state import State
from core.model import TRACKER, Address, download_thread, upload_thread
from core.narration import wording
from core.timers import RequestTimer, RoundTimer, SwarmTimer
from core.waiting import WaitingTimer

ANSWERS = ("SegmentReply", "SegmentDenial", "Choked")


def tell_download(pending: Pending, client: Client) -> Doing:
    """Return what the download thread of this client is doing."""
    at = download_thread(client.rank)
    if at in client.ended:
        return _outcome(pending.state, client)
    if pending.state.ailing.is_dead(at):
        return CRASHED
    if at in client.gone:
        return NOT_ANSWERING
    for alarm in pending.timers[at]:
        if isinstance(alarm.set.timer, RoundTimer):
            return _pause(alarm.set.timer, alarm)
    waits = [*_signal(pending, at), *_swarm(pending, at), *_segments(pending, at)]
    if not waits:
        return Doing(Kind.BUSY, "handles what came")
    told = " and ".join(f"{one.what} from {named(at.rank for at in one.whom)}" for one, _ in waits)
    aside = "; ".join(", ".join(known) for _, known in waits if known)
    return Doing(Kind.WAITS, f"waits for {told}", aside, tuple(one for one, _ in waits))


def is_at_barrier(pending: Pending, client: Client) -> bool:
    """Tell whether this client got the start signal and must not begin yet."""
    at = download_thread(client.rank)
    if at in client.ended or at in client.gone or pending.count(TRACKER, at, "Start"):
        return False
    closed = pending.state.phase is Phase.STARTED and not pending.timers[at]
    return closed or bool(pending.count(TRACKER, at, "Go"))


def _outcome(state: State, client: Client) -> Doing:
    """Return how it ended: with all that was wanted, or lacking what."""
    rows = [swarm.rows[client.rank] for swarm in state.swarms.values() if client.rank in swarm.rows]
    lacking = [row.file for row in rows if row.given_up or row.held < len(row.cells)]
    if lacking:
        return Doing(Kind.ENDED, f"ended without all of {wording.names(lacking)}")
    return Doing(Kind.ENDED, "ended with all that it wants")


def _pause(timer: RoundTimer, alarm: WaitingTimer) -> Doing:
    told = f"pauses until {alarm.set.due:.3f} s before it asks for {timer.file} again"
    return Doing(Kind.PAUSES, told, alarm.set.reason)


# ---- what it waits for, and what is known of that -----------------------------------------------

Known = tuple[Wait, list[str]]


def _signal(pending: Pending, at: Address) -> Iterator[Known]:
    """Yield the signal without which it must not begin."""
    started = pending.count(TRACKER, at, "Start")
    if pending.state.phase is Phase.REGISTERING or started:
        yield Wait("the start signal", (TRACKER,)), ["in flight"] * started
    elif is_at_barrier(pending, pending.state.clients[at.rank]):
        going = pending.count(TRACKER, at, "Go")
        yield Wait("the word to begin", (TRACKER,)), ["in flight" if going else "at the barrier"]


def _swarm(pending: Pending, at: Address) -> Iterator[Known]:
    for alarm in pending.timers[at]:
        if isinstance(alarm.set.timer, SwarmTimer):
            asked = pending.count(at, TRACKER, "SwarmRequest", "Update")
            answered = pending.count(TRACKER, at, "SwarmReply")
            wait = Wait(f"the swarm of {alarm.set.timer.file}", (TRACKER,))
            yield wait, [*_in_flight(asked, answered), _since(alarm)]


def _segments(pending: Pending, at: Address) -> Iterator[Known]:
    """Yield all that was asked for: segments of one file, for they are fetched one by one."""
    alarms = [one for one in pending.timers[at] if isinstance(one.set.timer, RequestTimer)]
    timers = [one.set.timer for one in alarms if isinstance(one.set.timer, RequestTimer)]
    if not timers:
        return
    file, whom = timers[0].file, {upload_thread(timer.asked): None for timer in timers}
    under_way = _requested(pending.state, at.rank, file) | {timer.segment for timer in timers}
    asked = sum(pending.count(at, one, "SegmentRequest") for one in whom)
    answered = sum(pending.count(one, at, *ANSWERS) for one in whom)
    wait = Wait(wording.segments(file, tuple(under_way)), tuple(whom))
    yield wait, [*_in_flight(asked, answered), _since(alarms[0])]


def _requested(state: State, rank: int, file: str) -> set[int]:
    """Return the segments that the client has requested and not got."""
    cells, requested = state.swarms[file].rows[rank].cells, set[int]()
    place = cells.find(Cell.REQUESTED)
    while place >= 0:
        requested.add(place)
        place = cells.find(Cell.REQUESTED, place + 1)
    return requested


def _in_flight(asked: int, answered: int) -> list[str]:
    """Return what is under way of so many requests and answers."""
    counts = ((asked, "request"), (answered, "answer"))
    told = ((noun if count == 1 else wording.counted(count, noun), count) for count, noun in counts)
    return [f"{what} in flight" for what, count in told if count]


def _since(alarm: WaitingTimer) -> str:
    return f"since {alarm.since:.3f} s"
