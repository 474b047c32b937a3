"""The slip in the printer's own characters: lines of cells instead of dots.

For links too slow for a picture (serial). A cell is a single-width character of font A, 12 x 24 dots; a
Chinese character takes two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.document import ItemRef


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line, already padded on the left to its place; never wider than the paper.

    Attributes:
        text: no control characters of our making, no line end; at most `columns // width` cells.
        width: 1 or 2, multiple of the character width (GS !, FS !).
        height: 1 or 2, multiple of the character height.
        bold: emphasised.
        ref: the item this line belongs to.
    """

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    ref: ItemRef | None = None


@dataclass(frozen=True, slots=True)
class QrLine:
    """A QR symbol in its place among the lines; drawn by us (`bitmap.draw_qr`) and centred."""

    payload: str
    side_mm: float


TextItem = TextLine | QrLine
