"""The 18 characters one by one, each in a place of its own, so that the eye can compare them with the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from kiosk_app.theme import Role
from kiosk_app.widgets.labels import PlainLabel, text_block

if TYPE_CHECKING:
    from kiosk_app.theme import Theme

EMPTY: Final = "_"
"""A place still to be filled."""
_GROUP_SHARE: Final = 0.45
"""Of a cell, between two groups."""


class CodeCells(PlainLabel):
    """A label of groups parted by spaces; one row where it fits, else two, broken between groups."""

    def __init__(self, theme: Theme, text: str) -> None:
        super().__init__(text_block(theme, text, Role.TITLE, bold=True, centred=True))
        self._theme = theme

    def sizeHint(self) -> QSize:
        """All groups in one row."""
        return QSize(self._row_px(self._groups()), self._cell_height_px())

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of two rows."""
        return QSize(max(self._row_px(row) for row in self._halves()), self._cell_height_px())

    def heightForWidth(self, width: int) -> int:
        """Return the height of one row, or of two."""
        return self._cell_height_px() * len(self._rows(width))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw every character above its line; the next place to fill has a strong one."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.block.face.font)
        cell, height = self._cell_px(), self._cell_height_px()
        thin, strong = theme.mm(0.6), theme.mm(1.4)
        rows = self._rows(self.width())
        top = (self.height() - height * len(rows)) / 2
        edge = (self.width() - max(self._row_px(row) for row in rows)) / 2
        is_next = True
        for row in rows:
            left = edge
            for group in row:
                for character in group:
                    is_empty = character == EMPTY
                    here = is_empty and is_next
                    is_next = is_next and not is_empty
                    painter.setPen(
                        QPen(theme.color(colours.accent if here else colours.line), strong if here else thin)
                    )
                    base = top + height - strong
                    painter.drawLine(QPointF(left + cell * 0.1, base), QPointF(left + cell * 0.9, base))
                    if not is_empty:
                        painter.setPen(theme.color(colours.ink))
                        box = QRectF(left, top, cell, height - 2 * strong)
                        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, character)
                    left += cell
                left += cell * _GROUP_SHARE
            top += height

    def _groups(self) -> list[str]:
        return self.text().split()

    def _halves(self) -> list[list[str]]:
        groups = self._groups()
        middle = len(groups) // 2
        return [half for half in (groups[:middle], groups[middle:]) if half] or [[]]

    def _rows(self, width: int) -> list[list[str]]:
        groups = self._groups()
        return [groups] if self._row_px(groups) <= width else self._halves()

    def _row_px(self, groups: list[str]) -> int:
        cells = sum(len(group) for group in groups) + _GROUP_SHARE * max(0, len(groups) - 1)
        return round(cells * self._cell_px()) + 2

    def _cell_px(self) -> float:
        # W is the widest character a code has.
        return self.block.face.width_of("W") * 1.04

    def _cell_height_px(self) -> int:
        return round(self.block.face.height * 1.1)
