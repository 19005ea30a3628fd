"""What the tracker is doing."""

from collections.abc import Sequence

from bt_tui.board import Client, Phase
from bt_tui.doing.download import is_at_barrier
from bt_tui.doing.kinds import Doing, Kind, Wait
from bt_tui.doing.pending import Pending, named, to_handle
from core.model import TRACKER, download_thread
from core.timers import ProbeTimer


def tell_tracker(pending: Pending) -> Doing:
    """Return what the tracker is doing, and whom it waits for before it goes on."""
    if pending.state.phase is Phase.ENDED:
        return Doing(Kind.ENDED, "ended: everyone is done or gone")
    waits = _waits(pending)
    told = "; ".join(f"waits for {named(at.rank for at in one.whom)} {one.what}" for one in waits)
    mail = pending.mail[TRACKER]
    aside = f"is to handle {to_handle(mail)}" if mail else ""
    return Doing(Kind.BUSY if mail else Kind.WAITS, told or "waits for clients", aside, waits)


def _waits(pending: Pending) -> tuple[Wait, ...]:
    what, late = _late(pending, _present(pending))
    alarms = pending.timers[TRACKER]
    probed = [one.set.timer.thread for one in alarms if isinstance(one.set.timer, ProbeTimer)]
    everyone = Wait(what, tuple(map(download_thread, sorted(late))))
    probes = (Wait("to answer a probe", (at,)) for at in probed)
    return tuple(wait for wait in (everyone, *probes) if wait.whom)


def _present(pending: Pending) -> list[Client]:
    """Return the clients whose download thread is not listed as gone."""
    clients = pending.state.clients.values()
    return [one for one in clients if download_thread(one.rank) not in one.gone]


def _late(pending: Pending, clients: Sequence[Client]) -> tuple[str, set[int]]:
    """Return what everyone is to do next, and who has not, as far as the tracker has heard."""
    match pending.state.phase:
        case Phase.REGISTERING:
            return "to register", _unheard(pending, "Register")
        case Phase.STARTED:
            waiting = {one.rank for one in clients if is_at_barrier(pending, one)}
            coming = {one.rank for one in clients if not one.done} - waiting
            what = "to come to the barrier" if waiting else "to begin"
            return what, coming | _unheard(pending, "Ready")
        case _:
            busy = {one.rank for one in clients if not one.done}
            return "to finish", busy | _unheard(pending, "AllComplete")


def _unheard(pending: Pending, kind: str) -> set[int]:
    """Return whose message of this kind is still in flight to the tracker."""
    return {one.source.rank for one in pending.mail[TRACKER] if one.sent.kind == kind}
