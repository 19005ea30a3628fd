"""Whom a strike concerns, and how it is told."""

import pytest

from core.faults import Afflict, CrashNow, Heal, ReviveNow, Strike, struck
from core.faults.wording import words
from core.model import TRACKER, TRACKER_RANK, Address, Affliction, download_thread, upload_thread

DOWN, UP = download_thread(2), upload_thread(2)
OF_UPLOADS = [Affliction.MUTE, Affliction.DENYING, Affliction.CORRUPT]


@pytest.mark.parametrize(
    "strike",
    [
        CrashNow(2),
        ReviveNow(2, keeps=True),
        Afflict(2, Affliction.SLOW, 0.5),
        Heal(2, Affliction.SLOW),
    ],
)
def test_what_happens_to_a_client_as_a_whole_concerns_both_threads(strike: Strike) -> None:
    assert struck(strike) == (DOWN, UP)


@pytest.mark.parametrize("affliction", OF_UPLOADS)
def test_what_is_wrong_with_its_answers_concerns_the_upload_thread(affliction: Affliction) -> None:
    assert struck(Afflict(2, affliction)) == (UP,)
    assert struck(Heal(2, affliction)) == (UP,)


def test_what_happens_to_rank_0_concerns_the_tracker() -> None:
    expected: tuple[Address, ...] = (TRACKER,)
    assert struck(Afflict(TRACKER_RANK, Affliction.CUT_OFF)) == expected
    assert struck(Heal(TRACKER_RANK, Affliction.CUT_OFF)) == expected


@pytest.mark.parametrize(
    ("strike", "says"),
    [
        (CrashNow(2), "crashes"),
        (ReviveNow(2, keeps=True), "comes back with what it held"),
        (ReviveNow(2, keeps=False), "comes back without what it had downloaded"),
        (Afflict(2, Affliction.SLOW, 0.25), "gets slow: what it sends takes 0.25 s longer"),
        (Afflict(2, Affliction.MUTE), "goes mute: its answers to requests are lost"),
        (Heal(2, Affliction.DENYING), "says no only to what it lacks"),
    ],
)
def test_a_strike_is_told_in_words(strike: Strike, says: str) -> None:
    assert words(strike) == says


def test_every_affliction_has_words_of_its_own_for_its_beginning_and_its_end() -> None:
    told = [words(of(2, one)) for one in Affliction for of in (Afflict, Heal)]
    assert len(set(told)) == 2 * len(Affliction)
