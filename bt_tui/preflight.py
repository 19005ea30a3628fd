"""Making sure, before anything starts, that the run can: all problems of all ranks in one error.

Every rank looks at what concerns it; rank 0 gathers what they found, adds what only all inputs
together can show, and tells everyone its verdict. All of this is collective: every rank must come.
"""

import os
import random
import shlex
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import structs

from bt_tui.options import RunOptions
from bt_tui.outputs import directory_problem, file_problem
from bt_tui.places import is_directory
from bt_tui.scenarios import Source, find_source
from bt_tui.segment_sizes import limits_for, sizes_of, wrong_size
from core.errors import InputError, Problem, UsageError, shown
from core.faults import Fault
from core.inputs import contradictions, output_name
from core.model import TRACKER_RANK, ClientInput, Scenario
from core.partials import foreign_parts
from core.payloads.shared import Shared
from core.profiles import profile_named
from core.runtime.roles import Plan
from core.until import misfit
from core.wire import Decoder, encode

if TYPE_CHECKING:
    from core.runtime.mpi import World


class Finding(msgspec.Struct, frozen=True):
    """What one rank found: its input as far as it can be read, and all that is wrong."""

    client: ClientInput | None = None
    problems: tuple[Problem, ...] = ()
    complaint: str = ""


class Verdict(msgspec.Struct, frozen=True):
    """What rank 0 decided: the plan, or what is wrong, in words."""

    plan: Plan | None
    complaint: str = ""


_decode_finding: Decoder[Finding] = Decoder(Finding, "finding")
_decode_verdict: Decoder[Verdict] = Decoder(Verdict, "verdict")
_decode_process: Decoder[tuple[str, int]] = Decoder(tuple[str, int], "process")


class Agreed(msgspec.Struct, frozen=True):
    """What a rank takes into the run; `scenario` is whole at rank 0 only.

    `shared` tells of real files, where the run is of such.
    """

    plan: Plan
    client: ClientInput
    scenario: Scenario
    shared: Shared | None = None


def agree(world: "World", options: RunOptions, *, watched: bool = False) -> Agreed:
    """Return what all ranks agreed on; raise `UsageError` at each of them where that failed.

    `watched` is asked of rank 0: whether there is a live screen.
    """
    clients = world.size - 1
    source, finding = _look(world.rank, clients, options)
    findings = [_decode_finding(data) for data in world.gather(encode(finding))]
    verdict = Verdict(None)
    if findings:
        verdict = _judge(source, findings, clients, options, watched=watched)
    verdict = _decode_verdict(world.broadcast(encode(verdict)))
    if verdict.plan is None or source is None:
        raise UsageError(verdict.complaint)
    inputs = tuple(finding.client for finding in findings[1:] if finding.client is not None)
    client = finding.client or ClientInput(world.rank)
    return Agreed(verdict.plan, client, Scenario(source.name, inputs), source.shared)


def local_processes(world: "World") -> list[int]:
    """Return, at rank 0, the process of every rank if all run on one host; collective."""
    host = os.uname().nodename
    found = world.gather(encode((host, os.getpid())))
    processes = [_decode_process(data) for data in found]
    same = all(other == host for other, _ in processes)
    return [pid for _, pid in processes] if same else []


def _look(rank: int, clients: int, options: RunOptions) -> tuple[Source | None, Finding]:
    """Look at what concerns this rank."""
    places = _place_problems(rank, options)
    try:
        source = find_source(options.input, clients)
    except UsageError as error:
        return None, Finding(problems=places, complaint=str(error))
    if rank == TRACKER_RANK or rank > source.clients:
        return source, Finding(problems=places)  # rank 0 tells of a wrong number of ranks
    try:
        client = source.read(rank)
        if options.resume:
            client = structs.replace(client, partial=source.left(client, options.output))
    except InputError as error:
        return source, Finding(error.client, (*error.problems, *places))
    misfits = source.sharing_problems(client)
    return source, Finding(client, (*places, *misfits, *_output_problems(client, options.output)))


def _place_problems(rank: int, options: RunOptions) -> tuple[Problem, ...]:
    if rank != TRACKER_RANK:
        return _problems(directory_problem(options.output))
    return _problems(None if options.record is None else file_problem(options.record))


def _output_problems(client: ClientInput, output: Path) -> tuple[Problem, ...]:
    """Return the outputs of this client that have a directory in their place."""
    paths = (output / output_name(client.rank, name) for name in client.wanted)
    return tuple(
        Problem(shown(path), 0, "a directory", "a file that can be written")
        for path in paths
        if is_directory(path)
    )


