"""Font family names to faces, and the decision which faces of a document mean something.

The names stand in data/faces.toml: a new family is one name there.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from typing import TypeGuard, cast

import msgspec

from ...model import Document, Face, FaceName, Inline, Text, Tree, children, rewrite, text_of
from ...tables import DATA, load
from ...tidy import flatten, nest

# Shares of the characters from which a face is taken for the body's own, which is no Face (DESIGN section 5). Much of an essay may be
# quotations, and those are set in kai.
_BODY_SHARE: dict[FaceName, float] = {"kai": 0.8, "fangsong": 0.8, "hei": 0.5}


@cache
def _families() -> tuple[dict[str, FaceName | None], tuple[tuple[str, FaceName | None], ...]]:
    """Whole names and beginnings of names, normalised, with their roles; None for what word processors take by themselves."""
    table = load(DATA / "faces.toml")
    groups: list[tuple[FaceName | None, str]] = [(None, name) for group in table.pop("default").values() for name in group]
    groups += [(cast(FaceName, role), name) for role, group in table.items() for name in group]
    names = {_normal(name): face for face, name in groups if not name.endswith("*")}
    starts = [(_normal(name[:-1]), face) for face, name in groups if name.endswith("*")]
    return names, tuple(starts)


def _normal(family: str) -> str:
    # NFKC on the name alone: ＳｉｍＳｕｎ and SimSun are one family (TYPOGRAPHY 5.1).
    name = unicodedata.normalize("NFKC", family).strip(" \t\n\"'").lower()
    return name.removesuffix("_gb2312").removesuffix("-gb2312")


@lru_cache(maxsize=1024)
def face_of(families: str) -> FaceName | None:
    """The face that Chinese has under a font-family list: that of its first known name; None where that is a default or none is known."""
    names, starts = _families()
    for family in families.split(","):
        name = _normal(family)
        if name in names:
            return names[name]
        for start, face in starts:
            if name.startswith(start):
                return face
    return None


def meant(document: Document) -> Document:
    """The document without the faces that only say what its body is set in.

    Song is what every output sets its body in, so it is a Face only where the body is in kai or fangsong; and a row of dots or stars
    has no face at all.
    """
    counts, faces = _counts(document)
    total = sum(counts.values())
    body = {face for face, share in _BODY_SHARE.items() if counts[face] >= share * total}
    dropped: set[FaceName] = body if body & {"kai", "fangsong"} else body | {"song"}
    if not document.notes and not any(_means_nothing(face, dropped) for face in faces):
        return document
    return cast(Document, rewrite(document, lambda node: _without(node, dropped)))


def _counts(document: Document) -> tuple[Counter[FaceName | None], list[Face]]:
    """Visible characters of the document's blocks by the face they stand in, and the faces."""
    counts: Counter[FaceName | None] = Counter()
    faces: list[Face] = []
    stack: list[Tree] = list(document.blocks)
    while stack:
        node = stack.pop()
        if isinstance(node, Face):
            counts[node.face] += len(text_of(node))
            faces.append(node)
        elif isinstance(node, Text):
            counts[None] += len(node.text)
        else:
            stack += children(node)
    return counts, faces


def _without(node: Tree, dropped: set[FaceName]) -> Tree:
    inlines = getattr(node, "inlines", ())
    if not any(_means_nothing(child, dropped) for child in inlines):
        return node
    flat = [part for child in inlines for part in (child.inlines if _means_nothing(child, dropped) else (child,))]
    return msgspec.structs.replace(node, inlines=nest(flatten(flat)))


def _means_nothing(node: Inline, dropped: set[FaceName]) -> TypeGuard[Face]:
    return isinstance(node, Face) and (node.face in dropped or not any(map(str.isalnum, text_of(node))))
