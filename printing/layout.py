"""A document becomes marks at exact dots.

One pass from top to bottom: every block moves the pen down by a whole number of dots. Nothing is cut off at the right
edge: text breaks, numbers that are too wide are set smaller first. What it deliberately does not do: draw
(`bitmap.py`), speak to a printer (`escpos/`), remove control characters (`escpos/sanitise.py`; here they are boxes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.composer import Composer
from printing.display import PAPER_58, PAPER_80, ItemSpan, Layout, Paper
from printing.fonts import Fonts
from printing.sheet import Column, Sheet
from printing.styles import scale_for
from printing.text_layout import QrLine, TextItem, TextLine, text_lines

if TYPE_CHECKING:
    from printing.document import Document

__all__ = [
    "PAPER_58",
    "PAPER_80",
    "ItemSpan",
    "Layout",
    "Paper",
    "QrLine",
    "TextItem",
    "TextLine",
    "lay_out",
    "text_lines",
]


def lay_out(document: Document, paper: Paper, fonts: Fonts | None = None) -> Layout:
    """Give every mark of a document its place on a paper.

    Args:
        document: any text; characters outside the font become boxes.
        paper: usually `PAPER_80` or `PAPER_58`.
        fonts: loaded fonts to reuse; without them they are located and loaded for this call.

    Raises:
        FontUnavailable: no fonts were given and none are installed.
        ValueError: a QR payload is empty or too long.
    """
    sheet = Sheet(paper, fonts or Fonts.locate())
    composer = Composer(sheet, scale_for(paper), Column(paper.margin, paper.content_dots))
    composer.place_all(document.blocks)
    return Layout(paper, sheet.y, tuple(sheet.marks), tuple(sheet.items))
