"""Any scenario and any bytes as an input."""

import string
from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from core.errors import InputError
from core.inputs import parse_input
from core.model import HASH_LENGTH, Manifest

VISIBLE = string.ascii_letters + string.digits + string.punctuation
HASHES = st.text(VISIBLE, min_size=HASH_LENGTH, max_size=HASH_LENGTH)
NAMES = st.text(VISIBLE.replace("/", "").replace("\\", "") + "éș字", min_size=1, max_size=14)
LEGAL_NAMES = NAMES.filter(lambda name: name not in {".", ".."})
FILES = st.builds(Manifest, LEGAL_NAMES, st.lists(HASHES, max_size=4).map(tuple))
OWNED = st.lists(FILES, max_size=4, unique_by=lambda file: file.name)
WANTED = st.lists(LEGAL_NAMES, max_size=4, unique=True)


def written(owned: list[Manifest], wanted: list[str], end: str = "\n") -> str:
    """Return the text of an input in the assignment's format."""
    lines = [str(len(owned))]
    for manifest in owned:
        lines += [f"{manifest.name} {len(manifest.hashes)}", *manifest.hashes]
    return end.join([*lines, str(len(wanted)), *wanted])


@given(OWNED, WANTED, st.sampled_from(["\n", "\r\n", "\n\n", " \n\t"]), st.sampled_from(["", "\n"]))
def test_what_is_written_in_the_format_parses_back_equal(
    owned: list[Manifest], wanted: list[str], end: str, last: str
) -> None:
    back = parse_input((written(owned, wanted, end) + last).encode(), 1, "in1.txt")
    assert (back.owned, back.wanted) == (tuple(owned), tuple(wanted))


@given(st.one_of(st.binary(), st.text("0123 \nab/\r\t\x00é").map(str.encode)))
@example(b"\xef\xbb\xbf")
@example(b"\xef\xbb\xbf\xff")
@example(b"1\n" * 9)
def test_arbitrary_bytes_parse_or_are_an_input_error(data: bytes) -> None:
    with suppress(InputError):
        parse_input(data, 1, "in1.txt")
