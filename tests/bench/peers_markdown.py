# mypy: disable-error-code="import-not-found, unused-ignore"
# The peers are installed in an environment of their own.
"""Turns pieces of HTML into Markdown by each peer; run by bench_markdown.py in the peers' own environment.

Standard input holds a JSON list of HTML pages, standard output gets {name and version: [Markdown, …]}. A new peer is one
function in `PEERS`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from io import BytesIO


def pandoc(html: str) -> str:
    """pandoc's GitHub flavour, its best for other parsers: `-t markdown` curls quotes."""
    import pypandoc

    return str(pypandoc.convert_text(html, "gfm", format="html", extra_args=["--wrap=none"]))


def markdownify(html: str) -> str:
    """markdownify as it comes, headings with #."""
    from markdownify import markdownify as convert

    return str(convert(html, heading_style="ATX"))


def html2text(html: str) -> str:
    """html2text without its own line wrapping."""
    from html2text import HTML2Text

    parser = HTML2Text(bodywidth=0)
    return str(parser.handle(html))


def markitdown(html: str) -> str:
    """markitdown as it comes."""
    from markitdown import MarkItDown, StreamInfo

    stream = StreamInfo(mimetype="text/html", charset="utf-8", extension=".html")
    return str(MarkItDown().convert_stream(BytesIO(html.encode()), stream_info=stream).text_content)


def trafilatura(html: str) -> str:
    """trafilatura with all that it can keep."""
    import trafilatura as library

    wanted = {"include_formatting": True, "include_links": True, "include_images": True, "include_tables": True, "favor_recall": True}
    return str(library.extract(html, output_format="markdown", **wanted) or "")


PEERS: dict[str, tuple[str, Callable[[str], str]]] = {
    "pandoc": ("pypandoc_binary", pandoc),
    "markdownify": ("markdownify", markdownify),
    "html2text": ("html2text", html2text),
    "markitdown": ("markitdown", markitdown),
    "trafilatura": ("trafilatura", trafilatura),
}


def _named(name: str, package: str) -> str:
    if name == "pandoc":
        import pypandoc

        return f"pandoc {pypandoc.get_pandoc_version()}"
    return f"{name} {version(package)}"


def main() -> None:
    """Read the pages, print what each peer makes of them."""
    pages = json.load(sys.stdin)
    made = {_named(name, package): [convert(page) for page in pages] for name, (package, convert) in PEERS.items()}
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main()