def _problems(problem: Problem | None) -> tuple[Problem, ...]:
    return () if problem is None else (problem,)


def _judge(
    source: Source | None,
    findings: list[Finding],
    clients: int,
    options: RunOptions,
    *,
    watched: bool,
) -> Verdict:
    """Judge what all ranks found."""
    lines = list(dict.fromkeys(finding.complaint for finding in findings if finding.complaint))
    problems = {problem for finding in findings for problem in finding.problems}
    inputs = [finding.client for finding in findings if finding.client is not None]
    if source is None:
        return Verdict(None, "\n".join([*lines, *InputError(problems).lines]))
    lines += _wrong_ranks(source, clients, options.input)
    faults, wrong = judged(source, inputs, options, problems)
    lines += wrong
    return (
        Verdict(None, "\n".join(lines))
        if lines
        else Verdict(plan_for(source, inputs, options, faults, watched=watched))
    )


def judged(
    source: Source, inputs: list[ClientInput], options: RunOptions, problems: Iterable[Problem]
) -> tuple[tuple[Fault, ...], list[str]]:
    """Return all that is to go wrong, and a line for all that keeps such a run from going.

    `problems` are those that reading the inputs brought up.
    """
    lines = _wrong_free_riders(source, options.free_rider)
    lines += _wrong_condition(source, inputs, options)
    faults, wrong = _faults(source, inputs, options)
    wrong += wrong_size(source, inputs, options)
    found = {
        *problems,
        *contradictions(inputs, source.directory or Path()),
        *foreign_parts(inputs, options.output),
    }
    return faults, [*lines, *wrong, *InputError(found).lines]


def plan_for(
    source: Source,
    inputs: Iterable[ClientInput],
    options: RunOptions,
    faults: tuple[Fault, ...],
    *,
    watched: bool,
) -> Plan:
    """Return what all ranks must agree on."""
    profile, sizes = profile_named(options.profile), sizes_of(source, inputs, options)
    steady = options.steady_speed is not None or options.until is not None
    return Plan(
        random.getrandbits(32) if options.seed is None else options.seed,
        profile,
        limits_for(sizes, profile, source.clients),
        free_riders=options.free_rider,
        conducted=watched or steady or bool(faults),
        telling=options.record is not None,
        watched=watched,
        epoch=time.time(),
        faults=faults,
        sizes=sizes,
    )


def _faults(
    source: Source, inputs: list[ClientInput], options: RunOptions
) -> tuple[tuple[Fault, ...], list[str]]:
    """Return all that is to go wrong, and an error for what cannot.

    Where not all inputs can be read there are other errors to be told first.
    """
    from core.faults.misfits import misfits  # noqa: PLC0415 - only rank 0 needs it
    from core.faults.reading import read_faults  # noqa: PLC0415 - likewise

    try:
        listed = () if options.faults is None else read_faults(options.faults)
    except InputError as error:
        return (), error.lines
    faults = (*listed, *options.fault)
    if len(inputs) != source.clients:
        return faults, []
    return faults, misfits(faults, inputs)


def _wrong_ranks(source: Source, clients: int, wanted: str | None) -> list[str]:
    """Return the error where there are more or fewer clients than inputs."""
    if source.clients == clients:
        return []
    named = () if wanted is None else (shown(Path(wanted)),)
    command = shlex.join(
        ["mpirun", "-np", str(source.clients + 1), "python", "-m", "bt_tui", *named]
    )
    return [
        f"{source.name}: found {clients + 1} ranks; expected {source.clients + 1}, a tracker and a"
        f" client for each input up to in{source.clients}.txt: {command}"
    ]


def _wrong_free_riders(source: Source, ranks: tuple[int, ...]) -> list[str]:
    """Return an error for every free rider that there is not."""
    return [
        f"--free-rider: found {rank}; expected a client of {source.name}, from 1 to"
        f" {source.clients}"
        for rank in ranks
        if rank > source.clients
    ]


def _wrong_condition(source: Source, inputs: list[ClientInput], options: RunOptions) -> list[str]:
    """Return the error where these inputs lack what the run is to go on to.

    Where not all inputs can be read there are other errors to be told first.
    """
    if options.until is None or len(inputs) != source.clients:
        return []
    found = misfit(options.until, inputs)
    return [f"--until: {found}"] if found else []
