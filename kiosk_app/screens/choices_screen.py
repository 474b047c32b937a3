"""One question, at most seven answers in view."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout

from kiosk_app.flow.intents import TurnPage
from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import ChoicesView, TextSize
from kiosk_app.widgets.buttons import BigButton
from kiosk_app.widgets.pictures import Picture

_MOST_ROWS_SIDE = 4
_FEW = 4
"""So few answers are tall, and written larger."""
_ROW_MM = 33.0
_TALL_MM = 42.0


class ChoicesScreen(Screen[ChoicesView]):
    """Shows a `ChoicesView`; pages are turned by `TurnPage`."""

    side_shares = (8, 12)

    def fill(self, view: ChoicesView) -> None:
        """Put the answers on the counter."""
        theme = self.theme
        if view.picture:
            self.sheet.addWidget(Picture(theme, view.picture, least_mm=1.0, most_mm=110.0), 6)
        self.sheet.addStretch(1)
        grid = QGridLayout()
        grid.setSpacing(theme.gap_px)
        columns = self._columns(view)
        for number, choice in enumerate(view.choices):
            button = self.choice_button(choice, trailing="chevron", role=self._role(view))
            button.setMinimumHeight(self._height_px(view, columns))
            grid.addWidget(button, number // columns, number % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        if not theme.is_stacked:
            self.counter.addStretch(1)
        self.counter.addLayout(grid)
        if view.previous or view.next:
            self._add_pager(view)
        if not theme.is_stacked:
            self.counter.addStretch(1)

    def _height_px(self, view: ChoicesView, columns: int) -> int:
        """As tall as a generous share of the panel allows, never below a touch area."""
        theme = self.theme
        rows = max(1, -(-len(view.choices) // columns) + bool(view.previous or view.next))
        share = 0.3 if theme.look.reach else 0.6
        height_mm = theme.panel.height_px / theme.panel.drawn_px_per_mm
        wanted_mm = min(self._most_mm(view), height_mm * share / rows - 4.0) * theme.fit**3
        return max(theme.touch_px, theme.mm(wanted_mm))

    def _most_mm(self, view: ChoicesView) -> float:
        return _TALL_MM if len(view.choices) <= _FEW else _ROW_MM

    def _role(self, view: ChoicesView) -> Role:
        """Answers without a second line, and few of them, are said louder."""
        is_plain = not any(choice.hint for choice in view.choices)
        return Role.HEADING if is_plain or len(view.choices) <= _FEW else Role.BUTTON

    def _columns(self, view: ChoicesView) -> int:
        theme = self.theme
        if not theme.panel.is_portrait:
            if theme.look.reach:
                return 2 if theme.look.size is TextSize.LARGEST else 3
            return 2 if len(view.choices) > _MOST_ROWS_SIDE else 1
        if theme.look.reach and len(view.choices) > _MOST_ROWS_SIDE:
            return 2
        return max(1, view.columns)

    def _add_pager(self, view: ChoicesView) -> None:
        theme = self.theme
        row = QHBoxLayout()
        row.setSpacing(theme.gap_px)
        for label, icon, by in ((view.previous, "arrow_left", -1), (view.next, "go", 1)):
            if not label:
                row.addStretch(1)
                continue
            button = BigButton(theme, self.guard, TurnPage(by), label, icon=icon)
            button.fired.connect(self.intent)
            row.addWidget(button, 1)
        self.counter.addLayout(row)
