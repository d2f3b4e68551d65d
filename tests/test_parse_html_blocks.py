"""HTML to model, case by case: lists, definitions, tables of data and of layout, pictures and their captions."""

from __future__ import annotations

import pytest

from convert import tidy
from convert.model import (
    Block,
    Break,
    Caption,
    Cell,
    Definition,
    Definitions,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    List,
    ListItem,
    Math,
    Paragraph,
    Quote,
    Row,
    Styled,
    Table,
    Term,
    Text,
)
from convert.parse.html._pictures import largest
from convert.parse.json import from_json
from convert.write.json import to_json

from .html_soup import parse


def p(text: str, **more: object) -> Paragraph:
    return Paragraph((Text(text),), **more)  # type: ignore[arg-type]


def item(*blocks: Block | str, checked: bool | None = None) -> ListItem:
    return ListItem(tuple(p(block) if isinstance(block, str) else block for block in blocks), checked)


def ul(*items: ListItem) -> List:
    return List(items)


def ol(start: int, *items: str) -> List:
    return List(tuple(map(item, items)), ordered=True, start=start)


def definition(terms: list[str], *blocks: str) -> Definition:
    return Definition(tuple(Term((Text(term),)) for term in terms), tuple(map(p, blocks)))


def cell(text: str, **more: object) -> Cell:
    return Cell((p(text),) if text else (), **more)  # type: ignore[arg-type]


def row(*cells: Cell | str) -> Row:
    return Row(tuple(cell(each) if isinstance(each, str) else each for each in cells))


def th(text: str, **more: object) -> Cell:
    return cell(text, header=True, **more)


def figure(*sources: str, caption: str = "") -> Figure:
    return Figure(tuple(map(Image, sources)), Caption((Text(caption),)) if caption else None)


def blocks_of(body: str) -> tuple[Block, ...]:
    return parse(body)[0].blocks


LISTS: dict[str, tuple[str, tuple[Block, ...]]] = {
    "plain": ("<ul><li>一</li><li>二</li></ul>", (ul(item("一"), item("二")),)),
    "unclosed": ("<ul><li>一<li>二</ul>", (ul(item("一"), item("二")),)),
    "ordered": ("<ol start=3><li>一<li><li>二</ol>", (List((item("一"), item(), item("二")), ordered=True, start=3),)),
    "empty bullets": ("<ul><li>一<li> <li></ul>", (ul(item("一")),)),
    "nothing in it": ("<ul><li></li></ul>", ()),
    "nested": ("<ul><li>一<ul><li>二</ul></ul>", (ul(item("一", ul(item("二")))),)),
    "a list directly in a list": ("<ul><li>一</li><ul><li>二</li></ul><li>三</li></ul>", (ul(item("一", ul(item("二"))), item("三")),)),
    "a list in a list, first": ("<ul><ul><li>一</li></ul></ul>", (ul(item(ul(item("一")))),)),
    "text directly in a list": ("<ul><li>一</li>二</ul>", (ul(item("一", "二")),)),
    "stray items": ("一<li>二</li> <li>三</li>四", (p("一"), ul(item("二"), item("三")), p("四"))),
    "items in divisions": ("<ul><div><li>一</li></div><div><li>二</li></div></ul>", (ul(item("一"), item("二")),)),
    "paragraphs in items": ("<ul><li><p>一</p><p>二</p></li></ul>", (ul(item("一", "二")),)),
    "a number as HTML reads it": ("<ol start=' +07x'><li>一</ol>", (List((item("一"),), ordered=True, start=7),)),
    "numbers that Markdown has none of": ("<ol start=-3><li>一</ol><ol start=1234567890><li>二</ol>", (ol(1, "一"), ol(1, "二"))),
    "the largest number": ("<ol start=999999999><li>一</ol>", (ol(999_999_999, "一"),)),
    "a number of its own": ("<ol><li value=3>一<li>二</ol>", (ol(3, "一", "二"),)),
    "a number left out": ("<ol><li>一<li value=3>三<li>四<li value=0>零</ol>", (ol(1, "一"), ol(3, "三", "四"), ol(0, "零"))),
    "a number in bullets": ("<ul><li value=3>一<li>二</ul>", (ul(item("一"), item("二")),)),
    "falling": ("<ol reversed><li>三<li>二<li>一</ol>", (ol(3, "三"), ol(2, "二"), ol(1, "一"))),
    "falling from a number": ("<ol reversed start=1><li>一<li>零<li>负</ol>", (ol(1, "一"), ol(0, "零"), ol(0, "负"))),
    "tasks": ("<ul><li data-checked=true>一<li data-checked=false>二</ul>", (ul(item("一", checked=True), item("二", checked=False)),)),
    "tasks by checkbox": (
        "<ul><li><input type=checkbox checked> 一<li><p><input type=checkbox> 二</ul>",
        (ul(item("一", checked=True), item("二", checked=False)),),
    ),
}

