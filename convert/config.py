"""Every setting, one row each, and the layers that decide it.

A new setting is one annotated field of `Config`: the command line, `huozi.toml`, the `huozi:` map of an article, the validation and
the reference in docs/ all come from that row.
"""

# No `from __future__ import annotations`: the rows are read at every start, and as text each would be compiled once more.
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from .errors import UsageError, nearest

FILE_NAME = "huozi.toml"


def setting(text: str, *, group: str, article: bool = True, metavar: str = "", shapes: bool = True) -> msgspec.Meta:
    """The row of a setting: its help text, the group it is listed under, and whether an article may set it for itself.

    `article` is False for what reaches beyond the article (folders, the network, rules): its text is a stranger's (promise P6).
    `shapes` is False for what says by which way something comes, and no output hangs on: a batch prints nothing anew for it.
    """
    return msgspec.Meta(description=text, extra={"group": group, "article": article, "metavar": metavar, "shapes": shapes})


def of_pictures(text: str, *, metavar: str = "", shapes: bool = True) -> msgspec.Meta:
    """The row of a setting about pictures of the web, which no article decides."""
    return setting(text, group="pictures", article=False, metavar=metavar, shapes=shapes)


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """What holds for one article, all layers applied."""

    # reading
    encoding: Annotated[str, setting("Read sources in this encoding instead of detecting it.", group="reading", article=False)] = ""
    zone: Annotated[str, setting("Zone of dates without one, and of the dates written.", group="reading")] = "Asia/Shanghai"
    lang: Annotated[str, setting("Language of the article instead of what its characters say.", group="reading")] = ""
    breaks: Annotated[
        Literal["soft", "hard"],
        setting("What a line end in a Markdown paragraph is: hard makes each a break, as Hexo does.", group="reading"),
    ] = "soft"
    strict: Annotated[bool, setting("Let warnings fail the article.", group="reading", article=False)] = False

    # cleaning
    clean: Annotated[bool, setting("Remove site furniture by the rules.", group="cleaning")] = True
    keep: Annotated[tuple[str, ...], setting("Turn this cleaning rule off (repeatable).", group="cleaning", metavar="RULE")] = ()
    rules_dir: Annotated[str, setting("Folder of further cleaning rules (TOML).", group="cleaning", article=False, metavar="FOLDER")] = ""

    # text formats
    front_matter: Annotated[bool, setting("Write YAML front matter over Markdown; without it the title is a heading.", group="text")] = True
    md_flavor: Annotated[
        Literal["commonmark", "gfm", "pandoc"],
        setting("Markdown to write: gfm has tables, strikethrough and notes; commonmark says these in HTML.", group="text"),
    ] = "gfm"
    check: Annotated[bool, setting("Read the Markdown again and compare it with the article before it is written.", group="text")] = True
    wrap: Annotated[
        Literal["none"],
        setting("Line ends within a paragraph of Markdown: none, each would be a space.", group="text"),
    ] = "none"
    indent: Annotated[
        Literal["auto", "keep", "none", "all"],
        setting("First-line indent: auto is keep for Markdown and text, all for EPUB and PDF.", group="text"),
    ] = "auto"
    width: Annotated[
        Annotated[int, msgspec.Meta(ge=0)],
        setting("Columns after which text is wrapped (a Han character is 2); 0 wraps nothing.", group="text"),
    ] = 0
    links: Annotated[bool, setting("List the addresses of links at the end of a text file.", group="text")] = False
    txt_encoding: Annotated[
        Literal["utf-8", "utf-8-sig", "gb18030", "big5"],
        setting("Encoding of text files; utf-8-sig begins with a BOM, for Windows.", group="text"),
    ] = "utf-8"
    newline: Annotated[Literal["lf", "crlf"], setting("Line ends of text files; crlf is for Windows.", group="text")] = "lf"

    # PDF
    page: Annotated[
        Literal["A4", "A5", "B5", "16K", "32K"],
        setting("Paper: 16K is 184 x 260 mm, 32K is 130 x 184 mm.", group="pdf"),
    ] = "A5"
    font_size: Annotated[str, setting("Size of the text, in points (10.5pt) or as 字号 (五号).", group="pdf", metavar="SIZE")] = "五号"
    line_height: Annotated[
        Annotated[float, msgspec.Meta(ge=1, le=4)], setting("Distance of the lines as a multiple of the size.", group="pdf")
    ] = 1.7
    gap: Annotated[
        Annotated[float, msgspec.Meta(ge=0, le=0.25)],
        setting("Gap between Han and Latin in em; above 0.08 some programs copy it as a space.", group="pdf"),
    ] = 0.08
    ruby: Annotated[
        Literal["over", "brackets"],
        setting("Readings over their characters, or after them in brackets.", group="pdf"),
    ] = "over"
    page_number: Annotated[Literal["chinese", "number", "none"], setting("第 N 页, N, or no page number.", group="pdf")] = "chinese"
    running_head: Annotated[bool, setting("Print the title at the head of each page but the first.", group="pdf")] = True
    print_urls: Annotated[bool, setting("Print the address after each link.", group="pdf")] = False
    pdf_variant: Annotated[
        Literal["pdf/ua-1", "pdf/a-2u", "pdf/a-3u"], setting("Standard of the file; pdf/a-3u holds the article's source.", group="pdf")
    ] = "pdf/ua-1"

    # EPUB
    writing_mode: Annotated[Literal["horizontal", "vertical"], setting("Direction of the lines in EPUB.", group="epub")] = "horizontal"
    split_level: Annotated[
        Literal[0, 1, 2, 3, 4, 5, 6],
        setting("Begin a new file at headings down to this level; 0 keeps one file.", group="epub", metavar="LEVEL"),
    ] = 2
    cover: Annotated[
        Literal["auto", "none"], setting("A typographic cover where the article has no picture of its own, or none.", group="epub")
    ] = "auto"
    embed_fonts: Annotated[bool, setting("Embed the glyphs used of each face (needs the fonts; off by default).", group="epub")] = False
    keep_webp: Annotated[bool, setting("Leave WebP as it is instead of making JPEG or PNG of it, as AVIF becomes.", group="epub")] = False

    # pictures
    images: Annotated[
        Literal["link", "fetch", "none"],
        of_pictures(
            "link asks nobody: Markdown and JSON keep addresses, EPUB and PDF show pictures beside the article, and a note for those of "
            "the web. fetch brings these: embedded, or saved beside Markdown and JSON. With none a note stands for every picture."
        ),
    ] = "link"
    max_image_px: Annotated[
        Annotated[int, msgspec.Meta(ge=0)],
        setting("Scale pictures whose longer side is over this many pixels; 0 scales none.", group="pictures", metavar="PIXELS"),
    ] = 2400
    max_picture_mb: Annotated[
        Annotated[int, msgspec.Meta(ge=1)],
        of_pictures("Read no picture over this many megabytes.", metavar="MB"),
    ] = 20
    max_article_mb: Annotated[
        Annotated[int, msgspec.Meta(ge=1)],
        of_pictures("Take no more than so many megabytes of pictures from the web for one article.", metavar="MB"),
    ] = 100
    max_megapixels: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=170)],
        of_pictures("Decode no picture of the web of more than so many million pixels.", metavar="COUNT"),
    ] = 80
    allow_host: Annotated[
        tuple[str, ...],
        of_pictures("Fetch from this host although it is private or this machine: a name or IP address (repeatable).", metavar="HOST"),
    ] = ()
    cache: Annotated[str, of_pictures("Keep what is fetched in this folder, not in the system's.", metavar="FOLDER", shapes=False)] = ""
    cache_mb: Annotated[
        Annotated[int, msgspec.Meta(ge=1)],
        of_pictures("Keep so many megabytes of what is fetched; what was not used for longest goes.", metavar="MB", shapes=False),
    ] = 2000
    offline: Annotated[bool, of_pictures("With fetch: take pictures from the cache alone, and ask nobody.", shapes=False)] = False
    use_proxy: Annotated[bool, of_pictures("Fetch through the proxy that the environment names (https_proxy).", shapes=False)] = False
    fetch_timeout: Annotated[
        Annotated[float, msgspec.Meta(gt=0, le=3600)],
        of_pictures("Seconds for one picture, redirects and further tries included.", metavar="SECONDS", shapes=False),
    ] = 60.0


