"""A folder against peers, as ratios in one run: 200 articles to md, txt and json; one process against BeautifulSoup; start-up.

usage: python -m tests.bench.bench_batch [--count 200] [--peers VENV]

VENV holds pypandoc_binary and trafilatura; without it one is made in a temporary folder. Pandoc runs three times an article under
`xargs -P2`, trafilatura once over the folder with `--parallel 2` (Markdown only), ours with `-j 2`.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median

from bs4 import BeautifulSoup

from convert import pipeline
from convert.jobs import COLLECT
from tests.generate import generate

PEERS = ("pypandoc_binary==1.17", "trafilatura==2.3.1", "lxml_html_clean==0.4.6")
FORMATS = ("md", "txt", "json")
HUOZI = (sys.executable, "-m", "convert")
ROUNDS = 3
PAIRS = 7
STARTS = 25
CASES: tuple[tuple[tuple[str, ...], dict[str, bool], str], ...] = (
    (FORMATS, {}, " (wanted: 2.5)"),
    (FORMATS, {"check": False}, " (wanted: 2.0)"),
    (("txt", "json"), {}, ""),
    (("txt",), {}, ""),
)
"""What one process is measured at: formats, options, the figure to reach."""


def seconds(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """What the act takes, the median of ROUNDS."""
    found = []
    for _ in range(ROUNDS):
        began = clock()
        act()
        found.append(clock() - began)
    return median(found)


def against(act: Callable[[], object], other: Callable[[], object], pairs: int, clock: Callable[[], float]) -> tuple[float, float, float]:
    """What the act takes, what the other takes, and their ratio: medians over pairs in turn, for the machine's speed drifts."""
    found = []
    for _ in range(pairs):
        began = clock()
        other()
        between = clock()
        act()
        found.append((clock() - between, between - began))
    return median(one for one, _ in found), median(two for _, two in found), median(one / two for one, two in found)


def environment() -> dict[str, str]:
    """That of a person: Python may keep what it compiles, as it does for every installed package."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def call(*command: str | Path) -> None:
    """A command whose words are of no interest."""
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True, env=environment())


def peers(folder: Path | None, temporary: Path) -> Path:
    """An environment with the peers."""
    if folder is None:
        folder = temporary / "peers"
        venv.create(folder, with_pip=True)
        call(folder / "bin/python", "-m", "pip", "install", "-q", *PEERS)
    return folder


def bodies(posts: Path, html: Path) -> list[str]:
    """The articles without front matter, as files for peers that know none."""
    html.mkdir()
    found = []
    for path in sorted(posts.rglob("*.md")):
        body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
        head = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{path.stem}</title></head>"
        page = f"{head}<body><article>{body}</article></body></html>"
        (html / f"{path.stem}.html").write_text(page, encoding="utf-8")
        found.append(body)
    return found


def folders(posts: Path, html: Path, theirs: Path, temporary: Path) -> None:
    """The table of whole commands."""
    pandoc = next(theirs.glob("lib/python*/site-packages/pypandoc/files/pandoc"))
    runs = " && ".join(f'"{pandoc}" -f html -t {to} -o "$1.{to}" "$1"' for to in ("markdown", "plain", "json"))
    numbers = iter(range(99))
    ours = seconds(lambda: call(*HUOZI, "batch", "-q", "-j", "2", "-t", ",".join(FORMATS), posts, temporary / f"ours-{next(numbers)}"))
    shell = f"find {html} -name '*.html' -print0 | xargs -0 -n1 -P2 sh -c '{runs}' sh"
    by_pandoc = seconds(lambda: call("sh", "-c", shell))
    trafilatura = (theirs / "bin/trafilatura", "--input-dir", html, "--markdown", "--parallel", "2")
    by_trafilatura = seconds(lambda: call(*trafilatura, "--output-dir", temporary / f"theirs-{next(numbers)}"))
    print("| command | seconds | ours is faster by |\n| --- | --- | --- |")
    print(f"| huozi batch -j 2, md + txt + json | {ours:.2f} | |")
    print(f"| pandoc three times, xargs -P2 | {by_pandoc:.2f} | {by_pandoc / ours:.1f} (wanted: 10) |")
    print(f"| trafilatura --parallel 2, Markdown only | {by_trafilatura:.2f} | {by_trafilatura / ours:.1f} (wanted: 1.5) |")


def one_process(posts: Path, found: Sequence[str]) -> None:
    """The whole path against the tree alone."""
    paths = sorted(posts.rglob("*.md"))

    def path_to(formats: Sequence[str], **options: object) -> None:
        for path in paths:
            pipeline.print_all(pipeline.read_article(path, options=options), formats, lambda _what: None)

    path_to(FORMATS)  # what is loaded once is not the question
    gc.freeze()
    gc.set_threshold(*COLLECT)  # both as in a worker of a batch
    def trees() -> None:
        for body in found:
            BeautifulSoup(body, "lxml")

    print("\n| in one process | seconds of CPU | BeautifulSoup(body, \"lxml\") alone | ratio |\n| --- | --- | --- | --- |")
    for formats, options, wanted in CASES:
        ours, alone, ratio = against(partial(path_to, formats, **options), trees, PAIRS, time.process_time)
        name = f"{' + '.join(formats)}{', --no-check' if options else ''}"
        print(f"| the whole path to {name} | {ours:.2f} | {alone:.2f} | {ratio:.1f}{wanted} |")


def start_up(posts: Path) -> None:
    """The command against the imports that it cannot do without."""
    article = min(posts.rglob("*.md"), key=lambda path: path.stat().st_size)
    command = partial(call, *HUOZI, "convert", "-q", article, "-t", "txt")
    imports = partial(call, sys.executable, "-c", "import click, bs4, lxml, yaml, msgspec")
    command(), imports()  # what Python compiles once is not the question
    ours, alone, ratio = against(command, imports, STARTS, time.perf_counter)
    print("\n| start-up | seconds | import click, bs4, lxml, yaml, msgspec | ratio |\n| --- | --- | --- | --- |")
    print(f"| huozi convert X -t txt | {ours:.2f} | {alone:.2f} | {ratio:.2f} (wanted: at most 1.7) |")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--peers", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder)
        generate(temporary / "posts", arguments.count)
        found = bodies(temporary / "posts", temporary / "html")
        libraries = ", ".join(f"{name} {version(name)}" for name in ("beautifulsoup4", "lxml", "markdown-it-py"))
        size = sum(map(len, found)) // len(found)
        print(f"{arguments.count} articles of {size} characters on average; Python {platform.python_version()}, {libraries}\n")
        folders(temporary / "posts", temporary / "html", peers(arguments.peers, temporary), temporary)
        one_process(temporary / "posts", found)
        start_up(temporary / "posts")


if __name__ == "__main__":
    main()
