"""Which articles a folder holds, in a stable order, and the name of what each becomes; nothing is converted here.

A new kind of article is one suffix in `SUFFIXES`, with its test in `_is_article` where the suffix alone does not say.
"""

from __future__ import annotations

import fnmatch
import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from .. import places
from ..errors import Diagnostic, Severity, diagnostic
from ..regex import regex

SUFFIXES = frozenset((".md", ".markdown", ".html", ".htm", ".txt", ".json"))

_LOOK_INSIDE = frozenset((".txt", ".json"))
"""Suffixes of articles and of other things."""

_FENCE = regex(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*---[ \t]*\r?\n")


class Selection(msgspec.Struct, frozen=True):
    """What of a folder is wanted: `include` and `exclude` are globs over the path below it, or over names where they hold no /.

    `skip` is a folder that is passed over (DEST); `is_output` tells what an earlier run wrote, which is no article.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    skip: Path | None = None
    is_output: Callable[[str], bool] = lambda _path: False


class Article(msgspec.Struct, frozen=True):
    """A source: its path as the user would name it and below the folder; `stem` is its outputs' path below DEST without suffix.

    `notes` say what was decided about the name. All are plain text, and are joined as such: pathlib's objects cost more than all else
    that is done about an article which needs nothing.
    """

    source: str
    relative: str
    stem: str
    notes: tuple[Diagnostic, ...] = ()


Name = Callable[[str], str]
"""The stem that a source asks for, as a path below DEST without suffix, given its path below the folder."""


def articles(folder: Path, selection: Selection, report: Callable[[Diagnostic], None], name: Name | None = None) -> Iterator[Article]:
    """The articles below a folder, each with a stem that no other has, on file systems that ignore letter case too.

    Without `name` the tree is mirrored and names can meet only within one folder, so that memory does not grow with the tree; with it
    all stems are remembered (by hash). Reports what is passed over: not-an-article, link-outside; name-taken for a stem given away.
    """
    taken: set[bytes] = set()
    base = "" if folder == Path() else _below(str(folder), "")
    for here, names in _folders(folder, selection, report):
        if name is None:
            taken.clear()
        for own in names:
            relative = _below(here, own)
            wanted = name(relative) if name else _below(here, places.stem_of(own))
            stem = _free(wanted, relative, taken)
            notes = (_taken(base + relative, wanted, stem),) if stem != wanted else ()
            yield Article(base + relative, relative, stem, notes)


def _below(folder: str, name: str) -> str:
    return os.path.join(folder, name)  # noqa: PTH118


def _free(wanted: str, relative: str, taken: set[bytes]) -> str:
    """The stem itself, or, where another source has it, the stem with a hash of this one's path: the same on every run."""
    if _key(wanted) in taken:
        wanted = f"{wanted}-{hashlib.sha256(os.fsencode(relative)).hexdigest()[:8]}"
    taken.add(_key(wanted))
    return wanted


def _key(stem: str) -> bytes:
    """Two stems with one key are one file on Windows or macOS: letter case and composition do not count there."""
    folded = unicodedata.normalize("NFC", stem).casefold()
    return hashlib.blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _taken(source: str, wanted: str, stem: str) -> Diagnostic:
    message = f"another article gives {Path(wanted).name} already: its outputs are called {Path(stem).name}"
    return diagnostic(Severity.WARNING, "name-taken", message, file=source, hint="rename one of the two, or use --name")


def _folders(folder: Path, selection: Selection, report: Callable[[Diagnostic], None]) -> Iterator[tuple[str, list[str]]]:
    """Per folder, top down and by name: its path below `folder`, and the names of its articles."""
    root = os.path.realpath(folder)
    stack = [""]
    while stack:
        here = stack.pop()
        try:
            with os.scandir(folder / here) as found:
                entries = sorted((entry for entry in found if not entry.name.startswith(".")), key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            report(diagnostic(Severity.ERROR, "unreadable", f"cannot be read: {error.strerror}", file=str(folder / here)))
            continue
        yield here, [entry.name for entry in entries if _wanted(entry, here, root, selection, report)]
        below = [entry for entry in entries if _is_folder(entry) and not _passed_over(entry, here, selection)]
        stack.extend(_below(here, entry.name) for entry in reversed(below) if not entry.is_symlink())
        for link in (entry for entry in below if entry.is_symlink()):
            _leads_out(link, root, report)  # one that does not leads to what is read in its own place


def _passed_over(entry: os.DirEntry[str], here: str, selection: Selection) -> bool:
    if _matches(here, entry.name, selection.exclude):
        return True
    return selection.skip is not None and selection.skip.exists() and selection.skip.samefile(entry.path)


def _wanted(entry: os.DirEntry[str], here: str, root: str, selection: Selection, report: Callable[[Diagnostic], None]) -> bool:
    suffix = places.suffix_of(entry.name)
    if suffix not in SUFFIXES or _is_folder(entry) or _matches(here, entry.name, selection.exclude):
        return False
    if selection.include and not _matches(here, entry.name, selection.include):
        return False
    if entry.is_symlink() and _leads_out(entry, root, report):
        return False
    plain = entry.is_file(follow_symlinks=False) and suffix not in _LOOK_INSIDE  # known without another stat
    return not selection.is_output(entry.path) and (plain or is_article(Path(entry.path), report))


def _leads_out(link: os.DirEntry[str], root: str, report: Callable[[Diagnostic], None]) -> bool:
    if (os.path.realpath(link.path) + os.sep).startswith(root.rstrip(os.sep) + os.sep):
        return False
    report(diagnostic(Severity.NOTE, "link-outside", "a link that leads out of the folder is not followed", file=link.path))
    return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is one, or a link to one; a link that leads to itself is none, and the run says why it cannot be read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _matches(here: str, name: str, globs: tuple[str, ...]) -> bool:
    """Whether a glob fits the path (`drafts/*`, which goes deeper too) or, without a / in it, the name."""
    if not globs:
        return False
    path = Path(here, name).as_posix()
    return any(fnmatch.fnmatchcase(path if "/" in glob else name, glob.removesuffix("/")) for glob in globs)


def is_article(path: Path, report: Callable[[Diagnostic], None] = lambda _what: None) -> bool:
    """Whether the file is one: regular, with a suffix of SUFFIXES, .txt with front matter, .json as we write it."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            report(diagnostic(Severity.NOTE, "not-an-article", "it is no regular file", file=str(path)))
            return False
        suffix = path.suffix.lower()
        if suffix == ".txt" and not _has_front_matter(path):
            return False
        if suffix == ".json" and not _is_ours(path):
            report(diagnostic(Severity.NOTE, "not-an-article", "it is JSON, but not of huozi", file=str(path)))
            return False
    except OSError:
        return True  # it is named as one: the run says why it cannot be read
    return suffix in SUFFIXES


def _has_front_matter(path: Path) -> bool:
    with path.open("rb") as stream:
        return _FENCE.match(stream.read(512)) is not None


def _is_ours(path: Path) -> bool:
    from ..read import is_ours  # only folders that hold JSON pay for the reader

    return is_ours(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
