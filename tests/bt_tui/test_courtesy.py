"""Where many ranks share few processors, those without the screen leave more to the one with it."""

import os
from pathlib import Path

import pytest

from bt_tui import courtesy
from bt_tui.courtesy import NICENESS_MAX, give_way


class Given(list[int]):
    """By how much was given way, each time."""


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Given:
    """Be on a machine with two processors, in a session of one's own."""
    given = Given()
    monkeypatch.setattr(os, "nice", given.append)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(os, "getsid", lambda _: os.getpid())
    monkeypatch.setattr(courtesy, "AUTOGROUP", tmp_path / "autogroup")
    courtesy.AUTOGROUP.write_text("0")
    return given


@pytest.mark.parametrize(("ranks", "niceness"), [(2, 1), (4, 2), (17, 8), (64, NICENESS_MAX)])
def test_the_more_ranks_share_a_processor_the_more_is_left(
    given: Given, ranks: int, niceness: int
) -> None:
    give_way(ranks)
    assert given == [niceness]
    assert courtesy.AUTOGROUP.read_text() == str(niceness)


def test_with_a_processor_for_each_nobody_gives_way(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    give_way(4)
    assert given == []
    assert courtesy.AUTOGROUP.read_text() == "0"


def test_a_session_that_others_share_is_left_alone(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getsid", lambda _: os.getpid() + 1)
    give_way(17)
    assert given == [8]
    assert courtesy.AUTOGROUP.read_text() == "0"


def test_a_kernel_without_such_groups_is_no_error(
    given: Given, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(courtesy, "AUTOGROUP", tmp_path / "no" / "autogroup")
    give_way(17)
    assert given == [8]
