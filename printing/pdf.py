"""The same document as a PDF for an office printer or a screen: A4, selectable text, one embedded font.

The text is set by `pages.py`; here it is only drawn. The file is the same for the same document: no date, no random
identifier.
"""

from __future__ import annotations

import logging
import unicodedata
from typing import TYPE_CHECKING, Any, assert_never

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from printing.display import Box, Face, Mark, QrModules, TextRun, UnknownGlyph
from printing.fonts import FontUnavailable, locate_pdf_font, unknown_width
from printing.pages import A4_HEIGHT_DOTS, A4_WIDTH_DOTS, MARGIN_DOTS, Page, set_pages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from printing.document import Document

_log = logging.getLogger(__name__)

_POINTS_PER_DOT = 72 / 25.4 / 8
_FONT_NAME = "SlipText"
_FOOTER_FACE = Face(22)
_FOOTER_BASELINE = A4_HEIGHT_DOTS - MARGIN_DOTS // 2
_BOLD_STROKE = 0.036
"""Outline added for the bold weight, in em: the font has one weight only."""

_FILL_AND_STROKE = 2
"""Text rendering mode (ISO 32000-1, table 106)."""


class PdfFont:
    """The PDF's font, loaded once; measures in dots like the fonts of the roll.

    Raises:
        FontUnavailable: the file is missing or cannot be embedded.
    """

    def __init__(self, path: Path | None = None) -> None:
        path = path or locate_pdf_font()
        try:
            self._font: Any = TTFont(_FONT_NAME, str(path), subfontIndex=0)
        except TTFError as error:
            raise FontUnavailable("font_wrong", f"{path.name} cannot be embedded in a PDF") from error

    def register(self) -> None:
        """Make the font known to reportlab, which keeps fonts by name for the whole process."""
        pdfmetrics.registerFont(self._font)

    def has(self, char: str) -> bool:
        """Whether the font has this character."""
        visible = char.isprintable() or unicodedata.category(char) == "Zs"
        return visible and ord(char) in self._font.face.charToGlyph

    def advances(self, face: Face) -> Callable[[str], int]:
        """The function that tells the dots a character takes."""
        widths, box = self._font.face.charWidths, unknown_width(face)
        known: dict[str, int] = {}

        def advance(char: str) -> int:
            if char not in known:
                known[char] = (
                    round(widths[ord(char)] * face.px / 1000) + face.tracking if self.has(char) else box
                )
            return known[char]

        return advance

    def natural_width(self, text: str, face: Face) -> float:
        """Dots the text takes when nothing is added between its characters."""
        thousandths: float = sum(self._font.face.charWidths[ord(char)] for char in text)
        return thousandths * face.px / 1000


def render_pdf(document: Document, path: Path, font: PdfFont | None = None) -> int:
    """Write a document as a PDF and return its number of pages.

    Args:
        document: any text; a character outside the font becomes a box, with its code point in the log.
        path: overwritten.
        font: a loaded font to reuse.

    Raises:
        FontUnavailable: no font was given and none is installed.
        ValueError: a QR payload is empty or too long.
        OSError: the file cannot be written.
    """
    font = font or PdfFont()
    font.register()
    pages = set_pages(document, font)
    size = (A4_WIDTH_DOTS * _POINTS_PER_DOT, A4_HEIGHT_DOTS * _POINTS_PER_DOT)
    # The initial font is ours: reportlab would name Helvetica in the file, without embedding it.
    canvas = Canvas(
        str(path),
        pagesize=size,
        invariant=True,
        pageCompression=1,
        lang=document.language,
        initialFontName=_FONT_NAME,
    )
    canvas.setTitle(_encodable(document.title))
    canvas.setViewerPreference("DisplayDocTitle", "true")
    for number, page in enumerate(pages, start=1):
        _PageDrawing(canvas, font).draw(page, _encodable(document.title), f"{number}/{len(pages)}")
        canvas.showPage()
    canvas.save()
    return len(pages)


