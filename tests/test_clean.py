"""What cleaning leaves of articles in the shapes of many sites, and what it says of them."""

from __future__ import annotations

import pytest

from convert.clean.flow import strings_of
from tests.clean_articles import BODY, SHAPES, Shape
from tests.test_clean_rules import cleaned


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_shape_keeps_its_text_and_loses_its_furniture(shape: Shape) -> None:
    result = cleaned(shape.html, author=shape.author)
    left = squeezed("".join(strings_of(result.soup))) + str(result.soup)
    for paragraph in BODY:
        assert (squeezed(paragraph) in left) is (squeezed(paragraph) in squeezed(shape.html))
    assert [text for text in shape.keep if squeezed(text) not in left] == []
    assert [text for text in shape.drop if squeezed(text) in left] == []
    for key, values in shape.found.items():
        assert result.found.get(key) == values
