"""Listings of code as highlighters take them to pieces: one block of code each, with its lines, and without their numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from convert.model import CodeBlock, text_of, walk
from convert.pipeline import Reading, read_article

CODE = "def f():\n    return 1"

LISTINGS = {
    "SyntaxHighlighter": (
        '<div><div id="h_1" class="syntaxhighlighter nogutter python"><div class="toolbar"><span><a href="#">?</a></span>'
        '</div><table><tbody><tr>'
        '<td class="gutter"><div class="line number1">1</div><div class="line number2">2</div></td><td class="code"><div class="container">'
        '<div class="line number1"><code class="keyword">def</code> <code class="plain">f():</code></div>'
        '<div class="line number2"><code class="spaces">&nbsp;&nbsp;&nbsp;&nbsp;</code><code class="keyword">return</code> '
        '<code>1</code></div>'
        "</div></td></tr></tbody></table></div></div>",
        "python",
    ),
    "SyntaxHighlighter of old": (
        '<div class="dp-highlighter"><ol start="1" class="dp-py"><li class="alt"><span><span class="keyword">def</span>'
        '<span> f():</span></span>'
        "</li><li><span>&nbsp;&nbsp;&nbsp;&nbsp;return 1</span></li></ol></div>",
        "python",
    ),
    "Yuque": ('<div class="ne-codeblock language-python"><div>def f():</div><div>    return 1</div></div>', "python"),
    "CodeMirror": (
        '<div class="CodeMirror-code"><div style="position: relative;"><pre class=" CodeMirror-line "><span>def f():</span></pre></div>'
        '<div><pre class=" CodeMirror-line "><span>    return 1</span></pre></div></div>',
        "",
    ),
    "Hexo": (
        '<figure class="highlight python"><table><tr><td class="gutter"><pre><span class="line">1</span><br>'
        '<span class="line">2</span><br></pre>'
        '</td><td class="code"><pre><span class="line">def f():</span><br><span class="line">    return 1</span><br></pre>'
        '</td></tr></table>'
        "</figure>",
        "python",
    ),
    "Hugo": (
        '<div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code>'
        '<span class="lnt">1\n'
        '</span><span class="lnt">2\n</span></code></pre></td><td class="lntd"><pre class="chroma"><code class="language-python">'
        '<span class="line"><span class="cl">def f():\n</span></span>    return 1\n</code></pre></td></tr></table></div></div>',
        "python",
    ),
    "Hugo in lines": (
        '<div class="highlight"><pre class="chroma"><code class="language-python"><span class="line"><span class="ln">1'
        '</span>def f():\n</span>'
        '<span class="line"><span class="ln">2</span>    return 1\n</span></code></pre></div>',
        "python",
    ),
    "a table whose classes a feed lost": (
        "<table><tr><td><pre>7\n8\n</pre></td><td><pre>def f():\n    return 1\n</pre></td></tr></table>",
        "",
    ),
    "cnblogs": (
        '<div class="cnblogs_code"><pre><span style="color: #008080;">1</span><span style="color: #0000ff;">def</span><span> f():\n</span>'
        '<span style="color: #008080;">2</span>    return <span style="color: #800080;">1</span></pre></div>',
        "",
    ),
    "VitePress": (
        '<div class="language-python"><button class="copy"></button><span class="lang">python</span><pre class="shiki"><code>def f():\n'
        '    return 1</code></pre><div class="line-numbers-wrapper" aria-hidden="true"><span>1</span><br><span>2</span><br></div></div>',
        "python",
    ),
}

OTHERS = {
    "numbers beside words": "<table><tr><td><pre>1\n2</pre></td><td>水车在渡口的上游。</td></tr></table>",
    "numbers that do not count": "<table><tr><td><pre>1\n3</pre></td><td><pre>甲\n乙</pre></td></tr></table>",
    "a list": '<ol class="steps"><li>开闸</li><li>放水</li></ol>',
    "a list with more than its lines": '<div class="dp-highlighter"><ol class="dp-c"><li>甲</li>乙</ol></div>',
}


def reading(tmp_path: Path, body: str) -> Reading:
    path = tmp_path / "a.md"
    text = f"---\ntitle: 试\n---\n\n<p>水车的程序写在下面，请照着抄一遍。</p>\n{body}\n<p>抄完再看一遍，就都记得了。</p>\n"
    path.write_text(text, encoding="utf-8")
    return read_article(path, options={"strict": True})


@pytest.mark.parametrize("highlighter", LISTINGS)
def test_a_listing_is_one_block_of_code(tmp_path: Path, highlighter: str) -> None:
    body, language = LISTINGS[highlighter]
    read = reading(tmp_path, body)
    assert [node for node in walk(read.document) if isinstance(node, CodeBlock)] == [CodeBlock(CODE, language)]
    assert [text_of(block) for block in read.document.blocks] == ["水车的程序写在下面，请照着抄一遍。", CODE, "抄完再看一遍，就都记得了。"]


@pytest.mark.parametrize("case", OTHERS)
def test_what_is_no_listing_stays(tmp_path: Path, case: str) -> None:
    read = reading(tmp_path, OTHERS[case])
    assert read.removals == ()
    said = re.sub("<[^>]*>", "", OTHERS[case])
    assert "".join(said.split()) in "".join("".join(map(text_of, read.document.blocks)).split())
