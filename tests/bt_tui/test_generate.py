from collections import Counter

import pytest

from bt_tui.generate import generated_client, made_up_file
from core.inputs import input_text, parse_input
from core.model import HASH_LENGTH, ClientInput, Scenario
from core.profiles import DEFAULT_PROFILE
from core.sim.world import World

for_any_number_of_clients = pytest.mark.parametrize("clients", range(1, 41))


def generated(clients: int) -> tuple[ClientInput, ...]:
    """Return the inputs of all clients."""
    return tuple(generated_client(rank, clients) for rank in range(1, clients + 1))


@for_any_number_of_clients
def test_everything_wanted_is_owned_by_somebody(clients: int) -> None:
    owned = {file.name for client in generated(clients) for file in client.owned}
    for client in generated(clients):
        assert set(client.wanted) <= owned


@for_any_number_of_clients
def test_everything_owned_is_wanted_by_somebody(clients: int) -> None:
    wanted = {name for client in generated(clients) for name in client.wanted}
    assert {file.name for client in generated(clients) for file in client.owned} <= wanted


@for_any_number_of_clients
def test_nobody_wants_what_it_owns_unless_it_is_alone(clients: int) -> None:
    for client in generated(clients):
        overlap = {file.name for file in client.owned} & set(client.wanted)
        assert bool(overlap) == (clients == 1)


@for_any_number_of_clients
def test_everybody_wants_something_and_nothing_twice(clients: int) -> None:
    for client in generated(clients):
        assert client.wanted
        assert len(set(client.wanted)) == len(client.wanted)


@for_any_number_of_clients
def test_every_file_has_one_seed_to_begin_with(clients: int) -> None:
    owners = Counter(file.name for client in generated(clients) for file in client.owned)
    assert set(owners.values()) == {1}


def test_every_third_client_owns_nothing_and_wants_more() -> None:
    for client in generated(40):
        expected = (0, 3) if client.rank % 3 == 0 else (1, 2)
        assert (len(client.owned), len(client.wanted)) == expected


@for_any_number_of_clients
def test_a_generated_client_could_have_been_read_from_an_input(clients: int) -> None:
    for client in generated(clients):
        parsed = parse_input(input_text(client).encode("ascii"), client.rank, "in.txt")
        assert (parsed.owned, parsed.wanted) == (client.owned, client.wanted)


def test_every_owned_file_has_its_place_for_errors() -> None:
    for client in generated(40):
        assert len(client.lines) == len(client.owned)


def test_every_file_is_long_enough_for_the_tracker_to_be_asked_again() -> None:
    for client in generated(40):
        for file in client.owned:
            assert len(file.hashes) > DEFAULT_PROFILE.update_every


def test_every_rank_makes_up_the_same_scenario() -> None:
    assert generated(12) == generated(12)


def test_a_file_is_the_same_in_scenarios_of_every_size() -> None:
    assert generated_client(1, 4).owned == generated_client(1, 40).owned


def test_no_two_segments_share_a_hash() -> None:
    files = [file for client in generated(40) for file in client.owned]
    hashes = [text for file in files for text in file.hashes]
    assert len(set(hashes)) == len(hashes)
    assert {len(text) for text in hashes} == {HASH_LENGTH}


def test_a_made_up_file_may_have_no_segments() -> None:
    assert made_up_file("empty", 0).hashes == ()


@pytest.mark.parametrize("clients", [1, 2, 3, 4, 7, 12])
def test_a_generated_scenario_runs_to_the_end(clients: int) -> None:
    totals = World(Scenario("generated", generated(clients))).run().totals
    assert totals.complete
