"""Writes inline content as Markdown: marks where they survive, HTML tags where they would not, never a character more.

A new leaf is one case in `_Line.leaf`, a new mark one row in `TAGS` (or in `DELIMITERS`, where Markdown has one for it).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as escape_html
from typing import assert_never

import msgspec

from ...model import Break, Code, Face, Image, Inline, Link, Math, NoteRef, Ruby, Style, Styled, Text, text_of
from ...parse.markdown._rules import INLINE_MATH
from ...regex import regex
from ...tidy import BLANKS, Run, flatten, nest, settle
from ._emphasis import Piece, failing
from ._escape import ENTITY, Around, alternative, around, escape, has_special, line_start

TAGS: dict[Style, tuple[str, str]] = {
    "strong": ("<strong>", "</strong>"),
    "emph": ("<em>", "</em>"),
    "strike": ("<del>", "</del>"),
    "underline": ("<u>", "</u>"),
    "wavy": ('<u class="wavy">', "</u>"),
    "dots": ('<em class="dots">', "</em>"),
    "mark": ("<mark>", "</mark>"),
    "sup": ("<sup>", "</sup>"),
    "sub": ("<sub>", "</sub>"),
    "kbd": ("<kbd>", "</kbd>"),
}
"""Each style as HTML: what parse/html.py reads back as the same style."""

DELIMITERS: dict[Style, str] = {"strong": "**", "emph": "*", "strike": "~~"}
HARD_BREAK = "\\\n"
SCRIPT = regex(r"[\x00-\x20]*(?:javascript|vbscript)[\x00-\x20]*:", re.IGNORECASE)
"""Addresses that run something where they are clicked (promise P6): of such links the text is written alone."""
_REFUSED = regex(r"[\x00-\x20]*(?:file|data):", re.IGNORECASE)
"""Addresses that markdown-it shows as they are written instead of linking them: as HTML they are links everywhere."""
_AUTOLINK = regex(r"[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^<>\x00-\x20\x7f]*")
_UNSETTLED = regex(r"  |[\t\n\r\f]")
# What a renderer without mathematics takes for a tag, perhaps one that ends in the next formula, within a quoted value: it could run. Of an
# entity (ENTITY) it shows the character.
_MARKUP = regex(r"<[a-zA-Z/][^<]*[>\"']|<[!?]")
_PLAIN_URL = regex(r"(?:[^\s<>()\[\]\\\"`*{}\x00-\x20\x7f]++|\([^\s<>()\[\]\\\"`*{}\x00-\x20\x7f]*+\))+")


class Flavour(msgspec.Struct, frozen=True):
    """What the Markdown that is written may hold; `notes` are the ids that a mark can name, `numbers` have those of all notes."""

    strike: bool = True
    tables: bool = True
    notes: frozenset[str] = frozenset()
    numbers: dict[str, int] = {}
    pandoc: bool = False


def runs_of(inlines: Sequence[Inline]) -> tuple[float, list[Run]]:
    """What of inline content Markdown holds: no faces, no links that run code; (em of blank before it, runs in normal form)."""
    if len(inlines) == 1 and isinstance(inlines[0], Text) and _is_settled(inlines[0].text):
        return 0.0, [Run(inlines[0].text)]
    em, runs = settle(flatten(inlines))
    if any(run.marks for run in runs):
        runs = [Run(run.leaf, tuple(mark for mark in run.marks if _written(mark))) for run in runs]
    return em, runs


def _is_settled(text: str) -> bool:
    """Whether a lone text is in normal form as it stands: most are."""
    return bool(text) and text[0] not in BLANKS and text[-1] not in BLANKS and _UNSETTLED.search(text) is None


def _written(mark: Styled | Face | Link) -> bool:
    return not (isinstance(mark, Face) or (isinstance(mark, Link) and SCRIPT.match(mark.url)))


def markdown(runs: Sequence[Run], flavour: Flavour, *, breaks: str = HARD_BREAK, lead: str = "") -> str:
    """Runs as Markdown, behind `lead` (an indent, already Markdown); lines other than the first come from Breaks.

    `breaks` is how a Break is written: <br> in headings and cells, which are one line.
    """
    if len(runs) == 1 and isinstance(runs[0].leaf, str) and not runs[0].marks:
        return _one_text(runs[0].leaf, flavour, lead)
    return _Line(nest(runs), flavour, breaks).written(lead)


def _one_text(text: str, flavour: Flavour, lead: str) -> str:
    """The common case: no mark, no break."""
    escaped = text
    if has_special(text, pandoc=flavour.pandoc):
        escaped = escape(text, around(text, strong=False, strike=False, code=False, math=False, pandoc=flavour.pandoc))
    return lead + escaped if lead else line_start(escaped, continued=False, pandoc=flavour.pandoc)


class _Line:
    """Inline content on its way to text: pieces in order, and the styles that have delimiters."""

    def __init__(self, inlines: tuple[Inline, ...], flavour: Flavour, breaks: str) -> None:
        self.flavour = flavour
        self.breaks = breaks
        self.pieces: list[Piece] = []
        self.styles: list[Style] = []
        self.texts: dict[int, str] = {}
        self.linked: set[int] = set()
        self.in_link = False
        self._inlines(inlines)

    # ---- nodes to pieces ----

    def _inlines(self, inlines: tuple[Inline, ...]) -> None:
        for node in inlines:
            match node:
                case Text(text=text):
                    self.texts[len(self.pieces)] = text
                    self._raw(text)
                case Styled():
                    self._styled(node)
                case Link():
                    self._link(node)
                case Face(inlines=inner):
                    self._inlines(inner)
                case _:
                    self._raw(self._leaf(node))

    def _raw(self, text: str) -> None:
        self.pieces.append(Piece(text))

    def _styled(self, node: Styled) -> None:
        delimiter = DELIMITERS.get(node.style, "")
        # marked reads no strike-through that holds a tilde, escaped or not
        if not delimiter or (node.style == "strike" and (not self.flavour.strike or "~" in text_of(node))):
            opening, closing = TAGS[node.style]
            self._raw(opening)
            self._inlines(node.inlines)
            self._raw(closing)
            return
        mark = len(self.styles)
        self.styles.append(node.style)
        self.pieces.append(Piece(delimiter, mark, opens=True))
        self._inlines(node.inlines)
        self.pieces.append(Piece(delimiter, mark))

    def _link(self, node: Link) -> None:
        if not node.title and node.inlines == (Text(node.url),) and _AUTOLINK.fullmatch(node.url):
            self._raw(f"<{node.url}>")
            return
        if _REFUSED.match(node.url):
            title = f' title="{attribute(node.title)}"' if node.title else ""
            self._raw(f'<a href="{attribute(node.url)}"{title}>')
            self._inlines(node.inlines)
            self._raw("</a>")
            return
        start = len(self.pieces)
        self._raw("[")
        self.in_link = True  # links do not nest
        self._inlines(node.inlines)
        self.in_link = False
        self.linked.update(range(start, len(self.pieces)))
        self._raw(f"]({target(node.url, node.title)})")

    def _leaf(self, node: Code | Image | Ruby | Math | Break | NoteRef) -> str:
        match node:
            case Code(text=text):
                return self._code(text)
            case Image(src=src, alt=alt, title=title):
                return f"![{alternative(alt, linked=self.in_link, pandoc=self.flavour.pandoc)}]({target(src, title)})"
            case Ruby(pairs=pairs):
                return "<ruby>" + "".join(f"{self._inside(pair.base)}<rt>{self._inside(pair.reading)}</rt>" for pair in pairs) + "</ruby>"
            case Math():
                return self._math(node)
            case Break():
                return self.breaks
            case NoteRef(id=name):
                return self._note(name)
            case _:
                assert_never(node)

    def _code(self, text: str) -> str:
        text = text.replace("\n", " ")
        if self._last() == "`" or not text:
            return f"<code>{self._inside(text)}</code>"
        longest = max((len(run) for run in re.findall("`+", text)), default=0)
        ticks = "`" * (1 if not longest else longest + 1)
        padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " " and text.strip(" "))
        return f"{ticks} {text} {ticks}" if padded else f"{ticks}{text}{ticks}"

    def _math(self, node: Math) -> str:
        """Verbatim where it reads back as mathematics, else in a span that says so."""
        before = self._last()
        alone = not (before.isascii() and before.isalnum()) and before not in ("$", "\\")
        display = node.text.startswith("$$")
        plain = "\n" not in node.text and not _MARKUP.search(node.text) and not ENTITY.search(node.text)
        plain = plain and not (self.in_link and ("[" in node.text or "]" in node.text))
        if alone and plain and display == node.display and INLINE_MATH.fullmatch(node.text):
            return node.text
        kind = "display" if node.display else "inline"
        return f'<span data-math="{kind}">{self._inside(node.text).replace(chr(10), "&#10;")}</span>'

    def _note(self, name: str) -> str:
        if name in self.flavour.notes:
            return f"[^{name}]"
        return f'<sup data-note-ref="{attribute(name)}">{label(name, self.flavour, linked=self.in_link)}</sup>'

    def _inside(self, text: str) -> str:
        """Text within a tag or brackets of ours: what is around it is not asked, and may hold any mark."""
        return escape(text, Around(in_link=True, linked=self.in_link, pandoc=self.flavour.pandoc))

    def _last(self) -> str:
        return next((piece.text[-1] for piece in reversed(self.pieces) if piece.text), "")

    # ---- pieces to text ----

    def written(self, lead: str) -> str:
        """The text, its delimiters settled and its lines safe at their starts."""
        self._escape()
        while self.styles and (bad := failing(self.pieces)):
            for piece in self.pieces:
                if piece.mark in bad:
                    piece.text, piece.mark = TAGS[self.styles[piece.mark]][0 if piece.opens else 1], -1
        return self._lines(lead)

    def _escape(self) -> None:
        special = {number for number, text in self.texts.items() if has_special(text, pandoc=self.flavour.pandoc)}
        place = self._around() if special else Around()
        for number, text in self.texts.items():
            escaped = text
            if number in special:
                linked = number in self.linked
                escaped = escape(text, msgspec.structs.replace(place, in_link=linked, linked=linked, after=self._after(number)))
            if number and escaped[0] in _JOINED.get(self.pieces[number - 1].text[-1:], ""):
                escaped = "\\" + escaped
            self.pieces[number].text = escaped

    def _after(self, number: int) -> str:
        """The first character behind a text, empty where that is a delimiter."""
        piece = next((self.pieces[at] for at in range(number + 1, len(self.pieces)) if self.pieces[at].text), None)
        return "" if piece is None or piece.mark >= 0 else piece.text[0]

    def _around(self) -> Around:
        leaves = [piece.text for number, piece in enumerate(self.pieces) if number not in self.texts]
        plain = "".join(piece.text for piece in self.pieces if piece.mark < 0)
        return around(
            plain,
            strong=any(style != "strike" for style in self.styles),
            strike="strike" in self.styles,
            code=any(text.startswith("`") for text in leaves),
            math=any(text.startswith("$") for text in leaves),
            pandoc=self.flavour.pandoc,
        )

    def _lines(self, lead: str) -> str:
        """The pieces joined, each line that begins with a text made safe."""
        parts = [lead]
        fresh, first = not lead, True
        line: list[str] = []
        for number, piece in enumerate(self.pieces):
            if piece.text == HARD_BREAK == self.breaks:
                parts += [self._line(line, fresh, first), HARD_BREAK]
                line, fresh, first = [], True, False
                continue
            if not line:
                fresh = fresh and number in self.texts
            line.append(piece.text)
        parts.append(self._line(line, fresh, first))
        return "".join(parts)

    def _line(self, line: list[str], fresh: bool, first: bool) -> str:
        text = "".join(line)
        return line_start(text, continued=not first, pandoc=self.flavour.pandoc) if fresh else text


def stands_alone(text: str) -> bool:
    """Whether mathematics of several lines reads back as it is: $$ at its ends, no blank line, no white space that a line would lose."""
    first, *lines = text.split("\n")
    safe = all(line == line.strip(" \t") != "" for line in (first, *lines))
    early = any(line.endswith("$$") for line in (first[2:], *lines[:-1]))
    inert = not _MARKUP.search(text) and not ENTITY.search(text)
    return safe and inert and not early and first.startswith("$$") and INLINE_MATH.fullmatch(text) is not None


_JOINED = {"]": "([{:", ")": "{", "`": "{"}
"""What would be read as part of a note mark, a link or a span of code, by the character that those end with."""


def label(name: str, flavour: Flavour, *, linked: bool) -> str:
    """What a reader sees of a mark that is HTML, no text for ours: the note's number, as a link to it where that is HTML too.

    Empty where there is no such note; `linked` is where a link would stand within a link.
    """
    number = flavour.numbers.get(name, "")
    if linked or name in flavour.notes:
        return f"<span data-note-label>{number}</span>" if number else ""
    return f'<a data-note-label href="#fn-{name}">{number}</a>' if number else ""


def attribute(text: str) -> str:
    """A text as the value of an HTML attribute in double quotes, on one line, in which no blog's engine finds a tag."""
    return escape_html(text).replace("\n", "&#10;").replace("`", "&#96;").replace("{", "&#123;")


def target(url: str, title: str) -> str:
    """What stands in the parentheses of a link or picture."""
    return _destination(url) + (f' "{_escape_all(title)}"' if title else "")


def _destination(url: str) -> str:
    if _PLAIN_URL.fullmatch(url) and not ENTITY.search(url):
        return url
    return f"<{_escape_all(url)}>"


def _escape_all(text: str) -> str:
    """Backslashes before all that could have a meaning in an address or a title; line ends as references."""
    escaped = re.sub(r"[\\<>\"*`\[\]{}$|]", lambda match: "\\" + match[0], ENTITY.sub(lambda match: "&amp;" + match[0][1:], text))
    return re.sub(r"[\x00-\x1f\x7f]", lambda match: f"&#{ord(match[0])};", escaped)
