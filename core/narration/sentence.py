"""What a narration is made of. Imports nothing of the project."""

from enum import StrEnum

import msgspec


class Tone(StrEnum):
    """How a sentence is to be taken."""

    PLAIN = "plain"
    GOOD = "good"
    """A file is complete."""
    CHANGE = "change"
    """A role, or a list of the tracker's, is no longer what it was."""
    TROUBLE = "trouble"
    """Somebody does not get what it asked for."""


class Sentence(msgspec.Struct, frozen=True):
    """Who does what (to whom), and why: "C2 → C1", "asks for atlas #3", "turn 4 of 10: …"."""

    who: str
    what: str
    why: str = ""
    tone: Tone = Tone.PLAIN


def plain(sentence: Sentence) -> str:
    """Return the sentence as one line of text, for logs and screen readers."""
    line = f"{sentence.who}  {sentence.what}"
    return f"{line} — {sentence.why}" if sentence.why else line
