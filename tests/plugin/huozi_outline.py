"""A writer of another package: the title and the headings, indented by their level."""

from __future__ import annotations

from convert.model import Document, Heading, text_of, walk
from convert.write import Context


class OutlineWriter:
    """Headings as a list."""

    name = "outline"
    suffix = ".outline"
    media_type = "text/plain"
    title = "outline: the headings, one a line"
    is_text = True
    model_version = 1

    def write(self, document: Document, _context: Context) -> bytes:
        """The title, then each heading two spaces a level further in."""
        headings = (node for node in walk(document) if isinstance(node, Heading))
        lines = [document.meta.title, *(f"{'  ' * heading.level}{text_of(heading)}" for heading in headings)]
        return ("\n".join(lines) + "\n").encode()


WRITER = OutlineWriter()
