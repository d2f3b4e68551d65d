"""What each HTML tag does: one row in `TAGS`. A tag without a row is inline and only passes on what its attributes say."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import msgspec
from bs4.element import Tag

from ...model import Break, Rule, Styled
from ...regex import regex
from ...tidy import Mark
from . import _leaves as leaves
from ._builder import Builder
from ._frames import Frame, Glossary, Item, Legend, Listing, Meaning, NoteFrame, Picture, Quotation, TermFrame
from ._tables import MAX_SPAN, CellFrame, Grid, RowFrame, span
from ._tag_marks import TAG_MARKS, link_of


class Going(NamedTuple):
    """How the walk goes on: into the children or not, with block boundaries around them, and what to do after the last."""

    walk: bool = True
    block: bool = False
    leave: Callable[[Builder], None] | None = None


INLINE = Going()
BLOCK = Going(block=True)
SKIP = Going(walk=False)
Enter = Callable[[Builder, Tag], Going]


def _block(_builder: Builder, _tag: Tag) -> Going:
    return BLOCK


def _skip(_builder: Builder, _tag: Tag) -> Going:
    return SKIP


def _only(does: Callable[[Builder, Tag], None]) -> Enter:
    """A tag that is one leaf or block with all that is in it."""

    def enter(builder: Builder, tag: Tag) -> Going:
        does(builder, tag)
        return SKIP

    return enter


# ---- inline -------------------------------------------------------------------------------------------------------


def _break(builder: Builder, _tag: Tag) -> Going:
    builder.leaf(Break())
    return INLINE  # libxml2 lets no content into it; another parser might


def _link(builder: Builder, tag: Tag) -> Going:
    if link := link_of(tag, builder.printable):
        builder.wear((link,))
    return INLINE


def _quoted(builder: Builder, _tag: Tag) -> Going:
    """q: the marks of the language it stands in, the inner ones at every second level (GB/T 15834 4.8.3; CLREQ 3.1.5)."""
    language = (builder.context.language or builder.language()).lower()
    level = builder.context.quotes % 2
    pairs = ("「」", "『』") if _is_traditional(language) else ("“”", "‘’")
    builder.text(pairs[level][0])
    builder.context = msgspec.structs.replace(builder.context, quotes=builder.context.quotes + 1)
    return Going(leave=lambda at: at.text(pairs[level][1]))


def _is_traditional(language: str) -> bool:
    return "hant" in language or language.startswith(("zh-tw", "zh-hk", "zh-mo", "ja"))


def _code(builder: Builder, tag: Tag) -> Going:
    if not leaves.code(builder, tag):
        return SKIP
    builder.context = msgspec.structs.replace(builder.context, code=True)
    return INLINE


def _sup(builder: Builder, tag: Tag) -> Going:
    if "data-note-ref" not in tag.attrs:
        return INLINE
    builder.wear((), ("sup",))
    leaves.note_mark(builder, tag)
    return INLINE


def _span(builder: Builder, tag: Tag) -> Going:
    if "data-math" not in tag.attrs:
        return INLINE
    leaves.mathematics(builder, tag)
    return SKIP


def _twin(builder: Builder, _tag: Tag) -> Going:
    builder.context = msgspec.structs.replace(builder.context, hidden_twin=True)
    return INLINE


# ---- blocks -------------------------------------------------------------------------------------------------------


def _heading(builder: Builder, tag: Tag) -> Going:
    builder.flush()
    builder.heading = int(tag.name[1])
    return Going(block=True, leave=_end_heading)


def _end_heading(builder: Builder) -> None:
    builder.flush()
    builder.heading = 0


def _centred(builder: Builder, _tag: Tag) -> Going:
    builder.context = msgspec.structs.replace(builder.context, align="center")
    return BLOCK


def _rule(builder: Builder, _tag: Tag) -> Going:
    builder.block(Rule())
    return BLOCK


def _preformatted(builder: Builder, tag: Tag) -> Going:
    builder.flush()
    leaves.preformatted(builder, tag)
    return SKIP


def _embed(builder: Builder, tag: Tag) -> Going:
    leaves.embed(builder, tag)
    return BLOCK


def _frame(builder: Builder, tag: Tag) -> Going:
    leaves.embed(builder, tag)
    return _unread(builder, tag)


def _unread(builder: Builder, tag: Tag) -> Going:
    leaves.fallback(builder, tag)
    return Going(walk=False, block=True)


def _quotation(builder: Builder, _tag: Tag) -> Going:
    builder.open(Quotation())
    return BLOCK


def _section(builder: Builder, tag: Tag) -> Going:
    if "data-note" in tag.attrs:
        builder.open(NoteFrame(builder.notes, builder.printable(str(tag["data-note"]))))
    return BLOCK


def _listing(builder: Builder, tag: Tag) -> Going:
    ordered = tag.name == "ol"
    start = _number(tag.get("start")) if ordered else None
    builder.open(Listing(ordered=ordered, start=start, falling=ordered and "reversed" in tag.attrs))
    return BLOCK


def _number(written: object) -> int | None:
    """A list's number by HTML's rules for parsing integers (Living Standard 2.3.4.1), None where CommonMark knows no such one."""
    match = _NUMBER.match(str(written or ""))
    return int(match[1]) if match else None


_NUMBER = regex(r"[ \t\r\n\f]*\+?([0-9]{1,9})(?![0-9])")


def _item(builder: Builder, tag: Tag) -> Going:
    listing = builder.frames[-1]
    if isinstance(listing, Listing):
        checked = {"true": True, "false": False}.get(str(tag.get("data-checked")))
        builder.open(Item(_number(tag.get("value")) if listing.ordered else None, checked=checked))
    return BLOCK


def _checkbox(builder: Builder, tag: Tag) -> Going:
    frame = builder.frames[-1]
    if isinstance(frame, Item) and not frame.blocks and not builder.runs and tag.get("type") == "checkbox":
        frame.checked = "checked" in tag.attrs
    return INLINE


def _glossary(builder: Builder, _tag: Tag) -> Going:
    builder.open(Glossary())
    return BLOCK


def _term(builder: Builder, _tag: Tag) -> Going:
    if isinstance(builder.frames[-1], Glossary):
        builder.open(TermFrame())
    return BLOCK


def _meaning(builder: Builder, _tag: Tag) -> Going:
    if isinstance(builder.frames[-1], Glossary):
        builder.open(Meaning())
    return BLOCK


def _figure(builder: Builder, _tag: Tag) -> Going:
    builder.open(Picture())
    return BLOCK


def _legend(builder: Builder, _tag: Tag) -> Going:
    if isinstance(builder.frames[-1], (Picture, Grid)):
        builder.open(Legend())
    else:
        builder.context = msgspec.structs.replace(builder.context, caption=True)
    return BLOCK


def _summary(builder: Builder, _tag: Tag) -> Going:
    builder.wear((Styled("strong", ()),))
    return BLOCK


def _table(builder: Builder, tag: Tag) -> Going:
    builder.open(Grid(builder.release, presentational=tag.get("role") in ("presentation", "none")))
    return BLOCK


def _row(builder: Builder, tag: Tag) -> Going:
    if isinstance(builder.frames[-1], Grid):
        builder.open(RowFrame(tag.parent.name if tag.parent else ""))
    return BLOCK


def _cell(builder: Builder, tag: Tag) -> Going:
    if isinstance(builder.frames[-1], RowFrame):
        align = builder.context.align
        builder.context = msgspec.structs.replace(builder.context, align="start", indent=0.0)
        columns, rows = span(tag.get("colspan")), span(tag.get("rowspan"), zero=MAX_SPAN)
        builder.open(CellFrame(header=tag.name == "th", colspan=columns, rowspan=rows, align=align))
    return BLOCK


_BLOCKS = (
    "address article aside body details dialog div fieldset footer form header hgroup html legend main marquee nav "
    "optgroup option p search select tbody textarea tfoot thead"
)
# Void tags have no row: libxml2 knows HTML 4, where wbr, source and track take in what follows them.

TAGS: dict[str, Enter] = {}
TAGS |= dict.fromkeys(_BLOCKS.split(" "), _block)
TAGS |= dict.fromkeys(leaves.UNSEEN, _skip)
TAGS |= {f"h{level}": _heading for level in range(1, 7)}
TAGS |= dict.fromkeys(("ul", "ol", "menu", "dir"), _listing)
TAGS |= dict.fromkeys(("video", "audio", "embed", "object"), _embed)
TAGS |= dict.fromkeys(("iframe", "frame"), _frame)
TAGS |= dict.fromkeys(("noembed", "noframes"), _unread)
TAGS |= dict.fromkeys(("code", "samp", "tt"), _code)
TAGS |= dict.fromkeys(("td", "th"), _cell)
TAGS |= dict.fromkeys(("figcaption", "caption"), _legend)
TAGS |= dict.fromkeys(("pre", "listing", "xmp", "plaintext"), _preformatted)
TAGS |= {
    "a": _link,
    "blockquote": _quotation,
    "br": _break,
    "center": _centred,
    "dd": _meaning,
    "dl": _glossary,
    "dt": _term,
    "figure": _figure,
    "hr": _rule,
    "img": _only(leaves.image),
    "input": _checkbox,
    "li": _item,
    "noscript": _twin,
    "q": _quoted,
    "ruby": _only(leaves.ruby),
    "section": _section,
    "span": _span,
    "summary": _summary,
    "sup": _sup,
    "table": _table,
    "tr": _row,
}


def _title(_builder: Builder, tag: Tag) -> Going:
    """A drawing's title stands among its words, any other is a line of its own."""
    return INLINE if tag.find_parent("svg") else BLOCK


