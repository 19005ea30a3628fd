"""Writing faults as TOML, such that `core.faults.reading` reads the same again."""

from collections.abc import Iterable

import msgspec

from core.faults.kinds import Fault
from core.faults.reading import KEY


def as_toml(faults: Iterable[Fault]) -> str:
    """Return a plan as text; a plan without faults is an empty list."""
    return "\n".join(map(_table, faults)) or f"{KEY} = []\n"


def _table(fault: Fault) -> str:
    fields = msgspec.to_builtins(fault).items()
    return "\n".join([f"[[{KEY}]]", *(f"{key} = {_value(value)}" for key, value in fields), ""])


def _value(value: str | float) -> str:
    """Return a value as JSON, which TOML shares but for one character in strings."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
