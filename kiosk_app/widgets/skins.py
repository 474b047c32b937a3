"""Boxes with round corners, drawn once and put together from their corners afterwards.

Round corners and thick outlines cost Qt's painter a stroker and an antialiased fill of the whole box, a third of what
a page costs. A box looks the same whatever its size but for its corners: so the corners are drawn once, small, and
copied. GUI thread; sizes are pixels.
"""

from __future__ import annotations

import math
from functools import lru_cache

import msgspec
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap


class Layer(msgspec.Struct, frozen=True):
    """One box with round corners, as it lies in the whole.

    Attributes:
        outline: `#rrggbb`.
        fill: `#rrggbb`.
        width: of the outline, which lies inside.
        corner: radius.
        above_bottom: how far its lower edge is above that of the whole.
    """

    outline: str
    fill: str
    width: float
    corner: float
    above_bottom: int = 0

    def reach(self) -> int:
        """How far from the edges something else than the fill may be."""
        return math.ceil(self.corner + self.width) + self.above_bottom + 1


Skin = tuple[Layer, ...]
"""Layers on top of each other, the last one in front."""


def paint_skin(painter: QPainter, box: QRect, skin: Skin) -> None:
    """Draw a skin into a box of whole pixels."""
    reach = max(layer.reach() for layer in skin)
    width, height = min(box.width(), 2 * reach + 1), min(box.height(), 2 * reach + 1)
    if width <= 0 or height <= 0:
        return
    drawn = _patch(skin, width, height)
    columns = _slices(box.x(), box.width(), width)
    rows = _slices(box.y(), box.height(), height)
    for y, tall, from_y, from_tall in rows:
        for x, wide, from_x, from_wide in columns:
            if (wide, tall) == (from_wide, from_tall):
                painter.drawPixmap(x, y, drawn, from_x, from_y, wide, tall)
            elif wide != from_wide and tall != from_tall:
                painter.fillRect(x, y, wide, tall, QColor(skin[-1].fill))
            else:
                painter.drawPixmap(
                    QRect(x, y, wide, tall), drawn, QRect(from_x, from_y, from_wide, from_tall)
                )


def _slices(at: int, length: int, drawn: int) -> tuple[tuple[int, int, int, int], ...]:
    """Where the first part, the middle and the last part go, and where they come from; whole when it is short."""
    if length == drawn:
        return ((at, length, 0, length),)
    end = drawn // 2
    middle = length - 2 * end
    return ((at, end, 0, end), (at + end, middle, end, 1), (at + end + middle, end, end + 1, end))


@lru_cache(maxsize=128)
def _patch(skin: Skin, width: int, height: int) -> QPixmap:
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for layer in skin:
        half = layer.width / 2
        painter.setPen(QPen(QColor(layer.outline), layer.width))
        painter.setBrush(QColor(layer.fill))
        box = QRectF(0, 0, width, height).adjusted(half, half, -half, -half - layer.above_bottom)
        painter.drawRoundedRect(box, layer.corner, layer.corner)
    painter.end()
    return pixmap
