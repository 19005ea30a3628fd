"""What an upload thread is doing."""

from bt_tui.board import Client
from bt_tui.doing.kinds import CRASHED, NOT_ANSWERING, Doing, Kind
from bt_tui.doing.pending import Pending, named, to_handle
from core.model import upload_thread
from core.timers import ServeTimer


def tell_upload(pending: Pending, client: Client) -> Doing:
    """Return what the upload thread of this client is doing."""
    at = upload_thread(client.rank)
    if at in client.ended:
        return Doing(Kind.ENDED, "ended: serves nobody any more")
    if pending.state.ailing.is_dead(at):
        return CRASHED
    if at in client.gone:
        return NOT_ANSWERING
    mail = pending.mail[at]
    parts = [f"is to handle {to_handle(mail)}"] if mail else []
    if any(isinstance(alarm.set.timer, ServeTimer) for alarm in pending.timers[at]):
        parts.append(f"keeps {named(pending.queue(at)) or 'a request'} waiting for a turn")
    if parts:
        return Doing(Kind.BUSY, "; ".join(parts))
    return Doing(
        Kind.IDLE, "serves; nobody asks" if client.shares else "shares nothing; nobody asks"
    )
