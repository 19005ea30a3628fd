"""`bt-tui check`: reads a recording as it comes, and judges it."""

import sys
from array import array
from bisect import bisect_left

import msgspec

from bt_tui import launch
from bt_tui.check.options import CheckOptions
from bt_tui.check.verdicts import Verdicts, as_object, lines
from bt_tui.exits import ALL_DONE, NOT_DONE
from bt_tui.last_words import say
from bt_tui.reading import opened
from core.checks import Jury
from core.errors import InputError, Problem
from core.profiles import PROFILES, Profile
from core.steps import Steps
from core.trace import Trace


def check(options: CheckOptions) -> int:
    """Print what came of each rule; return the exit code, 1 where one is broken.

    Raises `InputError` where the recording cannot be read.
    """
    if not launch.speaks_for_all():
        return ALL_DONE
    with opened(options.recording) as trace:
        verdicts = judged(trace)
        if trace.cut_off:
            say(f"bt-tui: {trace.cut_off_note}\n")
    told = [msgspec.json.encode(as_object(verdicts)).decode()] if options.json else lines(verdicts)
    sys.stdout.writelines(f"{line}\n" for line in told)
    sys.stdout.flush()
    return NOT_DONE if verdicts.broken else ALL_DONE


def judged(trace: Trace) -> Verdicts:
    """Judge a whole recording.

    Nothing says whether it ends where its run did, so nothing is broken by what did not come.
    """
    jury = Jury(_profile(trace))
    steps, begins = Steps(), array("Q")
    for records in trace.batches():
        first = jury.events + 1
        begins.extend(
            number for number, one in enumerate(records, first) if steps.begins_with(one.event)
        )
        jury.observe(records)
    findings = jury.findings
    broken = (finding.event for finding in findings if finding.event is not None)
    step_of = {event: bisect_left(begins, event + 1) for event in broken}
    return Verdicts(findings, jury.events, step_of, jury.trouble)


def _profile(trace: Trace) -> Profile:
    name = trace.header.profile
    if name in PROFILES:
        return PROFILES[name]
    expected = f"one of {', '.join(PROFILES)}"
    raise InputError([Problem(trace.name, 1, f"the profile {name!r}", expected)])
