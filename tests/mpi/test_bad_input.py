"""Bad input ends before anything starts: one error with all problems, exit code 2, no traceback."""

from pathlib import Path

from tests.conftest import MPIS
from tests.mpi.jobs import ENVIRONMENT, Ended, Mpi, run

HASH = "0123456789abcdef0123456789abcdef"


def assert_refused(ended: Ended, directory: Path) -> list[str]:
    """Check that the run was refused cleanly; return the lines of its one error."""
    assert ended.code == 2, ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err
    assert ended.err.count("bt-tui: ") == 1
    assert not (directory / "output").exists()
    return ended.err.split("bt-tui: ")[1].splitlines()


def write_input(directory: Path, rank: int, *lines: str) -> None:
    (directory / f"in{rank}.txt").write_text("\n".join(lines))


def test_all_problems_of_all_ranks_come_in_one_error(mpi: Mpi, tmp_path: Path) -> None:
    write_input(tmp_path, 1, "1", "file1 2", HASH, "short", "0")
    write_input(tmp_path, 2, "-1")
    (tmp_path / "in3.txt").write_bytes(b"1\nfile\xff 1\n")
    write_input(tmp_path, 5, "1", "../file1 2", HASH, HASH, "2", "file1", "file1")

    lines = assert_refused(run(mpi.bt_tui(6), tmp_path), tmp_path)

    assert lines[:6] == [
        "in1.txt:4: found 'short' of 5 characters; expected a hash of 32 characters for file1",
        "in2.txt:1: found '-1'; expected the number of files owned, 0 or more",
        "in3.txt:2: found byte 0xff, which is not UTF-8; expected UTF-8 text",
        "in4.txt: found no such file or directory; expected the input of client 4",
        "in5.txt:2: found '../file1'; expected a file name without a path in it",
        "in5.txt:7: found 'file1' a second time; expected each file once: see line 6",
    ]


def test_a_file_with_two_contents_names_both_owners(mpi: Mpi, tmp_path: Path) -> None:
    write_input(tmp_path, 1, "1", "file1 1", HASH, "0")
    write_input(tmp_path, 2, "1", "file1 1", HASH[::-1], "0")

    lines = assert_refused(run(mpi.bt_tui(3), tmp_path), tmp_path)

    assert lines[0] == (
        f"in2.txt:2: found {HASH[::-1]} as segment 1 of file1;"
        f" expected {HASH} as segment 1 of file1, as in in1.txt"
    )


def test_a_wrong_number_of_ranks_names_the_command_that_works(mpi: Mpi, tmp_path: Path) -> None:
    lines = assert_refused(run(mpi.bt_tui(3, "classroom"), tmp_path), tmp_path)

    assert lines[0].startswith("classroom: found 3 ranks; expected 4")
    assert lines[0].endswith("mpirun -np 4 python -m bt_tui classroom")


def test_one_rank_is_too_few(mpi: Mpi, tmp_path: Path) -> None:
    lines = assert_refused(run(mpi.bt_tui(1), tmp_path), tmp_path)

    assert lines[0].startswith("found 1 rank; expected at least 2")


def test_an_output_that_cannot_be_a_directory_is_named(mpi: Mpi, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    ended = run(mpi.bt_tui(4, "--output", "taken/deep", "--record", "."), tmp_path)

    lines = assert_refused(ended, tmp_path)
    assert lines[0].startswith(".: found a directory; expected a file that can be written")
    assert lines[1].startswith(f"taken/deep: found {tmp_path}/taken, which is not a directory")


def test_a_wrong_option_is_told_once(mpi: Mpi, tmp_path: Path) -> None:
    ended = run(mpi.bt_tui(4, "--speed", "0"), tmp_path)

    assert ended.code == 2
    assert ended.err.count("usage:") == 1
    assert "found '0'; expected messages a second, from 0.01 to 1000000" in ended.err


def test_the_mpirun_of_another_mpi_is_told_apart(tmp_path: Path) -> None:
    for launcher in MPIS:
        for library in MPIS:
            if launcher == library:
                continue
            command = [str(launcher.programs / "mpirun"), "-np", "2", library.python]
            ended = run([*command, "-m", "bt_tui"], tmp_path, ENVIRONMENT)

            lines = assert_refused(ended, tmp_path)
            assert lines[0].startswith("found the mpirun of ")
            assert "which does not know it" in lines[0]


def test_an_mpi_that_lets_only_one_thread_talk_is_refused(mpi: Mpi, tmp_path: Path) -> None:
    program = str(Path(__file__).with_name("few_threads.py"))

    lines = assert_refused(run(mpi.mpirun(4, program, "classroom"), tmp_path), tmp_path)

    assert "without MPI_THREAD_MULTIPLE" in lines[0]
