"""What cells mean when they do not mean how a client stands to a segment."""

import pytest
from rich.cells import cell_len

from bt_tui.board import Cell, Row, Swarm
from bt_tui.widgets.cells import SHAPES
from bt_tui.widgets.meanings import (
    BEYOND,
    HOLDS,
    LACKS,
    MIXED,
    RARE,
    SIGNS,
    Meaning,
    holder_shapes,
    holders,
    rarest,
    sign,
    signs,
    source_shapes,
    told_cell,
)
from core.model import Role

MISSING, REQUESTED, OWNED, DOWNLOADED, REJECTED = Cell


def row(*cells: Cell, client: int = 1) -> Row:
    """Return how a client stands to these segments."""
    held = sum(cell in {OWNED, DOWNLOADED} for cell in cells)
    return Row(client, "f", Role.PEER, True, bytearray(cells), held)


def swarm(*rows: Row) -> Swarm:
    """Return the swarm of these."""
    return Swarm("f", len(rows[0].cells), {one.client: one for one in rows})


def told_sources(cells: list[Cell], sources: list[int], size: int = 1) -> str:
    return "".join(shape.text for shape in source_shapes(bytearray(cells), sources, size))


def told_holders(cells: list[Cell], counts: list[int], size: int = 1) -> str:
    return "".join(shape.text for shape in holder_shapes(bytearray(cells), counts, size))


def test_each_key_leads_to_another_meaning_and_back() -> None:
    told = [Meaning.STATE]
    for _ in Meaning:
        told.append(told[-1].following)
    assert told == [*Meaning, Meaning.STATE]


# ---- from whom ----------------------------------------------------------------------------------


def test_every_client_has_a_sign_of_its_own_and_one_cell_wide() -> None:
    assert len(set(SIGNS)) == len(SIGNS) >= 64
    assert all(cell_len(one) == 1 for one in SIGNS)
    assert [sign(rank) for rank in (1, 9, 10, 35, 36, 61, 62, len(SIGNS))] == [*"19azAZα", "ω"]
    assert sign(len(SIGNS) + 1) == BEYOND not in SIGNS
    assert not set(SIGNS) & {*SHAPES.values(), MIXED}


@pytest.mark.parametrize(
    ("clients", "told"),
    [(0, ""), (1, "1"), (3, "1–3"), (9, "1–9"), (10, "1–9 a"), (40, "1–9 a–z A–E")],
)
def test_the_signs_of_so_many_clients_are_listed(clients: int, told: str) -> None:
    assert signs(clients) == told


def test_what_was_downloaded_shows_who_sent_it_and_all_else_how_it_stands() -> None:
    cells = [MISSING, REQUESTED, OWNED, DOWNLOADED, REJECTED, DOWNLOADED]
    assert told_sources(cells, [0, 0, 0, 2, 0, 10]) == "·?■2✗a"


@pytest.mark.parametrize(
    ("cells", "sources", "shape"),
    [
        ([DOWNLOADED, DOWNLOADED], [3, 3], "3"),
        ([DOWNLOADED, MISSING], [3], "3"),
        ([DOWNLOADED, DOWNLOADED], [3, 4], MIXED),
        ([DOWNLOADED, OWNED], [3], MIXED),
        ([OWNED, MISSING], [], "■"),
        ([MISSING, REQUESTED], [], "?"),
        ([MISSING, MISSING], [], "·"),
    ],
)
def test_a_cell_for_several_segments_shows_the_one_source_or_that_there_are_several(
    cells: list[Cell], sources: list[int], shape: str
) -> None:
    assert told_sources(cells, sources, 2) == shape


# ---- how many hold it ---------------------------------------------------------------------------


def test_holders_are_counted_by_segment() -> None:
    rows = (
        row(OWNED, OWNED, OWNED, client=1),
        row(DOWNLOADED, REQUESTED, MISSING, client=2),
        row(DOWNLOADED, DOWNLOADED, REJECTED, client=3),
        Row(4, "f", Role.LEECHER, True, bytearray()),
    )
    assert holders(swarm(*rows)) == [3, 2, 1]
    assert holders(swarm(row(MISSING, MISSING))) == [0, 0]
    assert holders(Swarm("f")) == []


def test_a_count_is_small_where_the_client_itself_lacks_the_segment() -> None:
    assert told_holders([OWNED, MISSING, REQUESTED, DOWNLOADED], [1, 1, 9, 10]) == "1₁₉+"
    assert told_holders([MISSING], [64]) == "₊"


def test_the_rarest_segments_stand_out_unless_all_are_as_rare() -> None:
    assert rarest([2, 1, 3, 1]) == 1
    assert rarest([2, 2]) is None
    assert rarest([]) is None
    looks = [one.look for one in holder_shapes(bytearray([OWNED, OWNED, MISSING]), [2, 1, 1], 1)]
    assert looks == [HOLDS, RARE, RARE]
    looks = [one.look for one in holder_shapes(bytearray([OWNED, MISSING]), [2, 2], 1)]
    assert looks == [HOLDS, LACKS]


def test_in_a_cell_for_several_segments_the_rarest_counts() -> None:
    cells = [OWNED, OWNED, MISSING, OWNED, MISSING]
    assert told_holders(cells, [3, 2, 2, 4, 1], 2) == "2₂₁"


# ---- in words -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("segment", "told"),
    [
        (0, "C2 #1 from the start, 2 hold it"),
        (1, "C2 #2 downloaded from C7, 1 holds it"),
        (2, "C2 #3 missing, 0 hold it"),
    ],
)
def test_a_segment_is_told_in_words(segment: int, told: str) -> None:
    one = row(OWNED, DOWNLOADED, MISSING, client=2)
    assert told_cell(one, segment, [0, 7], [2, 1, 0]) == told
