"""Tag soup for tests: generated HTML with Chinese text, the reading that counts its characters, and the short way to a Document.

The reading uses the standard library's html.parser and shares no code with convert/. A new quirk is one template in `WRAPPERS` or one
string in `PIECES`.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import msgspec
from hypothesis import strategies as st

from convert.clean import Cleaned, make_soup
from convert.config import Config
from convert.errors import Diagnostic
from convert.model import Document, text_of
from convert.parse import html
from convert.read import read

HEAD = b"---\ntitle: \xe8\xaf\x95\n---\n"
HEAD_LINES = 3
INVISIBLE = re.compile(r"[\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]+")


def parse(body: str, **settings: object) -> tuple[Document, list[Diagnostic]]:
    """The Document of an HTML body without cleaning, and what was reported."""
    config = msgspec.convert(settings, Config)
    source = read(None, config, lambda _: None, data=HEAD + body.encode("utf-8", "replace"))
    source = msgspec.structs.replace(source, kind="html", body=body, body_line=HEAD_LINES + 1)
    told: list[Diagnostic] = []
    return html.parse(Cleaned(make_soup(body, HEAD_LINES + 1)), source, config, told.append), told


def visible(text: str) -> str:
    return INVISIBLE.sub("", text)


def characters(document: Document) -> Counter[str]:
    return Counter(visible(text_of(document)))


class _Reading(HTMLParser):
    UNSEEN = frozenset(("script", "style", "head", "rp", "template"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.unseen = 0
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.unseen += tag in self.UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in self.UNSEEN and self.unseen > 0

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(data)


def text_independently(body: str) -> str:
    """The visible characters of HTML in the order of the source, white space aside."""
    reading = _Reading()
    reading.feed(body)
    reading.close()
    return visible("".join(reading.parts))


def read_independently(body: str) -> Counter[str]:
    """How many there are of each visible character of HTML."""
    return Counter(text_independently(body))


# ---- generated HTML -----------------------------------------------------------------------------------------------

WORDS = st.sampled_from((
    "春天", "来了。", "“好”，", "《书》", "——", "……", "abc", "2021",
    "　", "　　", "\u00a0\u00a0", " ", "\n", "\n  ", "&nbsp;", "&amp;", "&amp;lt;",
    "&#20013;", "&hellip;", "&ldquo;", "＆", "a & b", "3 > 2", "𠮷", "葛\U000e0100", "👨\u200d👩\u200d👧", "\u200b", "\ufeff", "、", "①",
    "\ue000", "1、", "（完）", "",
))  # fmt: skip
TEXT = st.lists(WORDS, max_size=4).map("".join)

PIECES = (
    "<br>", "<br/>", "<br><br>", "<hr>", "<img src=a.png alt=图>", "<img data-src='//x.example/b.png' src='loading.gif'>",
    "<noscript><img src=a.png></noscript>", "<!-- 注释 -->", "<script>var 变量;</script>",
    "<style>p{}</style>", "<wbr>", "<a name=处></a>",
    "<ruby>漢<rp>（</rp><rt>hàn</rt><rp>）</rp></ruby>", "<ruby>漢<rt>hàn</rt>字<rt>zì</rt>。</ruby>",
    "<ruby><rb>北</rb><rb>京</rb><rtc><rt>běi</rt><rt>jīng</rt></rtc><rtc><rt rbspan=2>Peking</rt></rtc></ruby>",
    "<template>看不见</template>", "<iframe src='//v.example'></iframe>", "<input type=checkbox checked>", "<li>散项</li>",
    "<svg><text>图中字</text></svg>", "<td>散格</td>",
    "<dd>散义</dd>", "<video src=v.mp4>看不了</video>", "<math><mi>x</mi><mo>=</mo></math>",
    "<pre>  行一\n\t行二</pre>", "<code> a  b </code>", "<span data-math=inline>$x$</span>",
    "<select><option>甲</option><option>乙</option></select>", "<textarea>栏\n目</textarea>", "<sup data-note-ref=一></sup>",
    "<section data-note=一><p>注文</p></section>", "<object data=x>物</object>", "<p></p>", "<b></b>", "<h2></h2>",
)  # fmt: skip

WRAPPERS = (
    "<p>{}</p>", "<p>{}", "<div>{}</div>", "<section>{}</section>", "<P CLASS=x>{}</P>", "<p style=\"text-indent:2em\">{}</p>",
    "<b>{}</b>", "<strong>{}</strong>", "<em>{}</em>", "<i>{}</i>", "<u>{}</u>", "<s>{}</s>", "<span>{}</span>", "<a href='#处'>{}</a>",
    "<a href='javascript:x'>{}</a>", "<a href=' //x.example/路 '>{}</a>", "<font face='楷体'>{}</font>",
    "<span style=\"font-family: \"仿宋\", serif; color:red\">{}</span>",
    "<span style='font-weight:700;text-decoration:line-through'>{}</span>", "<em class=dot>{}</em>",
    "<span style='display:block;text-align:center'>{}</span>", "<center>{}</center>", "<ul>{}</ul>", "<ol start=3>{}</ol>",
    "<ul><li>{}</li></ul>", "<ol><li>{}<li>乙</ol>", "<li>{}</li>", "<dl><dt>{}</dt></dl>", "<dl><dt>词</dt><dd>{}</dd></dl>",
    "<dl>{}</dl>", "<blockquote>{}</blockquote>", "<h1>{}</h1>", "<h3 id=处>{}</h3>", "<h6>{}</h6>",
    "<figure><img src=c.png><figcaption>{}</figcaption></figure>", "<figure>{}</figure>", "<figcaption>{}</figcaption>",
    "<table><tr><td>{}</td></tr></table>", "<table><tr><th>头</th><th>二</th></tr><tr><td rowspan=3>{}</td><td>丁</td></tr></table>",
    "<table><caption>{}</caption><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>",
    "<table><thead><tr>{}</tr></thead></table>",
    "<tr>{}</tr>", "<td>{}</td>", "<details><summary>{}</summary>细</details>", "<fieldset><legend>{}</legend></fieldset>",
    "<code>{}</code>", "<kbd>{}</kbd>", "<sup>{}</sup>", "<sub>{}</sub>", "<mark>{}</mark>", "<small>{}</small>",
    "<h-jinze class=wei>{}</h-jinze>", "<button>{}</button>", "<noscript>{}</noscript>", "<pre><code class=language-x>{}</code></pre>",
    "<article><header>{}</header></article>", "<p style='white-space:pre-wrap'>{}</p>", "<ruby>{}<rt>dú</rt></ruby>",
    "<ruby><b>{}</b></ruby>", "<span style='-webkit-text-emphasis: filled dot'>{}</span>", "<div align=right>{}</div>",
    "<p class=img_desc>{}</p>", "<section data-note=二>{}</section>",
)  # fmt: skip



def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    content = st.lists(inner, max_size=3).map("".join)
    return st.tuples(st.sampled_from(WRAPPERS), content).map(lambda pair: pair[0].replace("{}", pair[1]))


SOUPS = st.recursive(st.one_of(TEXT, TEXT, st.sampled_from(PIECES)), _wrapped, max_leaves=10)
"""HTML that html.parser and libxml2 read alike, as far as text goes."""
