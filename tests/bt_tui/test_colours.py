"""The colours can be told apart by everybody, and read on every background."""

from itertools import combinations

import pytest
from coloraide import Color
from textual.theme import BUILTIN_THEMES

from bt_tui.colours import DARK, LIGHT

CONTRAST_MIN = 4.5
"""Of text on its background, for level AA of WCAG 2.1."""
DIFFERENCE_MIN = 10
"""By CIEDE2000; 2 is what a trained eye just sees."""
OUR_THEMES = ("textual-dark", "textual-light")
GROUNDS = ("background", "panel")
themes = pytest.mark.parametrize("theme", OUR_THEMES)


def colours_of(theme: str) -> dict[str, str]:
    return DARK if BUILTIN_THEMES[theme].dark else LIGHT


@themes
@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_can_be_read(theme: str, ground: str) -> None:
    behind = BUILTIN_THEMES[theme].to_color_system().generate()[ground]
    for name, colour in colours_of(theme).items():
        assert Color(colour).contrast(behind, method="wcag21") >= CONTRAST_MIN, name


@themes
@pytest.mark.parametrize("way", ["brettel", "machado"])
@pytest.mark.parametrize("lacking", ["protan", "deutan", "tritan"])
def test_colours_differ_for_who_lacks_a_kind_of_cone(theme: str, way: str, lacking: str) -> None:
    seen = {
        name: Color(colour).filter(lacking, method=way)
        for name, colour in colours_of(theme).items()
    }
    for (one, first), (other, second) in combinations(seen.items(), 2):
        assert first.delta_e(second, method="2000") >= DIFFERENCE_MIN, (one, other)
