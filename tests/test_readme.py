"""What the README shows works as it stands there."""

import re
from pathlib import Path
from types import ModuleType

import msgspec
import pytest

from core.events import SegmentRequested
from core.policies import CHOICES
from core.profiles import PROFILES
from core.sim.world import World
from tests import judging
from tests.worlds import client, file, scenario

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
FILE = file("file1", 30)


def test_the_policy_that_the_readme_adds_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    module = ModuleType("core.policies.lowest_rank")
    exec(compile(code, "README.md", "exec"), module.__dict__)
    monkeypatch.setitem(CHOICES, "lowest-rank", module.__dict__["LowestRank"]())
    owners = [client(rank, owns=[FILE]) for rank in (1, 2)]
    here = scenario(*owners, client(3, wants=[FILE]))
    for profile in PROFILES.values():
        mine = msgspec.structs.replace(profile, choice="lowest-rank")
        world = World(here, profile=mine).run()
        judging.assert_everyone_got_what_it_wanted(here, world.records, world.holdings)
        asked = {event.asked for _, event in judging.of_kind(world.records, SegmentRequested)}
        assert 1 in asked


def test_the_readme_tells_of_every_profile() -> None:
    section = README.partition("## Profiles")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \|", section, re.MULTILINE)
    assert rows == list(PROFILES)
