import math
import os
import shlex
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any, cast

import pytest

from bt_tui.options import RunOptions
from bt_tui.preflight import Agreed, agree
from core.errors import UsageError
from core.faults import Crash, Lose
from core.model import Scenario
from core.profiles import PROFILES, Profile
from core.until import Condition, What
from tests.bt_tui.inputs import write_inputs
from tests.worlds import client, file, part

if TYPE_CHECKING:
    from core.runtime.mpi import World

PATIENCE_S = 30.0
"""How long a rank waits for one that never comes, which fails the test."""


class Table:
    """What the ranks of a world in memory put down for each other."""

    def __init__(self, size: int) -> None:
        self.gathered = [b""] * size
        self.told = b""
        self.everyone = Barrier(size, timeout=PATIENCE_S)


class Seat:
    """One rank at the table: what preflight needs of a world, for one preflight."""

    def __init__(self, rank: int, table: Table) -> None:
        self.rank = rank
        self.size = len(table.gathered)
        self._table = table

    def gather(self, data: bytes) -> list[bytes]:
        self._table.gathered[self.rank] = data
        self._table.everyone.wait()
        return list(self._table.gathered) if self.rank == 0 else []

    def broadcast(self, data: bytes) -> bytes:
        if self.rank == 0:
            self._table.told = data
        self._table.everyone.wait()
        return self._table.told


def outcomes(
    ranks: int, options: RunOptions, *, watched: bool = False
) -> list[Agreed | UsageError]:
    """Return what each rank got out of it, all of them at once; rank 0 may have a screen."""
    table = Table(ranks)

    def sit(rank: int) -> Agreed | UsageError:
        try:
            return agree(cast("World", Seat(rank, table)), options, watched=watched and rank == 0)
        except UsageError as error:
            return error
        except BaseException:
            table.everyone.abort()
            raise

    with ThreadPoolExecutor(ranks) as threads:
        return list(threads.map(sit, range(ranks)))


def agreed(ranks: int, options: RunOptions, *, watched: bool = False) -> list[Agreed]:
    """Return what all ranks agreed on."""
    found = outcomes(ranks, options, watched=watched)
    assert [str(one) for one in found if isinstance(one, UsageError)] == []
    return [one for one in found if isinstance(one, Agreed)]


def refused(ranks: int, options: RunOptions) -> list[str]:
    """Return the lines of the error that all ranks got."""
    found = outcomes(ranks, options)
    assert not [one for one in found if isinstance(one, Agreed)]
    words = {str(one) for one in found}
    assert len(words) == 1
    return words.pop().split("\n")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty directory, and return it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lab(here: Path) -> Path:
    """Return a directory with good inputs of two clients."""
    clients = (client(1, owns=[file("atlas")]), client(2, wants=["atlas"]))
    return write_inputs(here / "lab", *clients)


# ---- what is agreed on --------------------------------------------------------------------------


def test_all_ranks_get_one_plan_and_each_client_its_own_input(lab: Path) -> None:
    tracker, first, second = agreed(3, RunOptions("lab"))
    assert tracker.plan == first.plan == second.plan
    assert (first.client.rank, first.client.owned) == (1, (file("atlas"),))
    assert (second.client.rank, second.client.wanted) == (2, ("atlas",))


def test_rank_0_knows_the_whole_scenario(lab: Path) -> None:
    tracker, first, second = agreed(3, RunOptions("lab"))
    assert tracker.scenario == Scenario("lab", (first.client, second.client))


def test_a_generated_scenario_needs_no_files_and_leaves_none(here: Path) -> None:
    tracker, *clients = agreed(5, RunOptions())
    assert tracker.scenario.name == "generated for 4 clients"
    assert tracker.scenario.clients == tuple(one.client for one in clients)
    assert not list(here.iterdir())


def test_two_ranks_are_enough() -> None:
    assert len(agreed(2, RunOptions())) == 2


@pytest.mark.parametrize("seed", [5, 0, -3, 2**63])
def test_a_given_seed_is_the_seed_of_the_plan(seed: int) -> None:
    assert {one.plan.seed for one in agreed(3, RunOptions(seed=seed))} == {seed}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=str)
def test_the_profile_that_is_named_is_the_profile_of_the_plan(profile: Profile) -> None:
    assert [one.plan.profile for one in agreed(3, RunOptions(profile=profile.name))] == [
        profile
    ] * 3


