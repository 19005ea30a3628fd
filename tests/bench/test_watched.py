"""What is read from screens, summaries and the system."""

from tests.bench.held import ticks
from tests.bench.watched import protocol_s, step_of

SCREEN = """\
   11 C2 asks C3 for segment 4
      C3 has it
   12 tracker tells C2
"""


def test_the_last_step_that_a_screen_tells_of_is_the_newest() -> None:
    assert step_of(SCREEN) == 12
    assert step_of("nothing yet") == -1


def test_the_protocol_time_is_read_from_a_summary() -> None:
    assert protocol_s("all files complete after 0.269 s of protocol time: 9 messages") == 0.269


def test_processor_time_is_read_whatever_a_process_is_called() -> None:
    assert ticks("7 (a) b) S 1 7 7 0 -1 4194304 5 0 0 0 40 2 0 0 20 0 1 0") == 42
