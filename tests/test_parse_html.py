"""HTML to model, case by case: paragraphs, marks, white space, headings, links, notes, what else stands in a text."""

from __future__ import annotations

import re

import msgspec
import pytest

from convert.errors import Severity
from convert.model import (
    Block,
    Break,
    Code,
    CodeBlock,
    Embed,
    Face,
    Heading,
    Image,
    Inline,
    Link,
    Math,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Ruby,
    RubyPair,
    Rule,
    Styled,
    Text,
)
from convert.parse.json import from_json
from convert.pipeline import read_article
from convert.write.json import to_json

from .html_soup import parse


def t(text: str) -> tuple[Inline, ...]:
    return (Text(text),)


def p(*inlines: Inline | str, indent: int = 0, align: str = "start") -> Paragraph:
    return Paragraph(tuple(Text(inline) if isinstance(inline, str) else inline for inline in inlines), indent, align)  # type: ignore[arg-type]


def marked(style: str, text: str) -> Styled:
    return Styled(style, t(text))  # type: ignore[arg-type]


def blocks_of(body: str) -> tuple[Block, ...]:
    return parse(body)[0].blocks


REST = "其余的字用书里平常的宋体排，字数要比前面的多，好让人看出哪一种是正文。"

PARAGRAPHS: dict[str, tuple[str, tuple[Block, ...]]] = {
    "two paragraphs": ("<p>一</p><p>二</p>", (p("一"), p("二"))),
    "unclosed": ("<p>一<p>二", (p("一"), p("二"))),
    "divisions": ("<div>一</div><div>二<div>三</div>四</div>", (p("一"), p("二"), p("三"), p("四"))),
    "no markup at all": ("一\n二", (p("一二"),)),
    "two breaks part paragraphs": ("一<br><br>二<br> <br/>三", (p("一"), p("二"), p("三"))),
    "one break stays": ("<p>一<br>二</p>", (p("一", Break(), "二"),)),
    "lines set in by steps are verse": (
        "　　灯灭了，<br>\n　　　　只剩水声，<br>　　　　又听。<br><br>　　风换了方向，<br>　　　　起。",
        (
            Paragraph((Text("灯灭了，"), Break(), Text("　　　　只剩水声，"), Break(), Text("　　　　又听。")), indent=2),
            Paragraph((Text("风换了方向，"), Break(), Text("　　　　起。")), indent=2),
        ),
    ),
    "the end of a letter is set in by steps": (
        "　　此致<br>敬礼！<br>　　　　　　林晓<br>　　　　二日",
        (Paragraph((Text("此致"), Break(), Text("敬礼！"), Break(), Text("　　　　　　林晓"), Break(), Text("　　　　二日")), indent=2),),
    ),
    "long lines are paragraphs at any depth": (
        "　　雨下了一夜，桥下的水涨了一尺，船都系在柳树上，没有人过河。<br>　　　　天亮了。",
        (p("雨下了一夜，桥下的水涨了一尺，船都系在柳树上，没有人过河。", indent=2), p("天亮了。", indent=4)),
    ),
    "steps with a picture among them are paragraphs": (
        "一<br>　　二<img src=a.png><br>　　　　三", (p("一"), p("二", Image("a.png"), indent=2), p("三", indent=4)),
    ),
    "a break and an indent part paragraphs": ("一<br>　　二<br>&emsp;&emsp;三", (p("一"), p("二", indent=2), p("三", indent=2))),
    "breaks at the edges": ("<p><br>一<br></p>", (p("一"),)),
    "empty paragraphs": ("<p></p><p>&nbsp;</p><p>　</p><p><b> </b><br></p><p>一</p>", (p("一"),)),
    "bold line": ("<p><b>小标题</b></p>", (p(marked("strong", "小标题")),)),
    "a block inside a mark": ("<b>一<div>二</div></b>", (p(marked("strong", "一")), p(marked("strong", "二")))),
    "rule": ("一<hr>二", (p("一"), Rule(), p("二"))),
    "quotation": ("<blockquote>一<p>二</blockquote>", (Quote((p("一"), p("二"))),)),
    "details": ("<details><summary>提要</summary>正文</details>", (p(marked("strong", "提要")), p("正文"))),
    "line ends that count": ("<p style='white-space: pre-wrap'>一\n二</p>", (p("一", Break(), "二"),)),
    "display makes a block": ("<span style='display:block'>一</span><span>二</span>", (p("一"), p("二"))),
    "comments part nothing": ("<p>一<!-- 隐 -->二</p>", (p("一二"),)),
    "template, script, style": ("<p>一<script>x</script><style>y</style><template>z</template>二</p>", (p("一二"),)),
    "options and buttons": ("<select><option>甲<option>乙</select><button>丙</button>", (p("甲"), p("乙"), p("丙"))),
}  # fmt: skip

