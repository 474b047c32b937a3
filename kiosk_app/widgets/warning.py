"""Are you still there? Laid over any screen, with the seconds left in large figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.flow.intents import CarryOn, FinishAndClear
from kiosk_app.theme import Role
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.surfaces import perforated

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import IdleWarningView
    from kiosk_app.widgets.touch import TouchGuard


class _Note(QWidget):
    """A slip laid on top of everything."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slip."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color(colours.line), theme.mm(0.8)))
        painter.setBrush(theme.color(colours.paper))
        painter.drawPath(perforated(QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.mm(4.0), theme.mm(0.4)))


class IdleWarning(QWidget):
    """The overlay. Any touch on it beside the buttons also counts as "I am here".

    Signals:
        fired: `CarryOn` or `FinishAndClear`.
    """

    fired = Signal(object)

    def __init__(self, theme: Theme, guard: TouchGuard, view: IdleWarningView) -> None:
        super().__init__()
        self._theme = theme
        self._guard = guard
        self._view = view
        outer = QVBoxLayout(self)
        side = theme.space(10.0)
        outer.setContentsMargins(side, side, side, side)
        outer.addStretch(6 if theme.look.reach else 2)
        outer.addWidget(self._note(view))
        outer.addStretch(0 if theme.look.reach else 3)

    def _note(self, view: IdleWarningView) -> QWidget:
        theme = self._theme
        note = _Note(theme)
        column = QVBoxLayout(note)
        pad = theme.space(9.0)
        column.setContentsMargins(pad, pad, pad, pad + theme.mm(4.0))
        column.setSpacing(theme.space(4.0))
        column.addWidget(plain_label(theme, view.title, Role.TITLE, bold=True, centred=True))
        self._seconds = plain_label(
            theme,
            str(view.seconds_left),
            Role.DISPLAY,
            bold=True,
            centred=True,
            color=theme.palette.accent,
        )
        column.addWidget(self._seconds)
        self._text = plain_label(theme, view.text, Role.BUTTON, centred=True)
        column.addWidget(self._text)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.gap_px)
        for choice, kind, icon, intent in (
            (view.finish, Kind.PLAIN, "finish", FinishAndClear()),
            (view.carry_on, Kind.PRIMARY, "check", CarryOn()),
        ):
            button = BigButton(
                theme,
                self._guard,
                intent,
                choice.label,
                kind=kind,
                hint=choice.hint,
                icon=choice.icon or icon,
                is_centred=True,
            )
            button.setMinimumHeight(theme.mm(26.0))
            button.fired.connect(self.fired)
            buttons.addWidget(button, 3 if kind is Kind.PRIMARY else 2)
        column.addLayout(buttons)
        return note

    def show_view(self, view: IdleWarningView) -> bool:
        """Count down in place; False when more than the seconds and their sentence changed."""
        if replace(view, seconds_left=self._view.seconds_left, text=self._view.text) != self._view:
            return False
        self._view = view
        self._seconds.setText(str(view.seconds_left))
        self._text.setText(view.text)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Count a touch beside the buttons as a sign of life."""
        event.accept()
        if self._guard.is_finger(event.globalPosition().toPoint()) and self._guard.accepts():
            self.fired.emit(CarryOn())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim what lies below."""
        del event
        shade = self._theme.color(self._theme.palette.scrim)
        shade.setAlphaF(0.72)
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), shade)
