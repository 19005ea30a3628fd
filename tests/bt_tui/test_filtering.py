"""Finding words in what is told of a run."""

from itertools import pairwise

import pytest

from bt_tui.filtering import Filtered
from bt_tui.history import History
from core.narration import plain
from tests.bt_tui.screens import story

FOREVER = float("inf")


def history() -> History:
    history = History()
    history.take(story())
    return history


def found(filtered: Filtered) -> list[str]:
    return [plain(filtered.line(n).sentence) for n in range(filtered.sentences)]


@pytest.mark.parametrize("words", ["stores", "C2 FILE1", "no such words", "c3 file2 #4"])
def test_every_sentence_is_found_that_holds_all_words_and_no_other(words: str) -> None:
    told = history()
    filtered = Filtered(told, words)
    filtered.go_on(FOREVER)
    every = [plain(told.line(n).sentence) for n in range(told.sentences)]
    fitting = [one for one in every if all(word in one.lower() for word in words.lower().split())]
    assert found(filtered) == fitting
    assert not filtered.is_behind


def test_what_happens_later_is_looked_through_as_well() -> None:
    told, records = History(), story()
    filtered = Filtered(told, "stores")
    told.take(records[:200])
    filtered.go_on(FOREVER)
    before = found(filtered)
    told.take(records[200:])
    assert filtered.is_behind
    filtered.go_on(FOREVER)
    assert found(filtered)[: len(before)] == before
    assert filtered.sentences > len(before)


def test_a_little_is_looked_through_at_a_time() -> None:
    filtered = Filtered(history(), "stores")
    filtered.go_on(0.0)
    assert filtered.sentences == 0
    assert filtered.is_behind


def test_it_is_known_how_many_of_them_tell_of_what_was_before_a_moment() -> None:
    told = history()
    filtered = Filtered(told, "stores")
    filtered.go_on(FOREVER)
    moments = range(told.now.events + 1)
    counts = [filtered.sentences_by(moment) for moment in moments]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] == filtered.sentences
    assert {after - before for before, after in pairwise(counts)} == {0, 1}
