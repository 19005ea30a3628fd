"""The colours that carry meaning besides shapes and words, for dark and for light themes.

Found by a search for those that stay furthest apart (CIEDE2000) as everybody sees them and as
people without one kind of cone do (protanopia, deuteranopia and tritanopia after Brettel, Viénot
and Mollon 1997, and Machado, Oliveira and Fernandes 2009, at full severity), while each has a
contrast of at least 4.5 to 1 (WCAG 2.1, AA) on every background. Tests hold them to it.
"""

DARK = {
    "blue": "#a0e2ff",
    "green": "#00b48c",
    "yellow": "#f0f6a7",
    "red": "#ff5b67",
    "orange": "#ffb200",
}
LIGHT = {
    "blue": "#00179e",
    "green": "#00644a",
    "yellow": "#2a2c00",
    "red": "#7f2029",
    "orange": "#774f00",
}


def colours(*, dark: bool) -> dict[str, str]:
    """Return the colours of a theme, by name."""
    return DARK if dark else LIGHT
