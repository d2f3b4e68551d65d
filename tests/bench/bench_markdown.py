"""Which Markdown of which tool still says what the HTML said: the cases of TYPOGRAPHY 3.1 and 3.2, read by cmark-gfm and markdown-it-py.

usage: python -m tests.bench.bench_markdown [FOLDER]. The peers are installed from requirements.txt into an environment at
FOLDER (default: build/bench), and run by peers_markdown.py. A case passes where both parsers give the same text, space for
space, under the same marks, and the same blocks as the HTML had. Exit status 1 where one of ours does not. A new case is one
row in `CASES`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from html import unescape
from importlib.metadata import version
from pathlib import Path

from tests.markdown_image import read, written
from tests.markdown_parsers import PARSERS

HERE = Path(__file__).parent
JUDGES = ("cmark-gfm", "markdown-it-py")

# Own sentences around each case, long enough that an extractor of articles takes the page for one.
BEFORE = "清晨的渡口还没有人，船家把缆绳解开，看了看对岸的灯火，又坐回船头等天亮，茶在炉上慢慢地热着。"
AFTER = "后来桥修好了，渡船便停在柳树底下，孩子们上去玩耍，老人说起当年过河的事，总要先叹一口气再笑。"

CASES: dict[str, str] = {
    # 3.1: emphasis beside Chinese punctuation
    "strong 《》 before Han": "<p><strong>《通知》</strong>指出</p>",
    "strong “” within": "<p>他说<strong>“好”</strong>。</p>",
    "strong with ：": "<p><strong>注意：</strong>请看</p>",
    "strong with 。": "<p><strong>好。</strong>然后</p>",
    "strong with （）": "<p><strong>中文（English）</strong>继续</p>",
    "strong around a link": '<p>看<strong><a href="u">链接</a></strong>吧</p>',
    "em “” within": "<p>这是<em>“好”</em>吧</p>",
    "del 《》 before Han": "<p><del>《删》</del>后文</p>",
    "strong plain": "<p>他<strong>很好</strong>吧</p>",
    "strong within （）": "<p>（<strong>重点</strong>）</p>",
    "strong whole line": "<p><strong>《通知》</strong></p>",
    "strong beside strong": "<p><strong>甲</strong><strong>乙</strong>丙</p>",
    "strong beside em": "<p><strong>甲</strong><em>乙</em>丙</p>",
    "em within strong": "<p><strong>《甲<em>乙》</em></strong>丙</p>",
    "strong with a symbol": "<p>增长<strong>5℃</strong>左右</p>",
    # 3.2: text that looks like Markdown
    "2021. at the start": "<p>2021. 年</p>",
    "- at the start": "<p>- 甲</p>",
    "+ at the start": "<p>+ 甲</p>",
    "# at the start": "<p># 甲</p>",
    "--- after a break": "<p>甲<br>---</p>",
    "[1]: at the start": "<p>[1]: 甲</p>",
    "1~3~5": "<p>1~3~5 号</p>",
    "a*甲*b": "<p>a*甲*b</p>",
    "<通知> as text": "<p>见&lt;通知&gt;一文</p>",
    "<b> as text": "<p>写作&lt;b&gt;甲&lt;/b&gt;乙</p>",
    "&copy; as text": "<p>写作&amp;copy;即可</p>",
    "| in a table": "<table><thead><tr><th>甲|乙</th><th>丙</th></tr></thead><tbody><tr><td>丁</td><td>戊</td></tr></tbody></table>",
    "address before ，": '<p>见<a href="http://a.example/中文">http://a.example/中文</a>，后文</p>',
    "marks of Chinese lists": "<p>1、甲；（1）乙；①丙；１．丁</p>",
    "full-width marks": "<p>＃甲＊＊乙｜丙</p>",
    "—— and ……": "<p>——他说“好”……</p>",
    "U+3000 within": "<p>王　明</p>",
    "line end between Han": "<p>第一行\n第二行</p>",
    "sub and sup": "<p>H<sub>2</sub>O 与 m<sup>2</sup></p>",
    "ruby": "<p><ruby>漢<rt>hàn</rt></ruby>字</p>",
}

_KEPT = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "del", "strike": "del", "del": "del"} | {
    name: name
    for name in ("p", "h1", "h2", "ul", "ol", "li", "table", "th", "td", "a", "code", "pre", "hr", "br", "sub", "sup", "ruby", "rt")
}
Shape = list[str]


def page(case: str) -> str:
    """An article around a case."""
    head = '<html lang="zh-CN"><head><meta charset="utf-8"><title>渡口</title></head>'
    return f"{head}<body><article><p>{BEFORE}</p>\n{case}\n<p>{AFTER}</p></article></body></html>"


def shape(html: str) -> Shape:
    """Tags that mean something and characters, in order; a line end is a space, and none between Han, as in any good reader."""
    found: Shape = []
    for tag, text in re.findall(r"<(/?[a-zA-Z][a-zA-Z0-9]*)[^>]*>|([^<]+)", html):
        name = _KEPT.get(tag.lstrip("/").lower())
        if text:
            found += re.sub(r"[ \n]+", " ", re.sub(r"(?<=[\u3400-\u9fff])\n(?=[\u3400-\u9fff])", "", unescape(text)))
        elif name:
            found.append(f"<{'/' if tag.startswith('/') else ''}{name}>")
    return _between_blocks(found)


def _between_blocks(found: Shape) -> Shape:
    """Without the spaces beside blocks, with equal neighbours merged, list items and cells without their paragraphs."""
    text = re.sub(r" *(</?(?:p|h\d|ul|ol|li|table|th|td|pre|blockquote|hr|br)>) *", r"\1", "".join(found))
    for mark in ("strong", "em", "del"):
        text = text.replace(f"</{mark}><{mark}>", "")
    return list(text)


def passes(case: str, markdown: str) -> bool:
    """Whether both judges read the case in the Markdown of its page."""
    want = "".join(shape(case))
    return all(want == _cut("".join(shape(PARSERS[judge](markdown)))) for judge in JUDGES)


def _cut(text: str) -> str:
    start, end = text.find(BEFORE), text.find(AFTER)
    return text[start + len(BEFORE) : end].removeprefix("</p>").removesuffix("<p>") if 0 <= start < end else text


def peers(folder: Path, pages: list[str]) -> dict[str, list[str]]:
    """What the peers make of the pages, by name and version."""
    python = folder / "bin" / "python"
    wanted = (HERE / "requirements.txt").read_text()
    stamp = folder / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
        stamp.write_text(wanted)
    done = subprocess.run([python, HERE / "peers_markdown.py"], input=json.dumps(pages).encode(), stdout=subprocess.PIPE, check=True)
    made: dict[str, list[str]] = json.loads(done.stdout)
    return made


def ours(html: str) -> str:
    """What huozi makes of a page."""
    return written(read(html))


def main() -> int:
    """Print the table; 1 where a case of ours fails."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/bench")
    pages = [page(case) for case in CASES.values()]
    made = {f"huozi {version('huozi')}" if _installed() else "huozi": [ours(each) for each in pages], **peers(folder, pages)}
    results = {tool: [passes(case, text) for case, text in zip(CASES.values(), texts, strict=True)] for tool, texts in made.items()}
    print(f"{'case':<26}" + "".join(f"{tool:>20}" for tool in results))
    for number, name in enumerate(CASES):
        print(f"{name:<26}" + "".join(f"{'ok' if passed[number] else 'WRONG':>20}" for passed in results.values()))
    print(f"{'wrong':<26}" + "".join(f"{passed.count(False):>17} of {len(passed)}"[-20:].rjust(20) for passed in results.values()))
    print("read by " + ", ".join(JUDGES) + f" (cmarkgfm {version('cmarkgfm')}, markdown-it-py {version('markdown-it-py')})")
    return 1 if not all(next(iter(results.values()))) else 0


def _installed() -> bool:
    try:
        return bool(version("huozi"))
    except ModuleNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main())
