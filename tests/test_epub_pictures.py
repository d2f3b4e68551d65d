"""Pictures in the book under broken bytes, and the typographic cover under any title."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from convert.config import Config
from convert.meta import Meta
from convert.pictures import media_type
from convert.typography import NO_LINE_END, NO_LINE_START
from convert.write import NoPicture, Picture
from convert.write.epub._cover import HEIGHT, WIDTH, _broken, _joined, drawn
from convert.write.epub._plates import Plate, Plates

from . import strategies


def encoded(kind: str) -> bytes:
    out = BytesIO()
    Image.linear_gradient("L").resize((48, 32)).convert("RGB").save(out, kind)
    return out.getvalue()


WHOLE = tuple(encoded(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "AVIF", "BMP", "TIFF"))


@settings(max_examples=150)
@given(st.sampled_from(WHOLE), st.data())
def test_law_broken_pictures_never_raise(whole: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(8, len(whole) - 1))
    junk = data.draw(st.binary(max_size=8))
    broken = whole[:at] + junk + whole[at + len(junk) :] if data.draw(st.booleans()) else whole[:at]
    kind = media_type(broken)
    if kind is None:
        return
    stored: dict[str, bytes] = {}
    plate = Plates(lambda _: Picture(broken, kind), Config(), stored.__setitem__).place("x")
    if isinstance(plate, NoPicture):
        assert plate.code in ("picture-broken", "picture-large")
        assert stored == {}
    else:
        assert list(stored) == [plate.file]


@pytest.mark.parametrize("whole", WHOLE)
def test_a_picture_of_too_many_pixels(whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    plate = Plates(lambda _: Picture(whole, media_type(whole) or ""), Config(), lambda _, __: None).place("x")
    assert plate == NoPicture("picture-large", "too many pixels")


@pytest.mark.parametrize(("longest", "size"), [(100, (50, 100)), (0, (200, 400))])
def test_a_photograph_taken_sideways_stands_upright(longest: int, size: tuple[int, int]) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6  # the tag Orientation: turned by a quarter
    plate, data = _placed(Image.new("RGB", (400, 200)), Config(max_image_px=longest), exif=turned)
    assert (plate.width, plate.height) == size
    with Image.open(BytesIO(data)) as image:
        assert image.size == size
        assert 0x0112 not in image.getexif()


def test_a_picture_in_inks_is_one_in_light() -> None:
    """Readers without colour management show CMYK in wrong colours, Apple Books refuses it."""
    plate, data = _placed(Image.new("CMYK", (20, 10)), Config())
    assert plate.media_type == "image/jpeg"
    with Image.open(BytesIO(data)) as image:
        assert image.mode == "RGB"


def _placed(image: Image.Image, config: Config, **options: object) -> tuple[Plate, bytes]:
    """A JPEG as it goes into a book."""
    out, stored = BytesIO(), []
    image.save(out, "JPEG", **options)
    plate = Plates(lambda _: Picture(out.getvalue(), "image/jpeg"), config, lambda _, data: stored.append(data)).place("x")
    assert isinstance(plate, Plate)
    return plate, stored[0]


# ---- cover ------------------------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(strategies.metas())
def test_law_any_metadata_gives_a_cover_and_always_the_same(meta: Meta) -> None:
    cover = drawn(meta, meta.title)
    assert cover is not None
    assert cover == drawn(meta, meta.title)
    with Image.open(BytesIO(cover.data)) as image:
        assert image.size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("title", ["Supercalifragilisticexpialidocious 与排版", "https://a.example/" + "w" * 300, "字" * 200, "——" * 30])
def test_no_title_runs_over_the_edge(title: str) -> None:
    cover = drawn(Meta(title=title, language="zh-Hans-CN"), title)
    assert cover is not None
    with Image.open(BytesIO(cover.data)) as image:
        page = image.convert("L")
    margin = page.crop((WIDTH - 40, 0, WIDTH, HEIGHT)).getextrema()
    assert margin[0] == margin[1]


def test_characters_without_a_font_are_told() -> None:
    cover = drawn(Meta(language="zh-Hans-CN"), "活\U000ffff0字")
    assert cover is not None
    assert cover.lacking == "\U000ffff0"


def visible(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


@given(strategies.texts(1, 40), st.floats(1, 30))
def test_law_no_line_of_a_title_begins_or_ends_with_the_wrong_mark(text: str, measure: float) -> None:
    pieces = _joined(list(text))
    assert "".join(pieces) == text
    lines = _broken([(piece, float(len(piece))) for piece in pieces], measure)
    assert visible("".join(lines)) == visible(text)
    for before, after in pairwise(lines):
        assert after[0] not in NO_LINE_START
        assert before[-1] not in NO_LINE_END


def test_latin_words_stay_whole_and_lines_are_even() -> None:
    pieces = [(piece, 100.0 * len(piece)) for piece in ("用", "Python", "排", "中", "文", "书")]
    assert _broken(pieces, 800) == ["用Python", "排中文书"]
