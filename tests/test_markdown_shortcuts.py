"""What is read by a shortcut is what the rules would have read, and what is not read again would have been read as it was meant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_core import inline as core_inline

from convert.config import Config
from convert.meta import Meta
from convert.model import Block, Document, Paragraph, Text
from convert.parse import markdown
from convert.write.markdown import _html as html
from convert.write.markdown import to_markdown
from convert.write.markdown._check import difference, plain_after_plain
from tests.strategies import block

PIECES = [
    *("a", "文", "　　甲", "\n", "\n\n", "  ", "    ", "- ", "1. ", "> ", "# ", "***", "---", "===", "|a|b|", "|-|-|", "```", "$$", "$x$"),
    *("{% raw %}", "{{x}}", "{:toc}", "[^1]", "[^1]: ", "[a]: b", "[x](y)", "<div>", "<!--", "-->", "<pre>", "*b*", "**", "_", "~~", "`c`"),
    *("[[甲]]", "![[甲.png]]", "==", "x^2^", "H~2~O", "^[甲 乙]", "{.x}", "![i](s t.png)", "\n: ", "!!! a", "\\(x\\)", "\\["),
    *("\\", "&amp;", "![i](s)", "：\n", "\t", "\u00a0", "\u2028", ": ", "[ ] ", "{#id}", "^[n]", "\r"),
]
bodies = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


def by_rules() -> MarkdownIt:
    """The parser without its shortcuts."""
    md = markdown.parser.__wrapped__()
    md.block.ruler.disable("plain")
    md.core.ruler.at("inline", core_inline)
    return md


RULES = by_rules()


@given(bodies)
def test_a_shortcut_reads_as_the_rules_do(body: str) -> None:
    assert markdown.parser().parse(body, {}) == RULES.parse(body, {})


@given(st.lists(st.text("甲a 　-+.1#>=|\\*[<&:", max_size=8).filter(bool), min_size=1, max_size=6))
def test_plain_paragraphs_that_are_not_read_again_read_as_they_were_meant(texts: list[str]) -> None:
    blocks = tuple(Paragraph((Text(text),)) for text in texts)
    spared = plain_after_plain(list(enumerate(texts)), blocks)
    for number in spared:
        assert difference("甲\n\n" + texts[number] + "\n\n乙\n", ["<p>甲</p>", html.block(blocks[number]), "<p>乙</p>"]) is None


plain = st.tuples(st.text("甲乙a1，。", min_size=1, max_size=5), st.integers(0, 2)).map(lambda made: Paragraph((Text(made[0]),), made[1]))


@given(st.lists(plain | block(1, notes=False), max_size=8).map(tuple))
def test_a_body_of_which_part_was_read_again_reads_as_it_was_meant(blocks: tuple[Block, ...]) -> None:
    body = to_markdown(Document(Meta(), blocks), Config())
    assert difference(body, [html.block(each) for each in blocks]) is None
