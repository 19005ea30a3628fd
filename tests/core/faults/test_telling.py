"""What people are told of all that can go wrong."""

from typing import get_args

import msgspec

from core.faults import Fault
from core.faults.reading import parse_fault
from core.faults.telling import ABOUT, KEYS, faults_told


def test_every_kind_is_told_with_all_its_keys() -> None:
    lines = faults_told().splitlines()
    for kind in get_args(Fault):
        [place] = [n for n, line in enumerate(lines) if line.split(" ")[0] == kind.__name__.lower()]
        keys = [f"{field.encode_name}=" for field in msgspec.structs.fields(kind)]
        assert len(lines[place].split()) > 3
        assert lines[place + 1].split() == keys


def test_every_key_is_explained_and_no_other() -> None:
    kinds = get_args(Fault)
    keys = {field.encode_name for kind in kinds for field in msgspec.structs.fields(kind)}
    assert set(KEYS) == keys
    assert all(f"{key:10} {words}" in faults_told() for key, words in KEYS.items())


def test_the_example_is_a_fault() -> None:
    example = ABOUT.partition("--fault '")[2].partition("'")[0]
    assert parse_fault(example)
