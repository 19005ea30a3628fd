"""What is left of a case that failed: files to run it from again, and the command that does so."""

import shlex
from contextlib import suppress
from pathlib import Path

from bt_tui.sources import SIMULATOR
from core.errors import ProtocolError, RunError
from core.events import Record
from core.faults.writing import as_toml
from core.sim.case import Case
from core.trace import SCHEMA, Header, TraceWriter
from tests.bt_tui.inputs import write_inputs
from tests.hunt.demands import STEPS_MAX

FAULTS, TRACE = "faults.toml", "trace.jsonl"


def write_evidence(case: Case, directory: Path) -> None:
    """Write a case's inputs and faults into a directory, and what it comes to."""
    write_inputs(directory, *case.scenario.clients)
    (directory / FAULTS).write_text(as_toml(case.faults), "utf-8")
    with TraceWriter(directory / TRACE, _header(case)) as writer:
        writer.write(_records(case))


def command(case: Case, directory: Path) -> str:
    """Return what plays the case from there, on a screen, the same each time."""
    words = ["bt-tui", "simulate", str(directory), "--profile", case.profile.name]
    words += ["--seed", str(case.seed)]
    words += [word for rank in case.free_riders for word in ("--free-rider", str(rank))]
    words += ["--faults", str(directory / FAULTS)] if case.faults else []
    return shlex.join([*words, "--speed", "max"])


def _records(case: Case) -> list[Record]:
    """Return what happens, as far as it goes."""
    world = case.world()
    with suppress(ProtocolError, RunError):  # that may be what it failed for
        world.run(STEPS_MAX)
    return world.records


def _header(case: Case) -> Header:
    return Header(
        SCHEMA,
        case.scenario,
        profile=case.profile.name,
        seed=case.seed,
        speed=None,
        limits=case.plan.limits,
        transport=SIMULATOR,
        free_riders=case.free_riders,
        faults=case.faults,
    )
