"""How far what the tracker tells lags behind what clients in truth hold."""

from core.events import FileBegun, SegmentStored, SwarmTold
from core.messages import ClientSegments, ClientTable, SeedsAndPeers, SegmentIndex, SwarmView
from core.model import TRACKER, download_thread
from core.staleness import Staleness
from tests.core.recorded import Happening, records, started

ASKER = 9


def told(swarm: SwarmView, *, file: str = "a", client: int = ASKER) -> Happening:
    return TRACKER, SwarmTold(file, client, swarm)


def stored(rank: int, *segments: int, file: str = "a") -> list[Happening]:
    at = download_thread(rank)
    return [(at, SegmentStored(file, segment, 1, held=0)) for segment in segments]


def table(**rows: str) -> ClientTable:
    """Return a table: `c1="0 1"` says that client 1 holds the segments 0 and 1."""
    return ClientTable(
        tuple(
            ClientSegments(int(name[1:]), tuple(map(int, segments.split())))
            for name, segments in rows.items()
        )
    )


def lag(*happenings: Happening) -> float | None:
    folded = Staleness()
    for record in records(happenings):
        folded.observe(record)
    return folded.mean


SEED = started(1, {"a": 4})


# ---- tables and indexes: the segments that are not told of --------------------------------------


def test_a_table_that_tells_all_has_no_lag() -> None:
    assert lag(SEED, *stored(2, 3), told(table(c1="0 1 2 3", c2="3"))) == 0


def test_a_table_lags_by_the_segments_that_it_does_not_tell_of() -> None:
    assert lag(SEED, *stored(2, 0, 3, 1, 2), told(table(c1="0 1 2 3", c2="3"))) == 3 / 8


def test_an_index_lags_by_the_holders_that_it_does_not_tell_of() -> None:
    index = SegmentIndex(((1,), (1, 2), (1,), (1,)))
    assert lag(SEED, *stored(2, 0, 1), *stored(3, 0, 1), told(index)) == 3 / 8


def test_what_is_stored_later_was_no_lag() -> None:
    assert lag(SEED, told(table(c1="0 1 2 3")), *stored(2, 0, 1)) == 0


def test_what_the_asker_holds_itself_does_not_count() -> None:
    assert lag(SEED, *stored(2, 0, 1), told(table(c1="0 1 2 3"), client=2)) == 0


def test_what_is_told_and_not_held_makes_up_for_nothing() -> None:
    assert lag(SEED, *stored(2, 0), told(table(c1="0 1 2", c2="1 2"))) == 2 / 5


def test_files_are_told_apart() -> None:
    assert lag(SEED, started(2, {"b": 2}), told(table(c1="0 1 2 3"))) == 0


# ---- two lists: the clients that are not where they belong --------------------------------------


def test_lists_with_everyone_in_the_right_place_have_no_lag() -> None:
    assert lag(SEED, *stored(2, 0), told(SeedsAndPeers((1,), (2,)))) == 0


def test_lists_lag_by_the_clients_that_are_missing() -> None:
    assert lag(SEED, *stored(2, 0), told(SeedsAndPeers((1,), ()))) == 1 / 2


def test_lists_lag_by_the_clients_in_the_wrong_list() -> None:
    complete = stored(2, 0, 1, 2, 3)
    assert lag(SEED, *complete, *stored(3, 0), told(SeedsAndPeers((1,), (2, 3)))) == 1 / 3


def test_those_who_are_listed_and_hold_nothing_yet_do_not_count() -> None:
    assert lag(SEED, told(SeedsAndPeers((1,), (2, 3, ASKER)))) == 0


# ---- all answers --------------------------------------------------------------------------------


def test_the_lag_is_the_mean_of_all_answers() -> None:
    full, empty = table(c1="0 1 2 3"), table()
    assert lag(SEED, told(full), told(empty), told(full), told(full)) == 1 / 4


def test_an_answer_when_nobody_else_holds_anything_does_not_count() -> None:
    nobody, ghost = told(table(), client=1), told(SeedsAndPeers((), (2,)), file="ghost")
    assert lag(SEED, nobody, ghost) is None
    assert lag(started(1, {"a": 0}), told(table())) is None
    assert lag(SEED, nobody, told(table())) == 1


def test_where_nobody_asked_there_is_no_lag() -> None:
    assert lag(SEED) is None


def test_what_a_client_had_from_the_start_counts() -> None:
    begun = started(2, {}, ["a"], [FileBegun("a", 4, (0, 1))])
    assert lag(SEED, begun, told(table(c1="0 1 2 3", c2="0"))) == 1 / 6
