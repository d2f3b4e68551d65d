"""What the tags of blogs' themes show their readers: titles, words, links, pictures, recordings; and what they keep to themselves."""

from __future__ import annotations

from typing import Any

import pytest

from convert.model import Block, Break, CodeBlock, Document, Embed, Image, Link, Paragraph, Quote, Styled, Text, text_of, walk
from convert.pipeline import Reading, read_article


def reading(body: str, **options: Any) -> Reading:
    return read_article("-", None, options, data=f"---\ntitle: 题\n---\n{body}".encode())


def blocks(body: str) -> tuple[Block, ...]:
    return reading(body).document.blocks


def nodes(document: Document, kind: type[Any]) -> list[Any]:
    return [node for block in document.blocks for node in walk(block) if isinstance(node, kind)]


TITLES = [
    ("{% note info 小心 %}\n甲\n{% endnote %}", ["小心", "甲"]),
    ("{% note info flat %}\n甲\n{% endnote %}", ["甲"]),
    ("{% note warning 'fas fa-bug' simple %}\n甲\n{% endnote %}", ["甲"]),
    ("{% note success Mind the step %}\n甲\n{% endnote %}", ["Mind the step", "甲"]),
    ("{% note info, 小心，石滑 %}", ["小心，石滑"]),
    ("{% noteblock, 过河 %}\n甲\n{% endnoteblock %}", ["过河", "甲"]),
    ("{% note color:cyan 过河 先问渡口 %}", ["过河 先问渡口"]),
    ("{% folding green open, 看船 %}\n甲\n{% endfolding %}", ["看船", "甲"]),
    ("{% folding cyan::Boat_Code %}\n甲\n{% endfolding %}", ["Boat_Code", "甲"]),
    ("{% folding open:true 说明 %}\n甲\n{% endfolding %}", ["说明", "甲"]),
    ("{% fold info @渡口 source %}\n甲\n{% endfold %}", ["渡口 source", "甲"]),
    ("{% hideToggle 看答案,#f0f0f0,red %}\n甲\n{% endhideToggle %}", ["看答案", "甲"]),
    ("{% hideToggle 1.2 (2021/07/20) %}\n甲\n{% endhideToggle %}", ["1.2 (2021/07/20)", "甲"]),
    ("{% timeline 六月,blue %}\n<!-- timeline 三日 -->\n甲\n<!-- endtimeline -->\n{% endtimeline %}", ["六月", "三日", "甲"]),
    ("{% timeline %}\n<!-- node 起 -->\n甲\n\n<!-- node 讫 -->\n乙\n{% endtimeline %}", ["起", "甲", "讫", "乙"]),
    ("{% folders %}\n<!-- folder 船？ -->\n甲\n{% endfolders %}", ["船？", "甲"]),
    ("{% timenode 第一步，见 [渡口](u) %}\n甲\n{% endtimenode %}", ["第一步，见 渡口", "甲"]),
    ("{% tabs 船, 2 %}\n<!-- tab 木**船**@fas fa-ship -->\n甲\n<!-- endtab -->\n<!-- tab -->\n乙\n{% endtabs %}", ["木船", "甲", "乙"]),
    ('{{< tab "木船" >}}\n甲\n{{< /tab >}}\n{{% tab name="boat" %}}\n乙\n{{% /tab %}}', ["木船", "甲", "boat", "乙"]),
    ('{{< admonition tip "看`船`" false >}}\n甲\n{{< /admonition >}}', ["看船", "甲"]),
    ('{{< alert "circle-info" >}}\n甲\n{{< /alert >}}', ["甲"]),
    ('{{< timelineItem icon="code" header="起" badge="2024" subheader="讫" >}}\n甲\n{{< /timelineItem >}}', ["起 2024 讫", "甲"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "texts"), TITLES)
def test_titles_of_boxes_tabs_and_steps(body: str, texts: list[str]) -> None:
    found = reading(body)
    assert [text_of(block) for block in found.document.blocks] == texts
    assert found.removals


def test_a_comment_is_a_title_between_tags_of_a_theme_alone() -> None:
    assert [text_of(block) for block in blocks("<!-- tab 船 -->\n\n甲")] == ["甲"]
    assert [text_of(block) for block in blocks("{% tabs a %}\n\n    <!-- tab 船 -->\n\n`<!-- tab 桨 -->`\n{% endtabs %}")] == [
        "<!-- tab 船 -->", "<!-- tab 桨 -->",
    ]  # fmt: skip


WORDS = [
    ("{% u 甲 %}", Styled("underline", (Text("甲"),))),
    ("{% emp 甲 %}", Styled("dots", (Text("甲"),))),
    ("{% wavy 甲 乙 %}", Styled("wavy", (Text("甲 乙"),))),
    ("{% del 甲 %}", Styled("strike", (Text("甲"),))),
    ("{% kbd Ctrl %}", Styled("kbd", (Text("Ctrl"),))),
    ("{% mark 甲 color:dark %}", Styled("mark", (Text("甲"),))),
    ("{% psw 甲 %}", Text("甲")),
    ("{% span red, 甲, 乙 %}", Text("甲, 乙")),
    ("{% p center logo large, 甲 %}", Text("甲")),
    ("{% checkbox green checked, 甲 %}", Text("甲")),
    ("{% checkbox checked:true 甲 %}", Text("甲")),
    ("{% cb 甲, true %}", Text("甲")),
    ("{% nota 甲, 乙 %}", Text("甲")),
    ("{% progress 10 red 甲 乙 %}", Text("甲 乙")),
    ('{{< music title="甲" artist="乙" apple="u" >}}', Text("甲 乙")),
    ('{{< douban "https://a.example" >}}', Link("https://a.example", (Text("https://a.example"),))),
    ("{% label primary@甲 %}", Text("甲")),
    ("{% label @甲 %}", Text("甲")),
    ("{% label 甲 乙 blue %}", Text("甲 乙")),
    ("{% hideInline 甲,问,#fff,red %}", Text("问 甲")),
    ("{% btn regular::甲::https://a.example::fas fa-play %}", Link("https://a.example", (Text("甲"),))),
    ("{% btn 甲:: / %}", Link("/", (Text("甲"),))),
    ("{% btn 'https://a.example',甲,far fa-hand,outline blue %}", Link("https://a.example", (Text("甲"),))),
    ("{% button https://a.example, 甲, home fa-fw %}", Link("https://a.example", (Text("甲"),))),
    ("{% button 甲 乙 https://a.example icon:x %}", Link("https://a.example", (Text("甲 乙"),))),
    ("{% cell 甲, https://a.example, fas fa-download %}", Link("https://a.example", (Text("甲"),))),
    ("{% link 《甲》, https://a.example, https://a.example/b.jpg %}", Link("https://a.example", (Text("《甲》"),))),
    ("{% link 甲,乙 丙,https://a.example %}", Link("https://a.example", (Text("甲 乙 丙"),))),
    ("{% link https://a.example 甲 %}", Link("https://a.example", (Text("甲"),))),
    ('{{< link href="https://a.example" content="甲" >}}', Link("https://a.example", (Text("甲"),))),
    ("{% site 甲, url=https://a.example, screenshot=b.jpg %}", Link("https://a.example", (Text("甲"),))),
    ('{{< card link="https://a.example" title="甲" >}}', Link("https://a.example", (Text("甲"),))),
]


@pytest.mark.parametrize(("tag", "node"), WORDS)
def test_words_that_tags_show_within_a_line(tag: str, node: Any) -> None:
    (found,) = blocks(f"始{tag}终")
    assert isinstance(found, Paragraph)
    assert found.inlines == ((Text("始" + node.text + "终"),) if isinstance(node, Text) else (Text("始"), node, Text("终")))


PICTURES = [
    ("{% image https://a.example/a.png, width=300px, alt=渡 口 %}", Image("https://a.example/a.png", "渡 口")),
    ("{% image /a.png 渡口 width:300px %}", Image("/a.png", "渡口")),
    ("{% inlineimage https://a.example/a, height=20px %}", Image("https://a.example/a")),
    ('{{< figure link="/a.png" >}}', Image("/a.png")),
    ("{% asset_img a.png This is a boat %}", Image("a.png", "This is a boat")),
    ('{{< figure src="/a.png" caption="<span class=\\"n\\">图1: </span>船" >}}', Image("/a.png", "图1: 船")),
    ('{{< gallery "a.png" >}}', Image("a.png")),
    ("- 甲\n\n<div class=g>\n{% asset_img a.png 渡口 %}\n</div>", Image("a.png", "渡口")),
]


@pytest.mark.parametrize(("tag", "image"), PICTURES)
def test_pictures_of_themes(tag: str, image: Image) -> None:
    assert nodes(reading(tag).document, Image) == [image]


def test_a_caption_may_hold_markup() -> None:
    assert text_of(reading('{{< figure src="/a.png" caption="<span class=\\"n\\">图1: </span>船" >}}').document) == "图1: 船"


def test_a_group_of_pictures_keeps_its_words() -> None:
    document = reading("# 甲\n\n<div>\n{% galleryGroup '渡口' '春天' '/a/b' https://a.example/c.jpg %}\n</div>").document
    assert nodes(document, Image) == [Image("https://a.example/c.jpg", "渡口")]
    assert "春天" in text_of(document)


RECORDINGS = [
    ("{% audio https://a.example/a.mp3 %}", Embed("audio", "https://a.example/a.mp3")),
    ("{% video a.mp4, b.jpg %}", Embed("video", "a.mp4")),
    ('{% aplayer "渡口" "老周" "a.mp3" "b.jpg" %}', Embed("audio", "a.mp3", "渡口 老周")),
    ('{% dplayer "url=a.mp4" "pic=b.jpg" "loop=yes" %}', Embed("video", "a.mp4")),
    ('{{< music url="/a.mp3" name="渡口" artist="老周" >}}', Embed("audio", "/a.mp3", "渡口 老周")),
    ("{% include embed/youtube.html id='abc123' %}", Embed("iframe", "https://www.youtube.com/watch?v=abc123")),
    ("{% pdf ./a.pdf %}", Embed("iframe", "./a.pdf")),
]


@pytest.mark.parametrize(("tag", "embed"), RECORDINGS)
def test_recordings_of_themes(tag: str, embed: Embed) -> None:
    assert blocks(tag) == (embed,)
    assert [text_of(block) for block in blocks("{% meting 1 netease song %}\n\n{% audio %}\n\n{% aplayer %}\n\n{% pdf %}\n\n甲")] == ["甲"]


def test_lines_of_a_poem_are_its_own() -> None:
    lines = (Text("春水满四泽，"), Break(), Text("夏云多奇峰。"))
    title, first, second, rest = blocks("{% poem 四时,老周 %}\n春水满四泽，\n夏云多奇峰。\n\n> 秋\n> 月\n{% endpoem %}\n\n冬\n岭")
    assert text_of(title) == "四时 老周"
    assert first == Paragraph(lines)
    assert any(isinstance(node, Break) for node in walk(second))
    assert text_of(rest) == "冬岭"
    assert [text_of(block) for block in blocks("{% poetry 四时 author:老周 %}\n甲\n{% endpoetry %}")] == ["四时 老周", "甲"]


def test_quotations_and_drawings_of_themes() -> None:
    assert blocks("{% cq %}\n甲\n{% endcq %}") == (Quote((Paragraph((Text("甲"),)),)),)
    assert blocks('{{< quote author="老周" source="《渡口》" >}}\n甲\n{{< /quote >}}') == (
        Quote((Paragraph((Text("甲"),)), Paragraph((Text("老周 《渡口》"),)))),
    )
    assert blocks('{{< echarts >}}\n{"a": 1}\n{{< /echarts >}}') == (CodeBlock('{"a": 1}', "json"),)


CODE = [
    ("{% codeblock 渡口.js %}\nx\n{% endcodeblock %}", "渡口.js", ""),
    ('{% codeblock "Boat" lang:js first_line:2 https://a.example 船 %}\nx\n{% endcodeblock %}', "Boat 船", "js"),
    ("{% codeblock js %}\nx\n{% endcodeblock %}", "", "js"),
    ("{% highlight js linenos %}\nx\n{% endhighlight %}", "", "js"),
    ("```yaml site/_config.yml\nx\n```", "site/_config.yml", "yaml"),
    ("```js 过河 boat https://a.example\nx\n```", "过河 boat", "js"),
    ('```js {1,3} title="a b.js"\nx\n```', "a b.js", "js"),
    ("```sh [npm]\nx\n```", "npm", "sh"),
    ('```{.go title="b.go"}\nx\n```', "b.go", "go"),
    ('```python linenums="1" hl_lines="2"\nx\n```', "", "python"),
    ("```js showLineNumbers\nx\n```", "", "js"),
    ("```sh $ npm i\nx\n```", "", "sh"),
]


@pytest.mark.parametrize(("body", "title", "language"), CODE)
def test_titles_of_code(body: str, title: str, language: str) -> None:
    *before, code = blocks(body)
    assert [text_of(block) for block in before] == ([title] if title else [])
    assert code == CodeBlock("x", language)


TABS = [
    ("::: tabs#boat\n\n@tab 木船#wood\n\n甲\n\n@tab:active 铁船\n乙\n\n:::", ["木船", "甲", "铁船", "乙"]),
    (":::tabs\n== 木船\n甲\n== 铁船\n乙\n:::", ["木船", "甲", "铁船", "乙"]),
    ("@tab 木船\n\n== 铁船", ["@tab 木船", "== 铁船"]),
    (':::tip{title="木船"}\n甲\n:::', ["木船", "甲"]),
    (":::note[木船]{.red}\n甲\n:::", ["木船", "甲"]),
    (':::spoiler {state="open"} 木船\n甲\n:::', ["木船", "甲"]),
    ("::: details 木船 {open}\n甲\n:::", ["木船", "甲"]),
]


@pytest.mark.parametrize(("body", "texts"), TABS)
def test_titles_in_boxes_of_vuepress(body: str, texts: list[str]) -> None:
    assert [text_of(block) for block in blocks(body)] == texts


SQUARE = [
    ('[scode type="red"]小心**石**滑[/scode]', ["小心石滑"], 2),
    ('[scode type="share" size=""]\n- 甲\n- 乙\n[/scode]\n丙', ["甲乙", "丙"], 2),
    ('[tabs type="x"]\n[tab name="木船" active="true"]\n甲[/tab]\n[/tabs]', ["木船", "甲"], 4),
    ('[caption id="a_1" width="300"]<img src="a.png"> 渡口[/caption]', ["渡口"], 2),
    ('[scode]甲 [tab](u) [button] a[i="x"] `[/scode]` [tab a="b"](u)', ['[scode]甲 tab [button] a[i="x"] [/scode] tab a="b"'], 0),
]


@pytest.mark.parametrize(("body", "texts", "count"), SQUARE)
def test_short_codes_in_square_brackets(body: str, texts: list[str], count: int) -> None:
    found = reading(body)
    assert [text_of(block).strip() for block in found.document.blocks] == texts
    assert len(found.removals) == count


def test_markdown_behind_the_mark_of_an_engine() -> None:
    for mark in ("<!--markdown-->", "<!-- more -->"):
        assert blocks(f"甲\n\n{mark}## 船\n\n{mark}**乙**")[1:] == blocks("甲\n\n## 船\n\n**乙**")[1:]
    assert blocks("甲\n\n    <!--more-->乙")[1] == CodeBlock("<!--more-->乙", "")


RAW = [
    ("<div>\n{{< rawhtml >}}\n<p>甲</p>\n{{< /rawhtml >}}\n</div>", "甲", 2),
    ('<p title="{{ 乙 }}">甲{{ 丙 }}</p>', "甲", 1),
    ("<p>{% raw %}{{ 甲 }}{% endraw %}</p>", "{{ 甲 }}", 2),
    ("<pre>{{ 甲 }}\n</pre>", "{{ 甲 }}", 0),
    ("<p>甲 {{ 乙</p>", "甲 {{ 乙", 0),
]


@pytest.mark.parametrize(("body", "text", "count"), RAW)
def test_tags_between_those_of_html(body: str, text: str, count: int) -> None:
    found = reading(f"# 首\n\n{body}")
    assert text_of(found.document).strip("\n") == f"首{text}"
    assert len(found.removals) == count


def test_a_tag_in_html_names_its_line() -> None:
    assert [removal.line for removal in reading("# 首\n\n<div>\n<p>甲</p>\n{{ 乙 }}\n{{ 丙 }}\n</div>").removals] == [8, 9]
