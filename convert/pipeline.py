"""One article through all stages, bytes to files: the diagram of DESIGN section 4 as code.

A new stage is one call in `read_article`; a new format needs nothing here.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from . import clean, config, output, read, write
from .clean import Removal
from .config import Settings
from .errors import EXIT_ARTICLE, EXIT_OK, ArticleError, Diagnostic, HuoziError, Report, Severity, UsageError, diagnostic
from .jobs import STDIN, Job, Outcome, Written
from .model import Document
from .read import Source


class Reading(msgspec.Struct, frozen=True):
    """An article as it was read: what it holds, what was taken out of it, what was said about it on the way."""

    source: Source
    settings: Settings
    document: Document
    removals: tuple[Removal, ...]
    diagnostics: tuple[Diagnostic, ...]


def read_article(
    path: Path | str,
    settings_file: Path | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    report: Report | None = None,
    data: bytes | None = None,
) -> Reading:
    """Read, clean and parse one article; `path` "-" means that `data` is what standard input held.

    `settings_file` None means the nearest huozi.toml upward. `report` is told each diagnostic at once, also those before an error.
    Raises HuoziError: ArticleError for the article, UsageError for settings.
    """
    told: list[Diagnostic] = []

    def tell(what: Diagnostic) -> None:
        told.append(what)
        if report is not None:
            report(what)

    file = None if str(path) == STDIN else Path(path)
    settings_file = settings_file or config.find_file(file or Path())
    source = read.read(file, config.resolve(settings_file, None, options).config, tell, data=data)
    settings = settings_of(source, settings_file, options)
    document, removals = _parse(source, settings, tell)
    return Reading(source, settings, document, removals, tuple(told))


def settings_of(source: Source, file: Path | None, options: Mapping[str, Any] | None) -> Settings:
    """All layers; a fault in the article's own `huozi:` map is the article's, not the command line's."""
    settings = config.resolve(file, None, options)
    if not source.settings:
        return settings
    try:
        return config.resolve(file, source.settings, options, name=source.name)
    except UsageError as error:
        at = msgspec.structs.replace(error.diagnostic, file=source.name, line=source.front_lines.get("huozi"))
        raise ArticleError(at) from None


def _parse(source: Source, settings: Settings, report: Report) -> tuple[Document, tuple[Removal, ...]]:
    """The document. The parsers of Markdown and JSON are loaded for articles that need them: start-up is measured."""
    if source.kind == "json":
        from .parse import json

        return json.parse(source), ()
    body = source.body
    if source.kind == "markdown":
        from .parse import markdown

        body = markdown.to_html(source, settings.config, report)
    from .parse import html

    cleaned = clean.clean(body, source, settings, report)
    return html.parse(cleaned, source, settings.config, report), tuple(cleaned.removals)


def context(reading: Reading, report: Report, asked: set[str] | None = None) -> write.Context:
    """What the writers are told beside the document; `asked` collects the addresses of pictures that they ask for.

    Raises UsageError (bad-epoch) where SOURCE_DATE_EPOCH is no number.
    """
    from . import pictures  # only writers that print need it

    source, settings = reading.source, reading.settings.config
    find = pictures.pictures_of(source.folder, settings, report)

    def find_noted(src: str) -> write.Picture | write.NoPicture:
        if asked is not None:
            asked.add(src)
        return find(src)

    return write.Context(settings, report, find_noted, source.name, epoch(), source.data)


def epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds (reproducible-builds.org), None where it is not set."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise UsageError.of("bad-epoch", f"SOURCE_DATE_EPOCH is {text!r}", hint="it is a count of seconds since 1970, digits only")
    return int(text)