DEFINITIONS: dict[str, tuple[str, tuple[Definition, ...]]] = {
    "plain": ("<dl><dt>词<dd>义</dl>", (definition(["词"], "义"),)),
    "two terms, two meanings": (
        "<dl><dt>词<dt>字<dd>一<dd>二<dt>句<dd>三</dl>",
        (definition(["词", "字"], "一", "二"), definition(["句"], "三")),
    ),
    "in divisions": ("<dl><div><dt>词</dt><dd>义</dd></div></dl>", (definition(["词"], "义"),)),
    "no term": ("<dl><dd>义</dl>", (definition([], "义"),)),
    "no meaning": ("<dl><dt>词</dl>", (definition(["词"]),)),
    "stray": ("<dt>词</dt><dd>义</dd>", (definition(["词"], "义"),)),
    "a term of two paragraphs": ("<dl><dt><p>词</p><p>字</p></dt></dl>", (definition(["词", "字"]),)),
}

TABLES: dict[str, tuple[str, Table]] = {
    "head by th": ("<table><tr><th>甲<th>乙<tr><td>一<td>二</table>", Table((row(th("甲"), th("乙")),), (row("一", "二"),))),
    "head by thead": (
        "<table><thead><tr><td>甲<td>乙</thead><tbody><tr><td>一<td>二</table>",
        Table((row("甲", "乙"),), (row("一", "二"),)),
    ),
    "a foot before the rows": (
        "<table><tfoot><tr><td>计<td>二<tbody><tr><td>一<td>一<thead><tr><th>甲<th>乙</table>",
        Table((row(th("甲"), th("乙")),), (row("一", "一"), row("计", "二"))),
    ),
    "head of two rows": (
        "<table><tr><th colspan=2>甲<tr><th>乙<th>丙<tr><td>一<td>二</table>",
        Table((row(th("甲", colspan=2)), row(th("乙"), th("丙"))), (row("一", "二"),)),
    ),
    "head of a row": ("<table><tr><th>甲<td>一<tr><th>乙<td>二</table>", Table((), (row(th("甲"), "一"), row(th("乙"), "二")))),
    "no head": ("<table><tr><td>甲<td>乙<tr><td>一<td>二</table>", Table((), (row("甲", "乙"), row("一", "二")))),
    "spans": (
        "<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>一<td>二</table>",
        Table((), (row(cell("甲", rowspan=2), cell("乙", colspan=2)), row("一", "二"))),
    ),
    "a span beyond the end": (
        "<table><tr><td rowspan=99>甲<td>乙<tr><td colspan=x>一</table>",
        Table((), (row(cell("甲", rowspan=2), "乙"), row("一"))),
    ),
    "a span to the end": (
        "<table><thead><tr><th>甲<th>乙<tbody><tr><td rowspan=0>一<td>二<tr><td colspan=0>三<tr><td>四</table>",
        Table((row(th("甲"), th("乙")),), (row(cell("一", rowspan=3), "二"), row("三"), row("四"))),
    ),
    "alignment": (
        "<table><tr><th style='text-align:center'>甲<th align=right>乙<tr><td>一<td><p align=center>二</p></table>",
        Table((row(th("甲", align="center"), th("乙", align="end")),), (row("一", cell("二", align="center")),)),
    ),
    "caption": (
        "<table><caption>表一</caption><tr><td>甲<td>乙<tr><td>一<td></table>",
        Table((), (row("甲", "乙"), row("一", "")), Caption((Text("表一"),))),
    ),
    "caption of its figure": (
        "<figure><table><tr><td>甲<td>乙<tr><td>一<td>二</table><figcaption>表一</figcaption></figure>",
        Table((), (row("甲", "乙"), row("一", "二")), Caption((Text("表一"),))),
    ),
    "empty rows": ("<table><tr></tr><tr><td>甲<td>乙<tr></tr><tr><td>一<td>二</table>", Table((), (row("甲", "乙"), row("一", "二")))),
    "cells without row": ("<table><td>甲<td>乙<tr><td>一<td>二</table>", Table((), (row("甲", "乙"), row("一", "二")))),
    "two paragraphs in a cell": (
        "<table><tr><td>甲<td>乙<tr><td><p>一</p><p>二</p><td>三</table>",
        Table((), (row("甲", "乙"), row(Cell((p("一"), p("二"))), "三"))),
    ),
    "much of its text in one cell": (
        "<table><tr><td>甲乙丙丁<td>戊己庚辛<tr><td>一二<td><p>三四五六七</p><p>八九十百千</p><p>万亿兆京</p></table>",
        Table((), (row("甲乙丙丁", "戊己庚辛"), row("一二", Cell((p("三四五六七"), p("八九十百千"), p("万亿兆京")))))),
    ),
    "an indent in a cell is none": ("<table><tr><td>　　甲<td>乙<tr><td>一<td>二</table>", Table((), (row("甲", "乙"), row("一", "二")))),
    "a picture in a cell": (
        "<table><tr><td>甲<td>乙<tr><td><img src=a.png><td>二</table>",
        Table((), (row("甲", "乙"), row(Cell((Paragraph((Image("a.png"),)),)), "二"))),
    ),
}

