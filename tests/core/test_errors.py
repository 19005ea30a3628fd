"""What an error tells its reader."""

from core.errors import InputError, Problem, UsageError


def test_a_problem_names_place_and_finding_and_expectation() -> None:
    problem = Problem("in1.txt", 3, "'x'", "a count")
    assert str(problem) == "in1.txt:3: found 'x'; expected a count"


def test_a_problem_of_no_line_names_the_file_alone() -> None:
    problem = Problem("in1.txt", 0, "nothing", "the input of client 1")
    assert str(problem) == "in1.txt: found nothing; expected the input of client 1"


def test_an_input_error_lists_every_problem_in_the_order_of_the_lines() -> None:
    late = Problem("in1.txt", 10, "'b'", "a hash")
    early = Problem("in1.txt", 9, "'a'", "a hash")
    other = Problem("in0.txt", 99, "'c'", "a hash")
    error = InputError([late, early, other])
    assert error.problems == (other, early, late)
    assert str(error).splitlines() == [str(other), str(early), str(late)]


def test_problems_may_come_from_a_generator() -> None:
    error = InputError(Problem("in1.txt", line, "'a'", "a hash") for line in (2, 1))
    assert len(error.problems) == len(str(error).splitlines()) == 2


def test_an_input_error_is_the_users_to_mend() -> None:
    assert isinstance(InputError([]), UsageError)
