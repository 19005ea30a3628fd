"""The pictures of the documentation show what the program draws, to the letter."""

import pytest

from tests.pictures import PICTURES, Picture, drawn, path_of


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_picture_is_what_the_program_draws(picture: Picture) -> None:
    assert await drawn(picture) == path_of(picture).read_text(), "make pictures draws them anew"
