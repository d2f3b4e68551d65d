"""Articles and whole pages as over two hundred sites build them, in fixtures/sites*.txt: ⟦…⟧ is what must go, all other text must stay.

A further site is an entry there: its name, what its metadata must be, `---`, its HTML. {p} and {t} stand for a paragraph of
fixtures/paragraphs.txt, simplified and traditional. The markup is what such sites send; the words are ours.
In fixtures/sites-authors.txt nothing goes: texts of authors that look like furniture.
"""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec

_FIXTURES = Path(__file__).parent / "fixtures"
_GONE = re.compile("⟦(.*?)⟧", re.DOTALL)
_CUT = "\ue000"
_TEXTS = "p div br h1 h2 h3 h4 h5 h6 section article blockquote figcaption figure pre header footer main aside nav"
_BLOCKS = frozenset(f"{_TEXTS} ul ol li dt dd table tr th td".split(" "))
_UNSEEN = frozenset(("script", "style", "head", "title", "template"))


class Site(msgspec.Struct, frozen=True):
    """One article: `html` with its paragraphs, what stays and what goes, line by line and without white space, and its metadata."""

    name: str
    html: str
    is_page: bool
    title: str
    meta: dict[str, str]
    stays: tuple[str, ...]
    goes: tuple[str, ...]


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self.unseen += tag in _UNSEEN
        self.lines += [""] * (tag in _BLOCKS)

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in _UNSEEN
        self.lines += [""] * (tag in _BLOCKS)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.lines[-1] += data


def squeezed(text: str) -> str:
    return "".join(text.split())


def lines_of(html: str) -> list[str]:
    """The lines that a reader sees, by a parser that is not ours."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    return [line for line in map(squeezed, parser.lines) if line]


def sites() -> list[Site]:
    simplified, traditional = ((_FIXTURES / "paragraphs.txt").read_text("utf-8").strip("\n") + "\n").split("\n\n")
    texts = "".join(path.read_text("utf-8") for path in sorted(_FIXTURES.glob("sites*.txt")))
    entries = re.split(r"^=== ", texts, flags=re.MULTILINE)[1:]
    return [_site(entry, {"{p}": simplified.split("\n"), "{t}": traditional.strip("\n").split("\n")}) for entry in entries]


def _site(entry: str, paragraphs: dict[str, list[str]]) -> Site:
    head, _, html = entry.partition("\n---\n")
    name, *rows = head.split("\n")
    meta = dict(row.split(": ", 1) for row in rows if row)
    for mark, texts in paragraphs.items():
        parts = html.split(mark)
        html = parts[0] + "".join(text + part for text, part in zip(itertools.cycle(texts), parts[1:]))
    stays = [part for line in lines_of(_GONE.sub(_CUT, html)) for part in line.split(_CUT) if len(part) > 1]
    goes = [line for piece in _GONE.findall(html) for line in lines_of(piece) if len(line) > 1]
    is_page = meta.pop("kind", "") == "page"
    title = meta.get("title", "老周的渡船") if is_page else meta.pop("title", "老周的渡船")
    return Site(name, re.sub("[⟦⟧]", "", html).strip(), is_page, title, meta, tuple(stays), tuple(goes))
