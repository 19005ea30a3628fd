"""`bt-tui show`: reads a recording as it comes, and prints what is told of it."""

import sys
from collections.abc import Iterator

from bt_tui import launch
from bt_tui.exits import ALL_DONE
from bt_tui.last_words import say
from bt_tui.reading import one_line, opened
from bt_tui.show.chosen import Chosen
from bt_tui.show.options import ShowOptions
from core.narration import narrate, plain
from core.steps import Steps
from core.trace import Trace


def show(options: ShowOptions) -> int:
    """Print the narration of a recording; return the exit code.

    Raises `UsageError` where it cannot be read, after what comes before.
    """
    if not launch.speaks_for_all():
        return ALL_DONE
    with opened(options.recording) as trace:
        for lines in told(trace, options):
            sys.stdout.write(lines)
            sys.stdout.flush()
        if trace.cut_off:
            say(f"bt-tui: {trace.cut_off_note}\n")
    return ALL_DONE


def told(trace: Trace, options: ShowOptions) -> Iterator[str]:
    """Yield the lines that tell of what was chosen, as many at a time as are read at a time."""
    chosen = Chosen(options, trace.header.scenario)
    step, steps = 0, Steps()
    for records in trace.batches():
        lines = []
        for record in records:
            step += steps.begins_with(record.event)
            if record in chosen and (sentence := narrate(record)) is not None:
                lines.append(f"{step:6}  {record.time:9.3f}  {one_line(plain(sentence))}\n")
        yield "".join(lines)
