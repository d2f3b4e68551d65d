"""Which articles a folder holds, in a stable order.

A new kind of article is one suffix in `SUFFIXES`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

SUFFIXES = frozenset((".md", ".markdown", ".html", ".htm", ".txt", ".json"))


class Article(msgspec.Struct, frozen=True):
    """A source found in a folder: its path as the user would name it, and relative to the folder."""

    source: Path
    relative: Path


def articles(folder: Path) -> Iterator[Article]:
    """The articles below a folder, by name, folder by folder; hidden ones and links are passed over."""
    stack = [Path()]
    while stack:
        here = stack.pop()
        with os.scandir(folder / here) as found:
            entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: os.fsencode(entry.name))
        for entry in entries:
            if entry.is_file(follow_symlinks=False) and Path(entry.name).suffix.lower() in SUFFIXES:
                yield Article(folder / here / entry.name, here / entry.name)
        stack.extend(here / entry.name for entry in reversed(entries) if entry.is_dir(follow_symlinks=False))
