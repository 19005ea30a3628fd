"""What is told where many ask one, word by word."""

import pytest

from core.events import (
    AnyEvent,
    AskerChoked,
    AskerUnchoked,
    CancelLate,
    ChokeEnded,
    EndgameBegun,
    Record,
    RequestCancelled,
    RequestChoked,
    RequestDropped,
    RequestQueued,
    SegmentsLeft,
)
from core.model import Address, download_thread, upload_thread
from core.narration import Tone, narrate, plain

DOWN, UP = download_thread(2), upload_thread(2)


@pytest.mark.parametrize(
    ("at", "event", "line"),
    [
        (
            DOWN,
            RequestChoked("f", (0,), 3, ()),
            'C2  hears "not now" from C3 about f #1 — it has no room',
        ),
        (
            DOWN,
            RequestChoked("f", (0, 1, 2), 3, (4, 5)),
            'C2  hears "not now" from C3 about f #1–#3 — C4, C5 got some from it',
        ),
        (DOWN, ChokeEnded("f", 3), "C2  hears that C3 has room for f again"),
        (
            DOWN,
            SegmentsLeft("f", (7,), 3),
            "C2  may ask again for f #8 — C3 left this for another time",
        ),
        (
            DOWN,
            EndgameBegun("f", (7, 8)),
            "C2  asks elsewhere, too, for f #8, #9"
            " — it is all that is missing, and is long in coming",
        ),
        (
            DOWN,
            RequestCancelled("f", (7,), 3),
            "C2 → C3  cancels f #8 — it came from elsewhere",
        ),
        (
            UP,
            RequestQueued("f", (7,), 3, (4, 3)),
            "C2  lets C3 wait for its turn — place 2 of 2, who gave most first",
        ),
        (
            UP,
            AskerChoked("f", (7,), 3, "all slots are taken"),
            'C2 → C3  says "not now" to f #8 — all slots are taken',
        ),
        (UP, AskerUnchoked("f", 3), "C2 → C3  says that there is room for f again"),
        (UP, RequestDropped("f", (7,), 3), "C2  drops f #8 for C3 — it was cancelled in time"),
        (
            UP,
            CancelLate("f", (7,), 3),
            "C2  has answered C3 about f #8 already — the cancellation came too late",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, AnyEvent) else "",
)
def test_it_is_told(at: Address, event: AnyEvent, line: str) -> None:
    told = narrate(Record(at, 1, 1, 0.0, event))
    assert told is not None
    assert plain(told) == line
    assert told.tone is (Tone.TROUBLE if isinstance(event, AskerChoked) else Tone.PLAIN)
