"""MPI lets no message of a sender overtake another there; a driver sees that it is so."""

import pytest

from core.errors import RunError
from core.model import TRACKER
from core.runtime.telemetry import Close, Control
from tests.core.runtime.conftest import Time
from tests.core.runtime.stages import ASKER, Stage, mail
from tests.machines import Scripted

held = pytest.mark.parametrize("held", [False, True])


@held
def test_a_message_that_comes_twice_is_named(frozen: Time, *, held: bool) -> None:
    stage = Stage(Scripted(), held=held, mail=[mail(1), mail(2), mail(2)])
    with pytest.raises(RunError, match=r"^C1↑ got message 2 of tracker after message 2$"):
        stage.play()


@held
def test_a_message_that_was_overtaken_is_named(frozen: Time, *, held: bool) -> None:
    stage = Stage(Scripted(), held=held, mail=[mail(2), mail(1, ASKER), mail(5), mail(4)])
    with pytest.raises(RunError, match=r"^C1↑ got message 4 of tracker after message 5$"):
        stage.play()


def test_senders_may_overtake_each_other_and_number_what_they_send_to_others(frozen: Time) -> None:
    mails = [mail(7), mail(2, ASKER), mail(9), mail(3, ASKER), mail(20)]
    control: list[Control] = [Close([(TRACKER, 3), (ASKER, 2)])]
    machine = Scripted()
    Stage(machine, mail=mails, control=control).play()
    assert machine.received == mails