LAYOUTS: dict[str, tuple[str, tuple[Block, ...]]] = {
    "one column": ("<table><tr><td>一<tr><td><p>二</p><p>三</p></table>", (p("一"), p("二"), p("三"))),
    "one row": ("<table><tr><td><img src=a.png><td>文</table>", (figure("a.png"), p("文"))),
    "within a cell set in the middle": (
        "<table><tr><td align=center><table><tr><td>一<p>二</table></table>", (p("一"), p("二")),
    ),
    "says so": ("<table role=presentation><tr><td>一<td>二<tr><td>三<td>四</table>", (p("一"), p("二"), p("三"), p("四"))),
    "a heading in a cell": (
        "<table><tr><td><h2>题</h2><td>一<tr><td>二<td>三</table>",
        (Heading(2, (Text("题"),)), p("一"), p("二"), p("三")),
    ),
    "a table in a table": (
        "<table><tr><td>栏<td>边<tr><td><table><tr><th>甲<th>乙<tr><td>一<td>二</table><td>三</table>",
        (p("栏"), p("边"), Table((row(th("甲"), th("乙")),), (row("一", "二"),)), p("三")),
    ),
    "a table of layout in a table": (
        "<table><tr><td>栏<td>边<tr><td>三<td><table><tr><td>题<tr><td>文<br><br>又</table></table>",
        (p("栏"), p("边"), p("三"), p("题"), p("文"), p("又")),
    ),
    "an article in a cell": (
        "<table><tr><td>首页<td>关于<tr><td><td><p>一二三四五六七八九十</p><p>一二三四五六七八九十</p><p>一二三四五六七八九十甲乙丙丁戊己庚辛壬癸</p></table>",
        (p("首页"), p("关于"), *map(p, ("一二三四五六七八九十", "一二三四五六七八九十", "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸"))),
    ),
    "a picture and its caption in a cell": (
        "<table><tr><td align=center><img src=a.png><br>图一</table><p>文</p>", (figure("a.png", caption="图一"), p("文")),
    ),
    "a caption in the cell below": (
        "<table><tr><td align=center><img src=a.png><tr><td align=center>图一</table><p>文</p>", (figure("a.png", caption="图一"), p("文")),
    ),
    "lines in the middle under a picture": (
        "<table><tr><td align=center><img src=a.png><p>春天来了</p><p>花开了</p><p>鸟叫了</p></table>",
        (figure("a.png"), *(p(line, align="center") for line in ("春天来了", "花开了", "鸟叫了"))),
    ),
    "marked pictures": (
        "<table><tr><td><mark><img src=a.png></mark><td>一<br><img src=b.png></table>", (figure("a.png"), p("一"), figure("b.png")),
    ),
    "alignment of its cells": ("<table><tr><td align=center>一</table>", (p("一", align="center"),)),
    "text outside of cells comes first": ("<table><tr><td>一</td></tr>二</table>", (p("二"), p("一"))),
    "nothing in it": ("<table><caption>表</caption><tr><td><td><tr><td><td></table>", (p("表", align="center"),)),
    "stray rows and cells": ("<tr><td>一</td><td>二</td></tr>", (p("一"), p("二"))),
}

