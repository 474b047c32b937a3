"""The three dimensions of an agency's credit: a word, and a bar that supports it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk_app.theme import Role
from kiosk_app.view_models import TextSize
from kiosk_app.widgets.boxes import Column, Row, Shape, Spring
from kiosk_app.widgets.labels import PlainLabel, plain_label, text_block
from kiosk_app.widgets.skins import Layer, paint_skin

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import ScoreBar
    from kiosk_app.widgets.boxes import Box

_BAR_MM = 3.2


def paint_bar(theme: Theme, share: float, painter: QPainter, place: QRect) -> None:
    """Draw a trough and how much of it is filled, 0.0 to 1.0."""
    colours, corner = theme.palette, place.height() / 2
    paint_skin(painter, place, (Layer(colours.line, colours.calm, 1, corner),))
    if share > 0:
        filled = QRect(place)
        filled.setWidth(max(place.height(), round(place.width() * share)))
        paint_skin(painter, filled, (Layer(colours.line, colours.accent, 1, corner),))


def _share(value: float) -> float:
    return min(max(value, 0.0), 100.0) / 100.0


class Bar(QWidget):
    """A horizontal bar filled to `value` out of 100, as a widget of its own."""

    def __init__(self, theme: Theme, value: float) -> None:
        super().__init__()
        self._theme = theme
        self._share = _share(value)
        self.setFixedHeight(theme.mm(_BAR_MM))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the trough and its filling."""
        del event
        paint_bar(self._theme, self._share, QPainter(self), self.rect())


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
            figure = text_block(theme, bar.figure, Role.BUTTON, bold=True)
            figure.across = Qt.AlignmentFlag.AlignRight
            grid.addWidget(PlainLabel(figure), row, 2)
            grid.addWidget(plain_label(theme, bar.word, Role.BODY, bold=True), row, 3)


def score_bar(theme: Theme, bar: ScoreBar) -> Box:
    """Label, word, and the bar below them."""
    # Label and word share a line only where both fit one.
    is_wide = theme.panel.is_portrait and theme.look.size is TextSize.NORMAL
    label = text_block(theme, bar.label, Role.CAPTION, color=theme.palette.ink_soft, share=1)
    word = text_block(theme, bar.word, Role.CAPTION, bold=True, share=1)
    if is_wide:
        word.across = Qt.AlignmentFlag.AlignRight
    line: Box = Row([label, word], theme.space(1.6)) if is_wide else Column([label, word])
    height = theme.mm(_BAR_MM)
    drawn = Shape(height, height, partial(paint_bar, theme, _share(bar.value)), share=1)
    return Column([line, Spring(), drawn], theme.space(0.8), share=1)