INDENTS: dict[str, tuple[str, tuple[Block, ...]]] = {
    "ideographic spaces": ("<p>　　一</p>", (p("一", indent=2),)),
    "split over nodes": ("<p>　<span>　<b>一</b></span></p>", (p(marked("strong", "一"), indent=2),)),
    "no-break spaces": ("<p>&nbsp;&nbsp;&nbsp;&nbsp;一</p>", (p("一", indent=2),)),
    "em spaces": ("<p>&emsp;&emsp;一</p>", (p("一", indent=2),)),
    "en spaces": ("<p>&ensp;&ensp;&ensp;&ensp;一</p>", (p("一", indent=2),)),
    "style in em": ("<p style='text-indent: 2em'>一</p>", (p("一", indent=2),)),
    "style in capitals": ("<P style='TEXT-INDENT:2em'>一</P>", (p("一", indent=2),)),
    "style in pixels": ("<p style='text-indent:32px'>一</p>", (p("一", indent=2),)),
    "style inherited": ("<div style='text-indent:2em'><p>一</p></div>", (p("一", indent=2),)),
    "both are one": ("<p style='text-indent:2em'>　　一</p>", (p("一", indent=2),)),
    "negative is none": ("<p style='text-indent:-2em'>一</p>", (p("一"),)),
    "inside stays": ("<p>王　明</p>", (p("王　明"),)),
    "mark before the indent": ("<p>\ufeff　　一</p>", (p("一", indent=2),)),
    "centred by attribute": ("<p align=center>一</p>", (p("一", align="center"),)),
    "centred by tag": ("<center>一<p>二</p></center>", (p("一", align="center"), p("二", align="center"))),
    "centred by class": ("<p class='f_center x'>一</p>", (p("一", align="center"),)),
    "right by style": ("<div style='text-align:right'>一</div>", (p("一", align="end"),)),
    "left again": ("<center><p style='text-align:left'>一</p></center>", (p("一"),)),
}

