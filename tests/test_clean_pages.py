"""Plain web pages: metadata from the head, the article from where the page marks it."""

from __future__ import annotations

import msgspec
import pytest

from convert.clean import Cleaned, clean
from convert.clean.flow import strings_of
from convert.config import resolve
from convert.errors import Diagnostic
from convert.read import Source
from tests.clean_articles import BODY, A, B, C, D
from tests.test_clean_rules import cleaned, source_of, text_of

HEAD = """<head><meta charset="utf-8"><title>春耕时节的水车 - 水乡小报</title>
<meta property="og:site_name" content="水乡小报"><meta name="author" content="田小禾">
<meta property="article:published_time" content="2020-03-02T08:15:00+08:00"><meta name="description" content="水车又转了。">
<link rel="canonical" href="https://example.com/shuiche"></head>"""
ARTICLE = f"<p>{A}</p><p>{B}</p><p>{C}</p><p>{D}</p>"


def page(html: str) -> Cleaned:
    told: list[Diagnostic] = []
    source = msgspec.structs.replace(source_of(html), front={})
    result = clean(html, source, resolve(), told.append)
    assert told == []
    return result


def visible(result: Cleaned) -> str:
    return "".join("".join(strings_of(result.soup)).split())


def test_metadata_of_the_head() -> None:
    result = page(f'<!DOCTYPE html><html lang="zh-Hans">{HEAD}<body><h1>春耕时节的水车</h1>{ARTICLE}</body></html>')
    assert result.found == {
        "title": ["春耕时节的水车"],
        "author": ["田小禾"],
        "published": ["2020-03-02T08:15:00+08:00"],
        "source": ["水乡小报"],
        "description": ["水车又转了。"],
        "url": ["https://example.com/shuiche"],
        "language": ["zh-Hans"],
    }
    assert [removal.rule for removal in result.removals] == ["title-repeat"]


