"""Anything that a struct of the project may hold, for hypothesis."""

from enum import Enum
from types import GenericAlias, UnionType
from typing import Annotated, TypeVar, Union, cast, get_args, get_origin

import msgspec
from hypothesis import strategies as st

S = TypeVar("S", bound=msgspec.Struct)

PLAIN: dict[object, st.SearchStrategy[object]] = {
    int: st.integers(0, 2**63 - 1),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    str: st.text(max_size=8),
    bytes: st.binary(max_size=8),
    type(None): st.none(),
}
"""Integers are those that both MessagePack and JSON can carry; floats those that JSON can."""
UNIONS = (UnionType, Union)
"""Python makes the latter where a member is more than a plain type."""


def any_struct(kind: type[S]) -> st.SearchStrategy[S]:
    """Return a strategy for any value of this struct."""
    fields = {field.name: _any_of(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


def _any_of(kind: object) -> st.SearchStrategy[object]:
    """Return a strategy for any value of a field of this type."""
    if get_origin(kind) is Annotated:
        return _bounded(*get_args(kind))
    if get_origin(kind) in UNIONS:
        return st.one_of([_any_of(member) for member in get_args(kind)])
    if isinstance(kind, GenericAlias):
        return _any_collection(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return any_struct(kind)
    return PLAIN[kind] if kind in PLAIN else st.sampled_from(list(cast(type[Enum], kind)))


def _any_collection(kind: GenericAlias) -> st.SearchStrategy[object]:
    """Return a strategy for any dictionary or tuple of this type."""
    members = [_any_of(member) for member in get_args(kind) if member is not ...]
    if get_origin(kind) is dict:
        return st.dictionaries(*members, max_size=3)
    if get_args(kind)[-1] is ...:
        return st.lists(*members, max_size=3).map(tuple)
    return st.tuples(*members)


def _bounded(kind: type[int] | type[float], meta: msgspec.Meta) -> st.SearchStrategy[object]:
    """Return a strategy for any number that keeps to these bounds."""
    if kind is int:
        return st.integers(cast(int, meta.ge), cast(int | None, meta.le) or 2**63 - 1)
    least = meta.gt if meta.ge is None else meta.ge
    return st.floats(
        least, meta.le, exclude_min=meta.ge is None, allow_nan=False, allow_infinity=False
    )