PICTURES: dict[str, tuple[str, tuple[Block, ...]]] = {
    "plain": ("<img src=a.png alt='图\n一' title=题>", (Figure((Image("a.png", "图 一", "题"),)),)),
    "without a scheme": ("<img src='//x.example/a.png'>", (figure("https://x.example/a.png"),)),
    "lazy": ("<img src='loading.gif' data-src='a.png'>", (figure("a.png"),)),
    "data-original": ("<img data-original='//x.example/a.png' src='data:image/gif;base64,R0lGOD'>", (figure("https://x.example/a.png"),)),
    "data-actualsrc": ("<img src='data:image/svg+xml;utf8,x' data-actualsrc='https://x.example/a.jpg'>", (figure("https://x.example/a.jpg"),)),
    "data-lazy-src": ("<img data-lazy-src='a.webp'>", (figure("a.webp"),)),
    "a lazy attribute that is no address": ("<img src='a.png' data-src='slot3'>", (figure("a.png"),)),
    "largest of a set": ("<img src='s.jpg' srcset='s.jpg 300w, l.jpg 900w, m.jpg 600w'>", (figure("l.jpg"),)),
    "lazy set": ("<img src='s.jpg' data-srcset='s.jpg 1x,l.jpg 2x'>", (figure("l.jpg"),)),
    "in the article": ("<img src='data:image/png;base64,iVBORw0KGgo='>", (figure("data:image/png;base64,iVBORw0KGgo="),)),
    "picture tag": ("<picture><source srcset='a.webp'><img src='a.jpg'></picture>", (figure("a.jpg"),)),
    "picture tag with sources alone": ("<picture><source srcset='a.webp 1x, b.webp 2x'><img></picture>", (figure("b.webp"),)),
    "twin in a noscript": ("<img data-src=a.png src=loading.gif><noscript><img src=a.png></noscript>", (figure("a.png"),)),
    "twin before": ("<p><noscript><img src=a.png alt=图></noscript><img src=loading.gif></p>", (Figure((Image("a.png", "图"),)),)),
    "twin in a block of its own": ("<p><img src=loading.gif></p><noscript><p><img src=a.png></p></noscript>", (figure("a.png"),)),
    "another picture in a noscript": ("<img src=a.png><noscript><img src=b.png></noscript>", (figure("a.png", "b.png"),)),
    "two of a kind": ("<p><img src=a.png></p><p><img src=a.png></p>", (figure("a.png"), figure("a.png"))),
    "side by side": ("<p><img src=a.png> <img src=b.png></p>", (figure("a.png", "b.png"),)),
    "in a line": ("<p>甲<img src=a.png>乙</p>", (Paragraph((Text("甲"), Image("a.png"), Text("乙"))),)),
    "on a line of its own": ("<p>甲<br><img src=a.png><br>乙</p>", (p("甲"), figure("a.png"), p("乙"))),
    "a link over two lines": (
        "<p><a href=u>甲<br>乙</a><img src=a.png></p>",
        (Paragraph((Link("u", (Text("甲"), Break(), Text("乙"))), Image("a.png"))),),
    ),
    "linked to itself": ("<a href='l.jpg'><img src=s.jpg></a>", (figure("s.jpg"),)),
    "linked elsewhere": ("<a href=u><img src=s.jpg></a>", (Paragraph((Link("u", (Image("s.jpg"),)),)),)),
    "in a heading": ("<h2><img src=a.png>题</h2>", (Heading(2, (Image("a.png"), Text("题"))),)),
    "a heading of nothing else": ("<h2><img src=a.png></h2>", (figure("a.png"),)),
}

