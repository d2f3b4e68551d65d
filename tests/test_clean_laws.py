"""Laws of cleaning: what goes is written down, where it stood; what is the article stays; time grows with the size."""

from __future__ import annotations

import re
import time
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convert.clean import Cleaned, clean
from convert.clean.flow import REAL_LENGTH, strings_of
from convert.clean.rule import own_rules
from convert.config import resolve
from tests.clean_articles import BODY, A, B
from tests.test_clean_rules import TITLE, cleaned, source_of
from tests.test_clean_soup import visible

CLASSES = ["share", "related-posts", "post-copyright", "breadcrumb", "ad", "comments", "editor", "content", "article", "qrcode", "tags"]
LINES = [
    "责任编辑：田小禾 WX021",
    "来源：水乡晚报",
    "作者：田小禾",
    "2020-03-02 08:15",
    "相关阅读",
    "长按识别二维码，关注水乡小报",
    "声明：本文仅代表作者个人观点，不代表本站立场。",
    "上一篇：一口井的来历",
    TITLE,
    "水声到此。",
    "（完）",
    "2020年3月2日",
    '<a href="/1">山里的渠修通了，水却没有来</a>',
    '<img src="a.png">',
    '<img src="q.gif" width="1" height="1">',
    "水\n车",
    "　　",
    "&nbsp;",
    "<br>",
]
lines = st.sampled_from([*LINES, *BODY])
blocks = st.recursive(
    st.one_of(
        st.builds("<p>{}</p>\n".format, lines),
        st.builds("{}<br>\n".format, lines),
        st.builds("<p><span>{}</span>\n{}</p>".format, lines, lines),
        st.builds("<li>{}".format, lines),
    ),
    lambda inner: st.builds(
        lambda name, kind, parts: f'<{name} class="{kind}">\n{"".join(parts)}</{name}>',
        st.sampled_from(["div", "section", "ul", "blockquote", "span", "table", "article"]),
        st.sampled_from(CLASSES),
        st.lists(inner, max_size=5),
    ),
    max_leaves=14,
)
articles = st.lists(blocks, max_size=8).map("".join)


def squeezed(text: str) -> str:
    return "".join(text.split())


def counted(result: Cleaned) -> Counter[str]:
    kept = "".join(strings_of(result.soup))
    return Counter(squeezed(kept + "".join(removal.text for removal in result.removals)))


@given(articles)
def test_each_visible_character_is_kept_or_in_a_removal(html: str) -> None:
    assert counted(cleaned(html)) == visible(html)


@given(articles)
def test_each_removal_names_its_rule_and_its_line(html: str) -> None:
    known = {rule.name for rule in own_rules()}
    rows = html.split("\n")
    for removal in cleaned(html).removals:
        assert removal.rule in known
        begin = squeezed(removal.text.split("\n")[0])[:2]
        assert begin in squeezed(rows[removal.line - 1].replace("&nbsp;", ""))


@given(articles, articles)
def test_the_run_of_paragraphs_stays(before: str, after: str) -> None:
    """Whatever stands before and after it, in whatever order."""
    run = "".join(f"<p>{paragraph}</p><p>作者：田小禾</p>" for paragraph in BODY)
    left = squeezed("".join(strings_of(cleaned(f"{before}<div>{run}{run}{run}</div>{after}").soup)))
    for paragraph in BODY:
        assert left.count(squeezed(paragraph)) >= 3
    assert left.count("作者：田小禾") >= 11


@given(articles)
@example("<li>责任编辑：田小禾 WX021（完）<br>\n")
def test_metadata_lines_are_in_the_record(html: str) -> None:
    result = cleaned(html)
    if "editor" in result.found:
        assert all(any(name in removal.text for removal in result.removals) for name in result.found["editor"])
        assert set(result.found["editor"]) == {"田小禾"}


@given(articles)
def test_without_rules_all_stays(html: str) -> None:
    result = cleaned(html, resolve(options={"clean": False}))
    assert result.removals == ()
    assert Counter(squeezed("".join(strings_of(result.soup)))) == visible(html)


ORDINARY = ["水车", "何叶", "夜里", "一口井", "他没有来", "人", "渡口三题", "1998"]
WORDS = sorted({*ORDINARY, *(word for rule in own_rules() for text in rule.text for word in re.findall("[\u3400-\u9fff]+|TOP", text))})
"""All words that the rules know, and some that they do not."""
short = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map("".join)


