"""Messages on the wire: what is encoded comes back equal, and nothing else gets in."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ProtocolError
from core.messages import (
    NOTHING,
    About,
    AnyMessage,
    Complaint,
    Envelope,
    Go,
    Message,
    Probe,
    Register,
    SeedsAndPeers,
    SegmentReply,
    SegmentRequest,
    SwarmReply,
    SwarmRequest,
    about,
    decode,
)
from core.model import TRACKER, Address, Thread, download_thread, upload_thread
from core.wire import encode
from tests.core.anything import any_struct
from tests.worlds import file, sent

KINDS: tuple[type[Message], ...] = get_args(AnyMessage)
REQUEST = encode(sent(download_thread(1), TRACKER, SwarmRequest("file1")))


@given(any_struct(Envelope))
def test_what_is_encoded_comes_back_equal(envelope: Envelope) -> None:
    assert decode(encode(envelope)) == envelope


@given(any_struct(Envelope))
def test_a_message_may_arrive_in_a_buffer_that_is_used_again(envelope: Envelope) -> None:
    assert decode(bytearray(encode(envelope))) == envelope


def test_every_kind_of_message_has_a_name_of_its_own() -> None:
    assert len({kind.__name__ for kind in KINDS}) == len(KINDS)
    assert SwarmRequest("file1").kind == "SwarmRequest"


def test_no_kind_of_message_was_forgotten_in_the_union() -> None:
    assert set(KINDS) == set(Message.__subclasses__())


@given(st.one_of(*map(any_struct, KINDS)))
def test_a_message_is_about_the_file_segments_client_and_word_that_it_names(
    message: AnyMessage,
) -> None:
    assert about(message) == About(
        getattr(message, "file", None),
        getattr(message, "segments", ()),
        getattr(message, "accused", None),
        getattr(message, "word", None),
    )


@pytest.mark.parametrize("message", [Go(), Probe(), Register((file(),))], ids=str)
def test_a_message_that_names_none_is_about_nothing(message: AnyMessage) -> None:
    assert about(message) == NOTHING == About(None, (), None)


@given(st.binary(max_size=80))
def test_arbitrary_bytes_are_no_message(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="a malformed message arrived"):
        decode(data)


@given(st.integers(0, len(REQUEST) - 1))
def test_a_message_that_was_cut_off_is_malformed(length: int) -> None:
    with pytest.raises(ProtocolError):
        decode(REQUEST[:length])


def test_bytes_after_the_message_are_malformed() -> None:
    with pytest.raises(ProtocolError):
        decode(REQUEST + b"\x00")


def test_an_unknown_kind_of_message_is_malformed() -> None:
    with pytest.raises(ProtocolError, match="SwarmRequesu"):
        decode(REQUEST.replace(b"SwarmRequest", b"SwarmRequesu"))


def test_an_unknown_thread_is_malformed() -> None:
    with pytest.raises(ProtocolError, match="trackes"):
        decode(REQUEST.replace(b"tracker", b"trackes"))


def test_a_number_where_text_is_due_is_malformed() -> None:
    with pytest.raises(ProtocolError, match=r"Expected `str`, got `int`"):
        decode(REQUEST.replace(b"\xa5file1", b"\x07"))


def test_a_segment_before_the_first_is_malformed() -> None:
    request = SegmentRequest("file1", (-1,))
    with pytest.raises(ProtocolError, match=r">= 0"):
        decode(encode(sent(download_thread(1), upload_thread(2), request)))


@pytest.mark.parametrize(
    "message",
    [
        Complaint(-1),
        SwarmReply("file1", (), SeedsAndPeers((-1,), ())),
        SwarmReply("file1", (), SeedsAndPeers((), (2, -1))),
    ],
    ids=str,
)
def test_a_rank_before_the_first_is_malformed(message: AnyMessage) -> None:
    with pytest.raises(ProtocolError, match=r">= 0"):
        decode(encode(sent(download_thread(1), TRACKER, message)))


@pytest.mark.parametrize(
    ("source", "to"), [(download_thread(-1), TRACKER), (TRACKER, download_thread(-1))], ids=str
)
def test_an_address_before_the_first_rank_is_malformed(source: Address, to: Address) -> None:
    with pytest.raises(ProtocolError, match=r">= 0"):
        decode(encode(sent(source, to, SwarmRequest("file1"))))


def test_text_that_is_not_utf_8_is_malformed() -> None:
    with pytest.raises(ProtocolError, match="a malformed message arrived"):
        decode(REQUEST.replace(b"file1", b"fil\xff1"))


def test_a_message_with_depths_without_end_is_malformed() -> None:
    one_field_more = bytes([REQUEST[0] + 1]) + REQUEST[1:]
    with pytest.raises(ProtocolError, match="recursion"):
        decode(one_field_more + b"\x91" * 100_000)


def test_a_list_that_claims_to_be_endless_is_malformed() -> None:
    empty = encode(sent(download_thread(1), upload_thread(2), SegmentRequest("file1", ())))
    with pytest.raises(ProtocolError):
        decode(empty[:-1] + b"\xdd\xff\xff\xff\xff")


def test_a_segments_content_may_be_any_bytes() -> None:
    reply = SegmentReply("file1", (0,), (bytes(range(256)),))
    envelope = sent(upload_thread(2), download_thread(1), reply)
    assert decode(encode(envelope)) == envelope


def test_addresses_read_as_rank_and_direction() -> None:
    addresses = (TRACKER, download_thread(3), upload_thread(12))
    assert [str(address) for address in addresses] == ["tracker", "C3↓", "C12↑"]


def test_addresses_are_ordered_by_rank_first() -> None:
    unordered = [upload_thread(10), Address(2, Thread.UPLOAD), download_thread(10), TRACKER]
    assert [address.rank for address in sorted(unordered)] == [0, 2, 10, 10]