def print_all(reading: Reading, formats: Iterable[str], report: Report, asked: set[str] | None = None) -> dict[str, bytes]:
    """The article in each of the formats, nothing written to disk; the same read, clean and parse serve all.

    Raises HuoziError, with --strict also for the first warning of any stage.
    """
    told: list[Diagnostic] = list(reading.diagnostics)

    def tell(what: Diagnostic) -> None:
        told.append(what)
        report(what)

    with_it = context(reading, tell, asked)
    printed = {name: write.write(reading.document, write.get(name), with_it) for name in dict.fromkeys(formats)}
    if reading.settings.config.strict:
        _refuse_warnings(told)
    return printed


def _refuse_warnings(told: Iterable[Diagnostic]) -> None:
    for what in told:
        if what.severity is Severity.WARNING:
            raise ArticleError.of("strict", f"a warning fails it: {what.code}", file=what.file, line=what.line, hint="leave out --strict")


Deliver = Callable[[Mapping[str, bytes]], tuple[Written, ...]]
"""Takes the printed formats to where they belong."""


def run(job: Job, data: bytes | None = None) -> Outcome:
    """Convert one article; either all outputs of the job are written or none is.

    It never raises but for KeyboardInterrupt. `data` is what standard input held, for the source "-".
    """
    return _run(job, data, lambda printed: _put(job, printed))


def run_in_memory(job: Job, data: bytes | None = None) -> tuple[Outcome, dict[str, bytes]]:
    """As `run`, but the bytes are handed back by format name and nothing is written."""
    kept: dict[str, bytes] = {}

    def keep(printed: Mapping[str, bytes]) -> tuple[Written, ...]:
        kept.update(printed)
        return ()

    return _run(job, data, keep), kept


def _run(job: Job, data: bytes | None, deliver: Deliver) -> Outcome:
    began = time.perf_counter()
    told: list[Diagnostic] = []
    asked: set[str] = set()
    written: tuple[Written, ...] = ()
    status, trace = EXIT_OK, ""
    try:
        written = deliver(_convert(job, told.append, asked, data))
    except HuoziError as error:
        told.append(error.diagnostic)
        status = error.exit_status
    except Exception as error:  # noqa: BLE001 - whatever one article does, the others of a batch go on (DESIGN section 3)
        told.append(fault(error, job.source))
        status, trace = EXIT_ARTICLE, traceback.format_exc()
    seconds = time.perf_counter() - began
    return Outcome(job.source, written, tuple(told), status, seconds, job.number, _local(job.source, asked), trace)


def _convert(job: Job, report: Report, asked: set[str], data: bytes | None) -> dict[str, bytes]:
    if job.source != STDIN:
        for target in job.targets:
            output.refuse_source(Path(job.source), Path(target.path))
    settings_file = Path(job.settings_file) if job.settings_file else None
    reading = read_article(job.source, settings_file, job.options, report=report, data=data)
    return print_all(reading, [target.format for target in job.targets], report, asked)


def _put(job: Job, printed: Mapping[str, bytes]) -> tuple[Written, ...]:
    files = [output.File(Path(target.path), printed[target.format], target.replace) for target in job.targets]
    changed = output.put(files, job.source)
    return tuple(
        Written(target.format, target.path, output.digest(file.data), new)
        for target, file, new in zip(job.targets, files, changed, strict=True)
    )


def fault(error: Exception, name: str) -> Diagnostic:
    """An exception that no stage foresaw, as one line."""
    if isinstance(error, MemoryError):
        return diagnostic(Severity.ERROR, "out-of-memory", "not enough memory for this article", file=name, hint="raise --max-memory")
    words = f"{type(error).__name__}: {error}"
    return diagnostic(Severity.ERROR, "internal-error", words, file=name, hint="a fault of huozi: --debug shows where; please report it")


def _local(source: str, asked: Iterable[str]) -> tuple[str, ...]:
    """The files that those addresses mean: a batch rebuilds when one of them changes, comes or goes."""
    folder = Path(source).parent
    return tuple(sorted(str(folder / src) for src in asked if ":" not in src and not src.startswith("/") and "\0" not in src))
