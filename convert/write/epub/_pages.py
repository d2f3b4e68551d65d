"""The XHTML documents of a book: parts of chapters with their notes, the cover page, the contents.

What EPUB does in its own way with pictures, notes, links and digits stands in `EpubCompositor`; the look in assets/epub.css.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from ...errors import Severity, diagnostic
from ...meta import Meta
from ...model import Code, Heading, Image, Inline, Math, Note, Paragraph, Ruby, Text, walk
from ...regex import regex
from .. import Context, NoPicture
from .._markup import attribute, day, element, escape, legal, place_of, word, written
from .._xhtml import Compositor, Run
from ._parts import Chapter, Part
from ._plates import Plates

# Digits that stand upright in a vertical line, one or two of them (CLREQ 2.3.3); longer numbers and Latin words lie on their side.
_UPRIGHT = regex(r"(?<![0-9A-Za-z.,%+\-/:])[0-9]{1,2}(?![0-9A-Za-z.,%/:])")

# Addresses and words that would leave the line before them nearly empty, its few characters spread from edge to edge: they end anywhere.
_LONG = regex("[!-~\u00c0-\u024f]{25,}")


class Entry(msgspec.Struct, frozen=True):
    """A line of the contents: level 1 is a chapter's title."""

    level: int
    title: str
    href: str


class EpubCompositor(Compositor):
    """Sets one part of a chapter."""

    def __init__(self, chapter: Chapter, part: Part, context: Context, plates: Plates) -> None:
        indent = context.config.indent
        super().__init__(
            language=chapter.document.meta.language,
            indent="all" if indent == "auto" else indent,
            places=chapter.places,
            report=context.report,
            name=context.name,
            lowered=chapter.lowered,
        )
        self._chapter = chapter
        self._file = part.file
        self._plates = plates
        self._vertical = context.config.writing_mode == "vertical"
        self._marks: Counter[int] = Counter()

    def typeset(self, runs: Sequence[Run]) -> Sequence[str]:
        """Text as it is, what is long to end anywhere; in vertical lines short numbers upright."""
        upright = _upright(runs) if self._vertical else {}
        return [_marked(run.text, upright.get(number, ())) if run.kind == "text" else "" for number, run in enumerate(runs)]

    def image(self, image: Image) -> str:
        """A picture in the book, or the visible note that stands for it, reported by its code."""
        plate = self._plates.place(image.src)
        if isinstance(plate, NoPicture):
            self.left_out(image, plate.code, plate.reason)
            return self.picture_note(image)
        return f"<img{written({'src': plate.file, 'alt': image.alt, 'title': image.title})}/>"

    def href(self, url: str) -> str | None:
        """A heading may stand in another file of the chapter."""
        if not url.startswith("#"):
            return super().href(url)
        place = place_of(url, self.places)
        return self._to(self._chapter.files[place], place) if place else None

    def _to(self, file: str, place: str) -> str:
        return f"#{place}" if file == self._file else f"{file}#{place}"

    def note_mark(self, id: str) -> str:
        """The number of a note as a link that readers open as a pop-up (EPUB SSV noteref, DPUB-ARIA doc-noteref)."""
        if id not in self._chapter.notes:
            message = f"there is no note {id[:80]!r}"
            self.report(diagnostic(Severity.WARNING, "note-missing", message, file=self.name))
            return super().note_mark(id)
        number, file = self._chapter.notes[id]
        self._marks[number] += 1
        again = f"-{self._marks[number]}" if self._marks[number] > 1 else ""
        place, href = f"mark-{number}{again}", self._to(file, f"note-{number}")
        link = element("a", f"[{number}]", id=place, href=href, epub__type="noteref", role="doc-noteref")
        return element("sup", link, class_="note-mark")

    def notes(self, notes: Sequence[tuple[int, Note]]) -> str:
        """The notes of this part; those that nothing marks have no way back."""
        if not notes:
            return ""
        printed = "\n".join(self._note(number, note) for number, note in notes)
        return element("section", f"<hr/>\n{printed}", class_="notes", epub__type="footnotes")

    def _note(self, number: int, note: Note) -> str:
        # Blocks first: a note may hold the first mark of another.
        blocks = note.blocks if note.blocks and isinstance(note.blocks[0], Paragraph) else (Paragraph(()), *note.blocks)
        printed = [self.block(block, indented=False) for block in blocks[1:]]
        first = blocks[0]
        assert isinstance(first, Paragraph)  # noqa: S101 - put there above
        lead = self.paragraph(first, indented=False, lead=self._way_back(number, note))
        return element("aside", "\n".join([lead, *printed]), id=f"note-{number}", epub__type="footnote", role="doc-footnote")

    def _way_back(self, number: int, note: Note) -> str:
        if self._chapter.notes[note.id][0] != number or not self._marks[number]:
            return element("span", f"[{number}]", class_="note-back")
        label = f"{word('back', self.language)}[{number}]"
        return element("a", f"[{number}]", class_="note-back", href=f"#mark-{number}", role="doc-backlink", aria_label=label)


def _upright(runs: Sequence[Run]) -> dict[int, list[tuple[int, int]]]:
    """Per run the places of short numbers, with what stands in the neighbouring runs taken into account."""
    line, starts = "", []
    for run in runs:
        starts.append(len(line))
        line += run.text or "\ufffc"
    spans: dict[int, list[tuple[int, int]]] = {}
    number = 0
    for match in _UPRIGHT.finditer(line):
        while number + 1 < len(starts) and starts[number + 1] <= match.start():
            number += 1
        start, end = match.start() - starts[number], match.end() - starts[number]
        if end <= len(runs[number].text):
            spans.setdefault(number, []).append((start, end))
    return spans


