"""Numbered pictograms: what will happen, in the order it happens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk_app.theme import Role
from kiosk_app.widgets.boxed import BoxView
from kiosk_app.widgets.boxes import AtTop, Column, Row, Shape, Spring, spread
from kiosk_app.widgets.icons import icon_box
from kiosk_app.widgets.labels import text_block

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Choice
    from kiosk_app.widgets.boxes import Box


def numeral(theme: Theme, number: int, *, cap_mm: float) -> Shape:
    """Make a number in a disc, in a square."""
    side_px = theme.mm(cap_mm * 2.0)
    return Shape(side_px, side_px, partial(_paint_numeral, theme, number))


def _paint_numeral(theme: Theme, number: int, painter: QPainter, box: QRect) -> None:
    colours = theme.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(colours.accent))
    painter.drawEllipse(QRectF(box))
    font = theme.font(Role.BODY, bold=True)
    font.setPixelSize(max(8, round(box.width() * 0.62)))
    painter.setFont(font)
    painter.setPen(QPen(theme.color(colours.on_accent)))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))


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


def step_row(
    theme: Theme,
    steps: tuple[Choice, ...],
    *,
    picture_mm: float = 22.0,
    is_column: bool = False,
    role: Role = Role.BUTTON,
) -> BoxView:
    """Set steps side by side (large pictures) or below each other (as a list)."""
    spacing = theme.space(picture_mm * 0.22)
    numbered = list(enumerate(steps, start=1))
    if is_column:
        beside = [_beside(theme, number, step, picture_mm, role) for number, step in numbered]
        return BoxView(Column(spread(beside), spacing))
    return BoxView(Row([_below(theme, number, step, picture_mm) for number, step in numbered], spacing))


def _texts(theme: Theme, step: Choice, role: Role, *, centred: bool) -> list[Box]:
    texts: list[Box] = [text_block(theme, step.label, role, bold=True, centred=centred)]
    if step.hint:
        soft, below = theme.palette.ink_soft, Role.BUTTON if role is Role.HEADING else Role.BODY
        texts.append(text_block(theme, step.hint, below, color=soft, centred=centred))
    return texts


def _marks(theme: Theme, number: int, step: Choice, picture_mm: float, per_cap: float) -> list[Box]:
    """The step's number, and its drawing if it has one."""
    cap_mm = min(picture_mm / per_cap, theme.cap_mm(Role.HEADING))
    marks: list[Box] = [numeral(theme, number, cap_mm=cap_mm)]
    if step.icon:
        marks.append(icon_box(theme, step.icon, theme.mm(picture_mm * theme.fit), on_tile=True))
    return marks


def _below(theme: Theme, number: int, step: Choice, picture_mm: float) -> Box:
    first, *drawing = _marks(theme, number, step, picture_mm, 3.2)
    head = Row([AtTop(first), *drawing], theme.space(2.0), is_centred=True)
    texts = Column(_texts(theme, step, Role.BUTTON, centred=True), theme.space(0.8))
    return Column([head, texts, Spring()], theme.space(2.0), share=1)


def _beside(theme: Theme, number: int, step: Choice, picture_mm: float, role: Role) -> Box:
    texts: list[Box | Spring] = [Spring(), *_texts(theme, step, role, centred=False), Spring()]
    marks = _marks(theme, number, step, picture_mm, 2.4)
    return Row([*marks, Column(texts, theme.space(0.8), share=1)], theme.space(4.0))
