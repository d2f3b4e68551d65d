"""The text of HTML and the marks on it, by Python's own html.parser: for EPUB, and for Markdown as markdown-it-py renders it.

Which elements and classes mean which mark are rows in `TAGS` and `CLASSES`.
"""

from __future__ import annotations

from html.parser import HTMLParser

from ._strip import NO_MARKS, Marks, Strip, link_mark

TAGS = {
    "strong": "strong", "b": "strong", "em": "emph", "i": "emph", "del": "strike", "s": "strike", "u": "underline", "mark": "mark",
    "sup": "sup", "sub": "sub", "kbd": "kbd", "code": "code", "rt": "reading",
}  # fmt: skip
CLASSES = {"dots": "dots", "wavy": "wavy", "book-title": "wavy", "song": "song", "kai": "kai", "fangsong": "fangsong", "hei": "hei"}
"""Say more than the element: <em class="dots"> is no emphasis."""

SILENT = frozenset(("head", "script", "style", "rp", "template"))
VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_FLOWING = frozenset((*TAGS, "a", "span", "wbr"))


class Reader(HTMLParser):
    """Feeds a strip with what a reader of the page sees."""

    def __init__(self, strip: Strip) -> None:
        super().__init__(convert_charrefs=True)
        self._strip = strip
        self._open: list[tuple[str, Marks, bool]] = []  # element, the marks inside it, whether it is silent

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See HTMLParser."""
        if tag not in _FLOWING:
            self._strip.cut()
        said = dict(attrs)
        self._strip.pictures += tag == "img" and said.get("role") != "doc-cover"
        if tag in VOID:
            return
        _, marks, silent = self._open[-1] if self._open else ("", NO_MARKS, False)
        own = link_mark(said.get("href") or "") if tag == "a" else _mark(tag, said.get("class") or "")
        self._open.append((tag, marks | {own} if own else marks, silent or tag in SILENT))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of XHTML without content."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """See HTMLParser; elements left open inside are closed with it."""
        if tag not in _FLOWING:
            self._strip.cut()
        if any(tag == open_tag for open_tag, _, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """See HTMLParser."""
        _, marks, silent = self._open[-1] if self._open else ("", NO_MARKS, False)
        if not silent:
            self._strip.add(data, marks)


def _mark(tag: str, classes: str) -> str:
    return next((CLASSES[name] for name in classes.split(" ") if name in CLASSES), TAGS.get(tag, ""))


def read_html(html: str, strip: Strip) -> None:
    """Adds the text of a page or a fragment."""
    strip.cut()
    reader = Reader(strip)
    reader.feed(html)
    reader.close()
    strip.cut()
