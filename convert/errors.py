"""What can go wrong, and how it is said: diagnostics, the exceptions, the exit statuses.

A new kind of trouble is one row in `CODES`; the reference in docs/ is printed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Self

import msgspec

# DESIGN section 3: what the command returns to its shell.
EXIT_OK = 0
EXIT_ARTICLE = 1
EXIT_USAGE = 2
EXIT_SETUP = 3
EXIT_INTERRUPTED = 130


class Severity(StrEnum):
    """How much a diagnostic weighs: `note` informs, `warning` fails under --strict, `error` fails the article."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Diagnostic(msgspec.Struct, frozen=True):
    """One thing a stage dropped, repaired, guessed or could not do.

    `code` is a key of CODES; `file` is the source as the user named it; `line` is 1-based in that file, None where
    the trouble has no line.
    """

    severity: Severity
    code: str
    message: str
    file: str = ""
    line: int | None = None
    hint: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line) if part not in ("", None))
        word = "" if self.severity is Severity.ERROR else f"{self.severity}: "
        return f"{place}: {word}{self.message}" if place else f"{word}{self.message}"


Report = Callable[[Diagnostic], None]
"""Where a stage says what it did: it is handed one and calls it; it never prints."""


class HuoziError(Exception):
    """An article, a setting or the set-up fails with one line for a person.

    The Diagnostic is the exception's only argument, so that it pickles: an exception that does not unpickle kills a
    whole process pool.
    """

    exit_status = EXIT_ARTICLE

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic

    @classmethod
    def of(cls, code: str, message: str, *, file: str = "", line: int | None = None, hint: str = "") -> Self:
        """The error with a Diagnostic of these parts, as `diagnostic` makes it."""
        return cls(diagnostic(Severity.ERROR, code, message, file=file, line=line, hint=hint))

    def __str__(self) -> str:
        return str(self.diagnostic)


class ArticleError(HuoziError):
    """This article cannot be read or written; others can."""


class UsageError(HuoziError):
    """The command line or a settings file is wrong."""

    exit_status = EXIT_USAGE


class SetupError(HuoziError):
    """The machine lacks something that the asked format needs: a font, Pango."""

    exit_status = EXIT_SETUP