def test_free_riders_are_in_the_plan() -> None:
    everyone = agreed(3, RunOptions(free_rider=(2,)))
    assert [one.plan.free_riders for one in everyone] == [(2,)] * 3


def test_a_free_rider_that_there_is_not_is_told() -> None:
    told = {str(one) for one in outcomes(3, RunOptions(free_rider=(1, 9)))}
    assert told == {"--free-rider: found 9; expected a client of first-swarm, from 1 to 2"}


def test_a_run_that_goes_until_something_happens_is_conducted() -> None:
    until = Condition(What.STORED, 2)
    assert all(one.plan.conducted for one in agreed(3, RunOptions(until=until)))


def test_what_the_scenario_lacks_to_go_until_is_told_once() -> None:
    until = Condition(What.STORED, 9, "atlas", 3)
    assert refused(3, RunOptions(until=until)) == [
        "--until: found client 9; expected one from 1 to 2"
    ]


def test_where_inputs_are_broken_that_is_told_and_not_what_they_lack(tmp_path: Path) -> None:
    write_inputs(tmp_path, client(1), client(2))
    (tmp_path / "in1.txt").write_text("nonsense")
    until = Condition(What.COMPLETE, file="atlas")
    lines = refused(3, RunOptions(input=str(tmp_path), until=until))
    assert not [line for line in lines if line.startswith("--until")]


def test_without_a_seed_each_run_gets_some_seed_that_can_be_typed_again() -> None:
    seeds = {agreed(2, RunOptions())[0].plan.seed for _ in range(5)}
    assert len(seeds) > 1
    for seed in seeds:
        assert agreed(2, RunOptions(seed=seed))[1].plan.seed == seed


@pytest.mark.parametrize(
    ("speed", "conducted"), [(None, False), (math.inf, False), (2.5, True), (0.01, True)]
)
def test_a_run_without_a_screen_is_conducted_only_at_a_steady_speed(
    speed: float | None, *, conducted: bool
) -> None:
    plans = [one.plan for one in agreed(3, RunOptions(speed=speed))]
    assert [plan.conducted for plan in plans] == [conducted] * 3
    assert [plan.watched for plan in plans] == [False] * 3
    assert [plan.told for plan in plans] == [conducted] * 3


@pytest.mark.parametrize("speed", [None, math.inf, 2.5])
def test_a_watched_run_is_conducted_at_any_speed_and_all_ranks_know_it(
    speed: float | None,
) -> None:
    plans = [one.plan for one in agreed(3, RunOptions(speed=speed), watched=True)]
    assert [(plan.conducted, plan.watched, plan.told) for plan in plans] == [(True,) * 3] * 3
    assert [plan.telling for plan in plans] == [False] * 3


@pytest.mark.parametrize("record", [None, Path("new/trace.jsonl")])
def test_events_are_wanted_without_a_screen_only_for_a_recording(
    here: Path, record: Path | None
) -> None:
    telling = {one.plan.telling for one in agreed(3, RunOptions(record=record))}
    assert telling == {record is not None}
    assert not list(here.iterdir())


# ---- what is refused ----------------------------------------------------------------------------


def test_all_problems_of_all_ranks_are_in_one_error_in_order_and_each_once(lab: Path) -> None:
    (lab / "in1.txt").write_text("1\na/b 2\nshort\nshorter\n0\n", "ascii")
    (lab / "in2.txt").write_text("0\n2\natlas\natlas\n", "ascii")
    (lab / "in3.txt").write_text("0\n0\n", "ascii")
    (lab / "out").touch()
    out = Path("lab/out")
    lines = refused(4, RunOptions("lab", output=out, record=out / "trace"))
    assert lines[:4] == [
        "lab/in1.txt:2: found 'a/b'; expected a file name without a path in it",
        "lab/in1.txt:3: found 'short' of 5 characters; expected a hash of 32 characters for a/b",
        "lab/in1.txt:4: found 'shorter' of 7 characters; expected a hash of 32 characters for a/b",
        "lab/in2.txt:4: found 'atlas' a second time; expected each file once: see line 3",
    ]
    problem = f"lab/out: found {lab / 'out'}, which is not a directory"
    assert [line.partition(";")[0] for line in lines[4:]] == [problem]


