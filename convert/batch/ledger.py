"""Decides, per article of a batch, which outputs to print: what is still good, what is ours to replace, what is a person's.

Nothing is written here but the manifest; a new reason to print anew belongs in `_is_fresh`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from .. import config, output, write
from ..errors import EXIT_ARTICLE, Diagnostic, Severity, diagnostic
from ..jobs import Job, Outcome, Stamp, Target
from . import fingerprint, plan
from .manifest import Manifest, Row

RACY = 2_000_000_000
"""A source changed less than these ns before it was read may have been changed again within one tick of its clock: look inside it."""

# After these an output may stand there already though the article failed.
_IN_DOUBT = frozenset(("cannot-write", "timed-out", "worker-crashed"))


class Wish(msgspec.Struct, frozen=True):
    """What is asked of every article: formats, settings of the command line, the huozi.toml if one is named, `force` for --force."""

    formats: tuple[str, ...]
    options: dict[str, Any] = {}  # Any: values of settings, whose types config.Config declares
    settings_file: Path | None = None
    force: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """What to do about an article: `job` (None where nothing is to print), the formats that stay as they are, what to say.

    `inputs` is the digest per path of an output; `seen` the time of the decision in ns.
    """

    source: str
    key: bytes
    job: Job | None
    kept: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    inputs: dict[bytes, str]
    seen: int


class Ledger:
    """The manifest of DEST, asked about one batch: its formats, settings and folders."""

    def __init__(self, manifest: Manifest, folder: Path, wish: Wish) -> None:
        self.manifest = manifest
        self.dest = manifest.dest
        self._dest = str(manifest.dest)
        self._above = str(manifest.dest / "x")[:-1]
        """What paths of outputs begin with."""
        self.formats = {name: write.suffix_of(name) for name in wish.formats}
        self.options = wish.options
        self.settings_file = wish.settings_file
        self.force = wish.force
        self.leftover: dict[bytes, bytes] = {}
        """Outputs that earlier runs gave other names, each with its source."""
        self._to_folder = os.path.relpath(os.path.realpath(folder), os.path.realpath(self.dest))
        # only a folder at or below DEST can hold outputs: a DEST inside the folder is passed over
        self._may_overlap = not _leads_up(self._to_folder)
        self._files: dict[str, Path | None] = {}
        self._inputs: dict[Path | None, dict[str, str]] = {}

    def key(self, relative: str) -> bytes:
        """An article's source as the manifest names it: its path as seen from DEST."""
        return os.fsencode(os.path.join(self._to_folder, relative))  # noqa: PTH118 - the manifest's names are plain paths

    def is_output(self, path: str) -> bool:
        """Whether an earlier batch wrote this file: then it is no article."""
        if not self._may_overlap:
            return False
        below = os.path.relpath(os.path.realpath(path), os.path.realpath(self.dest))
        return not _leads_up(below) and self.manifest.row(os.fsencode(below)) is not None

    def settings_of(self, source: str) -> Path | None:
        """The huozi.toml that holds for a source; each folder is searched once."""
        if self.settings_file is not None:
            return self.settings_file
        folder = os.path.dirname(source)  # noqa: PTH120
        if folder not in self._files:
            self._files[folder] = config.find_file(Path(source))
        return self._files[folder]

    def inputs(self, source: str) -> dict[str, str]:
        """Per format the digest of what shapes an output beside its source. Raises UsageError for wrong settings."""
        file = self.settings_of(source)
        if file not in self._inputs:
            self._inputs[file] = {name: fingerprint.inputs(name, file, self.options) for name in self.formats}
        return self._inputs[file]

    def judge(self, article: plan.Article, number: int, now: int) -> Verdict:
        """What to print of an article, at the time `now` in ns."""
        key, inputs = self.key(article.relative), self.inputs(article.source)
        source = output.stamp(article.source)
        targets: list[Target] = []
        kept: list[str] = []
        told: list[Diagnostic] = list(article.notes)
        digests: dict[bytes, str] = {}
        rows = self.manifest.rows(key)
        for name, suffix in self.formats.items():
            path = os.fsencode(article.stem + suffix)
            digests[path] = inputs[name]
            if (row := rows.get(path)) and self._stands(row) and self._is_fresh(row, article.source, source, inputs[name]):
                kept.append(name)
                continue
            found = self._target(article, name, path, source, inputs[name])
            if isinstance(found, Target):
                targets.append(found)
                continue
            kept.append(name)
            if found is not None:
                told.append(found)
        self.leftover |= {row.path: key for row in rows.values() if row.format in self.formats and row.path not in digests}
        file = _text(self.settings_of(article.source))
        job = Job(article.source, tuple(targets), self.options, file, number, keep_edited=not self.force) if targets else None
        return Verdict(article.source, key, job, tuple(kept), tuple(told), digests, now)

    def _stands(self, row: Row) -> bool:
        """Whether the file is there as it was written, by size and time: the one question that most outputs of a second run meet."""
        try:
            status = os.stat(os.path.join(self._dest, os.fsdecode(row.path)))  # noqa: PTH116, PTH118 - a Path costs more than the stat
        except OSError:
            return False
        return row.stands is not None and (status.st_size, status.st_mtime_ns) == (row.stands.size, row.stands.mtime)

    def _target(self, article: plan.Article, name: str, path: bytes, was: Stamp | None, inputs: str) -> Target | Diagnostic | None:
        """What to print, None for an output that is still good, or why it is left as it is."""
        key, row = self.key(article.relative), self.manifest.row(path)
        place = self.dest / os.fsdecode(path)
        stands = output.stamp(place)
        if stands is not None and output.same(place, Path(article.source)):
            hint = "give a DEST of its own"
            return _error("output-is-source", f"the output {place} is the article itself", article.source, hint)
        if row is not None and row.source != key and self._lives(row.source):
            other = os.fsdecode(row.source)
            hint = "use --name or another DEST"
            return _error("output-taken", f"{place} is the output of another article, {other}", article.source, hint)
        if row is None:
            return self._unknown(article, name, place, stands)
        edited = row.done and stands is not None and _edited(place, stands, row.stands)
        if stands is not None and row.source == key and self._is_fresh(row, article.source, was, inputs):
            return _edit(article, place, Severity.NOTE) if edited else None
        if edited and not self.force:
            return _edit(article, place, Severity.WARNING)
        return Target(name, str(place))

    def _unknown(self, article: plan.Article, name: str, place: Path, stands: Stamp | None) -> Target | Diagnostic:
        """An output without a row. A file there is replaced only where an earlier batch wrote it, or by --force, and no article ever."""
        if stands is not None and self._may_overlap and plan.is_article(place):
            return _error("output-exists", f"{place} is an article, too", article.source, "give a DEST of its own")
        ours = stands is None or stands.mtime <= self.manifest.ours_until
        return Target(name, str(place), replace=ours or self.force)

    def _lives(self, source: bytes) -> bool:
        return os.path.lexists(os.path.join(self._dest, os.fsdecode(source)))  # noqa: PTH118

    def _is_fresh(self, row: Row, path: str, source: Stamp | None, inputs: str) -> bool:
        """Whether printing it anew would give the same: source, settings, program, fonts and pictures are as they were."""
        if not row.done or row.inputs != inputs or row.was is None or source is None:
            return False
        if (row.was.size, row.was.mtime) != (source.size, source.mtime):
            return False
        if (row.seen or 0) - source.mtime < RACY and output.digest_of(path) != row.was.sha256:
            return False
        return all(output.stamp(Path(name)) == at for name, at in self.manifest.pictures(row.path)) and self.manifest.saved.stand(row.path)

    def good(self, article: plan.Article, path: str) -> Stamp | None:
        """An output as it was last written, None where the article failed at its last run or never had it."""
        key, row = self.key(article.relative), self.manifest.row(os.fsencode(path))
        if row is None or row.source != key or not row.done or self.manifest.has_failed(key):
            return None
        return row.stands

    def begin(self, verdict: Verdict) -> None:
        """Note what is about to be written. A person's file is not noted: it is left unless it is the same, byte for byte."""
        if verdict.job is not None:
            wanted = {self._path(target): target.format for target in verdict.job.targets if target.replace}
            self.manifest.begin(verdict.key, wanted)

    def end(self, verdict: Verdict, outcome: Outcome) -> None:
        """Note what became of it."""
        if outcome.failed and verdict.job is not None:
            paths = [self._path(target) for target in verdict.job.targets if target.replace]
            doubt = any(what.code in _IN_DOUBT for what in outcome.diagnostics)
            self.manifest.abandon(verdict.key, outcome.status, paths, untouched=not doubt)
        elif any(what.severity is Severity.ERROR for what in verdict.diagnostics):
            self.manifest.abandon(verdict.key, EXIT_ARTICLE)
        if not outcome.failed and outcome.written:
            written = {path: (one, verdict.inputs[path]) for one in outcome.written for path in (self._path(one),)}
            self.manifest.record(verdict.key, outcome.stamp, written, verdict.seen)

    def _path(self, target: Target | Any) -> bytes:  # noqa: ANN401 - Target or Written: what has a path
        return os.fsencode(target.path.removeprefix(self._above))

    def gone(self) -> dict[bytes, bytes]:
        """The outputs, each with its source, that nothing makes any more: their source is gone, or their name is another now."""
        dead = [source for source in self.manifest.sources() if not self._lives(source)]
        return self.leftover | {path: source for source in dead for path in self.manifest.rows(source)}

    def prune(self, gone: Mapping[bytes, bytes]) -> tuple[list[Path], list[Path]]:
        """Remove such outputs and folders that they leave empty: those removed, those left because a person changed them."""
        removed, left = [], []
        for path, source in gone.items():
            place, row = self.dest / os.fsdecode(path), self.manifest.row(path)
            stands = output.stamp(place)
            if row is not None and row.done and stands is not None and _edited(place, stands, row.stands) and not self.force:
                left.append(place)
                continue
            output.remove(place, self.dest)
            self.manifest.forget(source, [path])
            removed.append(place)
        self._prune_loose(removed, left)
        return removed, left

    def loose(self) -> list[Path]:
        """The saved pictures that no output names any more."""
        return [self.dest / os.fsdecode(path) for path in self.manifest.saved.loose()]

    def _prune_loose(self, removed: list[Path], left: list[Path]) -> None:
        for path, sha256 in self.manifest.saved.loose().items():
            place = self.dest / os.fsdecode(path)
            if not self.force and output.digest_of(place) not in (sha256, ""):
                left.append(place)
                continue
            output.remove(place, self.dest)
            self.manifest.drop_loose(path)
            removed.append(place)


def _leads_up(path: str) -> bool:
    return Path(path).parts[:1] == (os.pardir,)


def _edited(place: Path, stands: Stamp, recorded: Stamp | None) -> bool:
    """Whether the file is another than we wrote; one that was only touched is not."""
    if recorded is None or (stands.size, stands.mtime) == (recorded.size, recorded.mtime):
        return False
    return output.digest_of(place) != recorded.sha256


def _edit(article: plan.Article, place: Path, severity: Severity) -> Diagnostic:
    message = f"{place} was changed since it was written and is left as it is"
    return diagnostic(severity, "output-edited", message, file=article.source, hint="--force overwrites it")


def _error(code: str, message: str, source: str, hint: str) -> Diagnostic:
    return diagnostic(Severity.ERROR, code, message, file=source, hint=hint)


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
