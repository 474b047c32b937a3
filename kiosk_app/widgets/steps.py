"""Numbered pictograms: what will happen, in the order it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk_app.theme import Role
from kiosk_app.widgets.icons import IconView
from kiosk_app.widgets.labels import plain_label

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Choice


class Numeral(QWidget):
    """A number in a disc."""

    def __init__(self, theme: Theme, number: int, *, cap_mm: float) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._side_px = theme.mm(cap_mm * 2.0)
        self._cap_mm = cap_mm
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side_px, self._side_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the disc and its number."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(colours.accent))
        painter.drawEllipse(QRectF(self.rect()))
        font = theme.font(Role.BODY, bold=True)
        font.setPixelSize(max(8, round(self._side_px * 0.62)))
        painter.setFont(font)
        painter.setPen(QPen(theme.color(colours.on_accent)))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class StepMarks(QWidget):
    """How far the questions have come: one bar each, the present one long, those to come empty. Not to be touched."""

    def __init__(self, theme: Theme, number: int, total: int) -> None:
        super().__init__()
        self._theme = theme
        self._number = number
        self._total = total
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _widths(self) -> list[int]:
        long_px, short_px = self._theme.space(16.0), self._theme.space(7.0)
        return [long_px if at == self._number else short_px for at in range(1, self._total + 1)]

    def sizeHint(self) -> QSize:
        """As long as all bars with a little room between them."""
        gaps = self._theme.space(2.0) * (self._total - 1)
        return QSize(sum(self._widths()) + gaps, self._theme.space(2.4))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(colours.accent), theme.mm(0.4)))
        left = 0.0
        for at, width in enumerate(self._widths(), start=1):
            painter.setBrush(theme.color(colours.accent if at <= self._number else colours.paper))
            box = QRectF(left, 0, width, self.height()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            left += width + theme.space(2.0)


class StepRow(QWidget):
    """Steps side by side (large pictures) or below each other (as a list)."""

    def __init__(
        self,
        theme: Theme,
        steps: tuple[Choice, ...],
        *,
        picture_mm: float = 22.0,
        is_column: bool = False,
        role: Role = Role.BUTTON,
    ) -> None:
        super().__init__()
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        box = QBoxLayout(down if is_column else across, self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(picture_mm * 0.22))
        for number, step in enumerate(steps, start=1):
            if is_column:
                box.addLayout(_beside(theme, number, step, picture_mm, role))
            else:
                box.addLayout(_below(theme, number, step, picture_mm), 1)


def _texts(theme: Theme, step: Choice, role: Role, *, centred: bool) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.space(0.8))
    column.addWidget(plain_label(theme, step.label, role, bold=True, centred=centred))
    if step.hint:
        soft, below = theme.palette.ink_soft, Role.BUTTON if role is Role.HEADING else Role.BODY
        column.addWidget(plain_label(theme, step.hint, below, color=soft, centred=centred))
    return column


def _below(theme: Theme, number: int, step: Choice, picture_mm: float) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.space(2.0))
    head = QHBoxLayout()
    head.setSpacing(theme.space(2.0))
    head.addStretch(1)
    cap_mm = min(picture_mm / 3.2, theme.cap_mm(Role.HEADING))
    head.addWidget(Numeral(theme, number, cap_mm=cap_mm), 0, Qt.AlignmentFlag.AlignTop)
    if step.icon:
        head.addWidget(IconView(theme, step.icon, theme.mm(picture_mm * theme.fit), on_tile=True))
    head.addStretch(1)
    column.addLayout(head)
    column.addLayout(_texts(theme, step, Role.BUTTON, centred=True))
    column.addStretch(1)
    return column


def _beside(theme: Theme, number: int, step: Choice, picture_mm: float, role: Role) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.space(4.0))
    cap_mm = min(picture_mm / 2.4, theme.cap_mm(Role.HEADING))
    row.addWidget(Numeral(theme, number, cap_mm=cap_mm))
    if step.icon:
        row.addWidget(IconView(theme, step.icon, theme.mm(picture_mm * theme.fit), on_tile=True))
    texts = _texts(theme, step, role, centred=False)
    texts.insertStretch(0, 1)
    texts.addStretch(1)
    row.addLayout(texts, 1)
    return row
