from pathlib import Path

import pytest

import bt_tui.samples
from bt_tui.samples import Sample, samples, samples_directory
from core.inputs import contradictions, input_ranks, read_input
from core.model import ClientInput, Scenario
from core.sim.world import World

BY_NAME = {sample.name: sample for sample in samples()}
every_sample = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)


def inputs(sample: Sample) -> list[ClientInput]:
    """Return what each client of the sample is given."""
    return [read_input(sample.directory, rank) for rank in range(1, sample.clients + 1)]


def test_there_are_samples_of_2_3_5_and_6_clients_the_smallest_first() -> None:
    assert [(sample.name, sample.clients) for sample in samples()] == [
        ("first-swarm", 2),
        ("classroom", 3),
        ("rush", 5),
        ("race", 6),
    ]


@every_sample
def test_a_sample_is_called_like_its_directory(sample: Sample) -> None:
    assert sample.directory == samples_directory() / sample.name


@every_sample
def test_a_sample_needs_a_rank_for_the_tracker_too(sample: Sample) -> None:
    assert sample.ranks == sample.clients + 1


@every_sample
def test_what_a_sample_shows_is_said_in_one_line(sample: Sample) -> None:
    assert sample.summary.endswith(".")
    assert "\n" not in sample.summary
    assert "#" not in sample.summary
    assert 20 < len(sample.summary) < 120


@every_sample
def test_a_sample_has_an_input_for_every_client_from_1_on(sample: Sample) -> None:
    assert input_ranks(sample.directory) == tuple(range(1, sample.clients + 1))
    assert [client.rank for client in inputs(sample)] == list(range(1, sample.clients + 1))


@every_sample
def test_a_file_has_the_same_segments_at_all_its_owners(sample: Sample) -> None:
    assert not contradictions(inputs(sample), sample.directory)


@every_sample
def test_everything_wanted_is_owned_by_somebody_else(sample: Sample) -> None:
    clients = inputs(sample)
    for client in clients:
        others = [other for other in clients if other is not client]
        owned = {file.name for other in others for file in other.owned}
        assert set(client.wanted) <= owned


@every_sample
def test_nobody_wants_what_it_owns(sample: Sample) -> None:
    for client in inputs(sample):
        assert not {file.name for file in client.owned} & set(client.wanted)


@every_sample
def test_no_hash_stands_twice_in_a_sample(sample: Sample) -> None:
    files = {file.name: file for client in inputs(sample) for file in client.owned}
    hashes = [text for file in files.values() for text in file.hashes]
    assert len(set(hashes)) == len(hashes)


@every_sample
def test_a_sample_runs_to_the_end_and_some_of_it_comes_from_peers(sample: Sample) -> None:
    clients = inputs(sample)
    totals = World(Scenario(sample.name, tuple(clients))).run().totals
    assert totals.complete
    owned = {client.rank: {file.name for file in client.owned} for client in clients}
    sources = {
        (source, file.name)
        for counts in totals.ranks
        for file in counts.files.values()
        for source in file.sources
    }
    from_peers = [(source, name) for source, name in sources if name not in owned[source]]
    assert bool(from_peers) == (sample.clients > 2)


# ---- what the READMEs say is so -----------------------------------------------------------------


def sizes(name: str) -> dict[str, int]:
    """Return the number of segments of every file of the sample."""
    clients = inputs(BY_NAME[name])
    return {file.name: len(file.hashes) for client in clients for file in client.owned}


def test_the_first_swarm_is_one_file_of_8_segments_from_one_client_to_another() -> None:
    first, second = inputs(BY_NAME["first-swarm"])
    assert sizes("first-swarm") == {"file1": 8}
    assert (len(first.owned), first.wanted) == (1, ())
    assert (len(second.owned), second.wanted) == (0, ("file1",))


def test_the_classroom_has_four_files_and_two_clients_that_want_the_atlas() -> None:
    assert len(sizes("classroom")) == 4
    assert (sizes("classroom")["atlas"], sizes("classroom")["poem"]) == (24, 6)
    first, second, third = inputs(BY_NAME["classroom"])
    assert "atlas" in second.wanted
    assert "atlas" in third.wanted
    others = {file.name for client in (first, second) for file in client.owned}
    assert set(third.wanted) == others


def test_the_race_is_of_five_clients_for_the_60_segments_of_one() -> None:
    first, *others = inputs(BY_NAME["race"])
    assert sizes("race") == {first.owned[0].name: 60}
    assert [(client.owned, client.wanted) for client in others] == [
        ((), (first.owned[0].name,))
    ] * 5


def test_in_the_rush_each_client_owns_two_of_ten_files_and_wants_four() -> None:
    assert len(sizes("rush")) == 10
    assert max(sizes("rush").values()) <= 100
    shape = [(len(client.owned), len(client.wanted)) for client in inputs(BY_NAME["rush"])]
    assert shape == [(2, 4)] * 5


# ---- where samples come from --------------------------------------------------------------------


def add_sample(directory: Path, name: str, clients: int, about: str = "It shows.") -> None:
    """Write a sample with empty inputs."""
    (directory / name).mkdir(parents=True)
    (directory / name / "README.md").write_text(f"# {name}\n\n{about}\n\nMore of it.\n", "utf-8")
    for rank in range(1, clients + 1):
        (directory / name / f"in{rank}.txt").write_text("0\n0\n", "ascii")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a place in which the package alone lies."""
    (tmp_path / "bt_tui").mkdir()
    monkeypatch.setattr(bt_tui.samples, "__file__", str(tmp_path / "bt_tui" / "samples.py"))
    return tmp_path


def test_the_samples_of_a_checkout_lie_beside_the_package(place: Path) -> None:
    add_sample(place / "sample_inputs", "mine", 1)
    assert [sample.name for sample in samples()] == ["mine"]


def test_the_samples_of_an_installed_package_lie_in_it_and_go_first(place: Path) -> None:
    add_sample(place / "sample_inputs", "beside", 1)
    add_sample(place / "bt_tui" / "sample_inputs", "within", 1)
    assert [sample.name for sample in samples()] == ["within"]


def test_samples_of_one_size_are_in_the_order_of_their_names(place: Path) -> None:
    for name, clients in (("b", 2), ("c", 1), ("a", 2)):
        add_sample(place / "sample_inputs", name, clients)
    assert [sample.name for sample in samples()] == ["c", "a", "b"]


def test_only_the_first_paragraph_says_what_a_sample_shows(place: Path) -> None:
    add_sample(place / "sample_inputs", "mine", 3, "Three clients,\nand  no file.")
    assert samples()[0].summary == "Three clients, and no file."


def test_a_directory_without_a_readme_is_no_sample(place: Path) -> None:
    add_sample(place / "sample_inputs", "mine", 1)
    (place / "sample_inputs" / "output").mkdir()
    assert [sample.name for sample in samples()] == ["mine"]
