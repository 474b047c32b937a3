"""Type a code or a number on our own keypad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from kiosk_app.flow.intents import Choose
from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import KeypadView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.code_cells import EMPTY, CodeCells
from kiosk_app.widgets.keypad import Keypad
from kiosk_app.widgets.labels import PlainLabel, plain_label
from kiosk_app.widgets.pictures import Picture
from kiosk_app.widgets.surfaces import RoundBox

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.widgets.touch import TouchGuard


class KeypadScreen(Screen[KeypadView]):
    """Shows a `KeypadView`; keys are emitted as `PressKey`, the rest as `Choose`."""

    side_shares = (9, 13)

    def __init__(self, theme: Theme, guard: TouchGuard) -> None:
        super().__init__(theme, guard)
        self._entered: PlainLabel | None = None
        self._message: BannerBox | None = None
        self._submit: BigButton | None = None

    def fill(self, view: KeypadView) -> None:
        """Write what was entered on the sheet; put the keys on the counter."""
        theme, colours = self.theme, self.theme.palette
        field = RoundBox(theme, colours.paper, colours.accent, outline_mm=0.8)
        inside = QVBoxLayout(field)
        across, along = theme.space(5.0), theme.space(4.0)
        inside.setContentsMargins(across, along, across, along)
        self._entered = _label(theme, view)
        inside.addWidget(self._entered)
        if view.picture and theme.panel.is_portrait:
            self.sheet.addWidget(
                Picture(theme, view.picture, least_mm=1.0, is_sealed=False, most_mm=120.0), 6
            )
        self.sheet.addStretch(1)
        self.sheet.addWidget(field)
        self._message = BannerBox(theme, view.message, role=Role.BUTTON)
        self.sheet.addWidget(self._message)
        self.sheet.addStretch(1)
        keypad = Keypad(theme, self.guard, view.rows)
        keypad.fired.connect(self.intent)
        clear = self.choice_button(view.clear, is_centred=True)
        delete = self._repeating(view)
        self._submit = self.choice_button(view.submit, kind=Kind.PRIMARY, is_centred=True)
        # On a wide, low counter the three stand beside the keys.
        is_low = theme.look.reach and not theme.panel.is_portrait
        whole: QBoxLayout = QHBoxLayout() if is_low else QVBoxLayout()
        actions: QBoxLayout = QVBoxLayout() if is_low else QHBoxLayout()
        for layout in (whole, actions):
            layout.setSpacing(theme.gap_px)
        for button, share in ((clear, 3), (delete, 3), (self._submit, 4)):
            actions.addWidget(button, share)
        whole.addWidget(keypad, 3)
        whole.addLayout(actions, 1 if is_low else 0)
        self.counter.addLayout(whole, 1)

    def _repeating(self, view: KeypadView) -> BigButton:
        button = BigButton(
            self.theme,
            self.guard,
            Choose(view.delete.id),
            view.delete.label,
            icon=view.delete.icon or "delete",
            repeats=True,
            is_centred=True,
        )
        button.fired.connect(self.intent)
        return button

    def refresh(self, view: KeypadView) -> bool:
        """Change what was entered in place: the key under the finger must stay."""
        if self.view is None or self._entered is None or self._message is None or self._submit is None:
            return False
        same = replace(view, entered=self.view.entered, message=self.view.message, submit=self.view.submit)
        if same != self.view or replace(view.submit, enabled=self.view.submit.enabled) != self.view.submit:
            return False
        self._entered.setText(_shown(view))
        if view.message != self.view.message:
            self._message.show_banner(view.message)
        self._submit.setEnabled(view.submit.enabled)
        return True


def _label(theme: Theme, view: KeypadView) -> PlainLabel:
    """A place for each character of a code; a number of any length is one line."""
    if set(view.placeholder) <= {EMPTY, " "}:
        return CodeCells(theme, _shown(view))
    return plain_label(theme, _shown(view), Role.NUMERAL, bold=True, centred=True)


def _shown(view: KeypadView) -> str:
    """What was entered, followed by the empty places still to come; a placeholder that is an example vanishes."""
    if view.entered and any(character.isalnum() for character in view.placeholder):
        return view.entered
    return view.entered + view.placeholder[len(view.entered) :]
