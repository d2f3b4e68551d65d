"""The shared XHTML: well-formed whatever a Document holds, its text the model's, nothing between neighbours."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from convert.errors import Diagnostic
from convert.meta import Meta
from convert.model import (
    Break,
    Caption,
    Cell,
    Document,
    Face,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Ruby,
    RubyPair,
    Styled,
    Table,
    Text,
    Tree,
    rewrite,
    text_of,
    walk,
)
from convert.write._markup import attribute, escape, outside, settle_ids
from convert.write._xhtml import Compositor, Run, runs_of

from . import strategies

PRINTED_BY_US = {"note-mark", "picture-note", "check", "embed"}


def compositor(document: Document, said: list[Diagnostic] | None = None, indent: str = "all") -> tuple[Document, Compositor]:
    settled, places = settle_ids(document)
    report = [].append if said is None else said.append
    return settled, Compositor(language="zh-Hans-CN", indent=indent, places=places, report=report, name="文.md")  # type: ignore[arg-type]


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<body>{markup}</body>")


def own_text(element: ElementTree.Element) -> str:
    """The text of the source: without what the compositor adds and the brackets of rp."""
    if element.tag == "rp" or PRINTED_BY_US & set(element.get("class", "").split(" ")):
        return ""
    return (element.text or "") + "".join(own_text(child) + (child.tail or "") for child in element)


def caption_first(node: Tree) -> Tree:
    """A table whose caption stands over it, as HTML wants it: the model names it last."""
    if not isinstance(node, Table) or node.caption is None:
        return node
    return replace(node, head=(Row((Cell((Paragraph(node.caption.inlines),)),)), *node.head), caption=None)


def paragraph_of(*inlines: Inline, said: list[Diagnostic] | None = None) -> str:
    return compositor(Document(Meta(), ()), said)[1].inlines(inlines)


@given(strategies.documents(), st.sampled_from(("keep", "none", "all")))
def test_law_every_document_is_well_formed_and_keeps_its_text(document: Document, indent: str) -> None:
    settled, setter = compositor(document, indent=indent)
    for part in (*settled.blocks, *settled.notes):
        blocks = part.blocks if isinstance(part, Note) else (part,)
        assert own_text(parsed(setter.blocks(blocks))).replace("\n", "") == text_of(rewrite(part, caption_first)).replace("\n", "")


@given(strategies.inlines())
def test_law_nothing_stands_between_inline_neighbours(inlines: tuple[Inline, ...]) -> None:
    assert own_text(parsed(paragraph_of(*inlines))) == text_of(inlines)


@given(strategies.inlines())
def test_law_each_run_gets_its_own_markup(inlines: tuple[Inline, ...]) -> None:
    class Numbered(Compositor):
        def typeset(self, runs: list[Run]) -> list[str]:  # type: ignore[override]
            return [f"{number}:{escape(run.text)}" for number, run in enumerate(runs)]

    setter = Numbered(language="", indent="all", places={}, report=print, name="")
    runs = list(runs_of(inlines))
    expected = "".join(f"{number}:{run.text}" if run.kind == "text" else run.text for number, run in enumerate(runs))
    printed = parsed(setter.inlines(inlines))
    for ruby in printed.iter("ruby"):
        for reading in ruby.findall("rt"):
            reading.text = ""
    assert own_text(printed) == expected


@given(strategies.documents())
def test_law_ids_are_unique_and_plain(document: Document) -> None:
    settled, places = settle_ids(document)
    ids = [node.id for node in walk(settled) if isinstance(node, Heading)]
    assert max(Counter(ids).values(), default=1) == 1
    assert all(id and id.isascii() and id[0].isalpha() and " " not in id for id in ids)
    assert set(places.values()) <= set(ids)
    assert set(places) >= {node.id for node in walk(document) if isinstance(node, Heading) and node.id}


@given(st.text())
def test_law_any_string_is_escaped(text: str) -> None:
    """Also strings that no Document holds: XML's own illegal characters go, all others come back."""
    element = ElementTree.fromstring(f'<p title="{attribute(text)}">{escape(text)}</p>')
    kept = "".join(char for char in text if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff")
    assert (element.text or "") == kept
    assert element.get("title") == kept


def test_link_inside_a_link_and_note_marks_inside_one() -> None:
    said: list[Diagnostic] = []
    inner = Link("https://b.example/", (Text("内"),))
    markup = paragraph_of(Link("https://a.example/", (Text("外"), inner, NoteRef("一"), Text("尾"))), said=said)
    assert markup == '<a href="https://a.example/">外内尾</a><sup class="note-mark">[一]</sup>'
    assert [item.code for item in said] == ["link-dropped"]


@pytest.mark.parametrize("url", ["#不在", "../up.html", "file:///etc/x", "javascript:alert(1)", "", "a b.html", "data:text/html,x", "/x"])
def test_links_that_lead_nowhere_stay_as_text(url: str) -> None:
    said: list[Diagnostic] = []
    assert paragraph_of(Link(url, (Text("去处"),)), said=said) == "去处"
    assert [item.code for item in said] == ["link-dropped"]


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/中 文?q=“好”#第一节", "https://a.example/%E4%B8%AD%20%E6%96%87?q=%E2%80%9C%E5%A5%BD%E2%80%9D#%E7%AC%AC%E4%B8%80%E8%8A%82"),
        ("http://例子.example/", "http://xn--fsqu00a.example/"),
        ("//a.example/x", "https://a.example/x"),
        ("https://a.example/a%20b%zz", "https://a.example/a%20b%25zz"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("HTTP://A.example", "HTTP://A.example"),
        ("http://[::1]/", "http://[::1]/"),
        ("http://[x/", None),
        ("http:///x", None),
        ("http://a.example:port/", None),
    ],
)
def test_addresses_become_valid(url: str, written: str | None) -> None:
    assert outside(url) == written