MARKS: dict[str, tuple[str, tuple[Inline, ...]]] = {
    "dots by class": ("<em class='dot'>重</em>", (marked("dots", "重"),)),
    "dots by style": ("<span style='text-emphasis: filled dot'>重</span>", (marked("dots", "重"),)),
    "dots with prefix": ("<span style='-webkit-text-emphasis-style: circle'>重</span>", (marked("dots", "重"),)),
    "no dots": ("<span style='text-emphasis:none'>重</span>", t("重")),
    "proper noun": ("<u class='pn'>屈原</u>", (marked("underline", "屈原"),)),
    "underline by style": ("<span style='text-decoration: underline'>屈原</span>", (marked("underline", "屈原"),)),
    "wavy": ("<span style='text-decoration: underline wavy'>离骚</span>", (marked("wavy", "离骚"),)),
    "wavy by class": ("<u class='wavy'>离骚</u>", (marked("wavy", "离骚"),)),
    "a line without width": ("甲<u>\u200b\u200b</u>乙", t("甲\u200b\u200b乙")),
    "wavy in two": ("<u style='text-decoration-style: wavy'>离骚</u>", (marked("wavy", "离骚"),)),
    "two lines": (
        "<span style='text-decoration:underline line-through'>甲</span>",
        (Styled("underline", (marked("strike", "甲"),)),),
    ),
    "weight": ("<span style='font-weight:600'>甲</span>", (marked("strong", "甲"),)),
    "weight taken back": ("<b>甲<span style='font-weight:400'>乙</span></b>", (marked("strong", "甲"), Text("乙"))),
    "no weight in a b": ("<b style='font-weight:normal'>甲</b>", t("甲")),
    "slope": ("<span style='font-style:italic'>甲</span>", (marked("emph", "甲"),)),
    "all tags": (
        "<s>一</s><del>二</del><mark>三</mark><sup>四</sup><sub>五</sub><kbd>六</kbd><cite>七</cite>",
        (
            marked("strike", "一二"),
            marked("mark", "三"),
            marked("sup", "四"),
            marked("sub", "五"),
            marked("kbd", "六"),
            marked("emph", "七"),
        ),
    ),
    "tag and style are one mark": ("<b><strong style='font-weight:bold'>甲</strong></b>", (marked("strong", "甲"),)),
    "editor's own attribute": ("<font cms-style='font-L strong-Bold'>甲</font>", (marked("strong", "甲"),)),
    "sizes and colours are nothing": ("<font size=5 color=red cms-style='font-L'>甲</font><big>乙</big>", t("甲乙")),
    "code": ("<code>a &lt; b</code>", (Code("a < b"),)),
    "code of many spans": ("<code><span>let</span> <span>x</span></code>", (Code("let x"),)),
    "code with a link": ("<code>见<a href='u'>x</a></code>", (Code("见"), Link("u", (Code("x"),)))),
    "mathematics": ("<span data-math='inline'>$a&lt;b$</span>", (Math("$a<b$"),)),
    "line end in the source": ("甲\n<b>乙\n</b>\n丙", (Text("甲"), marked("strong", "乙"), Text("丙"))),
    "line end beside Latin": ("甲\nabc\n乙", t("甲 abc 乙")),
    "entities once": ("&amp;lt;b&amp;gt; &amp;copy; &#x4e2d; a & b < c", t("&lt;b&gt; &copy; 中 a & b < c")),
    "wide blank hoisted": ("甲<b>　乙</b>", (Text("甲　"), marked("strong", "乙"))),
}

FACES: dict[str, tuple[str, tuple[Inline, ...]]] = {
    "kai": ("<span style='font-family: KaiTi_GB2312, KaiTi'>引文</span>", (Face("kai", t("引文")),)),
    "by Chinese name": ("<span style='font-family:楷体'>引文</span>", (Face("kai", t("引文")),)),
    "font tag": ("<font face='仿宋_GB2312'>公文</font>", (Face("fangsong", t("公文")),)),
    "shorthand": ("<span style='font: bold 14px/1.5 黑体, serif'>题</span>", (Styled("strong", (Face("hei", t("题")),)),)),
    "the first known name": ("<span style='font-family: Unheard, STKaiti, SimHei'>引文</span>", (Face("kai", t("引文")),)),
    "a series": ("<span style='font-family: FZKai-Z03S'>引文</span>", (Face("kai", t("引文")),)),
    "lost quotes": ('<span style="font-family: "楷体", serif; color: red">引文</span>', (Face("kai", t("引文")),)),
    "lost quotes in the middle": (
        '<span class="x" style="font-family: "Lxgw WenKai", "宋体"; font-weight: bold" id=q>引文</span>',
        (Face("kai", (marked("strong", "引文"),)),),
    ),
    "song is the body": ("<span style='font-family:宋体'>引文</span>", t("引文")),
    "Latin families have no Chinese": ("<span style='font-family:Georgia, KaiTi, serif'>引文</span>", (Face("kai", t("引文")),)),
    "what a system chose": ("<span style='font-family:Arial, sans-serif'>引文</span>", t("引文")),
    "what a word processor chose": ("<span style='font-family:等线, 楷体'>引文</span>", t("引文")),
    "a row of stars": ("<span style='font-family:楷体'>＊　＊　＊</span>", t("＊　＊　＊")),
    "the inner one holds": (
        "<span style='font-family:楷体'>引<span style='font-family:仿宋'>文</span></span>",
        (Face("kai", t("引")), Face("fangsong", t("文"))),
    ),
}

