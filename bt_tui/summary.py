"""What a run came to: for people, and as JSON for programs (schema in the README)."""

from io import StringIO

import msgspec
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from core.measures import Counts, FileCount, Totals, Traffic

WIDTH = 100


class Summary(msgspec.Struct, frozen=True):
    """A run and what was counted; `wall_s` is rank 0's time from its start to its end.

    Without an `output` nothing was written. `unrecorded` says why it was not recorded, where it was
    to be.
    """

    scenario: str
    ranks: int
    transport: str
    profile: str
    seed: int
    speed: float | None
    output: str | None
    record: str | None
    wall_s: float
    totals: Totals
    unrecorded: str = ""


def as_json(summary: Summary) -> str:
    """Return the summary as one JSON object."""
    totals = summary.totals
    told = {
        "scenario": summary.scenario,
        "ranks": summary.ranks,
        "transport": summary.transport,
        "profile": summary.profile,
        "seed": summary.seed,
        "speed": summary.speed,
        "complete": totals.complete,
        "protocol_s": totals.protocol_s,
        "wall_s": summary.wall_s,
        "output": summary.output,
        "record": summary.record,
        "gone": totals.ranks[0].gone,
        "clients": [_client(counts) for counts in totals.ranks[1:]],
        "messages": totals.traffic.messages,
        "bytes": totals.traffic.bytes,
        "by_kind": dict(sorted(totals.sent.items())),
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode() + "\n"


def _client(counts: Counts) -> dict[str, object]:
    sent = sum(traffic.messages for traffic in counts.sent.values())
    return {
        "rank": counts.rank,
        "files": list(counts.files.values()),
        "served": counts.served,
        "sent": sent,
        "denials": counts.denials,
        "timeouts": counts.timeouts,
        "rejected": counts.rejected,
        "late": counts.late,
    }


def as_text(summary: Summary) -> str:
    """Return the summary for people, in plain text."""
    console = Console(
        file=StringIO(), width=WIDTH, color_system=None, force_terminal=False, emoji=False
    )
    totals = summary.totals
    console.print(_headline(summary), highlight=False, markup=False)
    console.print(Group(_files_table(totals), _messages_table(totals)))
    for line in (*_incomplete_lines(totals), *_place_lines(summary)):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def _headline(summary: Summary) -> str:
    totals = summary.totals
    facts = (
        summary.scenario,
        f"{summary.ranks} ranks",
        summary.transport,
        summary.profile,
        f"seed {summary.seed}",
        *(() if summary.speed is None else (f"{summary.speed:g} messages a second",)),
    )
    state = "all files complete" if totals.complete else "NOT all files complete"
    traffic = totals.traffic
    return (
        f"{' · '.join(facts)}\n{state} after {totals.protocol_s:.3f} s of protocol time:"
        f" {traffic.messages} messages, {decimal(traffic.bytes)}\n{_mishaps(totals)}"
    )


def _mishaps(totals: Totals) -> str:
    """Return how many requests did not bring their segment."""
    denied, late, wrong = (
        sum(getattr(counts, name) for counts in totals.ranks)
        for name in ("denials", "timeouts", "rejected")
    )
    return f"requests denied: {denied}, timed out: {late}, answered wrong: {wrong}"


def _files_table(totals: Totals) -> Table:
    table = Table("client", box=SIMPLE_HEAD)
    table.add_column("file", overflow="fold")
    table.add_column("role")
    table.add_column("segments", justify="right")
    table.add_column("from whom")
    table.add_column("served", justify="right")
    for counts in totals.ranks[1:]:
        served = str(counts.served)
        client = f"C{counts.rank}"
        for file in counts.files.values():
            table.add_row(client, Text(file.name), file.role, _held(file), _sources(file), served)
            client = served = ""
        if not counts.files:
            table.add_row(client, "-", "-", "-", "-", served)
    return table


def _held(file: FileCount) -> str:
    size = "?" if file.segments is None else file.segments
    return f"{file.held} of {size}"


def _sources(file: FileCount) -> str:
    kept = file.held - sum(file.sources.values())
    if not file.sources:
        return "own" if kept else "-"
    told = [f"C{rank} {count}" for rank, count in sorted(file.sources.items())]
    return ", ".join([f"own {kept}", *told] if kept else told)


def _messages_table(totals: Totals) -> Table:
    table = Table("message", box=SIMPLE_HEAD)
    table.add_column("count", justify="right")
    table.add_column("bytes", justify="right")
    for kind, traffic in sorted(totals.sent.items(), key=_most_first):
        table.add_row(kind, str(traffic.messages), str(traffic.bytes))
    return table


def _most_first(item: tuple[str, Traffic]) -> tuple[int, str]:
    return -item[1].messages, item[0]


def _incomplete_lines(totals: Totals) -> list[str]:
    lines = [
        f"C{rank} lacks {_lacking(file)} of {file.name}: {file.reason or 'it did not finish'}"
        for rank, file in totals.incomplete
    ]
    return lines + [f"{thread} does not answer any more" for thread in totals.ranks[0].gone]


def _lacking(file: FileCount) -> str:
    """Return which segments are missing, counted from 1, runs of them drawn together."""
    if file.segments is None:
        return "all"
    if not file.missing:
        return f"{file.segments - file.held} of {file.segments} segments"
    runs: list[tuple[int, int]] = []
    for segment in file.missing:
        if runs and runs[-1][1] == segment - 1:
            runs[-1] = (runs[-1][0], segment)
        else:
            runs.append((segment, segment))
    told = ", ".join(f"{a + 1}" if a == b else f"{a + 1}-{b + 1}" for a, b in runs)
    return f"{'segment' if len(file.missing) == 1 else 'segments'} {told}"


def _place_lines(summary: Summary) -> list[str]:
    lines = [] if summary.output is None else [f"output: {summary.output}"]
    if summary.record is not None:
        lines.append(f"recording: {summary.record}")
    if summary.unrecorded:
        lines.append(not_recorded(summary.unrecorded))
    return [*lines, f"time: {summary.wall_s:.2f} s, as rank 0 saw it"]


def not_recorded(why: str) -> str:
    """Return the line that says that a run was not recorded, and why."""
    return f"not recorded: {why}"