def test_links_to_headings_find_their_settled_id() -> None:
    document = Document(Meta(), (Heading(2, (Text("一"),), "第一"), Heading(2, (Text("二"),), "第一"), Heading(2, (), "plain")))
    settled, setter = compositor(document)
    assert [node.id for node in settled.blocks if isinstance(node, Heading)] == ["section-1", "section-2", "plain"]
    assert setter.href("#第一") == "#section-1"
    assert setter.href("#%E7%AC%AC%E4%B8%80") == "#section-1"
    assert setter.href("#plain") == "#plain"


def test_headings_without_an_id_are_found_by_their_words() -> None:
    first, named, last = (Heading(2, (Text(said),), id) for said, id in (("二、怎样 Use It？", ""), ("甲", "二怎样-use-it"), ("别处", "")))
    _, setter = compositor(Document(Meta(), (first, named, last)))
    assert setter.href("#二、怎样-Use-It？") == "#section-2"  # an id of the source goes first
    assert setter.href("#%E5%88%AB%E5%A4%84") == "#section-3"
    assert setter.href("#没有") is None


def paragraphs(indent: str) -> list[str]:
    text = (Text("字"),)
    blocks = (
        Paragraph(text),
        Paragraph(text, indent=2),
        Paragraph(text, indent=1),
        Paragraph((Text("诗"), Break(), Text("行")), indent=2),
        Paragraph(text, align="end", indent=2),
        Paragraph((Image("a.png"),)),
        Quote((Paragraph(text),)),
    )
    document, setter = compositor(Document(Meta(), blocks), indent=indent)
    return [setter.block(block).replace("字", "") for block in document.blocks]


