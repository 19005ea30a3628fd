"""A client's account with the others."""

from core.ledger import Ledger


def test_all_that_was_given_was_served() -> None:
    ledger = Ledger()
    ledger.given[2] += 3
    ledger.given[5] += 1
    assert ledger.served == 4


def test_old_news_of_loads_change_nothing() -> None:
    ledger = Ledger()
    ledger.hear([(2, 5), (3, 1)])
    ledger.hear([(2, 4), (3, 2)])
    assert ledger.loads == {2: 5, 3: 2}
