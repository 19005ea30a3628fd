"""What comes goes where it belongs, and what is right there is never written over."""

from core.holdings import Holdings
from core.messages import SegmentReply
from core.model import Sizes
from core.payloads import Payloads
from core.payloads.made_up import MadeUp, Maker
from tests.worlds import client, file, part

FILE = file("f", 3)
SIZES = Sizes(100, {"f": 250})
TEXTS = [text.encode() for text in FILE.hashes]
MAKER = Maker(100)
DATA = [MAKER.make(text, SIZES.of("f", n)) for n, text in enumerate(FILE.hashes)]


def reply(*segments: int, file: str = "f") -> SegmentReply:
    return SegmentReply(file, segments, ())


class Here:
    """A client that wants the file, of which it has these segments, and knows its hashes."""

    def __init__(self, *held: int) -> None:
        one = client(1, wants=[FILE], left=[part(FILE, *held)])
        self.holdings = Holdings((), one.partial)
        self.holdings.open(FILE)
        self.store = MadeUp(one, SIZES, MAKER)
        self.payloads = Payloads(self.store, SIZES, self.holdings)

    def begin(self, *segments: int, file: str = "f") -> list[memoryview]:
        return self.payloads.places(reply(*segments, file=file))

    def end(
        self, places: list[memoryview], *came: tuple[int, bytes], file: str = "f"
    ) -> tuple[bytes, ...]:
        for place, (_, data) in zip(places, came, strict=True):
            place[:] = data
        segments = tuple(segment for segment, _ in came)
        return self.payloads.arrived(reply(*segments, file=file), places).contents

    def take(self, segment: int, data: bytes) -> bytes:
        (content,) = self.end(self.begin(segment), (segment, data))
        return content

    def has(self, segment: int) -> bool:
        return bytes(self.store.read("f", segment)) == DATA[segment]


WRONG = [data[::-1] for data in DATA]


def test_what_is_right_is_told_as_the_hash_promises_and_is_in_its_place() -> None:
    here = Here()
    places = here.begin(2, 0)
    assert [len(place) for place in places] == [50, 100]
    assert here.end(places, (2, DATA[2]), (0, DATA[0])) == (TEXTS[2], TEXTS[0])
    assert (here.has(0), here.has(1), here.has(2)) == (True, False, True)


def test_what_is_wrong_is_told_as_no_hash_promises() -> None:
    here = Here()
    assert here.take(1, WRONG[1]) == b""
    assert here.take(1, DATA[1]) == TEXTS[1]
    assert here.has(1)


def test_what_is_held_is_not_written_over() -> None:
    here = Here(1)
    assert here.take(1, WRONG[1]) == b""
    assert here.has(1)
    assert here.take(1, DATA[1]) == TEXTS[1]


def test_what_came_is_not_written_over_whether_or_not_it_is_held_by_then() -> None:
    here = Here()
    assert here.take(0, DATA[0]) == TEXTS[0]
    assert here.take(0, WRONG[0]) == b""
    assert here.has(0)


def test_two_copies_that_come_at_once_do_not_mix() -> None:
    for first, second in ((DATA[0], WRONG[0]), (WRONG[0], DATA[0]), (DATA[0], DATA[0])):
        here = Here()
        one, other = here.begin(0), here.begin(0)
        other[0][:] = second
        assert here.end(one, (0, first)) == ((TEXTS[0],) if first == DATA[0] else (b"",))
        assert here.end(other, (0, second)) == ((TEXTS[0],) if second == DATA[0] else (b"",))
        assert here.has(0)


def test_after_a_wrong_one_the_first_right_of_many_counts() -> None:
    here = Here()
    arrivals = [here.begin(0) for _ in range(4)]
    for places, data in zip(arrivals, (WRONG[0], WRONG[0], DATA[0], WRONG[0]), strict=True):
        here.end(places, (0, data))
    assert here.has(0)


def test_a_segment_that_one_reply_names_twice_is_right_twice() -> None:
    here = Here()
    assert here.end(here.begin(0, 0), (0, DATA[0]), (0, DATA[0])) == (TEXTS[0],) * 2


def test_what_there_is_not_comes_to_nothing() -> None:
    here = Here()
    assert here.end(here.begin(7), (7, b"")) == (b"",)
    assert here.end(here.begin(0, file="g"), (0, b""), file="g") == (b"",)


def test_what_leaves_is_what_is_there_unless_it_is_falsified() -> None:
    here = Here(0, 2)
    right = SegmentReply("f", (2, 0), (TEXTS[2], TEXTS[0]))
    assert [bytes(one) for one in here.payloads.leaving(right)] == [DATA[2], DATA[0]]
    falsified = SegmentReply("f", (2, 0), (TEXTS[2] + b"?", TEXTS[0]))
    wrong, same = here.payloads.leaving(falsified)
    assert all(a != b for a, b in zip(bytes(wrong), DATA[2], strict=True))
    assert bytes(same) == DATA[0]


def test_what_is_on_its_way_out_of_a_client_that_forgot_everything_is_still_right() -> None:
    here = Here(0)
    leaving = SegmentReply("f", (0,), (TEXTS[0],))
    here.payloads.leaving(leaving)
    here.holdings.begin_anew(())
    assert [bytes(one) for one in here.payloads.leaving(leaving)] == [DATA[0]]
