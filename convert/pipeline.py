"""One article through all stages, bytes to files: the diagram of DESIGN section 4 as code.

A new stage is one call in `read_article`; a new format needs nothing here.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from . import clean, config, output, read, write
from .clean import Removal
from .config import Settings
from .errors import EXIT_ARTICLE, EXIT_OK, ArticleError, Diagnostic, HuoziError, Report, Severity, UsageError, diagnostic
from .jobs import STDIN, Job, Outcome, Stamp, Target, WebPicture, Written
from .model import Document, Image, text_of, walk
from .parse import html
from .read import Source
from .regex import regex

if TYPE_CHECKING:
    from .pictures.web import ArticlePictures


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
    settings = config.resolve(settings_file, None, options)
    source = read.read(file, settings.config, tell, data=data)
    if source.settings:
        settings = settings_of(source, settings_file, options)
    document, removals = _parse(source, settings, tell)
    if settings.config.images == "none":
        from .pictures.without import without

        document = without(document)
    return Reading(source, settings, document, removals, tuple(told))


def settings_of(source: Source, file: Path | None, options: Mapping[str, Any] | None) -> Settings:
    """All layers; a fault in the article's own `huozi:` map is the article's, not the command line's."""
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
    cleaned = clean.clean(body, source, settings, report)
    document = html.parse(cleaned, source, settings.config, report)
    if settings.config.strict and (lost := clean.unaccounted(cleaned, text_of(document))):
        said = "".join(sorted(lost.elements()))[:20]
        message = f"{lost.total()} characters are neither in the document nor in a removal: {said}"
        raise ArticleError(diagnostic(Severity.ERROR, "characters-unaccounted", message, file=source.name))
    return document, tuple(cleaned.removals)


class Printed(msgspec.Struct, frozen=True):
    """An output before it is on disk, and the local files that its writer asked for (None for one that is not there).

    `saved` are the pictures to put beside it, by their path as it names them; `web` what became of those of the web that were asked for
    so far, `until` as in `Written`.
    """

    data: bytes
    pictures: dict[str, Stamp | None]
    saved: dict[str, bytes]
    web: tuple[WebPicture, ...] = ()
    until: float = 0.0


def print_all(reading: Reading, formats: Iterable[str], report: Report, *, beside: bool = False) -> dict[str, Printed]:
    """The article in each of the formats, nothing written to disk; the same read, clean and parse serve all.

    Without `beside` no pictures are saved: the outputs have no place for them. Raises HuoziError, with --strict also for the first
    warning of any stage.
    """
    told: list[Diagnostic] = list(reading.diagnostics)

    def tell(what: Diagnostic) -> None:
        told.append(what)
        report(what)

    fetch = _fetch_of(reading)
    printed = {name: _print(reading, name, tell, fetch, beside=beside) for name in dict.fromkeys(formats)}
    if reading.settings.config.strict:
        _refuse_warnings(told)
    return printed


def _fetch_of(reading: Reading) -> ArticlePictures | None:
    """The way to the pictures of the web, where settings open it. The library that asks is loaded for those who fetch."""
    if reading.settings.config.images != "fetch":
        return None
    from .pictures import asked_of_the_web, web

    folder, base = reading.source.folder, reading.document.meta.url
    images = (node.src for node in walk(reading.document) if isinstance(node, Image))
    addresses = [address for src in dict.fromkeys(images) if (address := asked_of_the_web(src, folder, base))]
    return web.ArticlePictures(web.web_of(reading.settings.config), addresses, base)


def _print(reading: Reading, format_name: str, report: Report, fetch: ArticlePictures | None, *, beside: bool) -> Printed:
    """One format. The writer's only way to the disk is noted: a batch prints anew when one of those files changes, comes or goes."""
    source, settings, base = reading.source, reading.settings.config, reading.document.meta.url
    asked: dict[str, Stamp | None] = {}

    @cache
    def finder() -> write.Pictures:  # loaded for the writers that ask: text formats do not
        from .pictures import pictures_of

        return pictures_of(source.folder, settings, report, fetch, base)

    def find_noted(src: str) -> write.Picture | write.NoPicture:
        asked.update(_stamps(source.folder, src))
        return finder()(src)

    saved: dict[str, bytes] = {}
    save = _saver(find_noted, reading, report, saved if beside else None) if fetch is not None else None
    with_it = write.Context(settings, report, find_noted, source.name, epoch(), source.data, save)
    data = write.write(reading.document, write.get(format_name), with_it)
    return Printed(data, asked, saved, fetch.seen if fetch else (), fetch.until if fetch else 0.0)


def _saver(find: write.Pictures, reading: Reading, report: Report, files: dict[str, bytes] | None) -> write.Save:
    """What saves pictures beside an output into `files`; None where it has no place for them."""
    from .pictures.beside import Beside, Nowhere

    if files is None:
        return Nowhere(report, reading.source.name)
    return Beside(find, report, reading.source.name, reading.source.folder, reading.document.meta.url, files)


def _stamps(folder: Path | None, src: str) -> dict[str, Stamp | None]:
    """The files below the folder that an address can mean, as they stand now."""
    from .pictures import names_below

    names = names_below(src.strip(" \t\r\n\f")) if folder is not None else ()
    return {str(folder / name): output.stamp(folder / name) for name in names if folder is not None and "\0" not in name}


