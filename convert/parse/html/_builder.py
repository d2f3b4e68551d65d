"""The state of one walk through the soup: the runs of the paragraph at hand, the frames around it, what holds for its text.

The handlers in `_tags.py` and `_leaves.py` are written against this; it knows no tag names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

import msgspec
from bs4.element import PageElement

from ...clean.soup import line_of
from ...errors import Report, Severity, diagnostic
from ...model import MAX_DEPTH, Align, Block, Break, Code, Face, Figure, Heading, Image, Link, Paragraph, Ruby
from ...regex import regex
from ...tidy import BLANKS, SPACES, Leaf, Mark, Marks, Run, flatten, nest, settle, under
from ._frames import Frame
from ._lines import as_blocks, paragraphs
from ._pictures import is_placeholder
from ._style import Look

INLINE_LEVELS = 14
"""Levels that inline content takes at most: a paragraph, ten styles, a face, a link, a leaf (tidy.under lets none stand twice)."""

_SPACES = regex(f"[{SPACES}]+")
_LINE_END = regex("[ \t\r\f]*\n[ \t\r\n\f]*")
_CONTROL = regex("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CARRIAGE_RETURN = regex("\r\n?")


def may_hold_controls(source: str) -> bool:
    """Whether text of this source may hold control characters: as such, or by a character reference."""
    return "&#" in source or _CONTROL.search(source) is not None


class Context(msgspec.Struct, frozen=True):
    """What holds for the content of the tag at hand, inherited from the tags around it (`indent` in em)."""

    marks: Marks = ()
    align: Align = "start"
    indent: float = 0.0
    caption: bool = False
    language: str = ""
    quotes: int = 0
    hidden_twin: bool = False
    code: bool = False
    lines: bool = False


class Builder:
    """Takes text, leaves and block boundaries in reading order and builds blocks of them.

    Of the whole it notes what spares others a walk through all nodes: `said` (the text), `levels` (of headings), how
    paragraphs are `aligned`, the figures whose captions are `guessed` from that, whether there are `faces` and `links_inside`.
    """

    def __init__(self, file: str, report: Report, language: Callable[[], str], note_ids: Callable[[], frozenset[str]]) -> None:
        self.file, self.report, self.language, self.note_ids = file, report, language, note_ids
        self.context = Context()
        self.root = Frame()
        self.frames: list[Frame] = [self.root]
        self.runs: list[Run] = []
        self.kinds: set[type[Leaf]] = set()
        self.checked = False  # for control characters: the source has none
        self.opening = self.context
        self.heading = 0
        self.anchors: list[str] = []
        self.passed = 0  # of the anchors, those with something visible after them
        self.aliases: dict[str, str] = {}
        self.notes: dict[str, list[Block]] = {}
        self.at: PageElement | None = None
        self.last_picture: tuple[Image, bool, bool] | None = None
        self.told: set[str] = set()
        self.said: list[str] = []
        self.levels: list[int] = []
        self.aligned: Counter[Align] = Counter()
        self.guessed: list[Block] = []
        self.links_inside = self.faces = False

    # ---- inline ----

    def text(self, text: str) -> None:
        """Text as it stands in the source; white space between blocks is none."""
        context = self.context
        if not self.runs and not text.strip(SPACES):
            return
        text = str(text)  # no string of bs4, which would keep the whole tree
        if context.code and text.strip(SPACES):
            self.code(text)
        elif context.lines:
            self._lines(text)
        else:
            self.run(Run(text if self.checked else self.printable(text), context.marks))

    def _lines(self, text: str) -> None:
        """Text whose line ends are line ends."""
        for number, line in enumerate(self.printable(text).split("\n")):
            if number and self.runs:
                self.leaf(Break())
            if line.strip(SPACES) or self.runs:
                self.leaf(line)

    def code(self, text: str) -> None:
        """Inline code as it stands in the source."""
        text = self.printable(text)
        self.leaf(Code(_LINE_END.sub(" ", text)) if text.strip(BLANKS) else text)

    def leaf(self, leaf: Leaf) -> None:
        """A node of inline content under the marks that hold."""
        self.run(Run(leaf, self.context.marks))

    def run(self, run: Run) -> None:
        """A leaf with the marks it brings."""
        if not self.runs:
            self.fit(None)
            self.opening = self.context
        if isinstance(run.leaf, str):
            self.said.append(run.leaf)
        else:
            self.kinds.add(type(run.leaf))
            self.said += [pair.base for pair in run.leaf.pairs] if isinstance(run.leaf, Ruby) else ()
        if (self.last_picture or self.anchors) and (not isinstance(run.leaf, str) or run.leaf.strip(BLANKS)):
            self.last_picture = None
            self.passed = len(self.anchors)
        self.runs.append(run)

    def picture(self, picture: Image, *, lazy: bool) -> None:
        """An Image, unless it is the other half of one that scripts fill in and a noscript repeats: then the better of both."""
        hidden = self.context.hidden_twin
        last = self.last_picture
        if last and last[2] != hidden and (last[0].src == picture.src or last[1] or lazy or is_placeholder(picture.src)):
            kept = picture if is_placeholder(last[0].src) or (hidden and not is_placeholder(picture.src)) else last[0]
            self._replace_picture(last[0], Image(kept.src, picture.alt or last[0].alt, picture.title or last[0].title))
            self.last_picture = None
            return
        self.leaf(picture)
        self.last_picture = (picture, lazy, hidden)

    def _replace_picture(self, old: Image, new: Image) -> None:
        for number in range(len(self.runs) - 1, -1, -1):
            if self.runs[number].leaf is old:
                self.runs[number] = Run(new, self.runs[number].marks)
                return
        blocks = self.frames[-1].blocks
        if blocks and isinstance(blocks[-1], Figure) and blocks[-1].images[-1] is old:
            blocks[-1] = Figure((*blocks[-1].images[:-1], new), blocks[-1].caption)

    def line(self, value: object) -> str:
        """An attribute's value as one line of text."""
        return _SPACES.sub(" ", self.printable(str(value or ""))).strip(" ")

    def printable(self, text: str) -> str:
        """The text without the characters that no format can hold, which is reported.

        References (&#13;, &#12;) bring what no source text has any more: a carriage return is a line end, a form feed a space.
        """
        if "\r" in text or "\f" in text:
            text = _CARRIAGE_RETURN.sub("\n", text).replace("\f", " ")
        if not _CONTROL.search(text):
            return text
        self.tell("control-characters", "control characters are left out: no format can hold them")
        return _CONTROL.sub("", text)

    def wear(self, marks: tuple[Mark, ...], without: tuple[str, ...] = ()) -> None:
        """More marks for the content of the tag at hand, or fewer."""
        worn = self.context.marks
        for mark in marks:
            worn = under(worn, mark)
        self.meet(marks)
        if without:
            worn = tuple(mark for mark in worn if getattr(mark, "style", "") not in without)
        self.context = msgspec.structs.replace(self.context, marks=worn)

    def meet(self, marks: tuple[Mark, ...]) -> None:
        """Note which of the marks ask for a walk through all nodes."""
        for mark in marks:
            self.faces = self.faces or isinstance(mark, Face)
            self.links_inside = self.links_inside or (isinstance(mark, Link) and mark.url.startswith("#"))

    def dress(self, look: Look) -> None:
        """The look of the tag at hand."""
        if look.begin or look.end:
            self.wear(look.begin, look.end)
        if look.align is not None or look.indent is not None or look.caption or look.lines:
            self.context = msgspec.structs.replace(
                self.context,
                align=look.align or self.context.align,
                indent=self.context.indent if look.indent is None else look.indent,
                caption=look.caption or self.context.caption,
                lines=look.lines or self.context.lines,
            )

    # ---- blocks ----

    def fit(self, inner: Frame | None) -> None:
        """Close what only stray tags keep open, where neither this container nor text (None) belongs into it."""
        while self.frames[-1].implied and not self.frames[-1].keeps_open(inner):
            self.close()

    def open(self, frame: Frame, *, implied: bool = False) -> bool:
        """Put what follows into this container; False, and reported once, where that would be too deep: its content stays."""
        self.flush()
        self.fit(frame)
        depth = self.frames[-1].depth + frame.levels
        if depth > MAX_DEPTH - INLINE_LEVELS:
            self.tell("nesting-flattened", f"what is nested here more than {MAX_DEPTH} levels deep is kept without its nesting")
            return False
        frame.depth, frame.implied = depth, implied
        self.frames.append(frame)
        return True

    def close(self) -> None:
        """The innermost container is complete."""
        self.flush()
        frame = self.frames.pop()
        frame.close(self.frames[-1])

    def block(self, block: Block) -> None:
        """A block without paragraphs of its own."""
        self.flush()
        self.fit(None)
        self.frames[-1].add(block)
        self._forget_anchors(len(self.anchors))

    def flush(self) -> None:
        """A block boundary: the runs so far are a paragraph, several where breaks part them, or the heading at hand."""
        if not self.runs:
            return
        runs, self.runs = self.runs, []
        kinds = self.kinds
        if kinds:
            self.kinds = set()
        if self.heading:
            self._add_heading(runs)
            return
        opening = self.opening
        indent = opening.indent
        for part in paragraphs(runs) if Break in kinds else (runs,):
            em, settled = settle(part)
            if settled:
                self._add_lines(settled, round(max(em, indent)), pictures=Image in kinds)
            indent = 0.0

    def _add_lines(self, settled: list[Run], indent: int, *, pictures: bool) -> None:
        frame, opening = self.frames[-1], self.opening
        blocks: Iterable[Block]
        if pictures and frame.holds_figures:
            blocks = as_blocks(settled, indent, opening.align)
        else:
            blocks = (Paragraph(nest(settled), indent, opening.align),)
        for block in blocks:
            self._put(frame, block, opening.align, named=opening.caption)
        self._forget_anchors(self.passed)

    def _put(self, frame: Frame, block: Block, align: Align, *, named: bool) -> None:
        """Hand a block to a frame, as the caption of the picture before it where it can be one; `named`: its class says so."""
        if (named or align == "center") and isinstance(block, Paragraph) and frame.caption(block, named=named):
            self.guessed += () if named else (frame.blocks[-1],)
            return
        frame.add(block)
        self.aligned[align] += isinstance(block, Paragraph) and frame.holds_figures

    def release(self, frame: Frame, block: Block) -> None:
        """Hand on what a table of layout held, read as it would have been without the table."""
        if isinstance(block, Paragraph) and frame.holds_figures:
            for part in as_blocks(flatten(block.inlines), block.indent, block.align):
                self._put(frame, part, block.align, named=False)
        else:
            frame.add(block)

    def _add_heading(self, runs: list[Run]) -> None:
        settled = settle(_single_breaks(runs))[1]
        if not settled:
            return
        if any(not isinstance(run.leaf, Image) for run in settled):
            self.frames[-1].add(Heading(self.heading, nest(settled), self._identifier()))
            self.levels.append(self.heading)
        else:
            self._add_lines(settled, 0, pictures=True)
        self.heading = 0

    def _identifier(self) -> str:
        """The id of a heading: the first of the places that stood at it; the others mean it too."""
        first = self.anchors[0] if self.anchors else ""
        self.aliases |= dict.fromkeys(self.anchors[1:], first)
        self._forget_anchors(len(self.anchors))
        return first

    def _forget_anchors(self, count: int) -> None:
        """Places before something visible that is no heading: nothing in the model could bear their names."""
        if self.anchors:
            del self.anchors[:count]
            self.passed = 0

    def has_note(self, identifier: str) -> bool:
        """Whether the article has this note, before or after the place at hand; what is marked is in the Document even if empty."""
        if identifier not in self._known_notes:
            return False
        self.notes.setdefault(identifier, [])
        return True

    @cached_property
    def _known_notes(self) -> frozenset[str]:
        return frozenset(map(self.printable, self.note_ids()))

    # ---- diagnostics ----

    def tell(self, code: str, message: str) -> None:
        """A warning, once a document for each code, at the line of the tag at hand."""
        if code not in self.told:
            self.told.add(code)
            self._report(Severity.WARNING, code, message)

    def note(self, code: str, message: str) -> None:
        """A note at the line of the tag at hand."""
        self._report(Severity.NOTE, code, message)

    def _report(self, severity: Severity, code: str, message: str) -> None:
        line = line_of(self.at) if self.at is not None else None
        self.report(diagnostic(severity, code, message, file=self.file, line=line))


def _single_breaks(runs: list[Run]) -> Iterator[Run]:
    """Runs of a heading, where two line ends mean no more than one."""
    open_line = False
    for run in runs:
        if isinstance(run.leaf, Break):
            if open_line:
                yield run
            open_line = False
            continue
        open_line = open_line or not isinstance(run.leaf, str) or bool(run.leaf.strip(BLANKS))
        yield run

