"""Signals as an exception."""

import signal

import pytest

from bt_tui.compare.interrupts import SIGNALS, Interrupts, interrupts


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_interrupts_and_a_second_one_disturbs_nothing(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with interrupts():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        signal.raise_signal(number)
    assert signal.getsignal(number) == before


def test_what_may_not_be_cut_in_two_is_done_before_the_interruption() -> None:
    done = []

    def do_all(answering: Interrupts) -> None:
        with answering.held():
            signal.raise_signal(signal.SIGTERM)
            done.append("all of it")

    with interrupts() as answering, pytest.raises(KeyboardInterrupt):
        do_all(answering)
    assert done


def test_a_signal_that_is_ignored_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupts():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
