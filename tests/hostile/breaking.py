"""Articles that try to break the shape of an output, to exhaust the machine, or to choose file names; rows as in articles.py."""

# ruff: noqa: E501 - a row holds what the article says, unbroken

from __future__ import annotations

from .articles import ALIASES, BIG, ENTITIES, FILES, NET, SCRIPT, Article, laughs, png_of, svg

SHAPES = {
    "XML in the text": Article("]]> <![CDATA[ 甲 ]]> <?xml version='1.0'?> <!DOCTYPE html> &nbsp;&bogus; <?xml-stylesheet href='x'?> --> <!-- x"),
    "characters XML lacks": Article("甲&#0;乙&#xFFFE;丙&#xD800;丁&#x110000;戊&#11;己\x0b庚\ufffe辛&#x1b;[2J", 'title: "甲\\x1b[31m\\0乙"'),
    "end of the page": Article("</body></html><p>甲</p></div></section></main><html><body class=x>乙"),
    "YAML in the title": Article("甲", 'title: "甲\\n---\\n<script>alert(1)</script>\\nx: y"\ndescription: "...\\n--- \\n# 乙"\nauthor: "- a: b"'),
    "YAML in other keys": Article("甲", 'title: 甲\ntags: ["a: b", "- c", "!!x d", "&e *f", "#g", "\\"]", "{h}"]\n"---": 1\n"x\\n---\\ny": 2\n? [复, 杂]\n: 3'),
    "JSON in the title": Article("甲</script>\u2028\u2029", 'title: "\\", \\"version\\": 99, \\"x\\": \\"</script><!--\\u2028"'),
    "package in the metadata": Article(
        "甲",
        'title: "</dc:title><dc:title>乙"\nauthor: "甲\\" id=\\"x\\"/><meta/>"\ndescription: "]]></dc:description><item href=\\"x\\"/>"\n'
        'url: "https://example.invalid/\\"><x"\nlang: "zh\\"><x"\nsource: "&bogus;"\ntags: ["</dc:subject>", ""]\ndate: "2020-01-01\\"><x"',
    ),
    "style in the title": Article("甲", 'title: "甲\\"; } * { display: none } @import url(@WEB@); @page { content: \\"\\\\"\nauthor: "</style><script>alert(1)</script>"'),
    "style in a setting": Article("甲", 'title: 甲\nhuozi:\n  font-size: "10pt; } * { display: none } @import url(@WEB@)"', code="bad-setting"),
    "style in a face": Article("<p style='font-family: \"x; } * { display: none } @import url(@WEB@)\"'>甲</p><font face='\"></style><script>'>乙</font>"),
    "settings that are not its own": Article("甲", "title: 甲\nhuozi:\n  rules-dir: /etc", code="unknown-setting"),
    "limits that are not its own": Article("甲", "title: 甲\nhuozi:\n  max-picture-mb: 100000", code="unknown-setting"),
    "headings of the contents": Article("# </a></li></ol></nav><script>alert(1)</script>\n\n## <img src=x onerror=alert(1)> ]]>\n\n### &lt;/text&gt;&lt;/navLabel&gt;"),
    "links into the package": Article(
        '<a href="package.opf">甲</a><a href="../META-INF/container.xml">乙</a><a href="chapter-1.xhtml#x">丙</a><a href="nav.xhtml">丁</a><img src="cover.xhtml"><img src="mimetype">'
    ),
    "alternative text": Article('![甲](a.png "x\\" onerror=\\"alert(1)") <img src="b.png" alt="&quot;/><item id=&quot;x&quot;/>"> ![](<c"\'>.png>)'),
    "file names of pictures": Article('<img src="a&quot; onerror=&quot;x.png"><img src="图\u202egnp.exe"><img src="-rf.png"><img src="CON"><img src="x.png/."><img src=" ">'),
    "addresses that are none": Article('<a href="http://[">甲</a><a href="http://a:99999999/">乙</a><a href="%zz%">丙</a><a href="http://x y/">丁</a><img src="http://["><img src="data:,">'),
    "direction of the text": Article("甲\u202e乙\u2066丙\u202c\u200f丁", 'title: "甲\\u202e乙"'),
    "document of ours with script": Article(
        '{"version":1,"meta":{"title":"<script>"},"blocks":[{"type":"paragraph","inlines":[{"type":"text","text":"开头还在。"},'
        '{"type":"link","url":"javascript:alert(1)","inlines":[{"type":"text","text":"甲"}]},{"type":"image","src":"file://@SECRET@","alt":"\\"><script>"}]},'
        '{"type":"embed","kind":"iframe","url":"javascript:alert(1)","title":"乙"}],"notes":[]}',
        front="", suffix=".json",
    ),
    "document of ours, foreign node": Article('{"version":1,"meta":{},"blocks":[{"type":"script","text":"x"}],"notes":[]}', "", ".json", "json-invalid"),
    "document of ours, nested": Article('{"version":1,"meta":{},"blocks":' + '[{"type":"quote","blocks":' * 3000 + "[]" + "}]" * 3000 + ',"notes":[]}', "", ".json", "not-ours"),
}
"""They try to break out of XHTML, YAML, JSON, the package document and CSS."""