LONG = "居中排的正文不是图下的说明，因为它太长了。" * 4

CAPTIONS: dict[str, tuple[str, tuple[Block, ...]]] = {
    "figcaption": ("<figure><img src=a.png><figcaption>图一</figcaption></figure>", (figure("a.png", caption="图一"),)),
    "figcaption first": ("<figure><figcaption>图一</figcaption><img src=a.png></figure>", (figure("a.png", caption="图一"),)),
    "two pictures": (
        "<figure><p><img src=a.png></p><p><img src=b.png></p><figcaption>图一</figcaption></figure>",
        (figure("a.png", "b.png", caption="图一"),),
    ),
    "figcaption around the picture": ("<figure><figcaption><img src=a.png></figcaption></figure>", (figure("a.png"),)),
    "figure of text": ("<figure><p>一</p><figcaption>图一</figcaption></figure>", (p("一"), p("图一", align="center"))),
    "figure of text and a picture": (
        "<figure><p>一</p><img src=a.png><figcaption>图一</figcaption></figure>", (p("一"), figure("a.png", caption="图一")),
    ),
    "figure of a picture and text": (
        "<figure><img src=a.png><p>一</p><figcaption>图一</figcaption></figure>", (figure("a.png"), p("一"), p("图一", align="center")),
    ),
    "figure in a figure": (
        "<figure><figure><img src=a.png><figcaption>图一</figcaption></figure><figcaption>图</figcaption></figure>",
        (figure("a.png", caption="图一"), p("图", align="center")),
    ),
    "centred below": ("<p><img src=a.png></p><p align=center>图一</p><p>文</p>", (figure("a.png", caption="图一"), p("文"))),
    "centred in one paragraph": ("<p align=center><img src=a.png><br>图一</p>", (figure("a.png", caption="图一"),)),
    "centred without a break": ("<p align=center><img src=a.png>图一</p>", (figure("a.png", caption="图一"),)),
    "by class": ("<div><img src=a.png><p class=img_descr>图一</p></div>", (figure("a.png", caption="图一"),)),
    "only one": (
        "<img src=a.png><p align=center>图一</p><p align=center>题</p>",
        (figure("a.png", caption="图一"), p("题", align="center")),
    ),
    "not centred": ("<p><img src=a.png></p><p>图一</p>", (figure("a.png"), p("图一"))),
    "long": (f"<img src=a.png><p align=center>{LONG}</p>", (figure("a.png"), p(LONG, align="center"))),
    "bold": ("<img src=a.png><center><b>题</b></center>", (
        figure("a.png"), Paragraph((Styled("strong", (Text("题"),)),), 0, "center"),
    )),
    "number of a part": ("<img src=a.png><p align=center>二、</p>", (figure("a.png"), p("二、", align="center"))),
    "the end": ("<img src=a.png><p align=center>（完）</p>", (figure("a.png"), p("（完）", align="center"))),
    "no picture": ("<p>文</p><p align=center>图一</p>", (p("文"), p("图一", align="center"))),
}  # fmt: skip