# One row a code: what it means and what to do about it. Sorted; a test compares it with what the code raises and with docs/.
CODES: dict[str, str] = {
    "bad-epoch": "SOURCE_DATE_EPOCH is no count of seconds, or one beyond the year 9999. Unset it or give digits only.",
    "bad-name": "A `--name` template cannot be filled: an unknown field, or a form that does not fit it.",
    "bad-option": "The command line is wrong. `-h` after the command shows what it takes.",
    "bad-rule": "A cleaning rule in huozi.toml or in `--rules-dir` is wrong: the message names the rule and what is wrong with it.",
    "bad-setting": "A setting has a value of the wrong kind. The message says what is expected and at which key.",
    "binary-file": "The file is no text: a picture, an archive, a program.",
    "cache-unusable": "The folder of the cache cannot be written or read. `--cache` names another one.",
    "cannot-write": "An output cannot be written: a full disk, a folder without permission, a name too long. Nothing was changed.",
    "character-missing": "No installed font has a character: it is printed as a box. The hint names a package that may have it.",
    "characters-unaccounted": (
        "With `--strict`: visible characters of the source are neither in the document nor in a removal. This is a fault of "
        "the program."
    ),
    "control-characters": "Characters that no output can hold (C0 controls, surrogates, U+FFFE) were left out.",
    "cover-dropped": "The picture named as cover is a placeholder or a site's own picture: the article has no cover.",
    "cover-font": "The generated cover is left out, since no installed font has its characters: install fonts-noto-cjk.",
    "cover-unwrapped": "The cover's address leads through a proxy or holds another address: that one was taken.",
    "date-implausible": "The date lies before 1000 or after 2100: it is kept as the source has it.",
    "date-invalid": "The date is none that huozi knows: it stays as text, and the article counts as undated.",
    "definition-unused": "`[1]: address` in Markdown defines a link that nothing uses, and is no text. Escape the bracket if it was.",
    "dest-busy": "Another batch is writing into this folder. Wait until it ends.",
    "embed-without-address": "A video, an audio or a frame of the HTML names no address: it is left out.",
    "empty-body": "The article has metadata but no body: it is converted as it is.",
    "empty-file": "The file holds nothing but white space.",
    "encoding-guessed": "Nothing in the file says its encoding: the likelier one was taken. `--encoding` says it for certain.",
    "epub-failed": "EbookLib did not write the EPUB. The message says what stood in its way.",
    "face-missing": "No font for a role (Kai, Fangsong) is installed: another role's takes its place. `huozi doctor` names the command.",
    "font-embedded": "A face is in the book with the glyphs that the article uses; its size is said.",
    "font-missing": "No Chinese font is installed, which PDF needs. `huozi doctor` names the command.",
    "font-not-embedded": "A face is not embedded: no font for it is installed, or its licence bits do not allow it.",
    "front-matter-open": "The front matter begins with a fence and never ends. It ends with the same fence on a line of its own.",
    "front-matter-repaired": "The front matter was no valid YAML, but what was meant is plain: see the line named.",
    "front-matter-unreadable": "A key of the front matter cannot be read: the whole is kept as it stands under `front_matter`.",
    "internal-error": "A fault of the program. `--debug` shows where; the article's other formats were not written either.",
    "is-folder": "A folder stands where an article belongs: `huozi batch` converts a folder.",
    "json-invalid": (
        "The file is JSON but no huozi document, or not whole: the path and what is wrong there are said; compare with "
        "`huozi schema`."
    ),
    "json-version": "The file was written by a newer huozi than this one: update huozi.",
    "justify-unavailable": "This WeasyPrint sets lines in another way than huozi extends: lines are set plainly. Install weasyprint 70.",
    "link-dropped": "A link leads to a place that the article lacks or to a file outside the output: its text stays, the link is gone.",
    "link-outside": "A symbolic link leads out of the folder: a batch does not follow it.",
    "markdown-unfaithful": (
        "A block of the Markdown written does not read back as it was: a fault of the program. `--no-check` writes it "
        "nevertheless."
    ),
    "name-part-empty": "The article lacks a field that the template of `--name` asks for: that part of its outputs' name is empty.",
    "name-taken": "Two articles of a batch would give one output: the second gets a short hash of its path in its name.",
    "nesting-flattened": (
        "Lists, quotations or marks are nested deeper than the model holds: what is deeper stands on the last level, its "
        "text is kept."
    ),
    "no-file": "There is no file of this name.",
    "no-text": (
        "Nothing but pictures or links is left of the body, or nothing at all: the source holds no article text, or the "
        "rules took it (`huozi inspect` shows what they took)."
    ),
    "no-worker": "The worker processes of a batch end while they start: too little memory. `-j 0` works without any.",
    "node-simplified": "A writer of another package does not know this node of the model yet: its text was written plainly.",
    "not-a-file": "A pipe or a device is no article, since it may never end: hand its content over on standard input, as `-`.",
    "not-an-article": (
        "A file with the suffix of an article is none: no regular file, or JSON that huozi did not write. It was passed "
        "over."
    ),
    "not-ours": "The file is JSON, but no article that huozi wrote.",
    "note-missing": "A footnote mark has no note in the document: the mark is printed as text.",
    "note-repeated": "Two footnotes have one name: the second is kept under another one, without a mark.",
    "notes-at-end": "Notes longer than half a page, or whose marks stand too close for one page, are set at the end of the PDF.",
    "out-of-memory": "The article needs more memory than there is, or than `--max-memory` allows.",
    "output-edited": "An output was changed since it was written: a batch leaves it as it is. `--force` overwrites it.",
    "output-exists": (
        "A file stands in the output's place that huozi did not write, or that a person changed since. `--force` overwrites "
        "it."
    ),
    "output-is-source": "The output would overwrite the article it is made from. Name another file or folder with `-o`.",
    "output-taken": "The place belongs to the output of another article that is still there. Use `--name` or another folder.",
    "output-unreadable": "A file given to `huozi verify` cannot be read as its format: it is missing, cut off, or something else.",
    "pdf-layout": "WeasyPrint reported something while it set the pages.",
    "pdf-library-missing": "Pango is not installed, which PDF needs. The hint holds the command.",
    "picture-broken": "A picture cannot be decoded: a note stands in its place.",
    "picture-large": "A picture is over the size limit: a note stands in its place. Raise max-picture-mb.",
    "picture-missing": "A picture's file is not there: a note stands in its place.",
    "picture-no-picture": "What an article names as a picture is none, or an empty one: a note stands in its place.",
    "picture-not-saved": "Standard output has no place beside it: pictures of the web are not fetched for it and keep their address.",
    "picture-offline": "A picture of the web is not in the cache, and with `--offline` nobody is asked: a note stands in its place.",
    "picture-refused": (
        "A picture lies outside the article's folder, or on a host that is private or this machine: it is not read. Copy it beside the "
        "article, or name the host with `--allow-host`."
    ),
    "picture-remote": "A picture lies on the web and is not fetched: a note stands in its place. `--images fetch` fetches it.",
    "picture-small": "The picture that an article names as its cover is a placeholder or a logo by its size: another cover is made.",
    "picture-unreachable": "A picture of the web could not be had: the message says what the host answered. The next run asks again.",
    "picture-without-address": "A picture of the HTML names no address: it is left out.",
    "settings-file": "A huozi.toml cannot be read: no TOML, not UTF-8, or no permission.",
    "strict": "With `--strict` a warning fails the article.",
    "svg-cleaned": "Scripts, outside references and unknown parts were left out of an SVG drawing.",
    "template-removed": "Tags of Hexo, Jekyll, Hugo or kramdown stand in the text: they are taken out, `huozi inspect` lists them.",
    "timed-out": "The article took longer than `--timeout` and was ended.",
    "title-missing": "The article has no title: its first heading stands for it, or 无题.",
    "txt-encoding": (
        "The encoding asked for lacks characters of the article: each stands in the text as 〔U+XXXX〕. gb18030 and utf-8 lack "
        "none."
    ),
    "unclosed-markup": (
        "A comment, a tag or a quote in a tag is never closed, which would swallow the rest of the text: it is kept as text."
    ),
    "undecodable": "The bytes are no text in any encoding that huozi tries, or not in the one asked for. `--encoding` says what they are.",
    "unknown-format": "No writer has this name. `huozi formats` lists them.",
    "unknown-rule": "`--keep` names a cleaning rule that there is none of. `huozi rules` lists them.",
    "unknown-setting": "No setting has this name, or an article tried to set what only you may. `huozi convert --show-config` lists them.",
    "unreadable": "The file cannot be opened: no permission, a name that is too long, a loop of links.",
    "verify-format": "`huozi verify` cannot read that kind of file back. Its suffix decides: md txt json epub pdf.",
    "vertical-pdf": "PDF cannot be set vertically: ask for EPUB, which can.",
    "worker-crashed": "The process that converted the article ended twice without a word: out of memory, or a fault in a library.",
    "writer-broken": "The package of a writer cannot be imported. Reinstall it, or ask for another format.",
}


def diagnostic(
    severity: Severity, code: str, message: str, *, file: str = "", line: int | None = None, hint: str = ""
) -> Diagnostic:
    """A Diagnostic whose code is checked to have its row in CODES."""
    if code not in CODES:
        raise KeyError(f"diagnostic code {code!r} has no row in CODES")
    return Diagnostic(severity, code, message, file, line, hint)


def nearest(name: str, known: Sequence[str]) -> str:
    """The known name that one which nobody knows is most like: for a hint."""
    import difflib  # for those who mistype alone

    return difflib.get_close_matches(name, known, 1, 0.0)[0]
