"""Our own keypad: large keys, no dictionary, nothing learned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk_app.flow.intents import PressKey
from kiosk_app.theme import Role
from kiosk_app.widgets.buttons import BigButton

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.widgets.touch import TouchGuard


_FEW: Final = 4
"""With so few keys in a row there is room for tall ones."""


class Keypad(QWidget):
    """Rows of single characters.

    Signals:
        fired: `PressKey` of the key.
    """

    fired = Signal(object)

    def __init__(self, theme: Theme, guard: TouchGuard, rows: tuple[str, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.gap_px)
        widest = max((len(row) for row in rows), default=1)
        for row_number, row in enumerate(rows):
            # Short rows stand in the middle: two grid columns per key.
            start = widest - len(row)
            for number, character in enumerate(row):
                key = BigButton(
                    theme,
                    guard,
                    PressKey(character),
                    character,
                    role=Role.HEADING,
                    repeats=True,
                    is_centred=True,
                )
                key.leave_no_padding()
                if widest <= _FEW and not theme.look.reach:
                    key.setMinimumHeight(max(theme.touch_px, theme.space(27.0)))
                key.fired.connect(self.fired)
                grid.addWidget(key, row_number, start + 2 * number, 1, 2)
            grid.setRowStretch(row_number, 1)
        for column in range(2 * widest):
            grid.setColumnStretch(column, 1)
