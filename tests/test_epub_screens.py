"""Pages of the examples in Chromium: indented by two em, in their faces, upright or level; and what Ace finds in them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from convert.config import Config
from convert.meta import Meta
from convert.model import Document, Face, Figure, Paragraph, Ruby, RubyPair, Styled, Text
from convert.model import Image as Picture
from convert.pictures import pictures_of
from convert.write import Context
from convert.write.epub import WRITER

from . import strategies
from .screens import PAGES, ROOT, chromium, drawn, example, measured

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason="no Chromium: make check-all installs it")]


@pytest.mark.parametrize(("name", "mode", "size", "out"), PAGES)
def test_pages_of_examples(name: str, mode: str, size: tuple[int, int], out: str, tmp_path: Path) -> None:
    book = example(name, mode)
    paragraphs = measured(book, size)["paragraphs"]
    assert len(paragraphs) >= 5
    for paragraph in paragraphs:
        assert paragraph["vertical"] == (mode == "vertical")
        # An opening mark at the start is trimmed to half its width (text-spacing-trim), which moves the line by half an em.
        assert paragraph["first"] / paragraph["em"] == pytest.approx(2, abs=0.51)
        assert paragraph["second"] is None or paragraph["second"] == pytest.approx(0, abs=0.51 * paragraph["em"])
    picture = tmp_path / Path(out).name
    drawn(book, size, picture)
    with Image.open(picture) as image:
        assert image.size == size
        ink = image.convert("L").point(lambda level: 255 if level < 128 else 0).getbbox()
    assert ink is not None
    assert picture.stat().st_size < 200_000


def test_faces_dots_ruby_and_figures_are_set() -> None:
    text = Paragraph(
        (
            Face("kai", (Text("楷体"),)),
            Styled("dots", (Text("着重"),)),
            Ruby((RubyPair("字", "zì"),)),
            Styled("underline", (Text("王维"),)),
        )
    )
    document = Document(Meta(title="样", language="zh-Hans-CN"), (text, Figure((Picture(strategies.PIXEL, "点"),))))
    book = WRITER.write(document, Context(Config(cover="none"), print, pictures_of(None, Config(), print)))
    faces = measured(book, (600, 600))["faces"]
    assert "KaiTi" in faces[".kai"]["family"]
    assert "dot" in faces["em.dots"]["dots"]
    assert faces["ruby"]["display"] == "ruby"
    assert faces["u.proper-noun"]["line"] == "underline"
    assert faces["figure"]["display"] == "block"


@pytest.mark.skipif(not shutil.which("npm"), reason="no npm: make check-all installs it")
def test_ace_finds_nothing_serious_in_the_examples(tmp_path: Path) -> None:
    home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "huozi-ace"
    home.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium() or ""}
    ace = home / "node_modules" / ".bin" / "ace-puppeteer"
    if not ace.exists():
        # Without scripts: those of its dependencies would download browsers of their own.
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "@daisy/ace@1.4.6"]
        subprocess.run(command, cwd=home, env=environment, check=True)
    for path in sorted((ROOT / "examples").glob("*.md")):
        for mode in ("horizontal", "vertical"):
            book, out = tmp_path / f"{path.stem}-{mode}.epub", tmp_path / f"{path.stem}-{mode}"
            book.write_bytes(example(path.stem, mode, "auto"))
            subprocess.run([str(ace), "--outdir", str(out), str(book)], env=environment, check=True, capture_output=True)
            report = json.loads((out / "report.json").read_text(encoding="utf-8"))
            found = [
                (test["earl:test"]["dct:title"], test["earl:test"]["earl:impact"], test["earl:result"]["html"])
                for document in report["assertions"]
                for test in document["assertions"]
                if test["earl:test"]["earl:impact"] in ("serious", "critical")
            ]
            assert found == [], f"{path.stem} {mode}"
