"""What surrounds every screen: the slot at the top and the rim at the bottom.

Standing: back at the top left, the language at the top right. Sitting (reach mode): the slot holds no control, the
rim holds them all. Everything stays in the same place from screen to screen: a missing control leaves its place
empty.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.flow.intents import (
    ChangeContrast,
    EnlargeText,
    FinishAndClear,
    GoBack,
    Intent,
    SwitchLanguage,
    ToggleReach,
    ToggleSound,
)
from kiosk_app.theme import Role
from kiosk_app.view_models import TextSize
from kiosk_app.widgets.boxed import BoxView
from kiosk_app.widgets.boxes import Column, Spring
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.icons import icon_box
from kiosk_app.widgets.labels import plain_label, text_block
from kiosk_app.widgets.surfaces import Band

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Chrome
    from kiosk_app.widgets.touch import TouchGuard


class Slot(Band):
    """The accent band at the top: product and site, back and language.

    Signals:
        fired: an intent.
    """

    fired = Signal(object)

    def __init__(self, theme: Theme, guard: TouchGuard, chrome: Chrome) -> None:
        super().__init__(theme)
        self._row = QHBoxLayout(self)
        across, along = theme.space(6.0), theme.space(3.2)
        self._row.setContentsMargins(across, along, across, along + theme.mm(1.6))
        self._row.setSpacing(theme.gap_px)
        has_controls = not theme.look.reach
        if has_controls and chrome.back:
            self._add(theme, guard, chrome.back, "arrow_left", GoBack())
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addStretch(1)
        on_accent = theme.palette.on_accent
        # The name of the terminal is no news: in large type it makes room for the question.
        role = Role.BUTTON if theme.look.size is TextSize.NORMAL else Role.CAPTION
        if chrome.product:
            names.addWidget(plain_label(theme, chrome.product, role, color=on_accent, bold=True))
        if chrome.site:
            names.addWidget(plain_label(theme, chrome.site, Role.CAPTION, color=on_accent))
        names.addStretch(1)
        self._row.addLayout(names, 1)
        if has_controls and chrome.language:
            self._add(theme, guard, chrome.language, "language", SwitchLanguage())
        self.setMinimumHeight(theme.mm(18.0) if theme.look.reach else theme.touch_px + 2 * along)

    def _add(self, theme: Theme, guard: TouchGuard, label: str, icon: str, intent: Intent) -> None:
        button = BigButton(theme, guard, intent, label, kind=Kind.SLOT, icon=icon, role=Role.BODY)
        button.fired.connect(self.fired)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)


class Rim(QWidget):
    """The strip at the bottom: text size, contrast, reach, and finish-and-clear.

    Signals:
        fired: an intent.
    """

    fired = Signal(object)

    def __init__(self, theme: Theme, guard: TouchGuard, chrome: Chrome) -> None:
        super().__init__()
        self._theme = theme
        self._guard = guard
        grid = QGridLayout(self)
        across = theme.space(6.0)
        grid.setContentsMargins(across, max(theme.space(1.5), theme.mm(1.4)), across, theme.space(4.0))
        grid.setSpacing(theme.gap_px)
        rows = self._rows(chrome)
        columns = math.lcm(*(len(controls) for controls in rows))
        for row, controls in enumerate(rows):
            for column, (label, icon, intent) in enumerate(controls):
                span = columns // len(controls)
                if label:
                    grid.addWidget(self._button(label, icon, intent), row, column * span, 1, span)
                elif isinstance(intent, FinishAndClear) and chrome.help:
                    grid.addWidget(_help(theme, chrome.help), row, column * span, 1, span)
        for column in range(columns):
            grid.setColumnStretch(column, 1)

    def _rows(self, chrome: Chrome) -> list[list[tuple[str, str, Intent]]]:
        looks: list[tuple[str, str, Intent]] = [
            (chrome.larger, "text_larger", EnlargeText()),
            (chrome.contrast, "contrast", ChangeContrast()),
            (chrome.reach, "reach", ToggleReach()),
        ]
        if chrome.sound:
            looks.append((chrome.sound, "sound_on" if chrome.sound_is_on else "sound_off", ToggleSound()))
        finish = (chrome.finish, "finish", FinishAndClear())
        if not self._theme.look.reach:
            return [[*looks, finish]]
        back = (chrome.back, "arrow_left", GoBack())
        language = (chrome.language, "language", SwitchLanguage())
        is_narrow = self._theme.panel.is_portrait and self._theme.look.size is not TextSize.NORMAL
        if is_narrow:
            row = [language, *looks]
            return [[back, finish], row] if chrome.back or chrome.finish else [row]
        return [[back, language, *looks, finish]]

    def _button(self, label: str, icon: str, intent: Intent) -> BigButton:
        button = BigButton(
            self._theme, self._guard, intent, label, kind=Kind.RIM, icon=icon, role=Role.CAPTION
        )
        button.fired.connect(self.fired)
        return button


def _help(theme: Theme, words: str) -> BoxView:
    """Say whom to ask; not to be touched."""
    side_px = theme.mm(theme.cap_mm(Role.CAPTION) * 1.9)
    icon = icon_box(theme, "phone", side_px, paper=theme.palette.ground)
    said = text_block(theme, words, Role.CAPTION, centred=True)
    return BoxView(Column([Spring(), icon, said, Spring()], theme.space(1.2)))
