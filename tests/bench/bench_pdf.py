"""What a PDF costs beside stock WeasyPrint, Chromium and Typst: seconds cold and warm, kilobytes, as ratios in one run on one core.

usage: python -m tests.bench.bench_pdf [ARTICLE...]; default: examples/. Cold is a new process for one file, warm the best of some rounds in
one process. A new peer is one function in `PEERS`. All get the same blocks and the same families.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from convert import fonts
from convert.config import Config
from convert.model import Document, Heading, Paragraph, text_of
from convert.pipeline import read_article
from convert.write import Context, NoPicture
from convert.write._xhtml import Compositor

ROUNDS = 7
HERE = Path(__file__).resolve().parents[2]


def ours(document: Document) -> bytes:
    from convert.write.pdf import WRITER

    return WRITER.write(document, Context(Config(), lambda _: None, lambda _: NoPicture("picture-missing", "")))


def html_of(document: Document) -> str:
    """The plain page that a peer sets: our families, an A5 page, justified."""
    setter = Compositor(language=document.meta.language, indent="all", places={}, report=lambda _: None, name="")
    song = fonts.faces(document.meta.language).song[0]
    style = f"@page{{size:A5;margin:18mm}}html{{font:10.5pt/1.7 '{song}'}}p{{margin:0;text-indent:2em;text-align:justify}}"
    head = f"<meta charset='utf-8'/><title>{document.meta.title}</title><style>{style}</style>"
    body = f"<h1>{document.meta.title}</h1>{setter.blocks(document.blocks)}"
    return f"<html lang='{document.meta.language}'><head>{head}</head><body>{body}</body></html>"


def stock(document: Document) -> bytes:
    from weasyprint import HTML

    return HTML(string=html_of(document)).write_pdf()  # type: ignore[no-any-return]


def typst_source(document: Document) -> str:
    """Headings and paragraphs of the article as strings, which Typst does not read as markup."""
    song = fonts.faces(document.meta.language).song[0]
    lines = [
        f'#set page(paper: "a5", margin: 18mm)\n#set text(font: "{song}", size: 10.5pt, lang: "zh")\n'
        "#set par(justify: true, first-line-indent: (amount: 2em, all: true))",
        f"#heading({_typst(document.meta.title)})",
    ]
    for block in document.blocks:
        said = _typst(text_of(block))
        lines.append(f"#heading(level: {block.level}, {said})" if isinstance(block, Heading) else f"#par({said})")
    return "\n".join(lines)


def _typst(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def typst(document: Document) -> bytes:
    import typst as compiler

    return bytes(compiler.compile(typst_source(document).encode()))


def chromium(document: Document) -> bytes:
    """Always cold: each file is a new browser."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if not program:
        raise FileNotFoundError("chromium is not installed")
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder, "a.html"), Path(folder, "a.pdf")
        page.write_text(html_of(document), encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile"]
        subprocess.run([program, *options, f"--print-to-pdf={out}", page.as_uri()], capture_output=True, check=True)
        return out.read_bytes()


PEERS: dict[str, Callable[[Document], bytes]] = {"huozi": ours, "weasyprint": stock, "typst": typst, "chromium": chromium}


def warm(name: str, document: Document) -> tuple[float, int]:
    """Seconds of the fastest round after one for imports and fonts, and the file's size. Called in a process of its own."""
    data = PEERS[name](document)
    spent = []
    for _ in range(1 if name == "chromium" else ROUNDS):
        start = time.perf_counter()
        data = PEERS[name](document)
        spent.append(time.perf_counter() - start)
    return min(spent), len(data)


def measured(name: str, file: Path) -> tuple[float, float, int]:
    """Seconds cold and warm, size in bytes: each from a new process, so that no peer runs in what another changed."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tests.bench.bench_pdf", "--cold", name, str(file)], check=True, cwd=HERE)
    cold = time.perf_counter() - start
    command = [sys.executable, "-m", "tests.bench.bench_pdf", "--warm", name, str(file)]
    seconds, size = subprocess.run(command, check=True, cwd=HERE, capture_output=True).stdout.split()
    return cold, float(seconds), int(size)


def child(kind: str, name: str, file: Path) -> None:
    document = msgspec.json.decode(file.read_bytes(), type=Document)
    if kind == "--cold":
        PEERS[name](document)
    else:
        print(*warm(name, document))


def plain(document: Document) -> Document:
    """What all peers can set alike: headings and paragraphs."""
    blocks = tuple(block for block in document.blocks if isinstance(block, (Heading, Paragraph)))
    return msgspec.structs.replace(document, blocks=blocks, notes=())


def main(paths: list[Path]) -> int:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    found: dict[str, list[tuple[float, float, int]]] = {name: [] for name in PEERS}
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            file = Path(folder, f"{path.stem}.json")
            file.write_bytes(msgspec.json.encode(plain(read_article(path).document)))
            for name in PEERS:
                try:
                    found[name].append(measured(name, file))
                except subprocess.CalledProcessError:
                    print(f"{name}: left out for {path.name}", file=sys.stderr)
    print(f"{len(paths)} articles, one core; medians, and how many times ours")
    base = [statistics.median(column) for column in zip(*found["huozi"], strict=True)]
    for name, rows in found.items():
        if rows:
            cold, fast, size = (statistics.median(column) for column in zip(*rows, strict=True))
            ratios = " ".join(f"{value / ground:5.2f}" for value, ground in zip((cold, fast, size), base, strict=True))
            print(f"{name:12} cold {cold:6.2f} s  warm {fast:6.3f} s  {size / 1000:7.1f} kB   x {ratios}")
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] in (["--cold"], ["--warm"]):
        child(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    else:
        sys.exit(main([Path(name) for name in sys.argv[1:]] or sorted((HERE / "examples").glob("*.md"))))
