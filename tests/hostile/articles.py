"""Articles that mean harm, one row each; a new trick is one more row.

In a body @SECRET@ is the absolute path of a picture outside the article's folder, @CANARY@ that of a file that nothing may make, and
@WEB@ an address on the net that nothing may ask.
"""

# ruff: noqa: E501 - a row holds what the article says, unbroken

from __future__ import annotations

import base64
import struct
import zlib
from typing import NamedTuple

BIG = 20_000


class Article(NamedTuple):
    """`front` is YAML without its fences; `code` that of the diagnostic it fails with, empty where it must convert."""

    body: str
    front: str = "title: 坏心的文章"
    suffix: str = ".md"
    code: str = ""


def svg(inside: str, head: str = "", attributes: str = 'viewBox="0 0 9 9"') -> str:
    """An img whose address is the drawing itself."""
    drawing = f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'
    return f'<img alt="画" src="data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}">'


def png_file(width: int, height: int) -> bytes:
    """A PNG that is small as a file and huge as a picture: its pixels are one bit, and zero; past a limit it only says so."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress(bytes(min((width // 8 + 1) * height, BIG * BIG // 8)), 1)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def png_of(width: int, height: int) -> str:
    """An img of such a PNG."""
    return f'<img alt="大图" src="data:image/png;base64,{base64.b64encode(png_file(width, height)).decode()}">'


def laughs(levels: int) -> str:
    """A drawing in which each group uses the one before ten times."""
    groups = "".join(f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, levels))
    return f'<g id="g0"><path d="M0 0h1v1z"/></g>{groups}<use href="#g{levels - 1}"/>'


ALIASES = "\n".join(["a0: &a0 [笑, 笑]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)), "title: 笑"])
ENTITIES = '<!DOCTYPE x [<!ENTITY a0 "笑笑">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + "]>"

FILES = {
    "absolute path": Article('<img src="@SECRET@">'),
    "path upward": Article('<img src="../secret.png"><img src="x/../../secret.png">'),
    "path upward, percent": Article('<img src="%2e%2e%2fsecret.png"><img src="%252e%252e/secret.png"><img src="..%5Csecret.png">'),
    "path upward, backslash": Article(r'<img src="..\secret.png"><img src="\\?\C:\secret.png"><img src="C:secret.png">'),
    "file address": Article('<img src="file://@SECRET@"><img src="FILE://localhost@SECRET@"><img src="fi&#9;le://@SECRET@">'),
    "file address without slashes": Article('<img src="file:../secret.png"><img src="file:@SECRET@">'),
    "link out": Article('<img src="link.png"><img src="linked/secret.png">'),
    "null in a name": Article('<img src="link.png%00.jpg"><img src="../secret.png%00">'),
    "devices": Article('<img src="/dev/zero"><img src="/proc/self/environ"><img src="pipe.png">'),
    "Markdown picture": Article("![甲](<../secret.png>) ![乙](file://@SECRET@) ![丙][丁]\n\n[丁]: ../secret.png"),
    "cover upward": Article("甲", "title: 封面\ncover: ../secret.png"),
    "cover by file address": Article("甲", "title: 封面\nheadimg: file://@SECRET@"),
    "cover by link": Article("甲", "title: 封面\nthumbnail: link.png"),
    "style attribute": Article('<p style="background: url(../secret.png); list-style: url(file://@SECRET@)">甲</p>'),
    "style sheet": Article('<style>@import "../secret.css"; p { background: url("file://@SECRET@") }</style><link rel="stylesheet" href="../secret.css">'),
    "drawing in the text": Article('<svg><image href="../secret.png"/><image xlink:href="file://@SECRET@"/></svg>'),
    "drawing that reads a file": Article(svg('<image href="file://@SECRET@"/><image xlink:href="../secret.png"/><use href="../secret.svg#a"/>')),
    "drawing with an outer entity": Article(svg("<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file://@SECRET@">]>')),
    "drawing with an outer DTD": Article(svg("<text>甲</text>", '<!DOCTYPE svg SYSTEM "file://@SECRET@">')),
    "drawing that includes": Article(svg('<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="file://@SECRET@"/>')),
    "drawing with a style sheet": Article(svg('<style>@import url(file://@SECRET@); rect { fill: url("../secret.svg#a") }</style><rect/>')),
    "drawing by instruction": Article(svg("<rect/>", '<?xml-stylesheet href="file://@SECRET@"?>')),
    "frames and objects": Article(
        '<iframe src="file://@SECRET@"></iframe><object data="../secret.png"></object><embed src="../secret.png"><iframe srcdoc="<img src=../secret.png>"></iframe>'
    ),
    "outer entity of the page": Article('<!DOCTYPE html [<!ENTITY x SYSTEM "file://@SECRET@">]><p>&x;甲</p>', suffix=".html"),
    "YAML that runs": Article("甲", 'title: !!python/object/apply:os.system ["touch @CANARY@"]\nx: !!python/object/new:os.system [touch @CANARY@]'),
    "YAML that names": Article("甲", "title: !!python/name:os.system\nx: !!python/module:os\ny: !include ../secret.txt"),
    "templates that include": Article(
        '{% include_code ../secret.txt %}\n\n{{< readfile "../secret.txt" >}}\n\n{% include ../secret.txt %}\n\n'
        '<!--#include file="../secret.txt" -->\n\n<?php readfile("../secret.txt") ?>\n\n![[../secret.txt]]\n\n:::include ../secret.txt'
    ),
    "templates that run": Article('{{ "".__class__.__mro__[1].__subclasses__() }} ${7*7} #{7*7} <%= `touch @CANARY@` %> `touch @CANARY@` $(touch @CANARY@)'),
    "title as template": Article("甲", 'title: "{meta.__class__} {0.__init__.__globals__} %(x)s {date:%s} {{x}}"'),
}
"""They try to read files, or to run something on this machine."""

NET = {
    "remote pictures": Article("".join(f'<img src="{scheme}WEB/x.png">' for scheme in ("http://", "https://", "//", "ftp://", "gopher://", "ws://"))),
    "addresses in disguise": Article(
        '<img src="http://2130706433:9/x.png"><img src="http://0177.0.0.1:9/"><img src="http://[::ffff:127.0.0.1]:9/x"><img src="http://user:word@127.0.0.1:9/">'
        '<img src="http://169.254.169.254/latest/meta-data/"><img src="http://0x7f.1:9/"><img src="http://①②⑦.0.0.1:9/"><img src="http://[::1%25lo]:9/">'
    ),
    "shares": Article(r'<img src="\\WEB\share\x.png"><img src="//WEB/share/x.png"><img src="smb://WEB/x.png">'),
    "lazy pictures": Article('<img data-src="@WEB@/x.png"><img srcset="@WEB@/1.png 1x, @WEB@/2.png 2x"><picture><source srcset="@WEB@/3.png"><img></picture>'),
    "remote style": Article(
        '<style>@font-face { font-family: 宋; src: url(@WEB@/x.woff) } p { background: url(@WEB@/x.png) }</style>'
        '<p style="background-image: \\75rl(@WEB@/x.png); font-family: \'x\\27; src: url(@WEB@)\'">甲</p>'
    ),
    "page that loads": Article(
        '<base href="@WEB@/"><meta http-equiv="refresh" content="0; url=@WEB@"><link rel="prefetch" href="@WEB@"><link rel="icon" href="@WEB@/i">'
        '<p background="@WEB@/x">甲</p><table background="@WEB@/x"><tr><td>乙</td></tr></table>'
    ),
    "media": Article(
        '<video poster="@WEB@/p.png" src="@WEB@/v.mp4"><track src="@WEB@/t.vtt"></video><audio src="@WEB@/a.mp3" autoplay></audio>'
        '<iframe src="@WEB@/f"></iframe><object data="@WEB@/o"></object><embed src="@WEB@/e"><applet code="@WEB@"></applet>'
    ),
    "drawing that loads": Article(
        svg('<image href="@WEB@/x.png"/><feImage href="@WEB@/x"/><use href="@WEB@/x.svg#a"/><rect fill="url(@WEB@/x.svg#a)" style="mask: url(@WEB@/y#b)"/>')
    ),
    "drawing within a drawing": Article(svg(f'<image href="data:image/svg+xml;base64,{base64.b64encode(b"<svg xmlns=%s><image href=%s/></svg>").decode()}"/>')),
    "pinging link": Article('<a href="https://example.invalid/" ping="@WEB@/ping">甲</a>'),
    "article that stood on a private host": Article(
        '<img src="meta-data/iam"><img src="/etc/passwd"><img src="../../secret.png"><img src="//10.0.0.1/x"><img src="?x">', "title: 址\nurl: http://169.254.169.254/latest/"
    ),
    "article that stood in a folder": Article('<img src="secret.png"><img src="/etc/passwd"><img src="../secret.png">', "title: 址\nurl: file://@SECRET@"),
    "address with lines in it": Article(
        '<img src="@WEB@/x%0d%0aX-Evil:%201"><img src="@WEB@/x&#13;&#10;X-Evil: 1"><img src="@WEB@&#13;&#10;.evil.example/x">', 'title: 址\nurl: "@WEB@/\\r\\nX-Evil: 1"'
    ),
    "hosts that lie": Article(
        '<img src="http://web.example.invalid@10.0.0.1/x"><img src="http://10.0.0.1#@web.example.invalid/x"><img src="http://10.0.0.1\\@web.example.invalid/x">'
        '<img src="http://[64:ff9b::a9fe:a9fe]/x"><img src="http://[2002:a9fe:a9fe::]/x"><img src="http://[fe80::1%25eth0]/x"><img src="http://localhost.:80/x">'
    ),
    "ports of other services": Article("".join(f'<img src="@WEB@:{port}/x">' for port in (1, 22, 25, 110, 445, 6379, 99999, -1, "x"))),
    "wishes of an article": Article("甲", "title: 愿\nhuozi: {images: fetch, allow-host: [10.0.0.1]}", code="unknown-setting"),
    "proxy of an article": Article("甲", "title: 愿\nhuozi: {use-proxy: true}", code="unknown-setting"),
    "remote cover": Article("甲", "title: 封面\ncover: '@WEB@/cover.jpg'\nheadimg: //WEB/x.png"),
}
"""They try to reach the net."""

SCRIPT = {
    "scripts": Article("<script>alert(1)</script><SCRIPT src=@WEB@></SCRIPT><scr<script></script>ipt>alert(2)</script><script\x0c>alert(3)</script >"),
    "script without an end": Article("甲<script>alert(1)"),
    "event attributes": Article(
        '<img src=x onerror=alert(1)><p onclick="alert(1)" onmouseover=alert(1)>甲</p><body onload=alert(1)><a href="#" onfocus=alert(1) autofocus>乙</a>'
        '<details open ontoggle=alert(1)>丙</details><img/src=x/onerror=alert(1)//>'
    ),
    "script addresses": Article(
        '<a href="javascript:alert(1)">甲</a><a href="JaVaScRiPt&colon;alert(1)">乙</a><a href="java&#9;script:alert(1)">丙</a>'
        '<a href="&#1;javascript:alert(1)">丁</a><a href="vbscript:x">戊</a><a href="data:text/html,&lt;script&gt;alert(1)&lt;/script&gt;">己</a>'
        '<a href="jav&#x0A;ascript:alert(1)">庚</a><a href=" javascript:alert(1)">辛</a><area href="javascript:alert(1)">'
    ),
    "script addresses in Markdown": Article(
        "[甲](javascript:alert(1)) <javascript:alert(1)> [乙][丙] ![丁](javascript:alert(1)) [戊](&#106;avascript:alert(1)) "
        "[己](java%73cript:alert(1)) [庚](<javascript:alert(1)>)\n\n[丙]: javascript:alert(1)"
    ),
    "drawing with script": Article(
        svg('<script>alert(1)</script><a href="javascript:alert(1)"><rect onload="alert(1)"/></a><set attributeName="href" to="javascript:alert(1)"/>'
            '<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></body></foreignObject><handler>alert(1)</handler>'
            '<animate attributeName="href" values="javascript:alert(1)"/>', attributes='onload="alert(1)"')
    ),
    "drawing with script in the text": Article('<svg onload="alert(1)"><script>alert(1)</script><a xlink:href="javascript:alert(1)"><text>甲</text></a></svg>'),
    "mutation by math": Article(
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'
        '<math href="javascript:alert(1)">甲</math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml>'
    ),
    "mutation by noscript": Article('<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript><template><script>alert(1)</script></template>'),
    "mutation by quotes": Article('<img alt="`><img src=x onerror=alert(1)>" src=x><img alt="\'&quot;><script>alert(1)</script>" title=\'"><script>alert(1)</script>\' src="x">'),
    "forms": Article('<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">甲</button><input type=image src=x onerror=alert(1)><isindex></form>'),
    "running styles": Article('<p style="width: expression(alert(1)); behavior: url(x.htc); -moz-binding: url(@WEB@)">甲</p><xss style="x:y">乙</xss>'),
    "mathematics": Article(r"$\href{javascript:alert(1)}{甲}$ $</span><script>alert(1)</script>$ $$\unicode{<img src=x onerror=alert(1)>}$$ \(<script>alert(1)</script>\)"),
    "language of code": Article('```"><script>alert(1)</script>\n甲\n```\n\n``` x" onclick="alert(1)\n乙\n```\n\n<pre><code class="language-&quot;><script>">丙</code></pre>'),
    "ids": Article("# 甲 {#\"><script>alert(1)</script>}\n\n<h2 id='\"><script>alert(1)</script>'>乙</h2>\n\n[丙](#\"><script>)\n\n<a name='x\" onclick=alert(1)'>丁</a>"),
    "footnotes": Article('甲[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: 注<script>alert(1)</script>'),
    "escaped markup": Article("&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt; `<script>alert(1)</script>`"),
    "markup in the title": Article("甲", 'title: "<script>alert(1)</script><img src=x onerror=alert(1)>"\nauthor: "</p><script>alert(1)</script>"'),
    "UTF-7": Article("+ADw-script+AD4-alert(1)+ADw-/script+AD4-", 'title: "+ADw-script+AD4-"'),
}
"""They try to run script in an output."""
