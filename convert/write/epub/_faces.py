"""The files of the faces that an EPUB draws its cover with or embeds: roles to installed fonts by data/fonts.toml.

fontconfig's own program is asked, which takes 20 ms; WeasyPrint's binding, which the PDF uses, takes a second to load.
"""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import msgspec

from ... import fonts, tables
from ...errors import SetupError

_FORMAT = "%{family}|%{style}|%{index}|%{file}\n"


class FaceFile(msgspec.Struct, frozen=True):
    """One face: its file, and its number in the file where that is a collection (.ttc), 0-based."""

    file: str
    index: int


@cache
def face_file(role: fonts.Role, language: str, style: str = "Regular") -> FaceFile | None:
    """The installed face of a role, in this style if the family has it; None where no family of the role is installed."""
    table = tables.load(tables.DATA / "fonts.toml")
    for family in table[role][fonts.region(language)]:
        if styles := _installed().get(family.lower()):
            return styles.get(style) or styles.get("Regular") or styles[min(styles)]
    return None


@cache
def _installed() -> dict[str, dict[str, FaceFile]]:
    """Per family in lower case its faces by English style; once per process."""
    found: dict[str, dict[str, FaceFile]] = {}
    for line in sorted(_lines()):
        families, styles, index, file = line.split("|", 3)
        if not Path(file).is_file():
            continue
        for family in families.split(","):
            # The high half of fontconfig's index names an instance of a variable font.
            found.setdefault(family.lower(), {}).setdefault(styles.split(",")[0], FaceFile(file, int(index or 0) & 0xFFFF))
    return found


def _lines() -> list[str]:
    try:
        done = subprocess.run(["fc-list", "--format", _FORMAT], capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return _lines_by_binding()
    return [line for line in done.stdout.decode("utf-8", "replace").split("\n") if line.count("|") >= 3]


def _lines_by_binding() -> list[str]:
    """Where fontconfig is a library without its programs (macOS, Windows): collections are then known by their first face."""
    try:
        installed = fonts.installed()
    except SetupError:
        return []
    return [f"{font.family}|{font.style}|0|{font.file}" for each in installed.values() for font in each]