RUBIES: dict[str, tuple[str, tuple[Inline, ...]]] = {
    "with rp": ("<ruby>漢<rp>（</rp><rt>hàn</rt><rp>）</rp></ruby>", (Ruby((RubyPair("漢", "hàn"),)),)),
    "rp that nothing closes": ("<ruby>漢<rp>（<rt>hàn<rp>）</ruby>", (Ruby((RubyPair("漢", "hàn"),)),)),
    "several": ("<ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby>", (Ruby((RubyPair("漢", "hàn"), RubyPair("字", "zì"))),)),
    "nothing closed": ("<ruby>漢<rt>hàn</ruby>字", (Ruby((RubyPair("漢", "hàn"),)), Text("字"))),
    "rb": ("<ruby><rb>漢<rb>字<rt>hàn<rt>zì</ruby>", (Ruby((RubyPair("漢", "hàn"), RubyPair("字", "zì"))),)),
    "as many readings as characters": ("<ruby>漢字<rt>hàn<rt>zì</ruby>", (Ruby((RubyPair("漢", "hàn"), RubyPair("字", "zì"))),)),
    "a base without reading": ("<ruby>漢<rt>hàn</rt>，<rt></rt>字<rt>zì</rt>。</ruby>", (
        Ruby((RubyPair("漢", "hàn"),)), Text("，"), Ruby((RubyPair("字", "zì"),)), Text("。"),
    )),
    "two levels": (
        "<ruby><rb>北</rb><rb>京</rb>！<rtc><rt>běi</rt><rt>jīng</rt></rtc><rtc><rt>ㄅㄟˇ</rt><rt>ㄐㄧㄥ</rt></rtc></ruby>",
        (Ruby((RubyPair("北", "běi　ㄅㄟˇ"), RubyPair("京", "jīng　ㄐㄧㄥ"))), Text("！")),
    ),
    "a reading over two": (
        "<ruby><rb>北</rb><rb>京</rb><rb>市</rb><rtc><rt rbspan=2>Peking</rt><rt>city</rt></rtc></ruby>",
        (Ruby((RubyPair("北京", "Peking"), RubyPair("市", "city"))),),
    ),
    "marks in it": ("<ruby><u>北<rt>běi</rt></u>京<rt>jīng</rt></ruby>", (
        Styled("underline", (Ruby((RubyPair("北", "běi"),)),)), Ruby((RubyPair("京", "jīng"),)),
    )),
    "marks around it": ("<em>去<ruby>京<rt>jīng</rt></ruby></em>", (Styled("emph", (Text("去"), Ruby((RubyPair("京", "jīng"),)))),)),
    "a link in it": (
        "<ruby><a href='//x.example/a' title='词 典'>漢</a><rt>hàn</rt></ruby>",
        (Link("https://x.example/a", (Ruby((RubyPair("漢", "hàn"),)),), "词 典"),),
    ),
    "a script in it": ("<ruby><a href='javascript:x'>漢</a><rt>hàn</rt></ruby>", (Ruby((RubyPair("漢", "hàn"),)),)),
    "the face of the body": ("<ruby><rb style='font-family:宋体'>漢</rb><rt>hàn</rt></ruby>", (Ruby((RubyPair("漢", "hàn"),)),)),
    "reading alone": ("<ruby><rt>hàn</rt></ruby>", (Ruby((RubyPair("", "hàn"),)),)),
}  # fmt: skip