DRAWN: dict[str, tuple[str, Inline]] = {
    "a formula of Zhihu": ("<img src='//www.zhihu.com/equation?tex=a%5E2%2Bb+%3D+c+%5C%5C'>", Math("$a^2+b = c$")),
    "of Jianshu": (r"<img src='https://math.jianshu.com/math?formula=%5Csum%20i'>", Math(r"$\sum i$")),
    "of WordPress": ("<img src='https://s0.wp.com/latex.php?bg=fff&amp;latex=e%5Ex&amp;fg=000'>", Math("$e^x$")),
    "of Google": ("<img src='https://chart.googleapis.com/chart?cht=tx&amp;chs=1x0&amp;chl=x%2By'>", Math("$x+y$")),
    "of CodeCogs": (r"<img src='https://latex.codecogs.com/svg.latex?\frac{1}{2}&space;+&plus;1'>", Math(r"$\frac{1}{2} ++1$")),
    "no formula": ("<img src='a.png?tex=b'>", Image("a.png?tex=b")),
    "one in another code": ("<img src='/equation?tex=%B9%AB'>", Image("/equation?tex=%B9%AB")),
    "one that its marks would end": ("<img src='/equation?tex=a$b'>", Image("/equation?tex=a$b")),
    "an emoji": ("<img class='wp-smiley' alt='\U0001f600' src=a.png>", Text("\U0001f600")),
    "one of several characters": ("<img src=/emoji/a.svg alt='1\ufe0f\u20e3'>", Text("1\ufe0f\u20e3")),
    "a number": ("<img src=/emoji/a.svg alt='1'>", Image("/emoji/a.svg", "1")),
    "a picture called after an emoji": ("<img src=a.jpg alt='\u2764'>", Image("a.jpg", "\u2764")),
    "a picture with words": ("<img class=emoji src=a.jpg alt='笑\U0001f600'>", Image("a.jpg", "笑\U0001f600")),
}

SETS = {
    "widths": ("a.jpg 300w, b.jpg 900w", "b.jpg"),
    "densities": ("a.jpg, b.jpg 1.5x", "b.jpg"),
    "no space after the comma": ("a.jpg 1x,b.jpg 2x", "b.jpg"),
    "commas in an address": ("a,b.jpg 1x, c,d.jpg 2x", "c,d.jpg"),
    "one": (" a.jpg ", "a.jpg"),
    "none": (" , ,", ""),
    "equal ones": ("a.jpg 1x, b.jpg 1x", "a.jpg"),
}


@pytest.mark.parametrize("case", DRAWN)
def test_what_a_picture_only_draws(case: str) -> None:
    picture, expected = DRAWN[case]
    assert blocks_of(f"<p>甲{picture}<b>乙</b></p>") == (Paragraph(tidy.inline((Text("甲"), expected, Styled("strong", (Text("乙"),))))),)


@pytest.mark.parametrize("case", LISTS)
def test_list(case: str) -> None:
    body, expected = LISTS[case]
    assert blocks_of(body) == expected


@pytest.mark.parametrize("case", DEFINITIONS)
def test_definitions(case: str) -> None:
    body, expected = DEFINITIONS[case]
    assert blocks_of(body) == (Definitions(expected),)


@pytest.mark.parametrize("case", TABLES)
def test_table_of_data(case: str) -> None:
    body, expected = TABLES[case]
    assert blocks_of(body) == (expected,)


def test_a_span_is_none_that_the_model_refuses() -> None:
    cells = "<tr><td>一<td>二" * 1200
    document = parse(f"<table><tr><th rowspan=1201 colspan=1201>甲<th>乙{cells}</table>")[0]
    assert from_json(to_json(document)) == document


@pytest.mark.parametrize("case", LAYOUTS)
def test_table_of_layout(case: str) -> None:
    body, expected = LAYOUTS[case]
    assert blocks_of(body) == expected


@pytest.mark.parametrize("case", PICTURES)
def test_picture(case: str) -> None:
    body, expected = PICTURES[case]
    assert blocks_of(body) == expected


@pytest.mark.parametrize("case", CAPTIONS)
def test_caption(case: str) -> None:
    body, expected = CAPTIONS[case]
    assert blocks_of(body) == expected


def test_where_all_is_centred_nothing_is_a_caption() -> None:
    lines = ("春天来了", "花开了", "鸟叫了")
    verse = "".join(f"<p>{line}</p>" for line in lines)
    body = f"<center><p><img src=a.png></p>{verse}<blockquote><img src=b.png><p>又一句</p></blockquote></center>"
    quote = Quote((figure("b.png"), p("又一句", align="center")))
    assert blocks_of(body) == (figure("a.png"), *(p(line, align="center") for line in lines), quote)


@pytest.mark.parametrize("case", SETS)
def test_largest_of_a_set(case: str) -> None:
    srcset, expected = SETS[case]
    assert largest(srcset) == expected