def test_owners_who_contradict_each_other_are_told_with_file_and_line(here: Path) -> None:
    write_inputs(
        here / "lab",
        client(1, owns=[file("atlas", 4)]),
        client(2, owns=[file("poem", 2), file("atlas", 3)]),
        client(3, owns=[file("atlas", 4), file("poem", 2)]),
    )
    assert refused(4, RunOptions("lab")) == [
        "lab/in2.txt:5: found 3 segments of atlas; expected 4 segments of atlas, as in in1.txt"
    ]


def test_a_contradiction_is_told_beside_other_problems(here: Path) -> None:
    write_inputs(here, client(1, owns=[file("atlas", 2)]), client(3, owns=[file("atlas", 3)]))
    assert refused(4, RunOptions()) == [
        "in2.txt: found no such file or directory; expected the input of client 2",
        "in3.txt:2: found 3 segments of atlas; expected 2 segments of atlas, as in in1.txt",
    ]


@pytest.mark.parametrize("wanted", ["nothing", "lab/in1.txt"])
def test_an_unknown_input_is_told_once(lab: Path, wanted: str) -> None:
    (line,) = refused(4, RunOptions(wanted))
    assert line.startswith(f"found {wanted!r} as INPUT; expected a directory")


def test_a_directory_without_inputs_is_told_once(here: Path) -> None:
    (here / "empty").mkdir()
    (line,) = refused(3, RunOptions("empty"))
    assert line == "empty: found no in<R>.txt; expected in1.txt, in2.txt, …"


def test_an_output_that_cannot_be_written_is_told_once_for_all_clients(here: Path) -> None:
    (here / "file").touch()
    (line,) = refused(4, RunOptions(output=Path("file/output")))
    assert line.startswith(f"file/output: found {here / 'file'}, which is not a directory")


def test_a_client_tells_of_its_output_beside_its_broken_input(here: Path) -> None:
    (here / "in1.txt").write_text("0\n", "ascii")
    (here / "output").touch()
    assert [line.partition(":")[0] for line in refused(2, RunOptions())] == ["in1.txt", "output"]


def test_a_recording_into_a_directory_is_refused(here: Path) -> None:
    (line,) = refused(3, RunOptions(record=here))
    assert line == f"{here}: found a directory; expected a file that can be written"


def test_a_recording_below_a_file_is_refused(here: Path) -> None:
    (here / "file").touch()
    (line,) = refused(3, RunOptions(record=Path("file/trace.jsonl")))
    assert line.startswith(f"file: found {here / 'file'}, which is not a directory")