LINKS: dict[str, tuple[str, tuple[Inline, ...]]] = {
    "raw address": ("<a href=' http://例子.example/路 径?a=b&c '>去</a>", (Link("http://例子.example/路 径?a=b&c", t("去")),)),
    "without a scheme": ("<a href='//x.example/a'>去</a>", (Link("https://x.example/a", t("去")),)),
    "title": ("<a href=u title='书'>去</a>", (Link("u", t("去"), "书"),)),
    "script": ("<a href='JavaScript:void(0)'>去</a>", t("去")),
    "nowhere": ("<a href=''>去</a><a href='#'>那</a><a>里</a>", t("去那里")),
    "nothing in it": ("去<a href=u></a>", t("去")),
    "a link in a link": ("<a href=u>甲<span><a href=v>乙</a></span></a>", (Link("u", t("甲")), Link("v", t("乙")))),
}

QUOTES: dict[str, tuple[str, str]] = {
    "Simplified": ("<p>他说<q>好<q>内</q></q></p>", "他说“好‘内’”"),
    "Traditional by attribute": ("<p lang=zh-Hant>他說<q>好<q>內</q></q></p>", "他說「好『內』」"),
    "Traditional by its characters": ("<p>這個國家的人說<q>來</q></p>", "這個國家的人說「來」"),
    "third level": ("<q>一<q>二<q>三</q></q></q>", "“一‘二“三”’”"),
    "side by side": ("<q>一</q><q>二</q>", "“一”“二”"),
}


@pytest.mark.parametrize("case", PARAGRAPHS)
def test_paragraph(case: str) -> None:
    body, expected = PARAGRAPHS[case]
    assert blocks_of(body) == expected


@pytest.mark.parametrize("case", INDENTS)
def test_indent_and_alignment(case: str) -> None:
    body, expected = INDENTS[case]
    assert blocks_of(body) == expected


@pytest.mark.parametrize("case", MARKS)
def test_mark(case: str) -> None:
    body, expected = MARKS[case]
    assert blocks_of(body) == (Paragraph(expected),)


@pytest.mark.parametrize("case", FACES)
def test_face(case: str) -> None:
    body, expected = FACES[case]
    assert blocks_of(f"<p>{body}</p><p>{REST}</p>") == (Paragraph(expected), p(REST))


@pytest.mark.parametrize("case", RUBIES)
def test_ruby(case: str) -> None:
    body, expected = RUBIES[case]
    assert blocks_of(body) == (Paragraph(expected),)


@pytest.mark.parametrize("case", LINKS)
def test_link(case: str) -> None:
    body, expected = LINKS[case]
    assert blocks_of(body) == (Paragraph(expected),)


@pytest.mark.parametrize("case", QUOTES)
def test_quotation_marks_of_the_language(case: str) -> None:
    body, expected = QUOTES[case]
    assert blocks_of(body) == (p(expected),)


def test_a_whole_article_in_one_face_is_no_face() -> None:
    assert blocks_of(f"<div style='font-family:楷体'><p>{REST}</p></div>") == (p(REST),)


def test_song_is_a_face_where_the_body_is_kai() -> None:
    body = f"<div style='font-family:楷体'><p>{REST}<span style='font-family:宋体'>引</span></p></div>"
    assert blocks_of(body) == (p(REST, Face("song", t("引"))),)


HEADINGS = {
    "none skipped": ("h1 h2 h3 h2 h1", [1, 2, 3, 2, 1]),
    "the first level stays": ("h3 h4 h3", [3, 4, 3]),
    "one skipped": ("h2 h4 h4 h2", [2, 3, 3, 2]),
    "two skipped": ("h1 h4 h6 h2", [1, 2, 3, 2]),
    "back to a level between": ("h2 h5 h3", [2, 3, 3]),
    "above the first": ("h3 h2 h4", [3, 2, 3]),
}


