"""Mathematics of pages: each formula once, as the TeX it was made from, and the drawing recorded as removed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from convert.clean import make_soup, mathml
from convert.model import Math, text_of, walk
from convert.pipeline import Reading, read_article

KATEX = (
    '<span class="katex"><span class="katex-mathml"><math xmlns="http://www.w3.org/1998/Math/MathML"{}><semantics><mrow><mi>v</mi><mo>=</mo>'
    '<mfrac><mi>s</mi><mi>t</mi></mfrac></mrow><annotation encoding="application/x-tex">v=\\frac{{s}}{{t}}</annotation></semantics></math>'
    '</span><span class="katex-html" aria-hidden="true"><span class="base"><span class="mord">v</span><span class="mrel">=</span>s</span>'
    '<span class="vlist">t</span></span></span>'
)
V = "v=\\frac{s}{t}"

DRAWN = {
    "KaTeX": (KATEX.format(""), f"${V}$", False),
    "KaTeX on a line of its own": (f'<span class="katex-display">{KATEX.format(" display=block")}</span>', f"$${V}$$", True),
    "KaTeX in markdown-it's box": (f'<p class="katex-block"><span class="katex-display">{KATEX.format("")}</span></p>', f"$${V}$$", True),
    "Quill": (f'<span class="ql-formula" data-value="{V}">\ufeff<span>{KATEX.format("")}</span>\ufeff</span>', f"${V}$", False),
    "MathJax 2": (
        '<span class="MathJax_Preview">v</span><span class="MathJax"><nobr><span class="math">v2</span></nobr>'
        '<span class="MJX_Assistive_MathML"><math><msup><mi>v</mi><mn>2</mn></msup></math></span></span>'
        '<script type="math/tex" id="M-1">v^2</script>',
        "$v^2$",
        False,
    ),
    "MathJax 2 on a line of its own": (
        '<div class="MathJax_Display"><span class="MathJax">v2</span></div> <script type="math/tex; mode=display">v^2</script>',
        "$$v^2$$",
        True,
    ),
    "MathJax 2 before it ran": ('<script type="math/tex">v^2</script>', "$v^2$", False),
    "MathJax 3": (
        '<mjx-container class="MathJax" jax="CHTML" display="true"><mjx-math><mjx-mi></mjx-mi></mjx-math><mjx-assistive-mml>'
        '<math display="block"><msup><mi>v</mi><mn>2</mn></msup></math></mjx-assistive-mml></mjx-container>',
        "$$v^{2}$$",
        True,
    ),
    "Zhihu": ('<span class="ztext-math" data-eeimg="1" data-tex="v_0">v0</span>', "$v_0$", False),
    "MediaWiki": (
        '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;"><math alttext="{\\displaystyle v^{2}}">'
        '<semantics><mi>v</mi><annotation encoding="application/x-tex">{\\displaystyle v^{2}}</annotation></semantics></math></span>'
        '<img src="https://w.example/render/svg/9f" class="mwe-math-fallback-image-inline" alt="{\\displaystyle v^{2}}"></span>',
        "$v^{2}$",
        False,
    ),
    "LaTeXML": ('<math alttext="v\\leq c"><mi>v</mi><mo>≤</mo><mi>c</mi></math>', "$v\\leq c$", False),
    "MathML alone": ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>", "$\\frac{1}{2}$", False),
    "pandoc": ('<span class="math inline">\\(v_0\\)</span>', "$v_0$", False),
    "pandoc on a line of its own": ('<span class="math display">\\[v_0\\]</span>', "$$v_0$$", True),
    "with dollars in it": ('<span class="ztext-math" data-tex="\\text{$v$}">v</span>', "\\(\\text{$v$}\\)", False),
    "typed": ("$v_0$", "$v_0$", False),
    "typed with a command": ("$\\alpha x$", "$\\alpha x$", False),
    "typed in brackets": ("\\(v+1\\)", "$v+1$", False),
    "typed on a line of its own": ("\\[v = 1\\]", "$$v = 1$$", True),
    "typed in twice two dollars": ("$$\nv = 1\n$$", "$$v = 1$$", True),
}

TEXT = {
    "prices": "一张票$5，两张$9。",
    "prices on a line": "from $5 to $9 a head",
    "variables": "路径是$HOME/a_b$PATH，又有$foo_bar$。",
    "a clause": "\\(见下文，不赘\\)",
    "a number in brackets": "\\[1\\]",
    "code": "<code>$v_0$</code>与<kbd>\\(v_0\\)</kbd>",
    "mathematics that says nothing": "<math></math>",
    "a script": '<script type="text/javascript">v^2</script>',
}

ELEMENTS = {
    "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>": "x_{1}^{2}",
    "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>": "∑_{i=1}^{n}i",
    "<msup><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></msup>": "{ab}^{2}",
    "<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt><mroot><mi>x</mi><mn>3</mn></mroot>": "\\sqrt{x+1}\\sqrt[3]{x}",
    "<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi><mi>id</mi><mtext>若 100%</mtext>": "\\sin x\\mathrm{id}\\text{若 100\\%}",
    "<mover><mi>x</mi><mo>¯</mo></mover><mo>{</mo><mo>&amp;</mo>": "\\overset{¯}{x}\\{\\&",
    "<mtable><mtr><mtd>1</mtd><mtd>2</mtd></mtr><mtr><mtd>3</mtd></mtr></mtable>": "\\begin{matrix}1 & 2 \\\\ 3\\end{matrix}",
    "<mfenced open='['><mi>a</mi><mi>b</mi></mfenced><mphantom><mi>z</mi></mphantom>": "[a,b)",
    "<mfrac><mi>a</mi></mfrac>": "\\frac{a}{}",
    "<semantics><mi>a</mi><annotation-xml><mi>z</mi></annotation-xml></semantics>": "a",
    "<mstyle><menclose><mi>a</mi></menclose></mstyle>": "a",
}  # fmt: skip


def reading(tmp_path: Path, body: str, **options: object) -> Reading:
    path = tmp_path / "a.md"
    text = f"---\ntitle: 试\n---\n\n<p>河水的速度是{body}，不快。</p>\n<p>第二段也要有几个字，好让它是正文。</p>\n"
    path.write_text(text, encoding="utf-8")
    return read_article(path, options=options)


def formulas(read: Reading) -> list[Math]:
    return [node for node in walk(read.document) if isinstance(node, Math)]


@pytest.mark.parametrize("case", DRAWN)
def test_each_formula_stands_once(tmp_path: Path, case: str) -> None:
    body, text, display = DRAWN[case]
    read = reading(tmp_path, body, strict=True)
    assert formulas(read) == [Math(text, display)]
    assert "".join(map(text_of, read.document.blocks)) == f"河水的速度是{text}，不快。第二段也要有几个字，好让它是正文。"
    assert {removal.rule for removal in read.removals} <= {"drawn-mathematics"}
    assert [removal.line for removal in read.removals] == [5] * len(read.removals)


@pytest.mark.parametrize("case", TEXT)
def test_what_is_no_formula(tmp_path: Path, case: str) -> None:
    read = reading(tmp_path, TEXT[case])
    assert (formulas(read), read.removals) == ([], ())


def test_two_formulas_side_by_side(tmp_path: Path) -> None:
    one = '<span class="MathJax">v{0}</span><script type="math/tex">v_{0}</script>'
    assert formulas(reading(tmp_path, one.format(1) + " " + one.format(2))) == [Math("$v_1$", False), Math("$v_2$", False)]


def test_the_line_of_what_follows_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p>甲\n$x_1$ 乙 \\(y\\)\n\\(z\\) 丙</p>", encoding="utf-8")
    assert [(removal.line, removal.text) for removal in read_article(path).removals] == [(2, "\\(\\)"), (3, "\\(\\)")]


def test_keep_leaves_the_drawing(tmp_path: Path) -> None:
    read = reading(tmp_path, DRAWN["Zhihu"][0], keep=("drawn-mathematics",))
    assert "v0，" in text_of(read.document.blocks[0])
    assert formulas(read) == []


def test_markdown_has_its_own_reader_of_dollars(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("---\ntitle: 试\n---\n\n不是公式：\\$v_0\\$。是：$v_1$。\n", encoding="utf-8")
    assert formulas(read_article(path)) == [Math("$v_1$", False)]


@pytest.mark.parametrize("markup", ELEMENTS)
def test_mathml_as_tex(markup: str) -> None:
    math = make_soup(f"<math>{markup}</math>").math
    assert math is not None
    assert mathml.tex(math) == ELEMENTS[markup]


def test_nothing_is_lost_at_any_depth() -> None:
    math = make_soup("<math>" + "<msup>" * 200 + "<mi>甲</mi>" + "<mn>1</mn></msup>" * 200 + "</math>").math
    assert math is not None
    assert Counter(mathml.tex(math))["1"] == 200