def test_a_recording_that_is_there_but_closed_is_refused(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def deny(self: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if "a" in mode:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, mode, *rest, **named)

    (here / "trace").touch()
    monkeypatch.setattr(Path, "open", deny)
    (line,) = refused(3, RunOptions(record=Path("trace")))
    assert line == "trace: found permission denied; expected a file that can be written"


def test_an_earlier_recording_is_left_alone_by_preflight(here: Path, lab: Path) -> None:
    (here / "trace").write_text("earlier")
    agreed(3, RunOptions(str(lab), record=Path("trace")))
    assert (here / "trace").read_text() == "earlier"


def test_an_output_that_is_a_link_to_nothing_is_refused(here: Path, lab: Path) -> None:
    (here / "out").symlink_to(here / "nowhere")
    (line,) = refused(3, RunOptions(str(lab), output=Path("out")))
    assert line.startswith(f"out: found {here / 'out'}, which is not a directory")


def test_paths_with_too_long_a_name_are_refused(here: Path, lab: Path) -> None:
    long = "n" * 300
    (line,) = refused(3, RunOptions(str(lab), output=Path(long)))
    assert line.startswith(f"{long}: found file name too long")
    (line,) = refused(3, RunOptions(long))
    assert line.startswith(f"found '{long}' as INPUT")


def test_problems_in_a_directory_whose_name_is_no_text_are_told(here: Path) -> None:
    lab = write_inputs(here / os.fsdecode(b"lab\xff"), client(1))
    (lab / "in1.txt").write_text("junk")
    (line,) = refused(2, RunOptions(str(lab)))
    assert line.startswith(f"{here}/lab\\xff/in1.txt:1: found 'junk'")


def test_problems_are_told_in_the_order_of_ranks(here: Path) -> None:
    write_inputs(here, *(client(rank) for rank in range(1, 11)))
    for rank in (2, 10):
        (here / f"in{rank}.txt").write_text("junk\n")
    lines = refused(11, RunOptions())
    assert [line.partition(":")[0] for line in lines] == ["in2.txt", "in10.txt"]


# ---- more or fewer clients than inputs ----------------------------------------------------------


def accepted_command(line: str) -> list[Agreed]:
    """Run the command that an error ends with."""
    _, _, command = line.partition(": mpirun ")
    count, ranks, python, of_module, program, *wanted = shlex.split(command)
    assert (count, python, of_module, program) == ("-np", "python", "-m", "bt_tui")
    return agreed(int(ranks), RunOptions(wanted[0] if wanted else None))


@pytest.mark.parametrize("ranks", [2, 3, 6])
def test_the_wrong_number_of_ranks_for_a_sample_is_told_with_the_command_that_works(
    ranks: int,
) -> None:
    (line,) = refused(ranks, RunOptions("classroom"))
    assert line.startswith(f"classroom: found {ranks} ranks; expected 4, a tracker and a client")
    assert line.endswith(": mpirun -np 4 python -m bt_tui classroom")
    assert accepted_command(line)[0].scenario.name == "classroom"


@pytest.mark.parametrize("ranks", [2, 5])
def test_a_directory_is_named_so_that_the_command_can_be_typed(lab: Path, ranks: int) -> None:
    lab.rename(lab.with_name("two words"))
    (line,) = refused(ranks, RunOptions("two words"))
    assert "expected 3" in line
    assert accepted_command(line)[0].scenario.name == "two words"


@pytest.mark.parametrize("ranks", [2, 5])
def test_the_current_directory_needs_no_name_in_the_command(
    lab: Path, monkeypatch: pytest.MonkeyPatch, ranks: int
) -> None:
    monkeypatch.chdir(lab)
    (line,) = refused(ranks, RunOptions())
    assert line.endswith(": mpirun -np 3 python -m bt_tui")
    assert accepted_command(line)[0].scenario.name == "lab"


def test_ranks_beyond_the_last_input_do_not_miss_theirs(lab: Path) -> None:
    (line,) = refused(9, RunOptions("lab"))
    assert "in9.txt" not in line


def test_the_wrong_number_of_ranks_is_told_before_all_other_problems(lab: Path) -> None:
    (lab / "in1.txt").write_text("junk\n", "ascii")
    first, second = refused(2, RunOptions("lab"))
    assert first.startswith("lab: found 2 ranks; expected 3")
    assert second.startswith("lab/in1.txt:1: found 'junk'; expected the number of files owned")


def test_a_gap_between_the_inputs_is_told_by_the_client_that_lacks_its_own(lab: Path) -> None:
    (lab / "in2.txt").rename(lab / "in3.txt")
    assert refused(4, RunOptions("lab")) == [
        "lab/in2.txt: found no such file or directory; expected the input of client 2"
    ]


def test_a_problem_in_a_file_does_not_hide_that_it_contradicts_another(here: Path) -> None:
    write_inputs(here, client(1, owns=[file("f", segments=1)]), client(2, owns=[file("f")]))
    with (here / "in2.txt").open("a") as more:
        more.write("../x\n")
    lines = refused(3, RunOptions())
    assert [line.partition(":")[0] for line in lines] == ["in2.txt", "in2.txt"]
    assert "found 3 segments of f; expected 1 segment of f, as in in1.txt" in lines[0]


def test_a_bad_input_does_not_hide_a_bad_output(here: Path) -> None:
    (here / "taken").touch()
    first, second = refused(3, RunOptions("nowhere", output=Path("taken")))
    assert first.startswith("found 'nowhere' as INPUT")
    assert second.startswith("taken: found ")


def test_a_directory_in_the_place_of_an_output_is_refused(lab: Path, here: Path) -> None:
    (here / "output" / "client2_atlas").mkdir(parents=True)
    (line,) = refused(3, RunOptions(str(lab)))
    assert line == "output/client2_atlas: found a directory; expected a file that can be written"


def test_a_pipe_to_record_into_is_not_opened_before_the_run(lab: Path, here: Path) -> None:
    os.mkfifo(here / "pipe")
    assert agreed(3, RunOptions(str(lab), record=Path("pipe")))


# ---- what an earlier run left -------------------------------------------------------------------

LEFT = part(file("atlas"), 1)


def leave(output: Path, *lines: str, rank: int = 2) -> None:
    """Let an earlier run have left these lines of atlas."""
    output.mkdir(exist_ok=True)
    (output / f"client{rank}_atlas.partial").write_text("".join(f"{line}\n" for line in lines))


def test_with_resume_clients_begin_with_what_an_earlier_run_left(here: Path, lab: Path) -> None:
    leave(here / "output", *LEFT.hashes)
    tracker, first, second = agreed(3, RunOptions("lab", resume=True))
    assert (first.client.partial, second.client.partial) == ((), (LEFT,))
    assert tracker.scenario.clients[1].partial == (LEFT,)


def test_without_it_nothing_of_that_is_looked_at(here: Path, lab: Path) -> None:
    leave(here / "output", "junk")
    assert agreed(3, RunOptions("lab"))[2].client.partial == ()


def test_what_is_left_is_looked_for_where_files_are_written(here: Path, lab: Path) -> None:
    leave(here / "out", *LEFT.hashes)
    assert agreed(3, RunOptions("lab", resume=True, output=Path("out")))[2].client.partial


def test_a_whole_output_is_no_part(here: Path, lab: Path) -> None:
    (here / "output").mkdir()
    (here / "output" / "client2_atlas").write_text("\n".join(file("atlas").hashes))
    assert agreed(3, RunOptions("lab", resume=True))[2].client.partial == ()


def test_what_is_wrong_with_the_parts_of_all_clients_comes_in_one_error(here: Path) -> None:
    clients = (client(1, owns=[file("atlas")]), *(client(n, wants=["atlas"]) for n in (2, 3, 4)))
    write_inputs(here, *clients)
    leave(here / "output", "junk", "-", "--")
    leave(here / "output", "-", rank=3)
    leave(here / "output", "-", "y" * 32, "-", rank=4)
    assert refused(5, RunOptions(resume=True)) == [
        "output/client2_atlas.partial:1: found 'junk' of 4 characters; expected a hash of 32"
        " characters for atlas, or - where it is not held",
        "output/client2_atlas.partial:3: found '--' of 2 characters; expected a hash of 32"
        " characters for atlas, or - where it is not held",
        f"output/client4_atlas.partial:2: found {'y' * 32}; expected"
        f" {file('atlas').hashes[1]} as segment 2 of atlas, as in in1.txt, or no"
        " client4_atlas.partial",
    ]


# ---- what is to go wrong ------------------------------------------------------------------------


def test_all_ranks_get_the_faults_of_the_file_and_then_those_of_the_line(
    here: Path, lab: Path
) -> None:
    (here / "plan.toml").write_text('[[fault]]\nkind = "crash"\nclient = 2\nat = "stored:2"\n')
    options = RunOptions("lab", fault=(Lose(nth=1),), faults=Path("plan.toml"))
    plans = [one.plan for one in agreed(3, options)]
    assert [plan.faults for plan in plans] == [(Crash(client=2, at="stored:2"), Lose(nth=1))] * 3


def test_a_run_in_which_something_goes_wrong_is_conducted(lab: Path) -> None:
    assert not agreed(3, RunOptions("lab"))[0].plan.conducted
    assert agreed(3, RunOptions("lab", fault=(Lose(nth=1),)))[0].plan.conducted


def test_where_messages_may_be_lost_nobody_waits_for_ever(lab: Path) -> None:
    assert agreed(3, RunOptions("lab"))[0].plan.limits.silence_s is None
    assert agreed(3, RunOptions("lab", fault=(Lose(nth=1),)))[0].plan.limits.silence_s


def test_faults_that_do_not_fit_are_told_together(lab: Path) -> None:
    faults = (Crash(client=3), Lose(file="globe"), Crash(client=2, at="stored:5"))
    first, second, third = refused(3, RunOptions("lab", fault=faults))
    assert first == "fault 1: found rank 3; expected one from 1 to 2, or 0 for the tracker's"
    assert second == "fault 2: found file 'globe'; expected one of atlas"
    assert third.startswith("fault 3: at: found ")


def test_a_plan_of_faults_that_cannot_be_read_is_told_once(here: Path, lab: Path) -> None:
    [line] = refused(3, RunOptions("lab", faults=Path("plan.toml")))
    assert line.startswith("plan.toml: found no such file or directory; expected [[fault]]")
