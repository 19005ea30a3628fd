"""The shapes that the space-time diagram is drawn with, how they look, and what they mean."""

from bt_tui.spacetime.light import Relation
from bt_tui.spacetime.points import Kind

LIFE, WAY, OPEN, SELECTED, PAST, FUTURE, DIMMED = (
    f"time--{look}"
    for look in ("life", "way", "flight", "selected", "past", "future", "concurrent")
)
NAMES, WORDS = "time--names", "time--words"
LOOKS = (NAMES, WORDS, LIFE, WAY, OPEN, *(f"time--{relation}" for relation in Relation))
MARKS = {
    Kind.SENT: "●",
    Kind.RECEIVED: "●",
    Kind.UNHEEDED: "○",
    Kind.RANG: "◷",
    Kind.CRASHED: "✗",
    Kind.REVIVED: "↻",
    Kind.ENDED: "┴",
}
LOST = "✗"
HEADS = {Kind.RECEIVED: "▶◀", Kind.UNHEEDED: "▷◁"}
THREAD, DOWN, OPEN_HEAD = "│", "┊", "▽"
ALONG, ALONG_OPEN = "─", "╌"
HIDDEN = "…"

RELATIONS = {
    Relation.SELECTED: "▸",
    Relation.PAST: "▴",
    Relation.FUTURE: "▾",
    Relation.CONCURRENT: "·",
}
GAP = "⋯"
LEGEND = (
    (RELATIONS[Relation.PAST], "past", PAST),
    (RELATIONS[Relation.FUTURE], "future", FUTURE),
    (RELATIONS[Relation.CONCURRENT], "concurrent", DIMMED),
    (ALONG_OPEN + OPEN_HEAD, "in flight", OPEN),
    (LOST, "lost, crashed", ""),
    (MARKS[Kind.RANG], "timer", ""),
    (f"{MARKS[Kind.SENT]}{ALONG}╮", "sent", ""),
    (f"╰{HEADS[Kind.RECEIVED][0]}{MARKS[Kind.RECEIVED]}", "received", ""),
    (MARKS[Kind.UNHEEDED], "unheeded", ""),
    (MARKS[Kind.REVIVED], "revived", ""),
    (MARKS[Kind.ENDED], "ends", ""),
)
"""Shapes with their meanings and how they look; where it is narrow, the last ones do not fit."""
