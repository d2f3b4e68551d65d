"""One article as the command line asks for it: which formats, which places, and the run.

The rules are those of DESIGN section 3; a new one belongs in `plan`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from .. import config, jobs, output, pipeline, places, write
from ..errors import ArticleError, Diagnostic, Report, UsageError
from ..read import read as read_source
from . import console
from .options import Asked


class Request(msgspec.Struct, frozen=True):
    """What stood on the command line; an empty text is an option that was not given."""

    article: str
    formats: tuple[str, ...] = ()
    output: str = ""
    template: str = ""
    options: dict[str, Any] = {}  # Any: values of settings, whose types config.Config declares
    settings_file: Path | None = None

    @property
    def is_stream(self) -> bool:
        """Whether the article is standard input."""
        return self.article == jobs.STDIN


def convert(request: Request) -> jobs.Outcome:
    """Convert it. Raises UsageError for what the command line gets wrong; faults of the article are in the Outcome."""
    formats = formats_of(request)
    data = standard_input() if request.is_stream else None
    if _to_stdout(request, formats):
        return _print(request, formats[0], data)
    told: list[Diagnostic] = []
    stem = _stem(request, data, told.append)
    targets = tuple(jobs.Target(name, str(path)) for name, path in _paths(request, formats, stem))
    for target in targets:
        _refuse_taken(request, Path(target.path))
    done = pipeline.run(_job(request, targets), data)
    return msgspec.structs.replace(done, diagnostics=(*told, *done.diagnostics))


def _refuse_taken(request: Request, place: Path) -> None:
    """Raises ArticleError (output-taken) for a place that holds what a batch made of another article."""
    dest = places.dest_of(place) if place.exists() else None
    if dest is None:
        return
    from ..batch.manifest import owner  # SQLite costs start-up

    source = owner(place, dest)
    if source is not None and (request.is_stream or not output.same(source, Path(request.article))):
        message = f"{place} is the output of another article, {os.path.normpath(source)}"
        raise ArticleError.of("output-taken", message, file=request.article, hint="choose another -o")


def standard_input() -> bytes:
    """All of standard input, as bytes."""
    if sys.stdin is None:
        raise ArticleError.of("unreadable", "standard input is closed", file=jobs.STDIN)
    return sys.stdin.buffer.read()


def read(article: str, asked: Asked, report: Report | None = None) -> pipeline.Reading:
    """An article, or standard input, read under the settings given; nothing is printed. Raises HuoziError."""
    data = standard_input() if article == jobs.STDIN else None
    return pipeline.read_article(article, asked.settings_file, asked.options, report=report, data=data)


def formats_of(request: Request) -> tuple[str, ...]:
    """The formats asked for: -t, else the suffix of -o, else Markdown.

    Raises UsageError (bad-option) for several formats into one file or onto standard output.
    """
    one_place = request.output == jobs.STDIN or (request.output and not _is_folder(request.output))
    if len(request.formats) > 1 and one_place:
        where = "standard output" if request.output == jobs.STDIN else request.output
        raise UsageError.of("bad-option", f"{len(request.formats)} formats cannot go into {where}", hint="-o FOLDER/ takes several")
    if request.formats:
        return request.formats
    return (places.format_of(Path(request.output)),) if request.output and one_place and request.output != jobs.STDIN else ("md",)


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _to_stdout(request: Request, formats: tuple[str, ...]) -> bool:
    """Whether the output goes to standard output. Raises UsageError (bad-option) where that is a terminal and the format no text."""
    if request.output != jobs.STDIN:
        return not request.output and len(formats) == 1 and write.get(formats[0]).is_text and not request.template
    if not write.get(formats[0]).is_text and sys.stdout is not None and sys.stdout.isatty():
        raise UsageError.of("bad-option", f"{formats[0]} is no text: it does not go to a terminal", hint="-o FILE, or send it into a pipe")
    return True


def _print(request: Request, format_name: str, data: bytes | None) -> jobs.Outcome:
    """The one output that goes to standard output, all or nothing as a file does."""
    done, printed = pipeline.run_in_memory(_job(request, (jobs.Target(format_name, jobs.STDIN),)), data)
    if not done.failed:
        console.emit(printed[format_name])
    return done


def _job(request: Request, targets: tuple[jobs.Target, ...]) -> jobs.Job:
    return jobs.Job(request.article, targets, request.options, str(request.settings_file) if request.settings_file else None)


def _stem(request: Request, data: bytes | None, report: Report) -> str:
    """The name of the outputs without suffix: the template filled, or the source's."""
    stem = "article" if request.is_stream else places.stem_of(Path(request.article).name)
    if not request.template:
        return stem
    reading = pipeline.read_article(request.article, request.settings_file, request.options, data=data)
    return places.from_template(request.template, reading.document.meta, stem, request.article, report)


def _paths(request: Request, formats: tuple[str, ...], stem: str) -> list[tuple[str, Path]]:
    """Per format its place: the file named by -o, or a file in the folder named by -o, or in the current one."""
    if request.output and not _is_folder(request.output):
        return [(formats[0], Path(request.output))]
    return [(name, Path(request.output) / f"{stem}{write.get(name).suffix}") for name in formats]


def settings_of(article: str | None, settings_file: Path | None, options: dict[str, Any]) -> config.Settings:
    """The settings that hold for an article, for a folder, or (None) for the current folder."""

    def ignore(_what: Diagnostic) -> None:
        """`--show-config` shows settings; the article's own trouble is for `inspect`."""

    path = Path(article) if article and article != jobs.STDIN else None
    file = settings_file or config.find_file(path or Path())
    found = config.resolve(file, None, options)
    if not article or (path is not None and path.is_dir()):
        return found
    source = read_source(path, found.config, ignore, data=standard_input() if path is None else None)
    return pipeline.settings_of(source, file, options)
