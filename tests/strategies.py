"""Hypothesis strategies for every node of the model: Chinese text with all that goes wrong in it, and Documents made of it.

`documents()` gives any Document that validates, odd ones too; `tidy_documents()` those in normal form, as readers give them. A new node is
one strategy here and one line in `inlines` or `blocks`. The characters stand in characters.py.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import Any, cast

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from convert.meta import Meta
from convert.model import (
    Block,
    Break,
    Caption,
    Cell,
    Code,
    CodeBlock,
    Definition,
    Definitions,
    Document,
    Embed,
    Face,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Math,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    RubyPair,
    Rule,
    Styled,
    Table,
    Term,
    Text,
    walk,
)

from .characters import (
    CHINESE_PUNCTUATION,
    COMPATIBILITY,
    DIGITS,
    EMOJI,
    HAN,
    INVISIBLE,
    LATIN,
    MARKDOWN_MARKS,
    PAIRS,
    PINYIN,
    PRIVATE,
    RADICALS,
    RARE_HAN,
    SELECTED,
    WIDE_SPACES,
)

# ---- characters ---------------------------------------------------------------------------------------------------


def _fragments() -> SearchStrategy[str]:
    return _weighted(
        [
            *[st.sampled_from(HAN)] * 3,
            *[st.sampled_from(CHINESE_PUNCTUATION)] * 2,
            *[st.sampled_from(MARKDOWN_MARKS)] * 2,
            st.sampled_from((*RARE_HAN, *COMPATIBILITY, *RADICALS, *SELECTED, *PRIVATE, *EMOJI)),
            st.sampled_from((*PAIRS, *PINYIN, *DIGITS, *LATIN)),
            st.sampled_from((" ", " ", *WIDE_SPACES)),
            st.sampled_from(INVISIBLE),
            st.characters(exclude_categories=("Cs", "Cc", "Cn")),
        ]
    )


def _weighted(kinds: list[SearchStrategy[Any]]) -> SearchStrategy[Any]:
    """One of them, those named twice twice as often: `one_of` flattens its parts and counts equal ones once."""
    return st.integers(0, len(kinds) - 1).flatmap(kinds.__getitem__)


FRAGMENTS = _fragments()
"""One to a few characters of any kind that a Document may hold."""

PRINTABLE = _weighted(
    [
        *[st.sampled_from(HAN)] * 2,
        st.sampled_from("，。、；：？！“”（）《》「」"),
        st.sampled_from((*PAIRS[:2], "abc", "2021", "7", " ", "*", "<", "&", '"')),
    ]
)
"""What common fonts have glyphs for and a PDF gives back unchanged: for tests that print."""


@lru_cache(maxsize=64)
def texts(min_size: int = 0, max_size: int = 8, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[str]:
    """Strings for a Text: no line end, no control character; sizes count fragments, not characters."""
    return st.lists(fragments, min_size=min_size, max_size=max_size).map("".join)


@lru_cache(maxsize=64)
def _lines(fragments: SearchStrategy[str]) -> SearchStrategy[str]:
    """Code: lines with their white space, tabs too; it does not end in a line end."""
    line = st.tuples(st.sampled_from(("", "  ", "\t", "    ", "\u3000")), texts(0, 4, fragments), st.sampled_from(("", " "))).map("".join)
    return st.lists(line, max_size=4).map("\n".join).map(lambda text: text.rstrip("\n"))


URLS = (
    "https://a.example/b?c=d&e=f#g",
    "http://例子.example/路径/（一）",
    "#ankor",
    "#不在",
    "",
    "a b.html",
    "x(y)z",
    "javascript:alert(1)",
    "mailto:a@b.example",
    '"><b>',
    "http://a.example/'q'<>`\\",
    "//a.example/x",
    "../up.html",
    "file:///etc/x",
    "a%20b",
    "&amp;",
)
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SOURCES = (
    PIXEL,
    "图一.png",
    "missing (1).jpg",
    "https://a.example/p.png",
    "../x.png",
    "/etc/hostname",
    "file:///etc/hostname",
    "",
    "data:,x",
    "a b\"'<.png",
)
IDENTIFIERS = ("ankor", "a b", '"q"', "中文", "1", "<x>", "a", "-", "a#b")
NOTE_IDS = ("1", "2", "注", "a b", '"', "]", "Note")


def urls() -> SearchStrategy[str]:
    return st.sampled_from(URLS)


# ---- inline -------------------------------------------------------------------------------------------------------

STYLES = ("emph", "strong", "strike", "underline", "wavy", "dots", "mark", "sup", "sub", "kbd")
FACES = ("song", "kai", "fangsong", "hei")


def images(fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Image]:
    return st.builds(Image, src=st.sampled_from(SOURCES), alt=texts(0, 4, fragments), title=texts(0, 2, fragments))


def rubies(fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Ruby]:
    pair = st.builds(RubyPair, base=texts(0, 2, fragments), reading=st.one_of(st.just(""), st.sampled_from(PINYIN), texts(0, 2, fragments)))
    return st.builds(Ruby, pairs=st.lists(pair, max_size=3).map(tuple))


def maths(fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Math]:
    inner = texts(1, 4, fragments).map(lambda text: text.replace("$", "") or "x")
    inline = st.tuples(inner, st.sampled_from((("$", "$"), ("\\(", "\\)")))).map(lambda pair: Math(f"{pair[1][0]}{pair[0]}{pair[1][1]}"))
    outer = st.sampled_from((("$$", "$$"), ("\\[", "\\]"), ("$$\n", "\n$$")))
    return st.one_of(inline, st.tuples(inner, outer).map(lambda pair: Math(f"{pair[1][0]}{pair[0]}{pair[1][1]}", display=True)))


@lru_cache(maxsize=256)
def inline(depth: int, in_link: bool = False, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Inline]:
    """One inline node of at most `depth` levels; no link inside a link (it does not validate)."""
    text = st.builds(Text, text=texts(0, 8, fragments))
    kinds: list[SearchStrategy[Any]] = [
        text,
        text,
        text,
        st.builds(Code, text=texts(0, 4, fragments)),
        images(fragments),
        rubies(fragments),
        maths(fragments),
        st.just(Break()),
    ]
    if notes:
        kinds.append(st.builds(NoteRef, id=st.sampled_from(NOTE_IDS)))
    if depth:
        below = inlines(depth - 1, in_link, notes, fragments)
        kinds += [st.builds(Styled, style=st.sampled_from(STYLES), inlines=below)] * 2
        kinds.append(st.builds(Face, face=st.sampled_from(FACES), inlines=below))
        if not in_link:
            kinds.append(st.builds(Link, url=urls(), inlines=inlines(depth - 1, True, notes, fragments), title=texts(0, 2, fragments)))
    return cast("SearchStrategy[Inline]", _weighted(kinds))


@lru_cache(maxsize=256)
def inlines(
    depth: int = 2, in_link: bool = False, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS
) -> SearchStrategy[tuple[Inline, ...]]:
    return st.lists(inline(depth, in_link, notes, fragments), max_size=4).map(tuple)


# ---- blocks -------------------------------------------------------------------------------------------------------

ALIGNS = st.sampled_from(("start", "start", "start", "center", "end"))


def paragraphs(notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Paragraph]:
    return st.builds(Paragraph, inlines=inlines(2, False, notes, fragments), indent=st.sampled_from((0, 0, 2, 1, 4)), align=ALIGNS)


def headings(notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Heading]:
    return st.builds(
        Heading,
        level=st.integers(1, 6),
        inlines=inlines(1, False, notes, fragments),
        id=st.one_of(st.just(""), st.sampled_from(IDENTIFIERS)),
    )


def code_blocks(fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[CodeBlock]:
    return st.builds(CodeBlock, text=_lines(fragments), language=st.sampled_from(("", "python", "c++", "文言", "a`b", '"x"')))


def captions(notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Caption | None]:
    return st.one_of(st.none(), st.builds(Caption, inlines=inlines(1, False, notes, fragments)))


def figures(notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Figure]:
    return st.builds(Figure, images=st.lists(images(fragments), max_size=2).map(tuple), caption=captions(notes, fragments))


def embeds(fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Embed]:
    return st.builds(Embed, kind=st.sampled_from(("video", "audio", "iframe")), url=urls(), title=texts(0, 3, fragments))


def tables(depth: int, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Table]:
    """Plain tables and odd ones: ragged rows, spans that meet, cells that hold blocks."""
    simple = st.builds(Paragraph, inlines=inlines(1, False, notes, fragments)).map(lambda paragraph: (paragraph,))
    inside = st.one_of(st.just(()), simple, simple, blocks(depth - 1, notes, fragments))
    plain = st.builds(Cell, blocks=st.one_of(st.just(()), simple), align=ALIGNS)
    span = st.sampled_from((1, 1, 2, 3))
    odd = st.builds(Cell, blocks=inside, header=st.booleans(), colspan=span, rowspan=span, align=ALIGNS)
    regular = st.integers(1, 3).flatmap(
        lambda width: st.builds(
            Table,
            head=st.lists(st.builds(Row, cells=st.lists(plain, min_size=width, max_size=width).map(_as_header)), max_size=1).map(tuple),
            rows=st.lists(st.builds(Row, cells=st.lists(plain, min_size=width, max_size=width).map(tuple)), min_size=1, max_size=3).map(
                tuple
            ),
            caption=captions(notes, fragments),
        )
    )
    row = st.builds(Row, cells=st.lists(st.one_of(plain, odd), max_size=3).map(tuple))
    return st.one_of(
        regular,
        st.builds(
            Table, head=st.lists(row, max_size=2).map(tuple), rows=st.lists(row, max_size=2).map(tuple), caption=captions(notes, fragments)
        ),
    )


def _as_header(cells: list[Cell]) -> tuple[Cell, ...]:
    return tuple(Cell(cell.blocks, header=True, align=cell.align) for cell in cells)


def lists(depth: int, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[List]:
    item = st.builds(ListItem, blocks=blocks(depth - 1, notes, fragments), checked=st.sampled_from((None, None, True, False)))
    items = st.lists(item, max_size=3).map(tuple)
    return st.one_of(
        st.builds(List, items=items),
        st.builds(List, items=items, ordered=st.just(True), start=st.sampled_from((1, 1, 0, 3, 10, 999_999_999))),
    )


def definitions(depth: int, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Definitions]:
    term = st.builds(Term, inlines=inlines(1, False, notes, fragments))
    item = st.builds(Definition, terms=st.lists(term, max_size=2).map(tuple), blocks=blocks(depth - 1, notes, fragments))
    return st.builds(Definitions, items=st.lists(item, max_size=2).map(tuple))


@lru_cache(maxsize=256)
def block(depth: int = 2, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Block]:
    """One block of at most `depth` levels of blocks inside it."""
    simple = paragraphs(notes, fragments)
    kinds: list[SearchStrategy[Any]] = [
        simple,
        simple,
        simple,
        headings(notes, fragments),
        code_blocks(fragments),
        figures(notes, fragments),
        st.just(Rule()),
        embeds(fragments),
    ]
    if depth:
        kinds += [
            st.builds(Quote, blocks=blocks(depth - 1, notes, fragments)),
            lists(depth, notes, fragments),
            tables(depth, notes, fragments),
            definitions(depth, notes, fragments),
        ]
    return cast("SearchStrategy[Block]", _weighted(kinds))


@lru_cache(maxsize=256)
def blocks(depth: int = 2, notes: bool = True, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[tuple[Block, ...]]:
    return st.lists(block(depth, notes, fragments), max_size=3).map(tuple)


# ---- documents ----------------------------------------------------------------------------------------------------

LANGUAGES = ("", "zh-Hans-CN", "zh-Hant-TW", "zh-Hant-HK", "en")


def json_values() -> SearchStrategy[Any]:
    """What `Meta.extra` holds: JSON values, whole numbers of any size too."""
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts(0, 3))
    return st.recursive(
        leaves, lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(texts(0, 2), inner, max_size=2)), max_leaves=4
    )


@lru_cache(maxsize=8)
def metas(fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Meta]:
    names = st.lists(texts(1, 3, fragments), max_size=2).map(tuple)
    line = st.one_of(st.just(""), texts(0, 4, fragments))
    return st.builds(
        Meta,
        title=texts(0, 6, fragments),
        author=names,
        editor=names,
        source=line,
        published=st.sampled_from((None, "2021-12-13T16:31:17+08:00", "1999-01-01T00:00:00+00:00", "2024-02-29T12:00:00-05:00")),
        language=st.sampled_from(LANGUAGES),
        categories=names,
        tags=names,
        cover=st.sampled_from(("", *SOURCES)),
        url=st.sampled_from(URLS),
        description=line,
        extra=st.dictionaries(texts(1, 3), json_values(), max_size=2),
    )


@st.composite
def _document(draw: st.DrawFn, depth: int, max_blocks: int, fragments: SearchStrategy[str]) -> Document:
    body = tuple(draw(st.lists(block(depth, True, fragments), max_size=max_blocks)))
    marked = chain.from_iterable(walk(here) for here in body)
    ids = dict.fromkeys([here.id for here in marked if isinstance(here, NoteRef)] + draw(st.lists(st.sampled_from(NOTE_IDS), max_size=1)))
    notes = tuple(Note(each, draw(blocks(min(depth, 1), False, fragments))) for each in ids)
    return Document(draw(metas(fragments)), body, notes)


def documents(depth: int = 2, max_blocks: int = 4, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Document]:
    """Any Document that validates: its notes in the order of their first mark, then those without one."""
    return _document(depth, max_blocks, fragments)


def tidy_documents(depth: int = 2, max_blocks: int = 4, fragments: SearchStrategy[str] = FRAGMENTS) -> SearchStrategy[Document]:
    """Documents in normal form, as the readers give them."""
    from convert.tidy import tidy

    return documents(depth, max_blocks, fragments).map(tidy)
