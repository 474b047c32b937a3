"""The two surfaces of every screen: the sheet one reads and the counter one touches.

The sheet hangs out of a slot at the top, white, with the perforated lower edge of the slip the owner takes home.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk_app.widgets.boxes import Shape
from kiosk_app.widgets.skins import Layer, paint_skin

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from kiosk_app.theme import Theme

_TOOTH_MM: Final = 4.0
_SLOT_SHADE_MM: Final = 1.6


class Sheet(QWidget):
    """A sheet of paper; `column` takes what is written on it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.column = QVBoxLayout(self)
        across = theme.space(9.0)
        self.column.setContentsMargins(
            across, theme.space(7.0), across, theme.space(5.0) + theme.mm(_TOOTH_MM)
        )
        self.column.setSpacing(theme.space(4.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the paper with its perforated edge and the shade of the slot on it."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        outline = colours.line if colours.is_flat else colours.hairline
        strip, thin = 2 * theme.mm(_TOOTH_MM), theme.mm(0.4)
        left, right, height = 0, self.width() - thin, self.height() - strip
        painter.fillRect(0, 0, self.width(), height, theme.color(colours.paper))
        for x in (left, right):
            painter.fillRect(x, 0, thin, height, theme.color(outline))
        torn = _torn_edge(self.width(), strip, theme.mm(_TOOTH_MM), thin, outline, colours.paper)
        painter.drawPixmap(0, height, torn)
        if colours.is_flat:
            painter.fillRect(0, 0, self.width(), thin, theme.color(outline))
        else:
            shade = theme.color(colours.accent_edge)
            shade.setAlphaF(0.16)
            painter.fillRect(QRectF(0, 0, self.width(), theme.mm(_SLOT_SHADE_MM)), shade)


@lru_cache(maxsize=16)
def _torn_edge(width: int, height: int, tooth: int, line: int, outline: str, paper: str) -> QPixmap:
    """Draw the lower end of a sheet; above it the sheet is a plain box."""
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), line))
    painter.setBrush(QColor(paper))
    # Its upper end lies outside, so that no line is drawn across the sheet.
    painter.drawPath(perforated(QRectF(0, -height, width, 2 * height), tooth, line / 2))
    painter.end()
    return pixmap


def perforated(box: QRectF, tooth_px: int, inset_px: float) -> QPainterPath:
    """Outline a sheet whose lower edge was torn off along a row of round holes."""
    left, right = box.left() + inset_px, box.right() - inset_px
    base = box.bottom() - tooth_px / 2
    count = max(1, round((right - left) / tooth_px))
    pitch = (right - left) / count
    radius = pitch * 0.3
    path = QPainterPath(QPointF(left, box.top()))
    path.lineTo(right, box.top())
    path.lineTo(right, base)
    for number in range(count):
        centre = right - (number + 0.5) * pitch
        path.lineTo(centre + radius, base)
        # Half a circle upwards into the paper, from right to left.
        path.arcTo(QRectF(centre - radius, base - radius, 2 * radius, 2 * radius), 0, 180)
    path.lineTo(left, base)
    path.closeSubpath()
    return path


class Band(QWidget):
    """A plainly coloured strip: the slot at the top."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill with the accent, and draw the lip of the slot."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color(colours.accent))
        lip = theme.mm(1.6)
        painter.fillRect(0, self.height() - lip, self.width(), lip, theme.color(colours.accent_edge))


def rule_box(theme: Theme) -> Shape:
    """Make a thin line between two parts of a column."""
    colour = theme.color(theme.palette.hairline)

    def draw(painter: QPainter, box: QRect) -> None:
        painter.fillRect(box, colour)

    return Shape(1, theme.mm(0.4), draw, share=1)


class Rule(QWidget):
    """A thin line between two parts of a sheet."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(theme.mm(0.4))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        del event
        QPainter(self).fillRect(self.rect(), self._theme.color(self._theme.palette.hairline))


class RoundBox(QWidget):
    """A filled box with round corners, for banners and chips."""

    def __init__(self, theme: Theme, fill: str, outline: str, *, outline_mm: float = 0.4) -> None:
        super().__init__()
        self._theme = theme
        self._fill = fill
        self._outline = outline
        self._outline_mm = outline_mm

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        del event
        paint_round_box(self._theme, self._fill, self._outline, self._outline_mm, QPainter(self), self.rect())


def paint_round_box(
    theme: Theme, fill: str, outline: str, outline_mm: float, painter: QPainter, box: QRect
) -> None:
    """Draw a filled box with round corners; colours are palette entries."""
    paint_skin(painter, box, (Layer(outline, fill, theme.mm(outline_mm), theme.mm(2.4)),))
