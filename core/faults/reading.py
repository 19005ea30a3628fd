"""Reading faults: from a TOML file, or from a line such as `lose message=SegmentReply nth=3`."""

import shlex
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args

import msgspec

from core.errors import InputError, Problem, UsageError, reason, shown
from core.faults.kinds import Fault, MessageFault
from core.faults.trigger import parse_trigger
from core.messages import KINDS

KEY = "fault"
KNOWN = ", ".join(kind.__name__.lower() for kind in get_args(Fault))
EXPECTED = f"{KNOWN}, with what it needs, as in: crash client=2 at=stored:2"


def parse_fault(text: str) -> Fault:
    """Return the fault that a line stands for; raise `UsageError` where it stands for none."""
    try:
        kind, *words = shlex.split(text)
        pairs = [word.split("=", 1) for word in words]
        return _fault({"kind": kind} | dict(pairs), strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"found {text!r} ({_plain(error)}); expected one of {EXPECTED}") from None
    except ValueError:
        raise UsageError(f"found {text!r}; expected one of {EXPECTED}") from None


def read_faults(path: Path) -> tuple[Fault, ...]:
    """Return the faults that a TOML file lists as `[[fault]]`.

    Raise `InputError` with all that is wrong with it.
    """
    listed = _listed(path)
    faults, problems = list[Fault](), list[Problem]()
    for number, one in enumerate(listed, 1):
        try:
            faults.append(_fault(one))
        except (msgspec.ValidationError, UsageError) as error:
            problems.append(_problem(path, f"fault {number} ({_plain(error)})"))
    if problems:
        raise InputError(problems)
    return tuple(faults)


def _listed(path: Path) -> Iterable[Any]:
    try:
        with path.open("rb") as file:
            plan = tomllib.load(file)
    except OSError as error:
        raise InputError([_problem(path, reason(error))]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError([_problem(path, str(error))]) from None
    others, listed = plan.keys() - {KEY}, plan.get(KEY)
    if others or not isinstance(listed, list):
        found = ", ".join(sorted(others)) or "no [[fault]]"
        raise InputError([_problem(path, found)])
    return listed


def _problem(path: Path, found: str) -> Problem:
    return Problem(shown(path), 0, found, f"[[fault]] with a kind, one of {EXPECTED}")


def _plain(error: Exception) -> str:
    """Return what is wrong, without the place, which is clear."""
    return str(error).partition(" - at `$")[0]


def _fault(fields: Any, *, strict: bool = True) -> Fault:  # noqa: ANN401 - whatever a file holds
    """Return a fault; raise `ValidationError` or `UsageError` where these fields make none."""
    fault: Fault = msgspec.convert(fields, Fault, strict=strict)
    if isinstance(fault, MessageFault):
        if fault.message not in {None, *KINDS}:
            known = ", ".join(KINDS)
            raise UsageError(f"found message {fault.message!r}; expected one of {known}")
    elif fault.at is not None:
        parse_trigger(fault.at)
    return fault
