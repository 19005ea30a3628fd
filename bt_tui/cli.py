"""The command line: what can be asked for, and who answers it."""

import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper

import msgspec

from bt_tui import launch
from bt_tui.exits import ALL_DONE, INTERRUPTED, NOT_DONE, USAGE
from bt_tui.parsing import Parser
from bt_tui.run_parser import run_options, run_parser
from core.errors import UsageError
from core.profiles import DEFAULT_PROFILE, PROFILES, Profile


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code of this process."""
    _let_everything_be_printed()
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = COMMANDS[words.pop(0)] if words and words[0] in COMMANDS else _run
    try:
        return command(words)
    except UsageError as error:
        if launch.speaks_for_all():
            print(f"bt-tui: {error}", file=sys.stderr)
        return launch.agreed_exit(USAGE)
    except KeyboardInterrupt:
        return INTERRUPTED  # of every rank, so that none waits for the others
    except BrokenPipeError:  # whoever read this has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return launch.agreed_exit(NOT_DONE)


def _let_everything_be_printed() -> None:
    """Let what a terminal's encoding lacks come out as "?", not as an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _run(words: list[str]) -> int:
    options = run_options(run_parser().parse_args(words))
    if not launch.is_launched():
        launch.under_mpirun(options, words)
    from bt_tui.run import run  # noqa: PLC0415 - loads MPI, which only ranks need

    return run(options)


def _list_samples(words: list[str]) -> int:
    Parser(prog="bt-tui samples", description="List the samples.").parse_args(words)
    from bt_tui.samples import samples  # noqa: PLC0415 - only needed here

    if launch.speaks_for_all():
        for sample in samples():
            command = f"mpirun -np {sample.ranks} python -m bt_tui {sample.name}"
            print(f"{sample.name:12}  {sample.summary}\n{'':12}  {command}\n", flush=True)
    return ALL_DONE


def _list_profiles(words: list[str]) -> int:
    description = "List the profiles: the rules by which a run can go."
    Parser(prog="bt-tui profiles", description=description).parse_args(words)
    if launch.speaks_for_all():
        for profile in PROFILES.values():
            default = "  (default)" if profile is DEFAULT_PROFILE else ""
            print(f"{profile.name}{default}\n    {profile.summary}\n    {_axes(profile)}\n")
        print("Choose one with: mpirun -np 4 python -m bt_tui --profile NAME", flush=True)
    return ALL_DONE


def _list_faults(words: list[str]) -> int:
    description = "List the faults: what can go wrong on purpose."
    Parser(prog="bt-tui faults", description=description).parse_args(words)
    from core.faults.telling import faults_told  # noqa: PLC0415 - only needed here

    if launch.speaks_for_all():
        print(faults_told(), flush=True)
    return ALL_DONE


def _axes(profile: Profile) -> str:
    """Return what sets a profile apart, in one line."""
    every = f"after every {profile.update_every} segments"
    return (
        f"tracker tells: {profile.records}; next: {profile.order}; asks: {profile.choice};"
        f" reports: {profile.report}; {'reads again' if profile.reads_again else 'reads once'},"
        f" {every}"
    )


# The other commands load what they need themselves: the ranks of a run would load it in vain.


def _compare(words: list[str]) -> int:
    from bt_tui.compare.options import CompareOptions  # noqa: PLC0415
    from bt_tui.compare.parser import compare_parser  # noqa: PLC0415

    options = CompareOptions(**vars(compare_parser().parse_args(words)))
    from bt_tui.compare.command import compare  # noqa: PLC0415 - loads rich, not for --help

    return compare(options)


def _show(words: list[str]) -> int:
    from bt_tui.show.options import ShowOptions  # noqa: PLC0415
    from bt_tui.show.parser import show_parser  # noqa: PLC0415

    options = msgspec.convert(vars(show_parser().parse_args(words)), ShowOptions)
    from bt_tui.show.command import show  # noqa: PLC0415

    return show(options)


def _simulate(words: list[str]) -> int:
    from bt_tui.simulate.parser import simulate_parser  # noqa: PLC0415

    named = simulate_parser().parse_args(words)
    from bt_tui.simulate.command import simulate  # noqa: PLC0415 - loads much, not for --help

    return simulate(run_options(named), named.clients)


def _check(words: list[str]) -> int:
    from bt_tui.check.options import CheckOptions  # noqa: PLC0415
    from bt_tui.check.parser import check_parser  # noqa: PLC0415

    options = CheckOptions(**vars(check_parser().parse_args(words)))
    from bt_tui.check.command import check  # noqa: PLC0415

    return check(options)


def _replay(words: list[str]) -> int:
    from bt_tui.replay.options import ReplayOptions  # noqa: PLC0415
    from bt_tui.replay.parser import replay_parser  # noqa: PLC0415

    options = ReplayOptions(**vars(replay_parser().parse_args(words)))
    from bt_tui.replay.command import replay  # noqa: PLC0415 - loads Textual, not for --help

    return replay(options)


def _share(words: list[str]) -> int:
    from bt_tui.share.options import ShareOptions  # noqa: PLC0415
    from bt_tui.share.parser import share_parser  # noqa: PLC0415

    options = ShareOptions(**vars(share_parser().parse_args(words)))
    from bt_tui.share.command import share  # noqa: PLC0415

    return share(options)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": _run,
    "samples": _list_samples,
    "profiles": _list_profiles,
    "faults": _list_faults,
    "compare": _compare,
    "show": _show,
    "check": _check,
    "replay": _replay,
    "simulate": _simulate,
    "share": _share,
}
"""What the first word may name; without any, it is a run."""
