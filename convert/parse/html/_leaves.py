"""What becomes one leaf or one block with its whole subtree: code, mathematics, ruby, pictures, embeds, note marks.

A new one is a function here and its row in `_tags.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from bs4.element import NavigableString, PreformattedString, Tag

from ...model import CodeBlock, Embed, EmbedKind, Image, Math, NoteRef
from ...regex import regex
from ...tidy import SPACES
from ._builder import Builder
from ._pictures import address, emoji, formula, is_lazy, largest, source_of
from ._ruby import runs_of

UNSEEN = frozenset(("script", "style", "template", "head", "rp"))
"""Tags whose text nobody sees; rp is for those who see no ruby."""
_LINES = frozenset(("p", "div", "li", "tr", "pre", "code"))
_LANGUAGE = regex(r"(?:^|\s)(?:language-|lang-|brush:\s*|highlight-source-)([\w+#.-]+)")
_AROUND_CODE = frozenset(("figure", "div", "table", "tbody", "tr", "td"))
_HIGHLIGHTERS = ("highlight", "hljs")


def verbatim(tag: Tag) -> tuple[str, list[Tag]]:
    """The characters of a subtree with their white space, and the pictures in it; read without recursion.

    A <br> is a line end, and so is the end of a block or of one of several <code> in a row (WeChat writes a line each).
    """
    parts: list[str] = []
    pictures: list[Tag] = []
    stack: list[tuple[Iterator[object], bool]] = [(iter(tag.contents), False)]
    while stack:
        node = next(stack[-1][0], None)
        if node is None:
            if stack.pop()[1] and parts and not parts[-1].endswith("\n"):
                parts.append("\n")
        elif isinstance(node, Tag):
            if node.name == "br":
                parts.append("\n")
            elif node.name == "img":
                pictures.append(node)
            elif node.name not in UNSEEN:
                stack.append((iter(node.contents), node.name in _LINES))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            parts.append(str(node))
    return "".join(parts), pictures


def preformatted(builder: Builder, tag: Tag) -> None:
    """pre: a CodeBlock, and after it the pictures that stood in it."""
    text, pictures = verbatim(tag)
    if isinstance(first := next(iter(tag.contents), None), NavigableString) and first.startswith("\n"):
        text = text[1:]  # a line end right behind the tag is none (HTML Living Standard 4.4.3); one within a <code> is
    text = text.rstrip("\n")
    if text.strip(SPACES):
        builder.block(CodeBlock(builder.printable(text), builder.line(language_of(tag))))
    for picture in pictures:
        image(builder, picture)


def language_of(tag: Tag) -> str:
    """The language of a pre: from its classes, those of a code in it, or those of the highlighter's figure around it."""
    around = [parent for parent in list(tag.parents)[:6] if parent.name in _AROUND_CODE]
    near = [tag, *tag.find_all("code", limit=1), *around]
    for place in near:
        words = place.get("class") or ()
        classes = words if isinstance(words, str) else " ".join(words)
        if match := _LANGUAGE.search(classes):
            return match[1]
        others = [word for word in classes.split() if word not in _HIGHLIGHTERS]
        if len(others) == 1 and len(others) < len(classes.split()) and others[0].isascii():
            return others[0]
        if language := place.get("data-lang") or place.get("data-language"):
            return str(language)
    return ""


def code(builder: Builder, tag: Tag) -> bool:
    """code, samp, tt: one Code where it holds text alone; True where its content is to be walked, text as Code."""
    if any(inner.name in ("a", "br", "img", "ruby", "p", "div", "pre", "li", "sup") for inner in tag.find_all(True)):
        return True
    builder.code(verbatim(tag)[0])
    return False


def mathematics(builder: Builder, tag: Tag) -> None:
    """data-math: the text of the tag, delimiters and all."""
    text, _ = verbatim(tag)
    builder.leaf(Math(builder.printable(text), tag.get("data-math") == "display"))


def ruby(builder: Builder, tag: Tag) -> None:
    """Annotated characters."""
    for run in runs_of(tag, builder.context.marks, builder.printable):
        builder.meet(run.marks)
        builder.run(run)


def image(builder: Builder, tag: Tag) -> None:
    """img: with the sources of the picture tag around it; a formula or an emoji where it only draws one."""
    source = builder.printable(source_of(tag.attrs, _sources(tag)))
    if tex := formula(source):
        builder.leaf(Math(builder.printable(f"${tex}$")))
    elif drawn := emoji(tag.attrs, source):
        builder.text(drawn)
    elif source:
        builder.picture(Image(source, builder.line(tag.get("alt")), builder.line(tag.get("title"))), lazy=is_lazy(tag.attrs))
    else:
        builder.note("picture-without-address", "a picture without address is left out")


def _sources(tag: Tag) -> list[str]:
    """The addresses of the source tags before a picture's img, which libxml2 puts around it."""
    around = tag.parent
    while around is not None and around.name == "source":
        around = around.parent
    if around is None or around.name != "picture":
        return []
    return [largest(str(source.get("srcset") or "")) for source in around.find_all("source")]


def note_mark(builder: Builder, tag: Tag) -> None:
    """sup data-note-ref: a mark, if there is a note for it."""
    identifier = builder.printable(str(tag["data-note-ref"]))
    if builder.has_note(identifier):
        builder.leaf(NoteRef(identifier))
    else:
        builder.tell("note-missing", f"the note {identifier!r} is not there: its mark is left out")


_KINDS: dict[str, EmbedKind] = {
    "video": "video", "audio": "audio", "iframe": "iframe", "embed": "video", "object": "video", "frame": "iframe",
}  # fmt: skip


def embed(builder: Builder, tag: Tag) -> None:
    """video, audio, iframe, embed, object: an Embed where it names an address. Its fallback text is walked like any other."""
    url = _embed_address(tag)
    blocks = builder.frames[-1].blocks
    if url and not builder.runs and blocks and isinstance(blocks[-1], Embed) and blocks[-1].url == url:
        return  # an embed in its object
    if url:
        kind = _KINDS[tag.name]
        if tag.name in ("embed", "object") and str(tag.get("type") or "").startswith(("text/", "application/pdf")):
            kind = "iframe"
        builder.block(Embed(kind, builder.printable(url), builder.line(tag.get("title"))))
    else:
        builder.note("embed-without-address", f"<{tag.name}> names no address and is left out")


def fallback(builder: Builder, tag: Tag) -> None:
    """The text in an iframe, all of it in one."""
    text, _ = verbatim(tag)
    builder.text(text)


def _embed_address(tag: Tag) -> str:
    for name in ("src", "data-src", "data-original", "data"):
        url = address(str(tag.get(name) or ""))
        if url and not url.startswith(("about:", "javascript:")):
            return url
    source = next((inner for inner in tag.find_all("source") if inner.get("src")), None)
    return address(str(source["src"])) if source else ""

