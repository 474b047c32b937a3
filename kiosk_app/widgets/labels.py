"""Text on the glass: always plain, never selectable, never longer than its place without being noticed.

A QLabel guesses whether its text is markup and then opens the files that markup names. Every label of the
terminal comes from here and is told not to guess.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from kiosk_app.widgets.wrapping import LONGEST_BALANCED, break_lines, parts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk_app.theme import Role, Theme

_FREE_PX: Final = 2
"""A pixel on either side, as in Qt's own labels."""


class PlainLabel(QLabel):
    """A label that shows its text literally, wraps it, and knows how much room it needs."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._forget_sizes()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setOpenExternalLinks(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setText(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _forget_sizes(self) -> None:
        """Layouts ask some ten times for the same sizes, and each answer is some measurements: they are kept."""
        self._lines: dict[int, tuple[str, ...]] = {}
        self._heights: dict[int, int] = {}
        self._hint: QSize | None = None
        self._least: QSize | None = None

    def setText(self, text: str) -> None:
        """Show another text."""
        self._forget_sizes()
        super().setText(text)

    def clear(self) -> None:
        """Hold no text any more, broken into lines or not."""
        self._forget_sizes()
        super().clear()

    def setFont(self, font: QFont | str | Sequence[str]) -> None:
        """Draw with another font."""
        self._forget_sizes()
        super().setFont(font)

    def setWordWrap(self, on: bool) -> None:  # noqa: FBT001 - Qt's signature
        """Break lines, or not."""
        self._forget_sizes()
        super().setWordWrap(on)

    def sizeHint(self) -> QSize:
        """One line, as wide as the text; layouts take the height for the width they give."""
        if self._hint is None:
            metrics = self.fontMetrics()
            width = max((metrics.horizontalAdvance(line) for line in self.text().split("\n")), default=0)
            self._hint = QSize(width + _FREE_PX, self.heightForWidth(width + _FREE_PX))
        return self._hint

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest part that cannot be broken."""
        if self._least is None:
            self._least = QSize(self.longest_chunk_px(), self.fontMetrics().height())
        return self._least

    def heightForWidth(self, width: int) -> int:
        """Return the height of as many lines as the width needs."""
        found = self._heights.get(width)
        if found is None:
            found = self._heights[width] = self._measure_height(width)
        return found

    def _measure_height(self, width: int) -> int:
        if self._is_qts_own():
            return super().heightForWidth(width)
        metrics = self.fontMetrics()
        return metrics.height() + (len(self.lines(width)) - 1) * metrics.lineSpacing()

    def lines(self, width: int) -> tuple[str, ...]:
        """Break the text for a width in pixels."""
        found = self._lines.get(width)
        if found is None:
            measure = self.fontMetrics().horizontalAdvance
            found = self._lines[width] = break_lines(self.text(), width - _FREE_PX, measure)
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        if self._is_qts_own():
            super().paintEvent(event)
            return
        metrics = self.fontMetrics()
        lines = self.lines(self.width())
        height = metrics.height() + (len(lines) - 1) * metrics.lineSpacing()
        alignment = self.alignment()
        top = 0 if alignment & Qt.AlignmentFlag.AlignTop else (self.height() - height) // 2
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        for number, line in enumerate(lines):
            spare = self.width() - metrics.horizontalAdvance(line)
            left = _FREE_PX // 2
            if alignment & Qt.AlignmentFlag.AlignHCenter:
                left = spare // 2
            elif alignment & Qt.AlignmentFlag.AlignRight:
                left = spare - _FREE_PX // 2
            baseline = top + metrics.ascent() + number * metrics.lineSpacing()
            painter.drawText(QPointF(left, baseline), line)

    def longest_chunk_px(self) -> int:
        """Width of the longest part a line break cannot split."""
        metrics = self.fontMetrics()
        if not self.wordWrap():
            return metrics.horizontalAdvance(self.text()) + _FREE_PX
        return longest_chunk_px(self.text(), metrics)

    def is_clipped(self) -> bool:
        """Whether some of the text lies outside the label."""
        if not self.text():
            return False
        return self.width() < self.longest_chunk_px() or self.height() < self.heightForWidth(self.width())

    def _is_qts_own(self) -> bool:
        """Whether Qt breaks and draws this text: one that is longer than anything the terminal says."""
        return not self.wordWrap() or len(self.text()) > LONGEST_BALANCED


def longest_chunk_px(text: str, metrics: QFontMetrics) -> int:
    """Width of the longest unbreakable part of a text, with the pixel Qt keeps free on either side."""
    parts = (part for line in text.split("\n") for part in parts_of(line))
    return max((metrics.horizontalAdvance(part.lstrip()) for part in parts), default=0) + _FREE_PX


def plain_label(
    theme: Theme, text: str, role: Role, *, color: str = "", bold: bool = False, centred: bool = False
) -> PlainLabel:
    """Make a label. `color` is a palette entry, the ink when empty."""
    label = PlainLabel(text)
    dress(label, theme, role, color=color, bold=bold, centred=centred)
    return label


def dress(
    label: PlainLabel, theme: Theme, role: Role, *, color: str = "", bold: bool = False, centred: bool = False
) -> None:
    """Give a label its font, colour and alignment."""
    label.setFont(theme.font(role, bold=bold))
    # Inside a button Qt would otherwise take the button's text colour.
    label.setForegroundRole(QPalette.ColorRole.WindowText)
    recolor(label, theme, color or theme.palette.ink)
    across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(across | Qt.AlignmentFlag.AlignVCenter)


def recolor(label: QLabel, theme: Theme, color: str) -> None:
    """Give a label another text colour."""
    del theme
    label.setPalette(_ink_palette(color))


@lru_cache(maxsize=32)
def _ink_palette(color: str) -> QPalette:
    """A palette that says nothing but the colour of text; made once for each of the few colours there are."""
    palette = QPalette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        palette.setColor(group, QPalette.ColorRole.WindowText, QColor(color))
    return palette
