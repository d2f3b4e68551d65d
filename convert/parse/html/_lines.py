"""The runs between two block boundaries as blocks: paragraphs made by breaks, pictures that stand on lines of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, takewhile

from ...model import Align, Block, Break, Caption, Figure, Image, Link, Paragraph, text_of
from ...tidy import BLANKS, Run, nest, width
from ._frames import LONGEST_CAPTION

NEW_PARAGRAPH_INDENT = 2.0
"""em of blanks after a single <br> that make its line a paragraph: an indent is set nowhere else."""

LONGEST_VERSE = 20
"""Characters of a line of verse."""

STEP = 1.0
"""em between the indents of lines that are set in by steps."""


def paragraphs(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs parted where two breaks follow each other, or one and a paragraph's indent; not within a stanza set in by steps."""
    for part in _parted(runs, _ends_part):
        if _is_stepped(part):
            yield part
        else:
            yield from _parted(part, _is_indented)


def _parted(runs: list[Run], parts: Callable[[list[Run], Run], bool]) -> Iterator[list[Run]]:
    """The runs divided at each gap of breaks and blanks that parts, together with the run behind it."""
    part: list[Run] = []
    gap: list[Run] = []
    for run in runs:
        if isinstance(run.leaf, Break) or (gap and _is_blank(run)):
            gap.append(run)
            continue
        if gap and parts(gap, run):
            yield part
            part = _last_line(gap)
        else:
            part += gap
        part.append(run)
        gap = []
    yield part + gap


def _ends_part(gap: list[Run], _after: Run) -> bool:
    return sum(isinstance(run.leaf, Break) for run in gap) > 1


def _is_indented(gap: list[Run], after: Run) -> bool:
    return _lead([*_last_line(gap), after]) >= NEW_PARAGRAPH_INDENT


def _last_line(gap: list[Run]) -> list[Run]:
    last = max(number for number, run in enumerate(gap) if isinstance(run.leaf, Break))
    return gap[last + 1 :]


def _lead(line: list[Run]) -> float:
    """The em of the blanks that a line begins with."""
    text = _text(line)
    return width(text[: len(text) - len(text.lstrip(BLANKS))])


def _text(line: list[Run]) -> str:
    """Its text up to the first picture, formula or the like."""
    return "".join(run.leaf for run in takewhile(lambda run: isinstance(run.leaf, str), line) if isinstance(run.leaf, str))


def _is_stepped(runs: list[Run]) -> bool:
    """Whether the lines are short and set in to different depths, as verse is and what stands at a letter's end: no paragraphs."""
    lines = [list(group) for is_break, group in groupby(runs, key=lambda run: isinstance(run.leaf, Break)) if not is_break]
    leads = [lead for lead in map(_lead, lines) if lead >= NEW_PARAGRAPH_INDENT]
    return (
        len(leads) > 1
        and max(leads) - min(leads) >= STEP
        and all(isinstance(run.leaf, str) for line in lines for run in line)
        and all(len(_text(line).strip(BLANKS)) <= LONGEST_VERSE for line in lines)
    )


def as_blocks(runs: list[Run], indent: int, align: Align) -> Iterator[Block]:
    """Settled runs as blocks: lines of nothing but pictures are Figures, the other lines one Paragraph."""
    lines: list[list[Run]] = [[]]  # each but the first with the Break before it
    for run in runs:
        if isinstance(run.leaf, Break):
            lines.append([])
        lines[-1].append(run)
    if len(lines) == 1 and align == "center" and (figure := _captioned(lines[0])):
        yield figure
        return
    for pictures, group in groupby(lines, key=_is_pictures):
        rest = [run for line in group for run in line]
        if pictures:
            yield Figure(tuple(run.leaf for run in rest if isinstance(run.leaf, Image)))
        else:
            yield Paragraph(nest(rest[isinstance(rest[0].leaf, Break) :]), indent, align)
            indent = 0


def _is_pictures(line: list[Run]) -> bool:
    """Whether a line shows pictures alone, that link to nothing but themselves."""
    shown = [run for run in line if not isinstance(run.leaf, Break)]
    return any(isinstance(run.leaf, Image) for run in shown) and all(_is_bare_picture(run) or _is_blank(run) for run in shown)


def _is_blank(run: Run) -> bool:
    return isinstance(run.leaf, str) and not run.leaf.strip(BLANKS)


def _is_bare_picture(run: Run) -> bool:
    return isinstance(run.leaf, Image) and all(not isinstance(mark, Link) or _same_picture(mark.url, run.leaf.src) for mark in run.marks)


def _same_picture(url: str, source: str) -> bool:
    """Whether a link shows its picture alone, larger perhaps: its address names a picture file."""
    path = url.partition("?")[0].partition("#")[0].lower()
    return url == source or path.endswith((".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".bmp", ".avif"))


def _captioned(line: list[Run]) -> Figure | None:
    """A centred line that begins with pictures and goes on with a few words, as a Figure."""
    count = next((number for number, run in enumerate(line) if not _is_bare_picture(run) and not _is_blank(run)), len(line))
    rest = nest(line[count:])
    if not count or not rest or any(isinstance(run.leaf, Image) for run in line[count:]) or len(text_of(rest)) > LONGEST_CAPTION:
        return None
    return Figure(tuple(run.leaf for run in line[:count] if isinstance(run.leaf, Image)), Caption(rest))
