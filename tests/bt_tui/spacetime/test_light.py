"""Light: what is told of a stretch of records is what holds in all of the run."""

from random import Random

from bt_tui.records import Records
from bt_tui.spacetime.light import LIT_EVENTS_MAX, Lamp, Relation
from core.causality import Causality
from core.sim.world import World
from tests.bt_tui.screens import story
from tests.worlds import client, file, scenario


def lamp() -> Lamp:
    records = Records()
    records.extend(story())
    return Lamp(records)


def test_what_is_told_of_a_stretch_holds_in_all_of_the_run() -> None:
    of, lit, random, seen = Causality(story()), lamp(), Random(7), set[Relation]()
    for _ in range(60):
        selected, first = (random.randrange(len(story())) for _ in range(2))
        last = min(len(story()) - 1, first + random.randrange(40))
        light = lit.light(first, last, selected)
        assert light is not None
        for number in range(first, last + 1):
            relation = light.on(number)
            seen.add(relation)
            assert (relation is Relation.SELECTED) == (number == selected)
            assert (relation is Relation.PAST) == (number in of.past(selected))
            assert (relation is Relation.FUTURE) == (number in of.future(selected))
            assert (relation is Relation.CONCURRENT) == (number in of.concurrent(selected))
    assert seen == set(Relation)


def test_the_same_light_is_made_once() -> None:
    lit = lamp()
    light = lit.light(10, 40, 25)
    assert lit.light(10, 40, 25) is light
    assert lit.light(10, 41, 25) is not light


def test_what_is_too_far_away_is_not_lit() -> None:
    one = file("f", 40)
    here = scenario(client(1, owns=[one]), *(client(n, wants=[one]) for n in range(2, 10)))
    records = Records()
    records.extend(World(here).run().records)
    last = LIT_EVENTS_MAX - 1
    assert len(records) > last
    assert Lamp(records).light(last - 10, last, 0) is not None
    assert Lamp(records).light(last - 10, last + 1, 0) is None
