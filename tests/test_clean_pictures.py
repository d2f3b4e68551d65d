"""Pictures are text to cleaning: each is left in the article, or stands in the record with the rule that took it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from convert import pipeline
from convert.clean.record import Removal
from convert.clean.rule import own_rules
from tests.clean_articles import BODY
from tests.test_clean_rules import cleaned

NAMES = sorted({word.rstrip("*") for rule in own_rules() if not rule.promotion for word in rule.words})
SHAPES = ("{}", "<p>{}</p>", '<p style="text-align:center">{}</p>', "<figure>{}</figure>", "<div><section>{}</section></div>")


def removed(removals: tuple[Removal, ...]) -> list[str]:
    return [address for removal in removals for address in removal.pictures]


@given(st.sampled_from(NAMES), st.sampled_from(("{}", "rich_{}", "{} wxw-img", "img-{}", "{}Picture")), st.sampled_from(SHAPES))
def test_no_name_of_its_own_takes_a_picture_out_of_the_article(name: str, form: str, shape: str) -> None:
    picture = f'<img class="{form.format(name)}" src="https://img.example.com/street.jpg">'
    result = cleaned(f"<p>{BODY[0]}</p>{shape.format(picture)}<p>{BODY[1]}</p>")
    assert result.soup.find("img") is not None, result.removals


@pytest.mark.parametrize(
    ("piece", "rule", "address"),
    [
        ('<img src="https://count.example.com/1.gif" width="1" height="1">', "tracking-pixel", "https://count.example.com/1.gif"),
        ('<div class="qrcode"><img src="qr.png"></div>', "qr-promotion", "qr.png"),
        ('<div class="qrcode"><img data-src="late.png" src="data:image/gif;base64,R0lGOD"></div>', "qr-promotion", "late.png"),
        ('<img width="1" height="1" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "tracking-pixel", "data:image/gif"),
    ],
)
def test_a_picture_that_goes_is_recorded(piece: str, rule: str, address: str) -> None:
    result = cleaned(f"<p>{BODY[0]}</p>\n<p>{BODY[1]}</p>\n{piece}")
    assert [(removal.rule, removal.text, removal.pictures) for removal in result.removals] == [(rule, "", (address,))]
    assert result.removals[0].line == 3


def test_linked_pictures_of_other_articles_go_with_their_heading() -> None:
    """A word on what to do with them may stand between, and a code that is called qr is one."""
    links = "".join(f'<p><a href="https://mp.example.com/{name}"><img src="{name}.jpg"></a></p>' for name in ("pier", "mill"))
    tail = f'<p>推荐阅读</p><p>点击图片即可阅读</p>{links}<p>扫描二维码，加入读者群</p><p><img src="qr.png"></p>'
    result = cleaned(f"<p>{BODY[0]}</p>\n<p>{BODY[1]}</p>\n{tail}")
    assert result.soup.find("img") is None
    assert removed(result.removals) == ["pier.jpg", "mill.jpg", "qr.png"]


def test_each_picture_of_an_article_is_in_it_or_in_the_record(corpus: Path) -> None:
    """By an own reading of the source: addresses as they stand in its tags, a lazy picture by any of its addresses."""
    missing = []
    for path in (path for path in sorted(corpus.rglob("*")) if path.suffix in (".md", ".html") and path.name != "README.md"):
        reading = pipeline.read_article(path)
        there = msgspec.json.encode(reading.document).decode() + " ".join(removed(reading.removals))
        for picture in BeautifulSoup(path.read_bytes().decode("utf-8", "replace"), "lxml").find_all("img"):
            said = [str(picture[key]) for key in ("data-src", "data-original", "src", "data-srcset") if picture.get(key)]
            bare = [one.split("://")[-1].lstrip("/").split(" ")[0][:80].split("?")[0] for one in said]
            if bare and not any(one in there for one in bare):
                missing.append((path.name, said[0][:80]))
    assert missing == []
