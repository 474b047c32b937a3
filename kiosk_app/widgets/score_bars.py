"""The three dimensions of an agency's credit: a word, and a bar that supports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.theme import Role
from kiosk_app.view_models import TextSize
from kiosk_app.widgets.labels import plain_label

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import ScoreBar


class Bar(QWidget):
    """A horizontal bar filled to `value` out of 100."""

    def __init__(self, theme: Theme, value: float) -> None:
        super().__init__()
        self._theme = theme
        self._share = min(max(value, 0.0), 100.0) / 100.0
        self.setFixedHeight(theme.mm(3.2))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the trough and its filling."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        corner = box.height() / 2
        painter.setPen(QPen(theme.color(colours.line), 1))
        painter.setBrush(theme.color(colours.calm))
        painter.drawRoundedRect(box, corner, corner)
        if self._share > 0:
            painter.setBrush(theme.color(colours.accent))
            filled = QRectF(box.left(), box.top(), max(box.height(), box.width() * self._share), box.height())
            painter.drawRoundedRect(filled, corner, corner)


class ScoreTable(QWidget):
    """The dimensions below each other: label, bar, figure and word, each in a column of its own."""

    def __init__(self, theme: Theme, bars: tuple[ScoreBar, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(4.0))
        grid.setVerticalSpacing(theme.space(2.4))
        grid.setColumnStretch(1, 1)
        for row, bar in enumerate(bars):
            grid.addWidget(plain_label(theme, bar.label, Role.BODY, color=theme.palette.ink_soft), row, 0)
            grid.addWidget(Bar(theme, bar.value), row, 1, Qt.AlignmentFlag.AlignVCenter)
            figure = plain_label(theme, bar.figure, Role.BUTTON, bold=True)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(figure, row, 2)
            grid.addWidget(plain_label(theme, bar.word, Role.BODY, bold=True), row, 3)


class ScoreBarView(QWidget):
    """Label, bar, word."""

    def __init__(self, theme: Theme, bar: ScoreBar) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.8))
        # Label and word share a line only where both fit one.
        is_wide = theme.panel.is_portrait and theme.look.size is TextSize.NORMAL
        line: QBoxLayout = QHBoxLayout() if is_wide else QVBoxLayout()
        line.setSpacing(theme.space(1.6) if is_wide else 0)
        label = plain_label(theme, bar.label, Role.CAPTION, color=theme.palette.ink_soft)
        word = plain_label(theme, bar.word, Role.CAPTION, bold=True)
        if is_wide:
            word.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(label, 1)
        line.addWidget(word, 1)
        column.addLayout(line)
        column.addStretch(1)
        column.addWidget(Bar(theme, bar.value))
