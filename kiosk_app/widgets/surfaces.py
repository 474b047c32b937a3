"""The two surfaces of every screen: the sheet one reads and the counter one touches.

The sheet hangs out of a slot at the top, white, with the perforated lower edge of the slip the owner takes home.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

if TYPE_CHECKING:
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
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = colours.line if colours.is_flat else colours.hairline
        painter.setPen(QPen(theme.color(outline), theme.mm(0.4)))
        painter.setBrush(theme.color(colours.paper))
        painter.drawPath(perforated(QRectF(self.rect()), theme.mm(_TOOTH_MM), theme.mm(0.2)))
        if not colours.is_flat:
            shade = theme.color(colours.accent_edge)
            shade.setAlphaF(0.16)
            painter.fillRect(QRectF(0, 0, self.width(), theme.mm(_SLOT_SHADE_MM)), shade)


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

    def recolour(self, fill: str, outline: str, outline_mm: float) -> None:
        """Change the colours."""
        self._fill, self._outline, self._outline_mm = fill, outline, outline_mm
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._theme.mm(self._outline_mm)
        painter.setPen(QPen(self._theme.color(self._outline), width))
        painter.setBrush(self._theme.color(self._fill))
        half = width / 2
        corner = self._theme.mm(2.4)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), corner, corner)
