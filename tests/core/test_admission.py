"""How a download thread gets into the run, also where messages are lost."""

import pytest

from core.events import FileIncomplete, StartRepeated, TrackerSilent
from core.messages import Alive, AnyMessage, Go, Probe, Ready, Register, Start
from core.model import TRACKER, Limits
from core.timers import SilenceTimer
from tests.core.benches import Download
from tests.worlds import file

LOSSY = Limits(silence_s=7.0, rounds_max=2)
SILENCE = SilenceTimer()


def test_where_nothing_is_lost_nobody_looks_for_silence() -> None:
    assert Download(started=False).timers == {}


@pytest.mark.parametrize(("signals", "word"), [([], Register(())), ([Start()], Ready())])
def test_who_waits_for_a_signal_asks_and_says_again_how_far_it_is(
    signals: list[AnyMessage], word: AnyMessage
) -> None:
    download = Download(file(), limits=LOSSY, started=False)
    assert download.timers == {SILENCE: 7.0}
    for signal in signals:
        download.hears(TRACKER, signal)
        assert download.waits(SILENCE).sends == []
    step = download.waits(SILENCE)
    assert step.sends == [(TRACKER, Probe()), (TRACKER, word)]
    assert download.timers == {SILENCE: 7.0}


def test_whoever_may_begin_looks_for_silence_no_longer() -> None:
    assert SILENCE not in Download(file(), limits=LOSSY).timers


def test_who_got_no_answer_so_many_times_gives_up_what_it_wants() -> None:
    download = Download(file(), limits=LOSSY, started=False)
    for _ in range(2):
        download.waits(SILENCE)
    step = download.waits(SILENCE)
    reason = "the tracker does not answer"
    assert step.events == [TrackerSilent(2), FileIncomplete("file1", None, (), reason)]
    assert download.machine.done
    assert download.holdings.finished


def test_an_answer_lets_it_wait_on() -> None:
    download = Download(file(), limits=LOSSY, started=False)
    for _ in range(3):
        download.waits(SILENCE)
        assert download.hears(TRACKER, Alive()).acts == []
        assert download.waits(SILENCE).sends == []
    assert not download.machine.done


def test_where_the_start_signal_was_lost_the_signal_to_go_is_enough() -> None:
    download = Download(file(), started=False)
    assert [what.kind for _, what in download.hears(TRACKER, Go()).sends] == ["SwarmRequest"]


def test_signals_that_come_again_change_nothing() -> None:
    download = Download(file())
    assert download.hears(TRACKER, Start()).events == [StartRepeated()]
    assert download.hears(TRACKER, Go()).acts == []
    assert download.step.sends == []
