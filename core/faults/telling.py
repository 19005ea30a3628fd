"""Telling which faults there are, from what they are made of."""

from collections.abc import Iterator
from inspect import getdoc
from typing import get_args

import msgspec

from core.faults.kinds import Fault, MessageFault
from core.until import CONDITIONS

ABOUT = """\
Give one with --fault, as in --fault 'crash client=2 at=stored:2'; may be repeated.
Or list them in a TOML file, each as [[fault]] with kind = "crash", client = 2, …, and give its name
with --faults.
"""
KEYS = {
    "message": "only messages of this kind, such as SegmentReply",
    "from": "only what this rank sends, 0 being the tracker's",
    "to": "only what goes to this rank",
    "file": "only what is about this file",
    "nth": "of each sending thread only the N-th that fits; or the N-th time that `at` happens",
    "chance": "each that fits with this chance, from 0 to 1",
    "after": "only from this moment on, in seconds of protocol time",
    "before": "only before this moment",
    "by": "so many seconds of protocol time",
    "client": "the rank of the client",
    "at": f"when it strikes: {', '.join(form for form, _ in CONDITIONS)}, time:SECONDS",
    "for": "it is over after so many seconds of protocol time",
    "keeps": "false where what was downloaded is lost",
}
"""What each key of a fault says, for people."""


def faults_told() -> str:
    """Return a text that says all that can go wrong on purpose, and how to ask for it."""
    return "\n".join([*_kinds(), "", *_keys(), "", ABOUT])


def _kinds() -> Iterator[str]:
    for kind in get_args(Fault):
        keys = [field.encode_name for field in msgspec.structs.fields(kind)]
        subject = "messages: " if kind in get_args(MessageFault) else ""
        says = " ".join((getdoc(kind) or "").split())
        yield f"{kind.__name__.lower():10} {subject}{says}"
        yield f"{'':11}{' '.join(f'{key}=' for key in keys)}"


def _keys() -> Iterator[str]:
    for key, words in KEYS.items():
        yield f"{key:10} {words}"
