"""The page of the PDF: sizes by name, the type area and its margins, and the style sheet filled in with them.

A new paper size is one row in `PAPERS`, a new look goes into assets/pdf.css.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import NamedTuple

from ...config import Config
from ...errors import Severity, UsageError, diagnostic
from ...fonts import Faces, faces
from .._markup import word

MM = 72 / 25.4
"""Points in a millimetre."""

# Trimmed sizes in millimetres; 16K and 32K (16开, 32开) as the Chinese book trade cuts them.
PAPERS = {"A4": (210, 297), "A5": (148, 210), "B5": (176, 250), "16K": (184, 260), "32K": (130, 184)}

# 字号 in points, as Chinese composing rooms and word processors count them.
SIZES = {
    "初号": 42, "小初": 36, "一号": 26, "小一": 24, "二号": 22, "小二": 18, "三号": 16, "小三": 15, "四号": 14,
    "小四": 12, "五号": 10.5, "小五": 9, "六号": 7.5, "小六": 6.5, "七号": 5.5, "八号": 5,
}  # fmt: skip


class Page(NamedTuple):
    """The type area, all lengths in points: `columns` em wide, `lines` lines high."""

    width: float
    height: float
    size: float
    line: float
    columns: int
    lines: int

    @property
    def measure(self) -> float:
        """Width of a line: a whole number of em, always (CLREQ 2.2)."""
        return self.columns * self.size

    @property
    def small(self) -> float:
        """Size of captions, tables and notes: 小五 to a text in 五号."""
        return round(self.size * 6 / 7, 2)

    @property
    def side(self) -> float:
        """Left and right margin."""
        return (self.width - self.measure) / 2

    @property
    def top(self) -> float:
        """Head margin: two parts of five, the foot has three."""
        return (self.height - self.lines * self.line) * 0.4

    @property
    def bottom(self) -> float:
        """Foot margin."""
        return self.height - self.lines * self.line - self.top

    @property
    def head_size(self) -> float:
        """Size of the running head and the page number: that of notes, unless the margin is too narrow for it."""
        return min(self.small, self.top * 0.35)

    @property
    def head_gap(self) -> float:
        """Blank between the type area and these."""
        return min(self.line, self.top * 0.35)


def points(size: str) -> float:
    """A font size in points: 五号, 10.5pt or 10.5.

    Raises UsageError (bad-setting).
    """
    name = size.replace(" ", "").replace("號", "号")
    try:
        value = float(SIZES[name] if name in SIZES else name.lower().removesuffix("pt"))
    except ValueError:
        value = 0
    if not 4 <= value <= 72:
        hint = f"points from 4 to 72 (10.5pt), or one of {'、'.join(SIZES)}"
        raise UsageError(diagnostic(Severity.ERROR, "bad-setting", f"font-size {size!r} is no size", hint=hint))
    return value


def page(config: Config) -> Page:
    """The page that the settings ask for; the type area keeps the page's own proportion, as a classic one does."""
    width, height = (length * MM for length in PAPERS[config.page])
    size = points(config.font_size)
    columns = max(8, int(width * 0.78 / size))
    line = round(size * config.line_height, 3)
    lines = min(round(columns * size * height / width / line), int(height * 0.87 / line))
    return Page(width, height, size, line, columns, max(1, lines))


def quoted(text: str) -> str:
    """A CSS string: all but letters and digits escaped, since the text is a stranger's (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(char if char.isalnum() else f"\\{ord(char):x} " for char in text) + '"'


def families(names: tuple[str, ...]) -> str:
    """A CSS font-family list."""
    return ", ".join(map(quoted, names))


FOLIOS = {"chinese": '"第 " counter(page) " {page}"', "number": "counter(page)", "none": "none"}
"""Page number by setting."""


def style_sheet(config: Config, language: str, head: str) -> str:
    """The CSS text for a page whose running head says `head`."""
    folio = FOLIOS[config.page_number].format(page=word("page", language))
    return _filled(page(config), faces(language), quoted(head) if head else "none", folio, config.print_urls)


@lru_cache(maxsize=64)
def _filled(area: Page, found: Faces, head: str, folio: str, print_urls: bool) -> str:
    return Template(files("convert.write").joinpath("assets/pdf.css").read_text(encoding="utf-8")).substitute(
        {f"{role}": families(getattr(found, role)) for role in ("song", "hei", "kai", "fangsong", "mono")},
        strong=families(found.song if found.song_has_bold else found.hei),
        width=f"{area.width:.4f}",
        height=f"{area.height:.4f}",
        top=f"{area.top:.4f}",
        bottom=f"{area.bottom:.4f}",
        side=f"{area.side:.4f}",
        size=area.size,
        small=area.small,
        head_size=round(area.head_size, 2),
        head_gap=round(area.head_gap, 3),
        title=round(area.size * 1.8, 2),
        line=area.line,
        half=round(area.line / 2, 3),
        quarter=round(area.line / 4, 3),
        tallest=round((area.lines - 3) * area.line, 2),
        head=head,
        folio=folio,
        printed_url='"（" attr(href) "）"' if print_urls else "none",
    )
