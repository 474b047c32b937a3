"""One bit per dot: what the print head burns.

Draws a layout mark by mark into rows of black and white. The same layout with the same font files gives the same dots.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

import numpy as np
from PIL import Image

from printing import layout as layouts
from printing.display import Box, Face, Layout, Paper, QrModules, TextRun, UnknownGlyph
from printing.fonts import Fonts
from printing.qr import QUIET_ZONE_MODULES, module_dots, modules
from printing.text_layout import TextLine, cells

if TYPE_CHECKING:
    from pathlib import Path

    from printing.document import Document

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """A picture of dots.

    Attributes:
        width_dots: dots in a row.
        rows: `(height, width_dots) uint8`, 1 = black, 0 = white; read-only.
    """

    width_dots: int
    rows: np.ndarray

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or self.rows.shape[1] != self.width_dots or self.rows.dtype != np.uint8:  # noqa: PLR2004 - rows and columns
            raise ValueError("rows are (height, width_dots) uint8")
        self.rows.setflags(write=False)

    @property
    def height_dots(self) -> int:
        """Number of rows."""
        return int(self.rows.shape[0])

    @property
    def coverage(self) -> float:
        """Share of black dots, 0-1."""
        return float(self.rows.mean()) if self.rows.size else 0.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bitmap) and np.array_equal(self.rows, other.rows)

    def __hash__(self) -> int:
        return hash((self.rows.shape, self.rows.tobytes()))

    def to_png(self, path: Path) -> None:
        """Write a 1-bit PNG at 203 dpi."""
        picture = Image.fromarray((1 - self.rows) * np.uint8(255)).convert("1")
        picture.save(path, format="PNG", dpi=(203, 203), optimize=False)


class Renderer:
    """Fonts loaded once, for many slips; used by one thread at a time."""

    def __init__(self, fonts: Fonts | None = None) -> None:
        self.fonts = fonts or Fonts.locate()

    def lay_out(self, document: Document, paper: Paper) -> Layout:
        """`layout.lay_out` with these fonts."""
        return layouts.lay_out(document, paper, self.fonts)

    def render(self, layout: Layout) -> Bitmap:
        """Draw a layout."""
        rows = np.zeros((layout.height_dots, layout.width_dots), np.uint8)
        for mark in layout.marks:
            match mark:
                case TextRun():
                    _draw_text(rows, mark, self.fonts)
                case Box():
                    _draw_box(rows, mark)
                case UnknownGlyph():
                    _draw_unknown(rows, mark)
                case QrModules():
                    _draw_qr(rows, mark)
                case _ as never:
                    assert_never(never)
        return Bitmap(layout.width_dots, rows)

    def draw_line(self, line: TextLine, paper: Paper) -> Bitmap:
        """A line of text mode as a picture, every character on the cells it would have had as text.

        For lines with characters the printer's own Chinese font may not have. The picture is `paper.width_dots` wide
        and as high as the printed line would be.
        """
        cell = paper.width_dots // paper.columns
        small = np.zeros((2 * cell, paper.width_dots // line.width), np.uint8)
        face = Face(2 * cell - 2, line.bold)
        x = 0
        for char in line.text:
            room = cells(char) * cell
            if not self.fonts.has(char):
                _draw_unknown(small, UnknownGlyph(x + 1, 2, room - 2, 2 * cell - 4, ord(char)))
            elif (glyph := self.fonts.glyph(char, face)).rows.size:
                centred = x + (room - glyph.advance) // 2 + glyph.left
                _blit(small, glyph.rows, centred, 1 + round(face.px * 0.88) + glyph.top, white=False)
            x += room
        rows = small.repeat(line.height, axis=0).repeat(line.width, axis=1)
        padded = np.zeros((rows.shape[0], paper.width_dots), np.uint8)
        padded[:, : rows.shape[1]] = rows
        return Bitmap(paper.width_dots, padded)


def render(layout: Layout, fonts: Fonts | None = None) -> Bitmap:
    """Draw one layout; whoever prints often keeps a `Renderer`.

    Raises:
        FontUnavailable: no fonts were given and none are installed.
    """
    return Renderer(fonts).render(layout)


def _draw_text(rows: np.ndarray, run: TextRun, fonts: Fonts) -> None:
    x = run.x
    for char in run.text:
        glyph = fonts.glyph(char, run.face)
        if glyph.rows.size:
            _blit(rows, glyph.rows, x + glyph.left, run.baseline + glyph.top, white=run.white)
        x += glyph.advance


def _blit(rows: np.ndarray, shape: np.ndarray, x: int, y: int, *, white: bool) -> None:
    """Burn (or spare) the dots of a shape; what lies outside the paper is left out."""
    top, left = max(0, -y), max(0, -x)
    target = rows[y + top : max(0, y + shape.shape[0]), x + left : max(0, x + shape.shape[1])]
    part = shape[top : top + target.shape[0], left : left + target.shape[1]]
    if white:
        target[part] = 0
    else:
        target |= part


def _draw_box(rows: np.ndarray, box: Box, ink: int = 1) -> None:
    area = rows[max(0, box.y) : max(0, box.y + box.height), max(0, box.x) : max(0, box.x + box.width)]
    if not box.stroke:
        area[...] = ink
        return
    for edge in (area[: box.stroke], area[-box.stroke :], area[:, : box.stroke], area[:, -box.stroke :]):
        edge[...] = ink


def _draw_unknown(rows: np.ndarray, mark: UnknownGlyph) -> None:
    _log.info("character U+%04X is not in the font, drawn as a box", mark.code_point)
    ink = 0 if mark.white else 1
    _draw_box(rows, Box(mark.x, mark.y, mark.width, mark.height, 2), ink)
    for step in range(mark.height):
        across = mark.x + step * (mark.width - 1) // max(1, mark.height - 1)
        for x in (across, 2 * mark.x + mark.width - 1 - across):
            if 0 <= mark.y + step < rows.shape[0] and 0 <= x < rows.shape[1]:
                rows[mark.y + step, x] = ink


def _draw_qr(rows: np.ndarray, mark: QrModules) -> None:
    cells = np.array([[cell == "1" for cell in row] for row in mark.rows], bool)
    shape = cells.repeat(mark.module_dots, axis=0).repeat(mark.module_dots, axis=1)
    _blit(rows, shape, mark.x, mark.y, white=False)


def draw_qr(payload: str, paper: Paper, side_mm: float) -> Bitmap:
    """A QR symbol alone, centred on the paper's width, with its quiet zone above and below (for text mode).

    Raises:
        ValueError: the payload is empty or too long.
    """
    rows = modules(payload)
    dots = module_dots(len(rows), paper.dots(side_mm), paper.content_dots)
    side, quiet = dots * len(rows), dots * QUIET_ZONE_MODULES
    dots_of_paper = np.zeros((side + 2 * quiet, paper.width_dots), np.uint8)
    _draw_qr(dots_of_paper, QrModules((paper.width_dots - side) // 2, quiet, dots, rows))
    return Bitmap(paper.width_dots, dots_of_paper)