class Settings(msgspec.Struct, frozen=True):
    """A Config, where each of its values comes from ("default", a path, "article", "command line"), and the rules of huozi.toml."""

    config: Config
    origins: dict[str, str]
    rules: tuple[dict[str, Any], ...] = ()  # Any: tables of a foreign TOML file, validated by clean/


@cache
def rows() -> dict[str, tuple[Any, msgspec.Meta, object]]:
    """Per setting, by its name on the command line: its type, its row and its default."""
    hints = Config.__annotations__
    return {field.encode_name: (*_row(hints[field.name]), field.default) for field in msgspec.structs.fields(Config)}


def _row(hint: Any) -> tuple[Any, msgspec.Meta]:  # noqa: ANN401 - a type expression
    """The type and the row of a field; bounds (ge, le) are Metas of their own, without group."""
    return hint.__origin__, next(meta for meta in hint.__metadata__ if meta.extra)


def names_path(name: str) -> bool:
    """Whether the value of a setting is a path: relative ones in a huozi.toml mean a place beside that file."""
    return (rows()[name][1].extra or {})["metavar"] in ("FILE", "FOLDER")


def find_file(source: Path) -> Path | None:
    """The nearest huozi.toml, from the folder of `source` (or `source` itself, a folder) upward."""
    start = source.absolute()
    folder = str(start if source.is_dir() else start.parent)
    while not os.path.isfile(found := os.path.join(folder, FILE_NAME)):  # noqa: PTH113, PTH118  # asked for every article
        if (outer := os.path.dirname(folder)) == folder:  # noqa: PTH120
            return None
        folder = outer
    return Path(found)


