"""How much of a download comes from one source."""

import pytest

from core.events import SegmentStored
from core.largest_share import LargestShare
from core.model import download_thread
from tests.core.recorded import Happening, records, started


def downloaded(rank: int, file: str, *sources: int) -> list[Happening]:
    """A client downloads a file, one segment from each of these."""
    return [
        (download_thread(rank), SegmentStored(file, segment, source, held=segment + 1))
        for segment, source in enumerate(sources)
    ]


def folded(*happenings: Happening) -> LargestShare:
    largest = LargestShare()
    for record in records(happenings):
        largest.observe(record)
    return largest


def test_a_download_from_one_source_has_a_share_of_1() -> None:
    assert folded(*downloaded(2, "a", 1, 1, 1)).mean == 1


def test_it_is_the_mean_of_all_downloads_however_long_they_are() -> None:
    happenings = (
        downloaded(2, "a", 1, 3, 1, 3) + downloaded(2, "b", 1) + downloaded(3, "a", 1, 2, 4)
    )
    largest = folded(*happenings)
    assert largest.mean == pytest.approx((1 / 2 + 1 + 1 / 3) / 3)
    assert largest.segments == 8


def test_where_nothing_was_downloaded_there_is_none() -> None:
    nothing = folded(started(1, {"a": 3}))
    assert (nothing.mean, nothing.segments) == (None, 0)