@pytest.mark.parametrize("case", HEADINGS)
def test_levels(case: str) -> None:
    tags, expected = HEADINGS[case]
    body = "".join(f"<{tag}>题</{tag}><p>文</p>" for tag in tags.split(" "))
    assert [block.level for block in blocks_of(body) if isinstance(block, Heading)] == expected


def test_heading_with_blocks_in_it() -> None:
    assert blocks_of("<h2><div>题<br><br>目</div></h2>") == (Heading(2, (Text("题"), Break(), Text("目"))),)
    assert blocks_of("<h2>题<p>文</h2>") == (Heading(2, t("题")), p("文"))


def test_weight_of_a_heading_is_no_mark() -> None:
    assert blocks_of("<h2 style='font-weight:bold'>题</h2>") == (Heading(2, t("题")),)


def test_places_that_links_name() -> None:
    body = "<a href='#b'>甲</a><a href='#%E4%B9%99'>乙</a><a href='#c'>丙</a><a name=b></a><h2 id=a>一</h2><h2 id=乙>二</h2>"
    assert blocks_of(body) == (
        Paragraph((Link("#a", t("甲")), Link("#乙", t("乙")), Link("#c", t("丙")))),
        Heading(2, t("一"), "a"),
        Heading(2, t("二"), "乙"),
    )


def test_a_link_in_ruby_finds_its_place() -> None:
    body = "<h2 id='甲'>题</h2><p><ruby><a href='#%E7%94%B2'>漢</a><rt>hàn</rt></ruby></p>"
    assert blocks_of(body)[1] == p(Link("#甲", (Ruby((RubyPair("漢", "hàn"),)),)))


def test_notes_stand_in_the_order_of_their_marks() -> None:
    body = (
        "<p>甲<sup data-note-ref='b'></sup>\n乙<sup data-note-ref='a'></sup></p>"
        "<section data-note='z'>三</section><section data-note='a'>一</section><section data-note='b'><p>二</p></section>"
    )
    document, told = parse(body)
    assert document.blocks == (p("甲", NoteRef("b"), "乙", NoteRef("a")),)
    assert document.notes == (Note("b", (p("二"),)), Note("a", (p("一"),)), Note("z", (p("三"),)))
    assert told == []


def test_a_mark_without_note_is_told() -> None:
    document, told = parse("<p>甲\n乙<sup data-note-ref='x'></sup></p>")
    assert document.blocks == (p("甲乙"),)
    assert [(what.code, what.line) for what in told] == [("note-missing", 5)]


CODE = {
    "language by class": ("<pre><code class='language-c++'>a\n\n  b\n</code></pre>", CodeBlock("a\n\n  b", "c++")),
    "a line end behind the tag": ("<pre>\n\na</pre>", CodeBlock("\na")),
    "a line end behind another": ("<pre><code>\na</code></pre>", CodeBlock("\na")),
    "a line end before another": ("<pre>\n<code>a</code></pre>", CodeBlock("a")),
    "prefixed": ("<pre class='lang-py'>x</pre>", CodeBlock("x", "py")),
    "highlighter": ("<pre><code class='hljs bash'>ls</code></pre>", CodeBlock("ls", "bash")),
    "figure of a highlighter": (
        "<figure class='highlight js'><table><tr><td><pre><span>a</span><br><span>b</span></pre></table></figure>",
        CodeBlock("a\nb", "js"),
    ),
    "no language": ("<article class='highlight post'><pre class=wide>x</pre></article>", CodeBlock("x")),
    "lines of code tags": ("<pre><code>a</code><code>b</code></pre>", CodeBlock("a\nb")),
    "marks in it": ("<pre>甲<b>乙</b>&lt;丙&gt;\n\t丁</pre>", CodeBlock("甲乙<丙>\n\t丁")),
    "trailing spaces stay": ("<pre>a  \n　b</pre>", CodeBlock("a  \n　b")),
}


@pytest.mark.parametrize("case", CODE)
def test_code_block(case: str) -> None:
    body, expected = CODE[case]
    assert blocks_of(body) == (expected,)