TAGS["title"] = _title

_SIBLINGS: dict[str, tuple[type[Frame], ...]] = {
    "li": (Item,),
    "dt": (TermFrame, Meaning),
    "dd": (TermFrame, Meaning),
    "tr": (CellFrame, RowFrame),
    "td": (CellFrame,),
    "th": (CellFrame,),
}


def imply(builder: Builder, name: str) -> None:
    """Close the sibling that nothing closed, and open the container that is missing: a list for a stray li, a row for a cell."""
    while isinstance(builder.frames[-1], _SIBLINGS[name]):
        builder.close()
    top = builder.frames[-1]
    if name == "li" and not isinstance(top, Listing):
        builder.open(Listing(), implied=True)
    elif name in ("dt", "dd") and not isinstance(top, Glossary):
        builder.open(Glossary(), implied=True)
    elif name in ("td", "th") and isinstance(top, Grid):
        builder.open(RowFrame(), implied=True)


class Step(NamedTuple):
    """All that is known of a tag by its name: looked up once for each tag of a soup."""

    enter: Enter | None = None
    going: Going = INLINE
    """What holds where `enter` is None."""
    ends_paragraph: bool = False
    needs_container: bool = False
    mark: Mark | None = None
    heading: bool = False


_INLINE = frozenset(("a", "br", "code", "samp", "tt", "img", "input", "noscript", "q", "ruby", "span", "sup", "title", *leaves.UNSEEN))
UNKNOWN = Step()


def _step(name: str) -> Step:
    enter = TAGS.get(name)
    return Step(
        None if enter is _block else enter,
        BLOCK if enter is _block else INLINE,
        name in TAGS and name not in _INLINE,
        name in _SIBLINGS,
        TAG_MARKS.get(name),
        enter is _heading,
    )


STEPS = {name: _step(name) for name in TAGS | TAG_MARKS}
