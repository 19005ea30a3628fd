"""The documented schema is the one that is written."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from core.events import Record
from core.profiles import PROFILES
from core.trace import Header
from core.trace.schema import schema_text, trace_schema
from tests.core.anything import any_struct
from tests.core.trace.made import HEADER, of_a_run

DOCUMENTED = Path(__file__).parents[3] / "docs" / "trace.schema.json"
VALIDATOR = Draft202012Validator(trace_schema())


def obeys(line: Header | Record) -> bool:
    return VALIDATOR.is_valid(msgspec.json.decode(msgspec.json.encode(line)))


def test_the_documented_schema_is_made_from_the_types() -> None:
    assert DOCUMENTED.read_text("utf-8") == schema_text(), "run: make schema"


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(trace_schema())


@pytest.mark.parametrize("profile", PROFILES)
def test_every_line_of_a_run_obeys_it(profile: str) -> None:
    assert obeys(HEADER)
    assert all(map(obeys, of_a_run(profile)[::23]))


@given(record=any_struct(Record))
def test_any_record_obeys_it(record: Record) -> None:
    assert obeys(record)


@given(header=any_struct(Header))
def test_any_header_obeys_it(header: Header) -> None:
    assert obeys(header)


@pytest.mark.parametrize(
    "line", [{}, [], {"type": "Header"}, {"at": [0, "tracker"], "number": 1, "event": {}}]
)
def test_what_is_no_line_of_a_recording_does_not(line: object) -> None:
    assert not VALIDATOR.is_valid(line)


def test_every_type_is_described() -> None:
    types = trace_schema()["$defs"]
    assert isinstance(types, dict)
    for name, described in types.items():
        assert described["description"], name
        assert "\n    " not in described["description"]