def test_linked_data_outdoes_meta() -> None:
    data = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "x"},
    {"@type": "NewsArticle", "headline": "水车又转了", "author": [{"name": "何叶"}, {"name": "田小禾"}], "publisher": {"name": "水乡晚报"},
    "datePublished": "2020-03-03T09:00:00+08:00"}]}</script>"""
    found = page(f"<html><head>{data}<title>别的</title><meta name=author content=无名></head><body>{ARTICLE}</body></html>").found
    assert found["title"] == ["水车又转了"]
    assert found["author"] == ["何叶", "田小禾"]
    assert found["source"] == ["水乡晚报"]
    assert found["published"] == ["2020-03-03T09:00:00+08:00"]


@pytest.mark.parametrize("data", ["{", "[1, 2]", '{"@type": "NewsArticle", "headline": {"a": 1}}', '"text"', "[" * 5000, "null"])
def test_broken_linked_data_says_nothing(data: str) -> None:
    html = f'<html><head><title>题</title><script type="application/ld+json">{data}</script></head><body>{ARTICLE}</body></html>'
    assert page(html).found["title"] == ["题"]


@pytest.mark.parametrize("name", ["article", "main", 'div itemprop="articleBody"', 'div role="main"'])
def test_article_is_where_the_page_marks_it(name: str) -> None:
    inner = f"<{name}>{ARTICLE}</{name.split(' ')[0]}>"
    above = "<div>水乡小报\n<a href='/'>首页</a></div>\n<div>责任编辑：何叶</div>"
    html = f"<html>{HEAD}<body>\n{above}{inner}\n<p>水乡小报社出品，地址在村口。</p></body></html>"
    result = page(html)
    assert visible(result) == "".join("".join(BODY).split())
    outside = [removal for removal in result.removals if removal.rule == "outside-article"]
    assert [text_of(removal.text) for removal in outside] == ["水乡小报首页", "水乡小报社出品，地址在村口。"]
    assert [removal.line for removal in outside] == [1 + html[: html.index(text)].count("\n") for text in ("水乡小报\n", "水乡小报社")]
    assert result.found["editor"] == ["何叶"]


def test_mark_around_little_of_the_text_is_not_the_article() -> None:
    html = f"<html>{HEAD}<body>{ARTICLE}<article><p>一个读者说，水车转得太慢，赶不上雨。</p></article></body></html>"
    assert "赶不上雨" in visible(page(html))
    assert "".join(A.split()) in visible(page(html))


def test_body_with_front_matter_is_no_page() -> None:
    result = cleaned(f"<p>{A}</p><article><p>{B}</p><p>{C}</p><p>{D}</p></article>")
    assert "".join(A.split()) in visible(result)


def test_title_without_a_head_is_in_the_record() -> None:
    result = page(f"<!DOCTYPE html><title>春耕时节的水车</title>{ARTICLE}")
    assert [(removal.rule, removal.to, removal.text) for removal in result.removals] == [("page-title", "title", "春耕时节的水车")]


def test_tags_of_a_site_generator_are_in_the_record_with_their_line() -> None:
    body = '<p data-line="5">水声。</p><template data-removed="template-tag" data-line="7">{% note %}</template>'
    source = Source("a.md", None, b"", "utf-8", {"title": "题"}, {}, "", {}, "markdown", body, 4)
    result = clean(body, source, resolve(), print)
    assert [(removal.rule, removal.line, removal.text) for removal in result.removals] == [("template-tag", 7, "{% note %}")]
    kept = clean(body, source, resolve(options={"keep": ["template-tag"]}), print)
    assert kept.removals == ()
    assert "{% note %}" in visible(kept).replace("{%note%}", "{% note %}")


TITLES = {
    "a heading": ("<title>春耕的水车 — 水乡 - 论坛</title>", "<h1>春耕的水车</h1>", "春耕的水车"),
    "a heading behind": ("<title>水乡论坛 • 检视 - 春耕的水车</title>", '<div id="thread_subject">春耕的水车</div>', "春耕的水车"),
    "a class": ('<meta property="og:title" content="春耕的水车|水乡|农事">', '<p class="post-title">春耕的水车</p>', "春耕的水车"),
    "the site": ('<meta property="og:title" content="春耕 - 水乡"><meta property="og:site_name" content="水乡">', "", "春耕"),
    "nothing": ("<title>春耕 - 水乡</title>", "<h1>水车</h1>", "春耕 - 水乡"),
    "no title": ("<title></title>", "<h1>春耕的水车</h1>", "春耕的水车"),
    "Word": ("<title></title>", '<p class="MsoTitle"><b>春耕的水车</b></p>', "春耕的水车"),
    "chapters": ("<title></title>", "<h1>一</h1><h1>二</h1>", ""),
}


@pytest.mark.parametrize("name", TITLES)
def test_a_title_is_without_the_site(name: str) -> None:
    head, above, title = TITLES[name]
    found = page(f"<html><head>{head}</head><body>{above}{ARTICLE}</body></html>").found
    assert found.get("title", [""]) == [title]


@pytest.mark.parametrize(
    "html",
    [
        '<a class="follow-nickName vip-name" href="/t">田小禾</a>',
        '<div itemprop="author"><meta itemprop="name" content="田小禾"><b>水利工程师</b></div>',
    ],
)
def test_an_author_named_beside_the_article(html: str) -> None:
    assert page(f"<html><head><title>题</title></head><body><div>{html}</div>{ARTICLE}</body></html>").found["author"] == ["田小禾"]


@pytest.mark.parametrize(
    ("before", "behind", "strokes"),
    [
        ("", "<hr><blockquote>本文作者：田小禾<br>版权声明：转载请注明出处！</blockquote>", 0),
        ("", "<div><hr></div><p>责任编辑：田小禾</p><hr/>", 0),
        ("<p>点击上方蓝字关注我们</p><hr>", "", 0),
        ("", "<hr>", 1),
        ("<p>点击上方蓝字关注我们</p>\n", "\n<hr>", 1),
        ("<hr>\n", "\n<p>责任编辑：田小禾</p>", 1),
        ("", "<hr><p>补记：水车去年换了新轴，从前那根还收在车房里，谁要看都可以去。</p><p>责任编辑：田小禾</p>", 1),
    ],
)
def test_a_stroke_goes_with_what_it_set_off(before: str, behind: str, strokes: int) -> None:
    result = cleaned(f"{before}<p>{BODY[0]}</p>\n<p>{BODY[1]}</p>{behind}")
    assert len(result.soup.find_all("hr")) == strokes
