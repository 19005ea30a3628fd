"""Every profile keeps to all its rules over real MPI, under every one that is there."""

from pathlib import Path

import pytest

from bt_tui.scenarios import Source
from core.checks import Judgement, went_well
from core.profiles import PROFILES, Profile
from core.trace import read_trace
from tests.conformance.judging import (
    NEEDS_A_CROWD,
    NEEDS_TROUBLE,
    judged,
    undecidable,
    undecided,
)
from tests.mpi.jobs import Mpi, run
from tests.mpi.test_runs import assert_all_arrived, sample

SKEWED = {"few-messages"}
"""On few cores some clients run ahead, and ask for little at a time; see `test_balance`."""
SOURCES = (sample("classroom", 3), sample("race", 6))


def judged_run(mpi: Mpi, source: Source, profile: Profile, directory: Path) -> list[Judgement]:
    """Run, see that all arrived, and return what the checks say of the recording."""
    output, trace = directory / source.name, directory / f"{source.name}.jsonl"
    words = ["--headless", "--profile", profile.name, "--record", str(trace)]
    command = mpi.bt_tui(source.clients + 1, source.name, *words, "--output", str(output))
    assert_all_arrived(run(command, directory), source, output)
    header, told = read_trace(trace)
    assert header.profile == profile.name
    besides = SKEWED if profile.segments_max > 1 else ()
    return judged(told, profile, faultless=went_well(told), besides=besides)


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_samples_keep_to_all_the_rules(mpi: Mpi, profile: Profile, tmp_path: Path) -> None:
    runs = [judged_run(mpi, source, profile, tmp_path) for source in SOURCES]
    judgements = [one for judgements in runs for one in judgements]
    assert undecided(judgements) <= NEEDS_TROUBLE | NEEDS_A_CROWD | SKEWED | undecidable(profile)
