"""What an EPUB costs: milliseconds per article without pictures, the generated cover, the peak of memory with 200 pictures.

usage: python -m tests.bench.bench_epub [FOLDER]; FOLDER holds articles (default: examples/). All figures are of one run on this machine.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from io import BytesIO
from pathlib import Path

from convert.config import Config
from convert.errors import HuoziError
from convert.meta import Meta
from convert.model import Block, Document, Figure, Image, Paragraph, Text
from convert.pictures import pictures_of
from convert.pipeline import read_article
from convert.write import Context, NoPicture
from convert.write.epub import WRITER

ROUNDS = 5


def context(**options: object) -> Context:
    return Context(Config(**options), lambda _: None, lambda _: NoPicture("picture-missing", "not here"))  # type: ignore[arg-type]


def documents(folder: Path) -> list[Document]:
    found = []
    for path in sorted(folder.glob("*.md")):
        try:
            found.append(read_article(path).document)
        except HuoziError as error:
            print(f"left out: {error}")
    return found


def milliseconds(document: Document, here: Context) -> float:
    """The fastest of a few rounds: the others measure the machine's other work."""
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        WRITER.write(document, here)
        spent.append(time.process_time() - start)
    return min(spent) * 1000


def report(name: str, articles: list[Document], here: Context) -> None:
    WRITER.write(articles[0], here)  # imports and fonts
    spent = sorted(milliseconds(article, here) for article in articles)
    print(f"{name}: median {statistics.median(spent):.1f} ms, most {spent[-1]:.1f} ms over {len(spent)} articles")


def large(folder: Path) -> Document:
    """Two megabytes of text and 200 pictures of 300 kB each, written to `folder`."""
    from PIL import Image as Pillow

    dice = random.Random(1)
    characters = "天地玄黄宇宙洪荒日月盈昃辰宿列张，。"
    blocks: list[Block] = []
    for number in range(200):
        out = BytesIO()
        Pillow.frombytes("RGB", (320, 320), dice.randbytes(320 * 320 * 3)).save(out, "PNG")
        (folder / f"{number}.png").write_bytes(out.getvalue())
        text = "".join(dice.choices(characters, k=3400))
        blocks += [Paragraph((Text(text),)), Figure((Image(f"{number}.png", "噪点"),))]
    return Document(Meta(title="大"), tuple(blocks))


def main() -> None:
    """Prints the figures."""
    import tempfile

    articles = documents(Path(sys.argv[1] if len(sys.argv) > 1 else "examples"))
    report("without cover", articles, context(cover="none"))
    report("with a generated cover", articles, context())
    with tempfile.TemporaryDirectory() as folder:
        document = large(Path(folder))
        config = Config(cover="none")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.process_time()
        size = len(WRITER.write(document, Context(config, print, pictures_of(Path(folder), config, print))))
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        spent = time.process_time() - start
    print(f"2 MB with 200 pictures: {size / 1e6:.0f} MB written in {spent:.1f} s, peak memory {before // 1000} -> {after // 1000} MB")


if __name__ == "__main__":
    main()
