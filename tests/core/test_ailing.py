"""What is wrong with whom."""

from copy import copy

from core.ailing import Ailing
from core.events import (
    AfflictionBegun,
    AfflictionEnded,
    AnyEvent,
    Record,
    ThreadCrashed,
    ThreadRevived,
)
from core.model import TRACKER, Address, Affliction, download_thread, upload_thread

DOWN, UP = download_thread(2), upload_thread(2)


def happened(at: Address, event: AnyEvent) -> Record:
    return Record(at, 1, 1, 0.0, event)


def test_nobody_ails_at_first() -> None:
    ailing = Ailing()
    assert ailing.words(2) == ""
    assert not ailing.is_crashed(2)


def test_a_client_is_crashed_until_both_its_threads_are_back() -> None:
    ailing = Ailing()
    for at in (DOWN, UP):
        ailing.observe(happened(at, ThreadCrashed()))
    assert ailing.words(2) == "crashed"
    assert ailing.is_dead(DOWN)
    ailing.observe(happened(DOWN, ThreadRevived(1, kept=True)))
    assert (ailing.is_dead(DOWN), ailing.is_crashed(2)) == (False, True)
    ailing.observe(happened(UP, ThreadRevived(1, kept=True)))
    assert ailing.words(2) == ""


def test_afflictions_are_told_once_for_both_threads_and_end() -> None:
    ailing = Ailing()
    for at in (DOWN, UP):
        ailing.observe(happened(at, AfflictionBegun(Affliction.SLOW, 0.5)))
    ailing.observe(happened(UP, AfflictionBegun(Affliction.MUTE)))
    assert ailing.words(2) == "slow, mute"
    assert ailing.words(1) == ""
    ailing.observe(happened(UP, AfflictionEnded(Affliction.MUTE)))
    assert ailing.of(2) == [Affliction.SLOW]
    assert not ailing.has(2, Affliction.MUTE)


def test_the_tracker_can_be_cut_off() -> None:
    ailing = Ailing()
    ailing.observe(happened(TRACKER, AfflictionBegun(Affliction.CUT_OFF)))
    assert ailing.words(0) == "cut off"


def test_a_copy_stays_as_it_is() -> None:
    ailing = Ailing()
    ailing.observe(happened(UP, ThreadCrashed()))
    twin = copy(ailing)
    ailing.observe(happened(UP, ThreadRevived(1, kept=True)))
    assert twin.is_crashed(2)
    assert not ailing.is_crashed(2)