_EPOCH = regex("[0-9]{1,12}")
_LAST_SECOND = 253_402_300_799
"""Of the year 9999, which is the last that Python and PDF know."""


def epoch() -> int | None:
    """SOURCE_DATE_EPOCH in seconds (reproducible-builds.org), None where it is not set."""
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    if not _EPOCH.fullmatch(text) or int(text) > _LAST_SECOND:
        hint = "it is a count of seconds since 1970, digits only, of a year that has four"
        raise UsageError.of("bad-epoch", f"SOURCE_DATE_EPOCH is {text[:40]!r}", hint=hint)
    return int(text)


def _refuse_warnings(told: Iterable[Diagnostic]) -> None:
    for what in told:
        if what.severity is Severity.WARNING:
            raise ArticleError.of("strict", f"a warning fails it: {what.code}", file=what.file, line=what.line, hint="leave out --strict")


Deliver = Callable[[Mapping[str, Printed], Report], tuple[Written, ...]]
"""Takes the printed formats to where they belong, and says what it left."""


def run(job: Job, data: bytes | None = None) -> Outcome:
    """Convert one article; either all outputs of the job are written or none is.

    It never raises but for KeyboardInterrupt. `data` is what standard input held, for the source "-".
    """
    return _run(job, data, lambda printed, report: _put(job, printed, report), beside=True)


def run_in_memory(job: Job, data: bytes | None = None) -> tuple[Outcome, dict[str, bytes]]:
    """As `run`, but the bytes are handed back by format name and nothing is written."""
    kept: dict[str, bytes] = {}

    def keep(printed: Mapping[str, Printed], report: Report) -> tuple[Written, ...]:  # noqa: ARG001 - a Deliver
        kept.update({name: one.data for name, one in printed.items()})
        return ()

    return _run(job, data, keep, beside=False), kept


def _run(job: Job, data: bytes | None, deliver: Deliver, *, beside: bool) -> Outcome:
    began = time.perf_counter()
    told: list[Diagnostic] = []
    written: tuple[Written, ...] = ()
    web: tuple[WebPicture, ...] = ()
    status, trace, stamp = EXIT_OK, "", None
    try:
        stamp, printed = _convert(job, told.append, data, beside=beside)
        web = next((one.web for one in reversed(printed.values())), ())
        written = deliver(printed, told.append)
    except HuoziError as error:
        told.append(error.diagnostic)
        status = error.exit_status
    except Exception as error:  # noqa: BLE001 - whatever one article does, the others of a batch go on (DESIGN section 3)
        told.append(fault(error, job.source))
        status, trace = EXIT_ARTICLE, traceback.format_exc()
    return Outcome(job.source, written, tuple(told), status, time.perf_counter() - began, job.number, stamp, trace, web)


def _convert(job: Job, report: Report, data: bytes | None, *, beside: bool) -> tuple[Stamp | None, dict[str, Printed]]:
    if job.source != STDIN:
        for target in job.targets:
            output.refuse_source(Path(job.source), Path(target.path))
    settings_file = Path(job.settings_file) if job.settings_file else None
    # before it is read: a change meanwhile then shows as a newer file to the next batch
    before = output.stamp(Path(job.source)) if job.source != STDIN else None
    reading = read_article(job.source, settings_file, job.options, report=report, data=data)
    printed = print_all(reading, [target.format for target in job.targets], report, beside=beside)
    raw = reading.source.data
    return Stamp(len(raw), before.mtime, output.digest(raw)) if before and beside else None, printed


def _put(job: Job, printed: Mapping[str, Printed], report: Report) -> tuple[Written, ...]:
    """All outputs, and the pictures beside them first: an output that is there has its pictures."""
    saved = {target.path: _beside(Path(target.path).parent, printed[target.format].saved) for target in job.targets}
    ours = {file.path: file for files in saved.values() for file in files}
    edited = [file for file in ours.values() if job.keep_edited and output.is_other(file)]
    for file in edited:
        message = f"{file.path} was changed since it was written and is left as it is"
        report(diagnostic(Severity.WARNING, "output-edited", message, file=job.source, hint="--force overwrites it"))
    files = [output.File(Path(target.path), printed[target.format].data, target.replace) for target in job.targets]
    pictures = [file for file in ours.values() if file not in edited]
    changed = output.put([*pictures, *files], job.source)[len(pictures) :]
    return tuple(
        _written(target, file, new, printed[target.format], saved[target.path])
        for target, file, new in zip(job.targets, files, changed, strict=True)
    )


def _beside(folder: Path, saved: Mapping[str, bytes]) -> list[output.File]:
    return [output.File(folder / name, data) for name, data in saved.items()]


def _written(target: Target, file: output.File, new: bool, printed: Printed, saved: Iterable[output.File]) -> Written:
    pictures = tuple(sorted(printed.pictures.items()))
    stamps = tuple((str(picture.path), output.stamp_of(picture)) for picture in saved)
    return Written(target.format, target.path, output.stamp_of(file), new, pictures, stamps, printed.until)


def fault(error: Exception, name: str) -> Diagnostic:
    """An exception that no stage foresaw, as one line."""
    if isinstance(error, MemoryError):
        return diagnostic(Severity.ERROR, "out-of-memory", "not enough memory for this article", file=name, hint="raise --max-memory")
    words = f"{type(error).__name__}: {error}"
    return diagnostic(Severity.ERROR, "internal-error", words, file=name, hint="a fault of huozi: --debug shows where; please report it")
