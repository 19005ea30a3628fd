"""What came of judging a recording, in lines and as an object for programs."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from bt_tui.reading import one_line
from core.checks import Finding, Verdict
from core.events import Record
from core.narration import narrate, plain

SHAPES = {Verdict.HOLDS: "✓", Verdict.BROKEN: "✗", Verdict.UNDECIDED: "·"}
VERDICT_WIDTH = max(len(verdict) for verdict in Verdict)


class Verdicts(msgspec.Struct, frozen=True):
    """What came of each rule, broken ones first, and how many events were judged.

    `steps` holds the step of each event that broke a rule; `trouble` is what shows that the run was
    not faultless.
    """

    findings: list[Finding]
    events: int
    steps: dict[int, int]
    trouble: Record | None

    @property
    def broken(self) -> int:
        """How many rules are broken."""
        return sum(finding.is_broken for finding in self.findings)


def lines(verdicts: Verdicts) -> Iterator[str]:
    """Yield a line for each rule, one more for what broke it, and how many there are of each."""
    width = max(len(finding.judgement.name) for finding in verdicts.findings)
    for finding in verdicts.findings:
        one = finding.judgement
        yield f"{SHAPES[one.verdict]} {one.verdict:{VERDICT_WIDTH}}  {one.name:{width}}  {one.rule}"
        if finding.event is not None and one.record is not None:
            step = verdicts.steps[finding.event]
            yield f"  event {finding.event}, in step {step}: {one_line(_told(one.record))}"
            yield f"  {one_line(one.words)}"
    yield f"{_counts(verdicts)}; {verdicts.events} events were judged"
    if verdicts.trouble is not None:
        told = one_line(_told(verdicts.trouble))
        yield f"rules of faultless runs were not held against it: {told}"


def _told(record: Record) -> str:
    sentence = narrate(record)
    return f"{record.at}  {type(record.event).__name__}" if sentence is None else plain(sentence)


def _counts(verdicts: Verdicts) -> str:
    counts = Counter(finding.judgement.verdict for finding in verdicts.findings)
    return ", ".join(f"{counts[one]} {word}" for one, word in WORDS.items())


WORDS = {Verdict.BROKEN: "broken", Verdict.HOLDS: "hold", Verdict.UNDECIDED: "undecided"}


def as_object(verdicts: Verdicts) -> dict[str, object]:
    """Return all of it for programs."""
    return {
        "events": verdicts.events,
        "faultless": verdicts.trouble is None,
        "broken": verdicts.broken,
        "checks": [_finding(finding, verdicts.steps) for finding in verdicts.findings],
    }


def _finding(finding: Finding, steps: dict[int, int]) -> dict[str, object]:
    one, event = finding.judgement, finding.event
    return {
        "name": one.name,
        "rule": one.rule,
        "verdict": one.verdict,
        "event": event,
        "step": None if event is None else steps[event],
        "words": one.words,
    }
