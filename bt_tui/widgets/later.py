"""Doing something once, a little later.

Textual's own timers skip what is overdue, and one that goes off once is then never heard of again:
where the processor is taken away for longer than the timer lasts, just as it starts. Frames are due
within microseconds at times, and a screen whose next frame is lost shows nothing any more.
"""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def call_after(seconds: float, pump: MessagePump, action: Callable[[], None]) -> None:
    """Let this pump act once so many seconds have passed, however late that is noticed."""
    asyncio.get_running_loop().call_later(seconds, pump.call_next, action)
