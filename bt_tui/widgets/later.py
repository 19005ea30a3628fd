"""Calling back later, without fail.

A timer of Textual's own (8.2.8) that finds itself late before it first waits takes the only call
for one to be skipped, and never calls: on a busy machine a screen stood still for good.
"""

import asyncio
from collections.abc import Callable

from textual.message_pump import MessagePump


def call_after(pump: MessagePump, delay_s: float, callback: Callable[[], object]) -> None:
    """Let `pump` call back after so many seconds, when its turn comes, unless it is closed."""
    asyncio.get_running_loop().call_later(delay_s, pump.call_later, callback)