EMBEDS: dict[str, tuple[str, tuple[Block, ...]]] = {
    "iframe": ("<iframe src='//v.example/a?b=c&d' title='片'></iframe>", (Embed("iframe", "https://v.example/a?b=c&d", "片"),)),
    "lazy iframe": ("<iframe data-src='https://v.example'></iframe>", (Embed("iframe", "https://v.example"),)),
    "text of an iframe": ("<iframe src='a'><p>看&amp;不了</p></iframe>", (Embed("iframe", "a"), p("看&不了"))),
    "video with sources": ("<video><source src='a.mp4'><source src='b.webm'>看不了</video>", (Embed("video", "a.mp4"), p("看不了"))),
    "audio in a paragraph": ("<p>听<audio src='a.mp3'></audio>完</p>", (p("听"), Embed("audio", "a.mp3"), p("完"))),
    "object and embed": ("<object data='a.swf'><embed src='a.swf'></object>", (Embed("video", "a.swf"),)),
}


@pytest.mark.parametrize("case", EMBEDS)
def test_embed(case: str) -> None:
    body, expected = EMBEDS[case]
    assert blocks_of(body) == expected


def test_what_names_no_address_is_told() -> None:
    document, told = parse("\n<p>一</p>\n<video></video><img alt='图'>")
    assert document.blocks == (p("一"),)
    assert [(what.severity, what.code, what.line) for what in told] == [
        (Severity.NOTE, "embed-without-address", 6),
        (Severity.NOTE, "picture-without-address", 6),
    ]


def test_drawings_and_formulas_keep_their_text() -> None:
    body = "<p>见<svg><title>图</title><text>甲</text></svg>，<math><mi>x</mi><mo>=</mo><mn>1</mn></math></p>"
    assert blocks_of(body) == (p("见图甲，x=1"),)


HELD = ("<p>{}", "<pre>{}", "<code>{}</code>", "<ruby>{}<rt>{}</rt></ruby>", "<a href='{}' title='{}'>x</a>", "<img src='{}' alt='{}'>",
        "<iframe src='{}' title='{}'></iframe>", "<span data-math=inline>{}</span>", "<h2 id='{}'>{}</h2>",
        "<p><sup data-note-ref='{}'></sup><section data-note='{}'>x</section>", "<p style='white-space:pre'>{}\n{}")  # fmt: skip


@pytest.mark.parametrize("place", HELD)
def test_control_characters_are_left_out_and_told(place: str) -> None:
    document, told = parse(place.replace("{}", "甲&#xFFFF;乙"))
    held = msgspec.json.encode(document).decode()
    assert "甲乙" in held
    assert "\uffff" not in held
    assert [what.code for what in told] == ["control-characters"]


@pytest.mark.parametrize("place", HELD)
def test_form_feeds_and_carriage_returns_of_references_are_white_space(place: str) -> None:
    document, told = parse(place.replace("{}", "a&#12;b&#13;&#10;c&#13;d"))
    held = msgspec.json.encode(document)
    assert not re.search(rb"\\[fr]", held)
    assert from_json(to_json(document)) == document
    assert told == []


def test_carriage_returns_end_the_lines_of_code() -> None:
    assert blocks_of("<pre>a&#13;&#10;b&#13;c</pre>") == (CodeBlock("a\nb\nc"),)
    assert blocks_of("<p style='white-space:pre'>甲&#13;乙</p>") == (Paragraph((Text("甲"), Break(), Text("乙"))),)


def test_control_characters_of_a_title_are_left_out_and_told() -> None:
    data = "<html><title>水&#1;车&#12;记</title><meta name=author content='张&#xFFFF;三'><p>村口的水车又转了起来。</p></html>".encode()
    reading = read_article("-", data=data)
    assert (reading.document.meta.title, reading.document.meta.author) == ("水车 记", ("张三",))
    assert [what.code for what in reading.diagnostics] == ["control-characters"]
