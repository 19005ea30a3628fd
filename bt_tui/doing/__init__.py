"""What every thread is doing, waiting for whom and for what, as far as events tell.

Nothing of this is kept: it follows from the state, above all from the timers that are set and from
what is in flight. While a step is only half told, a thread may look as if it waited for nothing.
"""

from bt_tui.doing.download import tell_download
from bt_tui.doing.kinds import Doing, Kind, Wait
from bt_tui.doing.pending import Pending
from bt_tui.doing.tracker import tell_tracker
from bt_tui.doing.upload import tell_upload
from bt_tui.doing.waits import arrows, circle, deadlock, gathered

__all__ = [
    "Doing",
    "Kind",
    "Pending",
    "Wait",
    "arrows",
    "circle",
    "deadlock",
    "gathered",
    "tell_download",
    "tell_tracker",
    "tell_upload",
]
