"""The comparison as a table."""

import pytest
from rich.console import Console

from bt_tui.compare import table
from bt_tui.compare.columns import COLUMNS
from bt_tui.compare.table import as_text
from core.profiles import PROFILES
from tests.bt_tui.compare.made import comparison, measured


def row(text: str, profile: str) -> list[str]:
    """Return the cells of a profile's row."""
    (found,) = (line.split() for line in text.splitlines() if line.startswith(f"{profile} "))
    return found[1:]


def test_numbers_of_six_digits_fit_80_columns() -> None:
    most = measured(
        messages=999_999,
        messages_per_segment=12.34,
        bytes=9_999_900,
        denials=9999,
        staleness=0.5,
    )
    text = as_text(comparison(**{name.replace("-", "_"): (most,) for name in PROFILES}))
    assert max(len(line) for line in text.splitlines()) <= 80
    assert row(text, "peers-then-seeds")[:3] == ["999999", "12.34", "9999.9"]
    assert text == "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def test_larger_numbers_make_it_wider_and_nothing_is_cut() -> None:
    most = measured(messages=123_456_789, bytes=987_654_321_000.0, denials=7_654_321)
    cells = row(as_text(comparison(a=(most,))), "a")
    assert (cells[0], cells[2], cells[4]) == ("123456789", "987654321.0", "7654321")


def test_every_measure_is_shown_in_its_unit() -> None:
    one = measured(
        messages=10,
        messages_per_segment=2.5,
        bytes=1500,
        tracker_share=0.254,
        denials=2.5,
        timeouts=0,
        balance=1.234,
        balance_bound=1.2,
        largest_share=1.0,
        staleness=0.0123,
        protocol_s=0.25,
    )
    shown = "10 2.50 1.5 25% 2.5 0 1.23 1.20 100% 1.2% 0.250"
    assert row(as_text(comparison(a=(one,))), "a") == shown.split()


def test_what_there_is_none_of_is_a_dash() -> None:
    assert set(row(as_text(comparison(a=(None,))), "a")) == {"-"}


def test_the_head_tells_what_was_run_and_of_which_runs_the_numbers_are() -> None:
    assert as_text(comparison(a=(measured(),))).startswith(
        "lab · 4 ranks · MPICH 5.0.2 · one run of each, seed 1\n"
    )
    several = as_text(comparison(a=(measured(), measured(), measured())))
    assert "· medians of 3 runs of each, seeds 1 to 3\n" in several


def test_the_legend_explains_every_column() -> None:
    text = as_text(comparison(a=(measured(),)))
    for column in COLUMNS.values():
        head = column.head.replace("-\n", "").replace("\n", " ")
        assert any(
            line.split() == [*head.split(), *column.meaning.split()] for line in text.splitlines()
        )


# ---- what is best -------------------------------------------------------------------------------


@pytest.fixture
def _on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    def console(**settings: object) -> Console:
        return Console(force_terminal=True, color_system="standard", **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(table, "Console", console)


def bold(text: str) -> list[str]:
    """Return the profiles whose rows have something bold, once for each such cell."""
    rows = [line for line in text.splitlines() if line.startswith(("a ", "b ", "c "))]
    return [line[0] for line in rows for _ in range(line.count("\x1b[1m"))]


@pytest.mark.usefixtures("_on_a_terminal")
def test_the_best_of_a_column_is_bold_on_a_terminal() -> None:
    made = comparison(a=(measured(denials=5),), b=(measured(denials=4),), c=(measured(denials=6),))
    assert bold(as_text(made)) == ["b"]


@pytest.mark.usefixtures("_on_a_terminal")
def test_who_shares_the_best_value_as_shown_is_not_bold() -> None:
    made = comparison(a=(measured(balance=1.231),), b=(measured(balance=1.232),))
    assert bold(as_text(made)) == []


@pytest.mark.usefixtures("_on_a_terminal")
def test_a_lower_bound_is_nobodys_merit_and_a_missing_value_no_best() -> None:
    made = comparison(
        a=(measured(balance_bound=1.1, staleness=None),), b=(measured(balance_bound=1.2),)
    )
    assert bold(as_text(made)) == []


def test_nothing_is_bold_where_it_is_no_terminal() -> None:
    made = comparison(a=(measured(denials=5),), b=(measured(denials=4),))
    assert "\x1b" not in as_text(made)