def _encodable(text: str) -> str:
    """A title any PDF reader can show: lone surrogates and control characters replaced."""
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


class _PageDrawing:
    """Draws the marks of one page."""

    def __init__(self, canvas: Canvas, font: PdfFont) -> None:
        self._canvas: Any = canvas
        self._font = font

    def draw(self, page: Page, title: str, number: str) -> None:
        for mark in page:
            self._mark(mark)
        self._footer(title, number)

    def _footer(self, title: str, number: str) -> None:
        advance = self._font.advances(_FOOTER_FACE)
        shown = "".join(char for char in title if self._font.has(char))
        right = A4_WIDTH_DOTS - MARGIN_DOTS - sum(map(advance, number))
        while shown and MARGIN_DOTS + sum(map(advance, shown)) > right - MARGIN_DOTS:
            shown = shown[:-1]
        self._text(TextRun(MARGIN_DOTS, _FOOTER_BASELINE, shown, _FOOTER_FACE))
        self._text(TextRun(right, _FOOTER_BASELINE, number, _FOOTER_FACE))

    def _mark(self, mark: Mark) -> None:
        match mark:
            case TextRun():
                self._text(mark)
            case Box():
                self._box(mark)
            case UnknownGlyph():
                self._unknown(mark)
            case QrModules():
                self._qr(mark)
            case _ as never:
                assert_never(never)

    def _text(self, run: TextRun) -> None:
        if not run.text:
            return
        grey, face = (1 if run.white else 0), run.face
        set_width = sum(map(self._font.advances(face), run.text))
        spare = (set_width - self._font.natural_width(run.text, face)) / len(run.text)
        # The rendering mode outlives a text object in PDF, and reportlab never writes the way back to 0.
        self._canvas.saveState()
        text = self._canvas.beginText(run.x * _POINTS_PER_DOT, _from_bottom(run.baseline))
        text.setFont(_FONT_NAME, face.px * _POINTS_PER_DOT)
        text.setFillGray(grey)
        text.setCharSpace(spare * _POINTS_PER_DOT)
        if face.bold:
            self._canvas.setLineWidth(face.px * _BOLD_STROKE * _POINTS_PER_DOT)
            text.setStrokeGray(grey)
            text.setTextRenderMode(_FILL_AND_STROKE)
        text.textOut(run.text)
        self._canvas.drawText(text)
        self._canvas.restoreState()

    def _box(self, box: Box, grey: int = 0) -> None:
        self._canvas.setFillGray(grey)
        self._canvas.setStrokeGray(grey)
        inset = box.stroke / 2
        self._canvas.setLineWidth(box.stroke * _POINTS_PER_DOT)
        self._canvas.rect(
            (box.x + inset) * _POINTS_PER_DOT,
            _from_bottom(box.y + box.height - inset),
            (box.width - box.stroke) * _POINTS_PER_DOT,
            (box.height - box.stroke) * _POINTS_PER_DOT,
            stroke=int(box.stroke > 0),
            fill=int(box.stroke == 0),
        )

    def _unknown(self, mark: UnknownGlyph) -> None:
        _log.info("character U+%04X is not in the PDF font, drawn as a box", mark.code_point)
        self._box(Box(mark.x, mark.y, mark.width, mark.height, 2), grey=int(mark.white))

    def _qr(self, mark: QrModules) -> None:
        """Black modules as one rectangle for each run of them: readers show hairlines between single squares."""
        dots = mark.module_dots
        for down, row in enumerate(mark.rows):
            x = 0
            for run in row.replace("01", "0 1").replace("10", "1 0").split():
                if run[0] == "1":
                    self._box(Box(mark.x + x * dots, mark.y + down * dots, len(run) * dots, dots))
                x += len(run)


def _from_bottom(y: float) -> float:
    """A row counted from the top, in points from the bottom of the sheet."""
    return (A4_HEIGHT_DOTS - y) * _POINTS_PER_DOT
