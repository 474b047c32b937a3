"""Phases of a job: done, in progress, still to come; told by sign and weight, not by colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk_app.theme import Role
from kiosk_app.widgets.icons import IconView
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.score_bars import Bar

if TYPE_CHECKING:
    from kiosk_app.theme import Theme


class _Ring(QWidget):
    """An empty ring for what is to come; with a dot in it for what is in progress."""

    def __init__(self, theme: Theme, side_px: int, *, is_current: bool) -> None:
        super().__init__()
        self._theme = theme
        self._side_px = side_px
        self._is_current = is_current
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._side_px, self._side_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.mm(1.0 if self._is_current else 0.5)
        ink = theme.color(colours.accent if self._is_current else colours.line)
        painter.setPen(QPen(ink, width))
        box = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.drawEllipse(box)
        if self._is_current:
            inset = self._side_px * 0.28
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset))


class PhaseList(QWidget):
    """Phases below each other, and a bar when the share done is known."""

    def __init__(self, theme: Theme, phases: tuple[str, ...], done: int, fraction: float | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3.0))
        side_px = theme.mm(theme.cap_mm(Role.HEADING) * 1.5)
        for number, phase in enumerate(phases):
            is_current = number == done
            row = QHBoxLayout()
            row.setSpacing(theme.space(4.0))
            if number < done:
                row.addWidget(IconView(theme, "good", side_px, ink=theme.palette.accent))
            else:
                row.addWidget(_Ring(theme, side_px, is_current=is_current))
            color = theme.palette.ink if number <= done else theme.palette.ink_soft
            row.addWidget(plain_label(theme, phase, Role.HEADING, bold=is_current, color=color), 1)
            column.addLayout(row)
        if fraction is not None:
            column.addSpacing(theme.space(2.0))
            bar = Bar(theme, fraction * 100.0)
            bar.setFixedHeight(theme.mm(4.0))
            column.addWidget(bar)