def test_indent_policies() -> None:
    plain, flat, picture = "<p></p>", '<p class="no-indent"></p>', '<p class="picture no-indent">'
    verse, end = '<p class="verse">诗<br/>行</p>', '<p class="end"></p>'
    assert [part for part in paragraphs("all") if "picture" not in part] == [
        plain,
        plain,
        plain,
        verse.replace("verse", "verse no-indent"),
        end.replace("end", "end no-indent", 1),
        "<blockquote><p></p></blockquote>",
    ]
    kept = paragraphs("keep")
    assert kept[:3] == [flat, plain, '<p style="text-indent:1em"></p>']
    assert kept[3:5] == [verse, end]
    assert kept[5].startswith(picture)
    assert all('class="' in part and "no-indent" in part for part in paragraphs("none"))


@pytest.mark.parametrize(
    ("paragraph", "begins"),
    {
        "a line below a letter": (Paragraph((Text("友人"),), indent=10), '<p style="text-indent:10em">'),
        "further than a small page is wide": (Paragraph((Text("友人"),), indent=30), '<p style="text-indent:12em">'),
        "a paragraph set in twice": (Paragraph((Text("雨停了。"),), indent=4), "<p>"),
        "verse set in by steps": (Paragraph((Text("听，"), Break(), Text("　　　　又听。")), indent=2), '<p class="verse">'),
        "verse whose first line stands out": (Paragraph((Text("听，"), Break(), Text("　　又听。"))), '<p class="verse no-indent">'),
        "verse set in once": (Paragraph((Text("听，"), Break(), Text("又听。")), indent=2), '<p class="verse no-indent">'),
    }.values(),
)
def test_what_has_a_place_of_its_own_keeps_it(paragraph: Paragraph, begins: str) -> None:
    document, setter = compositor(Document(Meta(), (paragraph,)))
    assert setter.block(document.blocks[0]).startswith(begins)


def test_list_items_cells_and_captions_are_never_indented() -> None:
    paragraph = Paragraph((Text("字"),), indent=2)
    head, wide = Cell((paragraph,), header=True, align="center"), Cell((paragraph, paragraph), colspan=2, rowspan=99999)
    blocks = (
        List((ListItem((paragraph, List((ListItem((paragraph, paragraph), checked=True),)))),), ordered=True, start=3),
        Table((Row((head,)),), (Row((wide,)),)),
        Figure((Image("a.png", "甲"),), Caption((Text("图说"),))),
    )
    document, setter = compositor(Document(Meta(), blocks))
    items, table, figure = (setter.block(block) for block in document.blocks)
    two = '<p class="no-indent">{}字</p>\n<p class="no-indent">字</p>'
    checked = two.format('<span class="check">☑</span>')
    inner = f'<ul class="tasks"><li>{checked}</li></ul>'
    assert items == f'<ol start="3"><li>字\n{inner}</li></ol>'
    assert '<thead><tr><th class="center">字</th></tr></thead>' in table
    assert '<td colspan="2" rowspan="65534">' + two.format("") + "</td>" in table
    assert figure.endswith("〔图：甲，a.png〕</span></div><figcaption>图说</figcaption></figure>")


def test_emphasis_on_latin_alone_has_a_class_of_its_own() -> None:
    markup = [paragraph_of(Styled("emph", (Text(text),))) for text in ("Phragmites australis", "芦苇", "Phragmites（芦苇）")]
    assert markup == ['<em class="latin">Phragmites australis</em>', "<em>芦苇</em>", "<em>Phragmites（芦苇）</em>"]


def test_styles_faces_and_ruby() -> None:
    ruby = Ruby((RubyPair("汉", "hàn"), RubyPair("字", "")))
    markup = paragraph_of(Styled("underline", (Text("鲁迅"),)), Styled("dots", (Text("重"),)), Face("kai", (Text("楷"),)), ruby)
    assert markup == (
        '<u class="proper-noun">鲁迅</u><em class="dots">重</em><span class="kai">楷</span>'
        "<ruby>汉<rp>（</rp><rt>hàn</rt><rp>）</rp>字<rt></rt></ruby>"
    )