def read_file(path: Path) -> dict[str, Any]:
    """The tables of a huozi.toml.

    Raises UsageError (settings-file) with the line where it is no TOML.
    """
    import tomllib  # for those who have such a file

    text = ""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        raise UsageError.of("settings-file", f"cannot read it: {error.strerror}", file=str(path)) from None
    except ValueError as error:  # no TOML, or no UTF-8
        found = re.search(r"at line (\d+)|at end of document", str(error))
        line = found and int(found[1] or text.rstrip("\n").count("\n") + 1)
        raise UsageError.of("settings-file", f"it is no TOML: {error}", file=str(path), line=line) from None


def resolve(
    file: Path | None = None, article: Mapping[str, Any] | None = None, options: Mapping[str, Any] | None = None, *, name: str = ""
) -> Settings:
    """The layers put on one another: defaults, huozi.toml, the article's `huozi:` map, the command line.

    Keys are those of `rows()`. Raises UsageError for an unknown key (unknown-setting, with the nearest known one) and for a value of
    the wrong kind (bad-setting); `name` is the article's, for those lines.
    """
    tables, rules = _file_layer(file) if file else ({}, ())
    found, values = _DEFAULTS, dict[str, Any]()
    origins = dict.fromkeys(Config.__struct_encode_fields__, "default")
    for layer, origin, place in ((tables, str(file), str(file)), (article, "article", name), (options, "command line", "")):
        if not layer:
            continue
        _check_keys(layer, place, from_article=origin == "article")
        values |= layer
        found = _convert(values, place)
        origins |= dict.fromkeys(layer, origin)
    return Settings(found, origins, rules)


def _file_layer(file: Path) -> tuple[dict[str, Any], tuple[dict[str, Any], ...]]:
    """The settings of a huozi.toml, its paths made absolute, and its tables of cleaning rules."""
    tables = read_file(file)
    rules = tables.pop("rules", [])
    if not (isinstance(rules, list) and all(isinstance(rule, dict) for rule in rules)):
        raise UsageError.of("bad-setting", "rules is a list of tables", file=str(file), hint="each rule stands under [[rules]]")
    for key, value in tables.items():
        if key in rows() and names_path(key) and isinstance(value, str) and value:
            tables[key] = str(file.parent / value)
    return tables, tuple(rules)


def _convert(values: dict[str, Any], place: str) -> Config:
    try:
        return msgspec.convert(values, Config)
    except msgspec.ValidationError as error:
        raise UsageError.of("bad-setting", str(error), file=place) from None


_DEFAULTS = Config()


def _check_keys(layer: Mapping[str, Any], place: str, *, from_article: bool) -> None:
    known = Config.__struct_encode_fields__
    for key in layer:
        if key not in known:
            hint = f"the nearest one is {nearest(str(key), known)!r}"
            raise UsageError.of("unknown-setting", f"no setting is called {key!r}", file=place, hint=hint)
        if from_article and not (rows()[key][1].extra or {})["article"]:
            raise UsageError.of("unknown-setting", f"an article cannot set {key!r} for itself", file=place, hint="set it in huozi.toml")
