"""What is on its way from one thread for longer than usual.

Between two threads what was sent first arrives first, as over MPI: whatever is sent behind a
delayed message waits with it. Only what a fault puts aside is overtaken.
"""

from typing import NamedTuple

from core.model import Address
from core.runtime.performer import Post


class _Kept(NamedTuple):
    due: float
    """The protocol time of its arrival."""
    post: Post


class Network:
    """Keeps messages by where they go."""

    def __init__(self) -> None:
        self._queues: dict[Address, list[_Kept]] = {}
        self._aside: dict[Address, list[_Kept]] = {}

    def __bool__(self) -> bool:
        return bool(self._queues or self._aside)

    def is_slow(self, to: Address) -> bool:
        """Whether what is sent there now would have to wait behind something."""
        return to in self._queues

    def delay(self, post: Post, due: float) -> None:
        """Keep a message until this time, or until those before it have arrived."""
        queue = self._queues.setdefault(post.envelope.destination, [])
        queue.append(_Kept(max(due, queue[-1].due) if queue else due, post))

    def put_aside(self, post: Post, due: float) -> None:
        """Keep a message until another has overtaken it, or until this time."""
        self._aside.setdefault(post.envelope.destination, []).append(_Kept(due, post))

    def take_overtaken(self, to: Address) -> list[Post]:
        """Return what was put aside and may go on, since another message has overtaken it."""
        return [post for _, post in self._aside.pop(to, [])]

    def next_due(self, to: Address) -> float | None:
        """Return when the next of what is kept arrives there."""
        kept = [*self._queues.get(to, [])[:1], *self._aside.get(to, [])]
        return min((one.due for one in kept), default=None)

    def take_due(self, to: Address, now: float) -> list[Post]:
        """Return what has arrived there by now."""
        taken = []
        for ways in (self._queues, self._aside):
            way = ways.pop(to, [])
            taken += [one.post for one in way if one.due <= now]
            if staying := [one for one in way if one.due > now]:
                ways[to] = staying
        return taken

    def take_all(self) -> list[Post]:
        """Return all that is kept."""
        kept = [*self._queues.values(), *self._aside.values()]
        self._queues.clear()
        self._aside.clear()
        return [post for way in kept for _, post in way]
