"""A document that names the pictures saved beside its output, for formats that can only name them."""

from __future__ import annotations

from typing import cast

import msgspec

from ..model import Document, Image, Tree, rewrite
from . import Context, Save


def with_saved(document: Document, context: Context) -> Document:
    """The document with the paths that `context.save` gives, the cover's too; the same where nothing is saved."""
    if context.save is None:
        return document
    save: Save = context.save

    def change(node: Tree) -> Tree:
        return msgspec.structs.replace(node, src=save(node.src)) if isinstance(node, Image) else node

    document = cast(Document, rewrite(document, change))
    if not document.meta.cover:
        return document
    return msgspec.structs.replace(document, meta=msgspec.structs.replace(document.meta, cover=save(document.meta.cover)))
