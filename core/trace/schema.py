"""The JSON Schema of a line of a recording, made from the types that are written.

    python -m core.trace.schema > docs/trace.schema.json

A reader may ignore fields that it does not know; the version in the header changes when it may not.
"""

import sys
from inspect import cleandoc

import msgspec

from core.events import Record
from core.trace.header import SCHEMA, Header

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PLACE = "#/$defs/{name}"


def trace_schema() -> dict[str, object]:
    """Return the schema that the first line (a header) and every other line (a record) obey."""
    kinds, types = msgspec.json.schema_components([Header, Record], ref_template=PLACE)
    return {
        "$schema": DIALECT,
        "title": f"A line of a recording of bt_tui, schema {SCHEMA}",
        "description": "The first line is a header; every other one is a record.",
        "anyOf": list(kinds),
        "$defs": {name: _described(type_) for name, type_ in types.items()},
    }


def schema_text() -> str:
    """Return the schema as it stands in `docs/trace.schema.json`."""
    encoded = msgspec.json.encode(trace_schema())
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _described(schema: dict[str, object]) -> dict[str, object]:
    """Return a type's schema with its description as text, without the indents of a docstring."""
    description = schema.get("description")
    if not isinstance(description, str):
        return schema
    return {**schema, "description": cleandoc(description)}


if __name__ == "__main__":
    sys.stdout.write(schema_text())
