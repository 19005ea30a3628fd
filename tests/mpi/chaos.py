"""Holds, steps and releases runs over real MPI at random moments, and judges them at rank 0.

Usage: chaos.py ACT:SEED […], for 4 ranks; the acts are played one after another, and for each of
them rank 0 prints a line. The world ends with code 1 at the first violation, and a file
`failure<RANK>.txt` says what it was.
"""

import hashlib
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple, NoReturn

from bt_tui.last_words import say_last
from core.cast import client_machines
from core.events import MessageUnheeded, ThreadStopped
from core.holdings import Holdings
from core.measures import Totals
from core.model import Limits, Scenario
from core.runtime import body, roles
from core.runtime.driver import Driver
from core.runtime.leading import play_tracker
from core.runtime.mpi import World
from core.runtime.pace import Mode, Pace
from core.runtime.ports import Tag
from core.runtime.roles import Net, Plan, play_client
from core.wire import encode
from tests import judging
from tests.chaos import (
    MANY_AT_ONCE,
    TALKATIVE,
    UNTIL_THE_END,
    Bystander,
    Chaos,
    Ways,
    parting_machines,
    swarm,
)
from tests.chaos_judge import Judge
from tests.mutants import Defect, DefectiveNet

BIG, MIDDLE, SMALL = 1500, 600, 6
FASTEST = 1e6
STOP_AFTER = 300
STOP_IN_CLOSE_AFTER = 20
SPOILT_MESSAGE = 100
SPOILT_RANK = 1
HASTY = Limits(request_timeout_s=0.3, swarm_timeout_s=0.3)
CLOSE_TIMEOUT_S = 1.0
"""How long a driver waits for a message where one is spoilt; elsewhere it is as patient as ever."""


class Act(NamedTuple):
    """One run: its audience, and how many segments it is about."""

    chaos: Chaos
    segments: int
    parting: bool = False
    """Whether clients end with many words that nobody heeds."""
    stopped: bool = False
    """Whether the audience ends it early."""
    defect: Defect | None = None
    """What the net of one client's upload thread does to one message."""


def goes_so(mode: Mode, judge: Judge, pace: Pace) -> bool:
    """Tell whether a run that has been on for a while goes so."""
    return pace.mode is mode and len(judge.records) > STOP_AFTER


def is_closing(judge: Judge, pace: Pace) -> bool:
    """Tell whether a run has been held in its close for a while."""
    return judge.rests_in_close > STOP_IN_CLOSE_AFTER


def stopping(mode: Mode, seed: int) -> Act:
    """Return a run that is ended early when it goes so."""
    chaos = Chaos(seed, holds=UNTIL_THE_END, stop_when=partial(goes_so, mode))
    return Act(chaos, MIDDLE, stopped=True)


def spoilt(defect: Defect, judge: type[Judge], seed: int) -> Act:
    """Return a run in which a message goes wrong."""
    return Act(Chaos(seed, ways=Ways.HOLDS, holds=3, judge=judge), MIDDLE, defect=defect)


ACTS: dict[str, Callable[[int], Act]] = {
    "holds": lambda seed: Act(Chaos(seed), BIG),
    "close": lambda seed: Act(Chaos(seed, holds=UNTIL_THE_END), SMALL, parting=True),
    "steps": lambda seed: Act(Chaos(seed, ways=Ways.STEPS), SMALL, parting=True),
    "choices": lambda seed: Act(Chaos(seed, ways=Ways.CHOICES), SMALL, parting=True),
    "play": lambda seed: Act(Chaos(seed, holds=0, speed=FASTEST), SMALL, parting=True),
    **{f"stop-{mode}": partial(stopping, mode) for mode in Mode},
    "stop-closing": lambda seed: Act(
        Chaos(seed, ways=Ways.STEPS, stop_when=is_closing), SMALL, parting=True
    ),
    **{str(defect): partial(spoilt, defect, Bystander) for defect in Defect},
    **{f"judged-{defect}": partial(spoilt, defect, Judge) for defect in Defect},
}


def play(world: World, act: Act, seed: int) -> None:
    """Play one act, and judge it; all ranks meet after it."""
    machines = parting_machines if act.parting else client_machines
    body.client_machines = machines  # type: ignore[attr-defined, assignment]
    plan = Plan(seed, MANY_AT_ONCE, HASTY, conducted=True)
    here = swarm(act.segments)
    if world.rank == 0:
        totals = play_tracker(world, plan, act.chaos, partial(fail, world))
        judge(act, totals)
    else:
        client = here.clients[world.rank - 1]
        holdings = Holdings(client.owned)
        net: Net = world
        if act.defect is not None and world.rank == SPOILT_RANK:
            net = DefectiveNet(world, Tag.UPLOAD, act.defect, SPOILT_MESSAGE)
            impatient = partial(Driver, close_timeout_s=CLOSE_TIMEOUT_S)
            roles.Driver = impatient  # type: ignore[attr-defined, assignment]
        play_client(net, plan, client, holdings, lambda events: None, partial(fail, world))
        if not act.stopped:
            assert_complete(here, world.rank, holdings)
    world.broadcast(b"")


def judge(act: Act, totals: Totals) -> None:
    """See that all is well, and print what was seen."""
    act.chaos.judge.judge_end(ranks=len(totals.ranks))
    records = act.chaos.judge.records
    judging.assert_each_message_came_once(records)
    judging.assert_ordered(records, ranks=len(totals.ranks))
    judging.assert_counts_agree(records, totals)
    besides = TALKATIVE if act.parting else ()
    judging.assert_the_rules_are_kept(records, MANY_AT_ONCE, besides)
    assert totals.complete is not act.stopped
    digest = hashlib.sha256(b"".join(encode(record) for record in records)).hexdigest()
    unheeded = len(judging.of_kind(records, MessageUnheeded))
    stopped = len(judging.of_kind(records, ThreadStopped))
    print(act.chaos.summary, f"{unheeded} unheeded, {stopped} stopped, {digest}", sep=", ")


def assert_complete(here: Scenario, rank: int, holdings: Holdings) -> None:
    """See that a client has every file that it wanted, and nothing wrong in it."""
    owned = {one.name: one for client in here.clients for one in client.owned}
    for name in here.clients[rank - 1].wanted:
        file = holdings.get(name)
        assert file is not None
        assert file.manifest == owned[name]
        assert not file.missing


def fail(world: World, thread: str, error: BaseException) -> NoReturn:
    """End the world, and say why, also in a file: launchers lose words where the world ends."""
    words = f"rank {world.rank}, {thread}: {error}"
    Path(f"failure{world.rank}.txt").write_text(words)
    say_last(f"{words}\n{''.join(traceback.format_exception(error))}")
    world.abort(1)


def main() -> None:
    """Play all acts."""
    world = World()
    try:
        for word in sys.argv[1:]:
            name, _, seed = word.partition(":")
            play(world, ACTS[name](int(seed)), int(seed))
    except BaseException as error:  # noqa: BLE001 - the others would wait for ever
        fail(world, "main thread", error)
    world.meet()
    world.close()


if __name__ == "__main__":
    main()
