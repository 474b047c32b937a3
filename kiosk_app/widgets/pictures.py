"""Large drawings, each on its seal, and the code to take along."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk_app.view_models import Tone
from kiosk_app.widgets.icons import tinted

if TYPE_CHECKING:
    from kiosk_app.theme import Theme

_QUIET_MODULES: Final = 4
"""ISO/IEC 18004: four modules of white around the code."""


_DRAWING_SHARE: Final = 0.6
"""Of the seal's diameter: its corners just stay within the round."""
_WAVE_MM: Final = 4.0
"""Length of one wave of the seal's edge: a tooth of the sheet's own lower edge."""
_NO_DRAWING_MM: Final = 12.0
"""In less room there is nothing to make out, and the words are enough."""
_TOO_SMALL_MM: Final = 26.0
"""A smaller seal would leave no drawing one can make out, so the drawing takes the whole room."""


def seal_outline(centre: QPointF, radius: float, waves: int) -> QPainterPath:
    """Outline a seal: a round with a waved edge, the sheet's perforation gone round once."""
    depth = math.pi * radius / waves * 0.34
    path = QPainterPath()
    points = waves * 8
    for number in range(points):
        angle = 2 * math.pi * number / points
        reach = radius - depth * (1 + math.cos(waves * angle)) / 2
        point = QPointF(centre.x() + reach * math.sin(angle), centre.y() - reach * math.cos(angle))
        if number:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()
    return path


@lru_cache(maxsize=8)
def _seal(side: int, waves: int, line: int, fill: str, outline: str) -> QPixmap:
    """A seal in a square; its edge alone has some hundred points, so it is drawn once for each size."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), line) if outline else Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawPath(seal_outline(QPointF(side / 2, side / 2), side / 2 - line, waves))
    painter.end()
    return pixmap


class Picture(QWidget):
    """A drawing on a seal, which gives way when room is short: between `least_mm` and `most_mm`."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        tone: Tone = Tone.GOOD,
        least_mm: float = 18.0,
        most_mm: float = 90.0,
        is_sealed: bool = True,
    ) -> None:
        """Make it.

        Args:
            theme: tokens.
            name: of the drawing, without its ending.
            tone: the seal's tint; calm and good have the accent's.
            least_mm: side, however little room there is.
            most_mm: side, however much room there is.
            is_sealed: on a seal; otherwise the drawing alone.
        """
        super().__init__()
        self._theme = theme
        self._name = name
        self._tint = (
            theme.palette.attention if tone in {Tone.ATTENTION, Tone.PROBLEM} else theme.palette.accent_soft
        )
        self._is_sealed = is_sealed
        self._most_px = theme.mm(most_mm)
        least_px = theme.space(least_mm)
        self.setMinimumSize(least_px, least_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As small as allowed: it takes what the words leave, and makes no screen shrink."""
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw in the middle of the room there is."""
        del event
        theme, colours = self._theme, self._theme.palette
        side = min(self.width(), self.height(), self._most_px)
        if side < theme.mm(_NO_DRAWING_MM):
            return
        painter = QPainter(self)
        tint, ink = colours.accent_soft, colours.ink
        if self._is_sealed and side >= theme.mm(_TOO_SMALL_MM):
            waves = round(math.pi * side / theme.mm(_WAVE_MM))
            outline = colours.line if colours.is_flat else ""
            drawn = _seal(side, waves, theme.mm(0.6), self._tint, outline)
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, drawn)
            side, tint = round(side * _DRAWING_SHARE), colours.paper
            ink = colours.ink if self._tint == colours.attention else colours.accent
        pixmap = tinted(self._name, side, ink, colours.accent, colours.paper, tint)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)


_MASK: Final = 2
"""Of the eight, one without large areas for text (ISO/IEC 18004, 7.8)."""


class QrCode(QWidget):
    """A code to photograph: always black on white."""

    def __init__(self, theme: Theme, payload: str, *, side_mm: float = 58.0) -> None:
        super().__init__()
        import segno  # noqa: PLC0415 - not before the first frame

        # Trying all eight masks for the prettiest takes 100 ms, and readers take any.
        code = segno.make_qr(payload, error="m", mask=_MASK)
        self._rows = tuple(bytes(row) for row in code.matrix)
        self._side_px = theme.space(side_mm)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side_px, self._side_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw whole-pixel modules in the middle of their quiet zone."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        modules = len(self._rows)
        module = max(1, self._side_px // (modules + 2 * _QUIET_MODULES))
        offset = (self._side_px - module * modules) // 2
        for y, row in enumerate(self._rows):
            top, x = offset + y * module, 0
            for is_dark, run in groupby(row):
                wide = len(list(run))
                if is_dark:
                    painter.fillRect(offset + x * module, top, wide * module, module, Qt.GlobalColor.black)
                x += wide