BOMBS = {
    "YAML aliases": Article("甲", ALIASES),
    "entities of a drawing": Article(svg("<text>&a9;</text>", ENTITIES)),
    "entities of the page": Article(f"{ENTITIES}<p>&a9;</p>", suffix=".html"),
    "drawing of uses": Article(svg(laughs(9))),
    "drawing that uses itself": Article(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g><use href="#a"/>')),
    "drawing of patterns": Article(svg('<pattern id="p" width=".00001" height=".00001"><rect fill="url(#p)" width="9" height="9"/></pattern><rect fill="url(#p)" width="9" height="9"/>')),
    "drawing without measure": Article(svg("<rect width='1e308' height='-1'/><path d='M NaN 0 L 1e999 0'/>", attributes='width="1e9" height="1e9" viewBox="0 0 0 -1"')),
    "drawing in drawings": Article(svg("<g>" * 3000 + "</g>" * 3000)),
    "picture of many pixels": Article(png_of(BIG, BIG)),
    "picture of more pixels": Article(png_of(2**31 - 1, 1)),
    "boxes in boxes": Article("<div>" * 5000 + "甲"),
    "quotes in quotes": Article(">" * 3000 + "甲"),
    "lists in lists": Article("<ul><li>" * 3000 + "甲"),
    "spans of a table": Article('<table><tr><td colspan="99999999" rowspan="99999999">甲</td><td colspan="-1">乙</td></tr><tr><td colspan="1e9">丙</td></tr></table>'),
    "numbers of a list": Article('<ol start="999999999999999999999999"><li value="-99999999999999999999">甲</li></ol>\n\n999999999. 乙'),
    "indent without end": Article("　" * 5000 + "甲\n\n<p style='text-indent: 99999999em; text-align: 9'>乙</p>"),
    "one long word": Article("甲" + "a" * 20000 + "乙" * 3000),
    "rubies": Article("<ruby>" * 2000 + "甲" + "<rt>乙</rt></ruby>" * 2000),
    "combining marks": Article("甲" + "\u0301\u0489" * 3000),
}
"""They try to exhaust time or memory."""

ARTICLES: dict[str, Article] = {**FILES, **NET, **SCRIPT, **SHAPES, **BOMBS}

TITLES = (
    "../../../上去", "/tmp/绝对", "..", ".", "", "CON", "NUL.txt", "a\0b", "行\n行", "-rf", "~/家", "C:\\盘", "$(touch x)", "`x`", "长" * 400,
    ".huozi/manifest.sqlite", "图\u202egnp.exe", " 空 ", "a/../../b", "<b>|*?:\"", "\U000e0041", "e\u0301" * 200,
)
"""Titles for `--name '{title}'`: an output with such a name must still lie in DEST."""