@given(st.lists(short, min_size=1, max_size=4), st.sampled_from(["<p>{}</p>", "{}<br>", "<div>{}</div>", "<h2>{}</h2>"]))
@example(["大"], "<p>{}</p>")
@example(["收藏", "分享"], "<p>{}</p>")
@example([TITLE, "关注"], "<p>{}</p>")
@example(["摘自", "1998"], "<p>{}</p>")
def test_an_article_of_few_words_is_left_with_some(words: list[str], block: str) -> None:
    """Words alone never remove: without an article beside it a button's word is the article, unless it is a sentence or a credit."""
    left = "".join(strings_of(cleaned("".join(map(block.format, words))).soup))
    assert left.strip() or all(len(line) >= REAL_LENGTH for line in words)


KIND = st.sampled_from([("p", ""), ("div", ' class="para"'), ("div", ' class="text tag-7"'), ("section", ""), ("p", ' class="one-p"')])
LEFT = ["船还在", "他没有来", "一口井", "夜里", "渡口三题", "桥长水短", "三千", "记者走了"]


@given(KIND, st.lists(st.sampled_from(LEFT), max_size=4), st.lists(st.sampled_from(LEFT), max_size=4))
def test_short_lines_in_elements_like_those_of_paragraphs_stay(kind: tuple[str, str], before: list[str], after: list[str]) -> None:
    """Whatever a page has beside the element that holds the article, and whatever the name of a paragraph's element."""
    name, attributes = kind
    inside = "".join(f"<{name}{attributes}>{line}</{name}>" for line in (*before, *BODY, *after))
    page = f'<div class="head">2020-03-02 08:15</div><div class="story">{inside}</div><div class="tool"><a href="/">分享</a></div>'
    left = squeezed("".join(strings_of(cleaned(page).soup)))
    assert left == squeezed("".join((*before, *BODY, *after)))


@pytest.mark.parametrize("word", ["大", "小", "中"])
@pytest.mark.parametrize("body", ["{0}{1}", "{1}{0}"])
def test_a_size_alone_is_no_choice_of_sizes(word: str, body: str) -> None:
    assert word in "".join(strings_of(cleaned(body.format(f"<p>{word}</p>", f"<p>{A}</p><p>{B}</p>")).soup))


LONG = {
    "empty furniture": '<a class="share"></a>',
    "furniture": '<div class="share">分享</div>',
    "furniture between": '文<a class="share">分享</a>',
    "credits": "责任编辑：田小禾<br>",
    "headings": "<div><p>相关阅读</p>",
    "links": '<p><a href="/">山里的渠修通了，水却没有来</a></p>',
    "nested": '<div class="share">',
    "promotion": '<p>扫码关注<img src="qrcode.png"></p>',
    "comments": "<!-- 甲 -->文",
    "scripts": "<script></script>文",
    "copyright": '<div class="copyright">文</div>',
    "spaces": "　",
    "almost credits": "编辑 编",
    "buttons": f"<p>{'支持' * 150}㐀</p>",
    "links of the foot": f"<p>{'广告服务' * 80}㐀</p>",
    "calls in elements of their own": '<p class="call">点击关注我们，欢迎订阅</p>',
    "back issues": "<p>往期推荐</p>",
    "address fields": '<div>订阅<input type="email">',
    "hidden": '<p id="a" style="display:none">河滩上的草，一年比一年高，牛却一年比一年少了。</p>',
    "nested hidden": '<div id="a" style="display:none">文',
    "answers": '<div class="box"><p>66 条回复</p>',
    "sizes": f"<p>{'大 ' * 150}㐀</p>",
}


@pytest.mark.slow
@pytest.mark.parametrize("unit", LONG.values(), ids=LONG)
def test_time_grows_with_the_size_and_no_faster(unit: str) -> None:
    """Eight times the text in at most some thirty times the time: what is quadratic takes 64 times."""

    def seconds(size: int) -> float:
        html = f"<p>{BODY[0]}</p>" + unit * (size // len(unit))
        best = float("inf")
        for _ in range(2):
            start = time.process_time()
            clean(html, source_of(html), resolve(), lambda _: None)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(160_000) < 30 * max(seconds(20_000), 0.004)
