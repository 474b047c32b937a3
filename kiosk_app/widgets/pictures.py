"""Large drawings and the code to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk_app.widgets.icons import tinted

if TYPE_CHECKING:
    from kiosk_app.theme import Theme

_QUIET_MODULES: Final = 4
"""ISO/IEC 18004: four modules of white around the code."""


class Picture(QWidget):
    """A drawing that gives way when room is short: between `least_mm` and `most_mm`."""

    def __init__(self, theme: Theme, name: str, *, least_mm: float = 18.0, most_mm: float = 90.0) -> None:
        super().__init__()
        self._theme = theme
        self._name = name
        self._most_px = theme.mm(most_mm)
        least_px = theme.space(least_mm)
        self.setMinimumSize(least_px, least_px)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As large as allowed."""
        return QSize(self._most_px, self._most_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw in the middle of the room there is."""
        del event
        colours = self._theme.palette
        side = min(self.width(), self.height(), self._most_px)
        pixmap = tinted(self._name, side, colours.ink, colours.accent, colours.paper, colours.accent_soft)
        QPainter(self).drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, pixmap)


class QrCode(QWidget):
    """A code to photograph: always black on white."""

    def __init__(self, theme: Theme, payload: str, *, side_mm: float = 58.0) -> None:
        super().__init__()
        code = segno.make_qr(payload, error="m")
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
        modules = len(self._rows) + 2 * _QUIET_MODULES
        module = max(1, self._side_px // modules)
        offset = (self._side_px - module * len(self._rows)) // 2
        for y, row in enumerate(self._rows):
            for x, dark in enumerate(row):
                if dark:
                    box = QRectF(offset + x * module, offset + y * module, module, module)
                    painter.fillRect(box, Qt.GlobalColor.black)
