"""Footnotes as the programs that make web pages write them: notes of the Document, and nothing lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from convert.model import Link, List, Note, NoteRef, Paragraph, Text, text_of, walk
from convert.pipeline import Reading, read_article
from tests.clean_articles import A, B, C

MARKS = {
    "Hugo": (
        '<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>',
        '<div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1"><p>见《水利旧志》。&#160;'
        '<a href="#fnref:1" class="footnote-backref" role="doc-backlink">&#8617;&#xfe0e;</a></p></li></ol></div>',
    ),
    "Pandoc": (
        '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
        '<section id="footnotes" class="footnotes" role="doc-endnotes"><hr /><ol><li id="fn1"><p>见《水利旧志》。'
        '<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>',
    ),
    "markdown-it": (
        '<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>',
        '<section class="footnotes"><ol><li id="fn1" class="footnote-item"><p>见《水利旧志》。 '
        '<a href="#fnref1">↩︎</a></p></li></ol></section>',
    ),
    "WordPress": (
        '<sup data-fn="a1" class="fn"><a href="#a1" id="a1-link">1</a></sup>',
        '<ol class="wp-block-footnotes"><li id="a1">见《水利旧志》。 <a href="#a1-link">↩︎</a></li></ol>',
    ),
    "MediaWiki": (
        '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1">[1]</a></sup>',
        '<ol class="references"><li id="cite_note-1"><span class="back"><b><a href="#cite_ref-1">^</a></b></span> '
        '<span>见《水利旧志》。</span></li></ol>',
    ),
    "a question site": (
        '<sup data-numero="1"><a href="#ref_1" id="ref_1_0">[1]</a></sup>',
        '<h2>参考</h2><ol class="ReferenceList"><li id="ref_1"><a href="#ref_1_0">^</a><span>见《水利旧志》。</span></li></ol>',
    ),
    "Word": (
        '<a href="#_ftn1" name="_ftnref1">[1]</a>',
        '<div><p><a href="#_ftnref1" name="_ftn1">[1]</a> 见《水利旧志》。</p></div>',
    ),
    "EPUB": (
        '<a epub:type="noteref" class="noteref" href="#n1">1</a>',
        '<aside epub:type="footnote" class="footnote" id="n1">见《水利旧志》。</aside>',
    ),
}


def reading(tmp_path: Path, body: str) -> Reading:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: 试\nauthor: 水乡小报\n---\n\n{body}\n", encoding="utf-8")
    return read_article(path)


@pytest.mark.parametrize("program", MARKS)
def test_a_note_is_a_note(tmp_path: Path, program: str) -> None:
    mark, note = MARKS[program]
    read = reading(tmp_path, f"<p>{A}{mark}</p><p>{B}</p><p>{C}</p>{note}")
    document = read.document
    assert [text_of(one).strip() for one in document.notes] == ["见《水利旧志》。"]
    assert [node.id for node in walk(document) if isinstance(node, NoteRef)] == [document.notes[0].id]
    assert not [node for node in walk(document) if isinstance(node, List)]
    assert {removal.rule for removal in read.removals} <= {"note-mark"}


def test_a_reference_that_only_its_mark_holds(tmp_path: Path) -> None:
    mark = '<sup data-text="{}" data-url="{}" data-draft-type="reference" data-numero="{}">[{}]</sup>'
    first, second = mark.format("水利旧志", "https://a.example/b", 1, 1), mark.format("县志", "", 2, 2)
    document = reading(tmp_path, f"<p>{A}{first}</p><p>{B}{first}</p><p>{C}{second}</p>").document
    link = Paragraph((Link("https://a.example/b", (Text("水利旧志"),)),))
    assert document.notes == (Note("1", (link,)), Note("2", (Paragraph((Text("县志"),)),)))
    assert [node.id for node in walk(document) if isinstance(node, NoteRef)] == ["1", "1", "2"]
    assert [text_of(block) for block in document.blocks] == [A, B, C]


def test_no_rule_takes_a_note(tmp_path: Path) -> None:
    notes = (
        '<div><div class="share">分享</div><div class="footnotes"><ol><li id="fn1"><a href="https://a.example">点击查看</a> '
        '<a href="#r1">↩</a></li>'
        '<li id="fn2">责任编辑：田小禾 <a href="#r2">↩</a></li></ol></div><p>责任编辑：何叶</p></div>'
    )
    mark = '<sup id="r{0}"><a href="#fn{0}">{0}</a></sup>'
    read = reading(tmp_path, f"<div><p>{A}{mark.format(1)}</p><p>{B}{mark.format(2)}</p><p>{C}</p></div>{notes}")
    assert [text_of(note) for note in read.document.notes] == ["点击查看", "责任编辑：田小禾"]
    assert [text_of(block) for block in read.document.blocks] == [A, B, C]


OTHERS = {
    "contents": '<ul><li><a id="t1" href="#h1">1</a></li></ul><h2 id="h1">一<a href="#t1">↑</a></h2>',
    "a place": '<p id="p1">甲</p><p>见<a href="#p1">1</a></p>',
    "a word": '<p>见<a id="x" href="#y">水车的来历</a></p><p id="y">水车。<a href="#x">回</a></p>',
}


def test_notes_whose_name_is_on_the_link_back_keep_apart(tmp_path: Path) -> None:
    """As Google Docs exports footnotes and the comments of readers."""
    mark = '<sup><a href="#{0}" id="{0}_ref">[{1}]</a></sup>'
    note = '<div><p class="c"><a href="#{0}_ref" id="{0}">[{1}]</a><span>&nbsp;{2}</span></p></div>'
    marks = mark.format("ftnt1", 1), mark.format("cmnt1", "a")
    notes = note.format("ftnt1", 1, "旧志。") + note.format("cmnt1", "a", "再核。")
    document = reading(tmp_path, f"<p>{A}{marks[0]}</p><p>{B}{marks[1]}</p><p>{C}</p><hr>{notes}").document
    assert [(one.id, text_of(one)) for one in document.notes] == [("ftnt1", "旧志。"), ("cmnt1", "再核。")]
    assert [node.id for block in document.blocks for node in walk(block) if isinstance(node, NoteRef)] == ["ftnt1", "cmnt1"]


@pytest.mark.parametrize("name", OTHERS)
def test_other_links_stay_links(tmp_path: Path, name: str) -> None:
    read = reading(tmp_path, f"<p>{A}</p>{OTHERS[name]}<p>{B}</p><p>{C}</p>")
    assert read.document.notes == ()
    assert [removal for removal in read.removals if removal.rule == "note-mark"] == []
