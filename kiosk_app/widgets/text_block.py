"""A text in one font: its lines, the room it takes, and its drawing. Always plain: nothing here reads markup.

Layouts ask some ten times for the same sizes, and each answer takes some measurements: they are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, Qt

from kiosk_app.widgets.wrapping import LONGEST_BALANCED, break_lines, parts_of

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from kiosk_app.theme import Face

FREE_PX: Final = 2
"""A pixel on either side."""
_LONG: Final = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
"""How Qt breaks a text that is longer than anything the terminal says."""
_ENDLESS_PX: Final = 1 << 20


class TextBlock:
    """A text, set in a face and an ink. GUI thread; sizes are pixels.

    Attributes:
        share: see `boxes.Box`.
    """

    __slots__ = (
        "_heights",
        "_least",
        "_lines",
        "_wanted",
        "_widths",
        "across",
        "box",
        "face",
        "ink",
        "least_px",
        "share",
        "text",
    )

    def __init__(
        self,
        text: str,
        face: Face,
        ink: QColor,
        *,
        across: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        share: int = 0,
        least_px: int = 0,
    ) -> None:
        """Make it.

        Args:
            text: shown as it is; may hold line breaks.
            face: font and measures.
            ink: colour.
            across: AlignLeft, AlignHCenter or AlignRight.
            share: of spare width in a row.
            least_px: never narrower than this.
        """
        self.face = face
        self.ink = ink
        self.across = across
        self.share = share
        self.least_px = least_px
        self.box = QRect()
        self.write(text)

    def write(self, text: str) -> None:
        """Say something else; "" keeps nothing of what was said."""
        self.text = text
        self._lines: dict[int, tuple[str, ...]] = {}
        self._heights: dict[int, int] = {}
        self._widths: dict[str, int] = {}
        self._wanted = self._least = -1

    def _width_of(self, text: str) -> int:
        found = self._widths.get(text)
        if found is None:
            found = self._widths[text] = self.face.width_of(text)
        return found

    def _unbroken(self) -> int:
        if self._wanted < 0:
            self._wanted = FREE_PX + max(map(self._width_of, self.text.split("\n")))
        return self._wanted

    def wanted_width(self) -> int:
        """As wide as its longest own line."""
        return max(self.least_px, self._unbroken())

    def least_width(self) -> int:
        """As wide as the longest part a line break cannot split."""
        if self._least < 0:
            parts = {part.lstrip() for line in self.text.split("\n") for part in parts_of(line)}
            self._least = FREE_PX + max(map(self._width_of, parts), default=0)
        return max(self.least_px, self._least)

    def height_for(self, width: int) -> int:
        """As high as the lines it needs in a width."""
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._measure_height(width)
        return found

    def _measure_height(self, width: int) -> int:
        if len(self.text) > LONGEST_BALANCED:
            room = QRect(0, 0, width - FREE_PX, _ENDLESS_PX)
            return self.face.metrics.boundingRect(room, _LONG, self.text).height()
        return self.face.height + (len(self.lines(width)) - 1) * self.face.line_spacing

    def lines(self, width: int) -> tuple[str, ...]:
        """Break the text for a width."""
        found = self._lines.get(width)
        if found is None:
            if width >= self._unbroken():
                found = tuple(self.text.split("\n"))
            else:
                found = break_lines(self.text, width - FREE_PX, self._width_of)
            self._lines[width] = found
        return found

    def is_clipped(self) -> bool:
        """Whether some of the text lies outside its box."""
        box = self.box
        if not self.text:
            return False
        return box.width() < self.least_width() or box.height() < self.height_for(box.width())

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place."""
        self.box = QRect(x, y, width, height)

    def paint(self, painter: QPainter) -> None:
        """Draw the lines, in the middle of the box's height."""
        if not self.text:
            return
        face, box = self.face, self.box
        painter.setFont(face.font)
        painter.setPen(self.ink)
        if len(self.text) > LONGEST_BALANCED:
            room = box.adjusted(FREE_PX // 2, 0, -FREE_PX // 2, 0)
            painter.drawText(room, int(_LONG | self.across | Qt.AlignmentFlag.AlignVCenter), self.text)
            return
        lines = self.lines(box.width())
        baseline = box.y() + (box.height() - self.height_for(box.width())) // 2 + face.ascent
        for line in lines:
            painter.drawText(QPointF(box.x() + self._indent(line), baseline), line)
            baseline += face.line_spacing

    def _indent(self, line: str) -> int:
        if self.across is Qt.AlignmentFlag.AlignLeft:
            return FREE_PX // 2
        spare = self.box.width() - self._width_of(line)
        return spare // 2 if self.across is Qt.AlignmentFlag.AlignHCenter else spare - FREE_PX // 2
