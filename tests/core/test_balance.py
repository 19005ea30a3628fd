"""The upload balance of a run, and the bound that the initial holdings impose on it."""

import pytest

from core.balance import SETS_MAX, Balance
from core.events import FileBegun
from tests.core.recorded import Happening, records, served, started


def balance(*happenings: Happening) -> Balance:
    """Return the balance of a run in which this happened."""
    folded = Balance()
    for record in records(happenings):
        folded.observe(record)
    return folded


def owners(*files: dict[str, int]) -> list[Happening]:
    """Return the start of clients that own these files, and of one more that wants them all."""
    names = sorted({name for one in files for name in one})
    clients = [started(rank, owned) for rank, owned in enumerate(files, 1)]
    return [*clients, started(len(files) + 1, {}, names)]


# ---- what was reached ---------------------------------------------------------------------------


def test_a_run_in_which_all_serve_alike_has_a_balance_of_1() -> None:
    clients = [started(1, {"a": 5}, ["b"]), started(2, {"b": 5}, ["a"])]
    assert balance(*clients, *served(1, 5), *served(2, 5)).reached == 1


def test_where_one_client_serves_everything_the_balance_is_the_number_of_clients() -> None:
    assert balance(*owners({"a": 6}, {}, {}), *served(1, 18)).reached == 4


def test_an_answer_with_several_segments_counts_each() -> None:
    clients = owners({"a": 6}, {})
    one_by_one = balance(*clients, *served(1, 6), *served(2, 2)).reached
    in_bulk = balance(*clients, *served(1, 6, at_once=4), *served(2, 2, at_once=2)).reached
    assert one_by_one == in_bulk == pytest.approx(6 / (8 / 3))


def test_where_nobody_served_there_is_no_balance() -> None:
    for nothing in (balance(), balance(*owners({}))):
        assert (nothing.reached, nothing.bound) == (None, None)


# ---- what is to come ----------------------------------------------------------------------------


def test_what_is_lacking_is_known_before_anybody_serves_and_leaves_out_what_is_there() -> None:
    begun = [FileBegun("a", 6, (0, 1))]
    clients = [started(1, {"a": 6}, ["a", "b"]), started(2, {}, ["a"], begun), started(3, {}, "a")]
    assert balance(*clients).lacking == 4 + 6
    assert balance(*clients, *served(1, 10)).lacking == 10


# ---- what it is at least ------------------------------------------------------------------------


def test_a_sole_seed_serves_each_segment_once_at_least() -> None:
    """The sample race: 60 segments of one seed, which 5 others want, so that the mean is 50."""
    race = [started(1, {"a": 60}), *(started(rank, {}, ["a"]) for rank in range(2, 7))]
    assert balance(*race, *served(1, 180), *served(2, 120)).bound == pytest.approx(1.2)


def test_owners_share_the_first_copies_of_a_file() -> None:
    """Two seeds of 60 segments serve 30 each at least, less than the mean of the three."""
    assert balance(*owners({"a": 60}, {"a": 60}), *served(1, 60)).bound == pytest.approx(1.5)
    four = [*owners({"a": 60}, {"a": 60}), started(4, {}, ["a"])]
    assert balance(*four, *served(1, 120)).bound == 1


def test_the_set_that_has_to_give_most_for_each_of_it_counts() -> None:
    """Client 1 alone owns 30 segments; with client 2 it owns 10 more."""
    clients = owners({"a": 30, "b": 10}, {"b": 10})
    assert balance(*clients, *served(1, 35), *served(2, 5)).bound == pytest.approx(30 / (40 / 3))


def test_sets_of_owners_bind_together_where_each_alone_does_not() -> None:
    """Each pair of three owns a file: 60 ÷ 2 for a pair, and 180 ÷ 3 for all three."""
    clients = owners({"a": 60, "b": 60}, {"b": 60, "c": 60}, {"c": 60, "a": 60})
    assert balance(*clients, *served(1, 180)).bound == pytest.approx(60 / (180 / 4))


def test_a_file_that_only_its_owners_want_binds_nobody() -> None:
    clients = [started(1, {"a": 60, "b": 2}, ["a"]), started(2, {}, ["b"])]
    assert balance(*clients, *served(1, 2)).bound == 2


def test_a_file_that_nobody_owns_binds_nobody() -> None:
    clients = [started(1, {"a": 4}), started(2, {}, ["ghost", "a"])]
    assert balance(*clients, *served(1, 4)).bound == 2


def test_the_bound_is_never_below_1() -> None:
    clients = [started(rank, {f"f{rank}": 1}, [f"f{rank % 3 + 1}"]) for rank in (1, 2, 3)]
    assert balance(*clients, *served(1, 10), *served(2, 20), *served(3, 30)).bound == 1


def test_many_sets_of_owners_are_looked_at_as_far_as_is_cheap() -> None:
    """A union of more sets than are looked at is left out; the bound still holds."""
    files = [{f"f{rank}": rank} for rank in range(1, 15)]
    assert 2 ** len(files) > SETS_MAX
    clients = owners(*files)
    assert balance(*clients, *served(14, 105)).bound == pytest.approx(14 / (105 / 15))


def test_a_segment_that_others_had_from_the_start_need_not_come_from_the_owner() -> None:
    """Of 60 segments 40 must come from the seed itself; the mean of the three is 20."""
    begun = [FileBegun("a", 60, tuple(range(20)))]
    clients = [started(1, {"a": 60}), started(2, {}, ["a"], begun), started(3, {}, ["a"])]
    assert balance(*clients, *served(1, 60)).bound == pytest.approx(40 / 20)