def _marked(text: str, upright: Iterable[tuple[int, int]]) -> str:
    long = [match.span() for match in _LONG.finditer(text)]
    spans = [(*span, "long") for span in long]
    spans += [(*span, "upright") for span in upright if not any(start <= span[0] < end for start, end in long)]
    parts, at = [], 0
    for start, end, name in sorted(spans):
        parts += [escape(text[at:start]), element("span", escape(text[start:end]), class_=name)]
        at = end
    return "".join([*parts, escape(text[at:])])


# ---- documents ------------------------------------------------------------------------------------------------------


def document(title: str, language: str, body: str, *, vertical: bool, kind: str = "") -> bytes:
    """A whole XHTML document around the markup of its body. `kind` is the epub:type of the body."""
    html = {
        "xmlns": "http://www.w3.org/1999/xhtml",
        "xmlns__epub": "http://www.idpf.org/2007/ops",
        "lang": language,
        "xml__lang": language,
        "class_": "vertical" if vertical else None,
    }
    style = '<link rel="stylesheet" type="text/css" href="style.css"/>'
    head = f'<head>\n<meta charset="utf-8"/>\n{element("title", escape(title))}\n{style}\n</head>'
    whole = f"<html{written(html)}>\n{head}\n{element('body', body, epub__type=kind)}\n</html>\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n{whole}'.encode()


def part_page(chapter: Chapter, at: int, title: str, context: Context, plates: Plates) -> bytes:
    """Part number `at` (0-based) of a chapter; the first holds the title and the byline."""
    here = chapter.parts[at]
    compositor = EpubCompositor(chapter, here, context, plates)
    head = header(chapter.document.meta, compositor) if at == 0 else ""
    body = "\n".join(piece for piece in (head, compositor.blocks(here.blocks), compositor.notes(here.notes)) if piece)
    section = element("section", f"\n{body}\n", epub__type="chapter", role="doc-chapter", aria_label=title)
    vertical = context.config.writing_mode == "vertical"
    return document(title, chapter.document.meta.language, section, vertical=vertical, kind="bodymatter")


def header(meta: Meta, compositor: EpubCompositor) -> str:
    """The title and, under it, who wrote it where and when: what the article says of itself, nothing invented."""
    said = "　".join(part for part in (*meta.author, meta.source, day(meta.published or "")) if part)
    byline = element("p", compositor.inlines((Text(said),)), class_="byline no-indent") if said else ""
    title = element("h1", compositor.inlines((Text(meta.title),))) if plain(meta.title) else ""
    return element("header", title + byline) if title or byline else ""


def cover_page(file: str, title: str, language: str, *, vertical: bool) -> bytes:
    """The page that shows the cover."""
    alt = attribute(f"{word('cover', language)}：{title}")
    image = f'<section epub:type="cover" class="cover"><img src="{attribute(file)}" alt="{alt}" role="doc-cover"/></section>'
    return document(word("cover", language), language, image, vertical=vertical, kind="frontmatter")


# ---- contents -------------------------------------------------------------------------------------------------------


def entries(chapter: Chapter, title: str) -> list[Entry]:
    """The contents of a chapter: its title where it prints one, and its headings; at least one line."""
    found = [
        Entry(max(2, min(6, node.level + chapter.lowered)), label, f"{part.file}#{node.id}")
        for part in chapter.parts
        for block in part.blocks
        for node in walk(block)
        if isinstance(node, Heading) and (label := label_of(node.inlines))
    ]
    if found and not plain(chapter.document.meta.title):
        return found
    return [Entry(1, title, chapter.parts[0].file), *found]


def label_of(inlines: tuple[Inline, ...]) -> str:
    """A heading as one line of plain text, without ruby readings and note marks; the alt text of pictures where there is nothing else."""
    said: list[str] = []
    for node in inlines:
        for here in walk(node):
            match here:
                case Ruby(pairs=pairs):
                    said += [pair.base for pair in pairs]
                case Text(text=text) | Code(text=text) | Math(text=text):
                    said.append(text)
                case _:
                    pass
    return plain("".join(said)) or plain("".join(here.alt for node in inlines for here in walk(node) if isinstance(here, Image)))


def plain(text: str) -> str:
    """One line without white space at its ends, as metadata and contents want it; empty where nothing visible is left."""
    return re.sub(r"[ \t\r\n\f]+", " ", legal(text)).strip(" \u3000\u00a0")


def contents_page(lines: Sequence[Entry], landmarks: Sequence[tuple[str, str, str]], language: str, *, vertical: bool) -> bytes:
    """The navigation document (EPUB 3.3, 7): contents, and landmarks as (epub:type, href, label)."""
    label = word("contents", language)
    toc = element("nav", f"<h1>{label}</h1>\n{_nested(list(lines))}", epub__type="toc", id="toc", role="doc-toc", aria_label=label)
    items = "".join(f"<li>{element('a', escape(said), epub__type=kind, href=href)}</li>\n" for kind, href, said in landmarks)
    title = word("landmarks", language)
    marks = element("nav", f"<h2>{title}</h2>\n<ol>\n{items}</ol>", epub__type="landmarks", hidden="hidden", aria_label=title)
    return document(label, language, f"{toc}\n{marks}", vertical=vertical, kind="frontmatter")


def _nested(lines: list[Entry]) -> str:
    """Lines as nested lists: a line of a deeper level stands in the one before it, however many levels it skips."""
    items: list[str] = []
    while lines:
        first = lines.pop(0)
        below = next((at for at, line in enumerate(lines) if line.level <= first.level), len(lines))
        inner, lines = lines[:below], lines[below:]
        items.append(f"<li>{element('a', escape(first.title), href=first.href)}{_nested(inner) if inner else ''}</li>\n")
    return f"<ol>\n{''.join(items)}</ol>"
