"""A keypad: for PIN and codes, and for the staff's new PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk_app.flow.intents import Choose
from kiosk_app.screens.base import Screen
from kiosk_app.technician.view import LockView
from kiosk_app.theme import Role
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.keypad import Keypad
from kiosk_app.widgets.labels import PlainLabel, plain_label
from kiosk_app.widgets.surfaces import RoundBox

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.widgets.touch import TouchGuard


class LockScreen(Screen[LockView]):
    """Shows a `LockView`; what was typed changes in place, so that the key under the finger stays."""

    side_shares = (9, 11)

    def __init__(self, theme: Theme, guard: TouchGuard) -> None:
        super().__init__(theme, guard)
        self._entered: PlainLabel | None = None
        self._message: BannerBox | None = None
        self._submit: BigButton | None = None
        self._others: tuple[BigButton, ...] = ()

    def fill(self, view: LockView) -> None:
        """Write what was typed on the sheet; put the keys on the counter."""
        theme, colours = self.theme, self.theme.palette
        field = RoundBox(theme, colours.paper, colours.accent, outline_mm=0.8)
        inside = QVBoxLayout(field)
        across, along = theme.space(5.0), theme.space(4.0)
        inside.setContentsMargins(across, along, across, along)
        self._entered = plain_label(theme, _shown(view), Role.TITLE, bold=True, centred=True)
        inside.addWidget(self._entered)
        self.sheet.addStretch(1)
        self.sheet.addWidget(field)
        self._message = BannerBox(theme, view.message)
        self.sheet.addWidget(self._message)
        self.sheet.addStretch(1)
        keypad = Keypad(theme, self.guard, view.rows)
        keypad.fired.connect(self.intent)
        self.counter.addWidget(keypad, 1)
        self._submit = self.choice_button(view.submit, kind=Kind.PRIMARY, is_centred=True)
        row = QHBoxLayout()
        row.setSpacing(theme.gap_px)
        for button, share in (
            (self.choice_button(view.clear, is_centred=True), 3),
            (self._repeating(view), 3),
            (self._submit, 4),
        ):
            row.addWidget(button, share)
        self.counter.addLayout(row)
        self._others = tuple(self.choice_button(choice, is_centred=True) for choice in view.others)
        for other in self._others:
            self.counter.addWidget(other)

    def refresh(self, view: LockView) -> bool:
        """Change what was typed, the message and what may be pressed."""
        old = self.view
        if old is None or self._entered is None or self._message is None or self._submit is None:
            return False
        if _shape(view) != _shape(old):
            return False
        self._entered.setText(_shown(view))
        if view.message != old.message:
            self._message.show_banner(view.message)
        self._submit.setEnabled(view.submit.enabled)
        for button, choice in zip(self._others, view.others, strict=True):
            button.setEnabled(choice.enabled)
        return True

    def _repeating(self, view: LockView) -> BigButton:
        button = BigButton(
            self.theme,
            self.guard,
            Choose(view.delete.id),
            view.delete.label,
            icon=view.delete.icon,
            repeats=True,
            is_centred=True,
        )
        button.fired.connect(self.intent)
        return button


def _shown(view: LockView) -> str:
    # A line keeps its height while nothing is typed.
    return view.entered or " "


def _shape(view: LockView) -> LockView:
    others = tuple(replace(choice, enabled=True) for choice in view.others)
    submit = replace(view.submit, enabled=True)
    return replace(view, entered="", message=replace(view.message, text=""), submit=submit, others=others)
