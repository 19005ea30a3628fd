"""What is selected, and where keys take that."""

from bt_tui.board import Row
from bt_tui.cursor import Cursor
from bt_tui.history import History
from bt_tui.stories import Story
from bt_tui.view import View
from tests.bt_tui.screens import story


def looking() -> tuple[View, Cursor, list[Row]]:
    """Return a view of the classroom's end, a cursor, and all rows from the top."""
    history = History()
    history.take(story())
    view = View(history)
    swarms = view.state.swarms.values()
    rows = [row for swarm in swarms for _, row in sorted(swarm.rows.items())]
    return view, Cursor(view), rows


def test_at_first_nothing_is_selected_and_keys_find_nothing_to_move() -> None:
    _, cursor, rows = looking()
    cursor.move(rows, 1)
    cursor.go_along(1)
    cursor.go_to_file(1)
    assert (cursor.row, cursor.story, cursor.client) == (None, None, None)


def test_it_moves_over_the_rows_of_all_files_and_stays_in_its_column() -> None:
    _, cursor, rows = looking()
    cursor.choose(rows[0], 7)
    told = list[Story | None]()
    for steps in (1, 1, 1, -9, 99):
        cursor.move(rows, steps)
        told.append(cursor.story)
    assert told == [
        Story(2, "file1", 7),
        Story(3, "file1", 7),
        Story(2, "file2", 4),
        Story(1, "file1", 7),
        Story(2, "nobodys", 0),
    ]


def test_it_moves_along_a_row_and_stays_in_it() -> None:
    _, cursor, rows = looking()
    cursor.choose(rows[0])
    told = list[int]()
    for segments in (1, 1, -1, -5, 99):
        cursor.go_along(segments)
        told.append(cursor.story.segment if cursor.story else -1)
    assert told == [1, 2, 1, 0, 11]


def test_where_cells_are_groups_it_moves_to_the_first_segment_of_one() -> None:
    _, cursor, rows = looking()
    cursor.choose(rows[0], 2)
    told = list[int]()
    for segments in (5, 5, -5, -5, -5):
        cursor.go_along(segments, 5)
        told.append(cursor.story.segment if cursor.story else -1)
    assert told == [5, 10, 5, 0, 0]


def test_another_file_is_looked_at_with_the_same_client_or_its_first() -> None:
    _, cursor, rows = looking()
    cursor.choose(rows[2])
    told = list[Story | None]()
    for files in (1, 1, 1, -9):
        cursor.go_to_file(files)
        told.append(cursor.story)
    assert [(one.client, one.file) for one in told if one] == [
        (3, "file2"),
        (2, "nobodys"),
        (2, "nobodys"),
        (2, "file1"),
    ]


def test_where_a_row_is_not_there_yet_it_is_selected_as_soon_as_it_is() -> None:
    _, _, rows = looking()
    view = View(History())
    cursor = Cursor(view)
    cursor.choose(rows[-1])
    assert (cursor.row, cursor.story, cursor.client) == (None, None, 2)
    cursor.move([], 1)
    cursor.go_along(1)
    view.history.take(story())
    assert cursor.story == Story(2, "nobodys", 0)


def test_what_is_cleared_is_not_selected_any_more() -> None:
    _, cursor, rows = looking()
    cursor.choose(rows[0])
    assert cursor.row is rows[0]
    cursor.clear()
    assert cursor.story is None
    assert cursor.client is None
