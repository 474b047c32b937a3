"""A page of the ranked list. Cards are touched as a whole; in reach mode their numbers are, in the lower half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.flow.intents import Choose, TurnPage
from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import ListView, TextSize, page_sizes
from kiosk_app.widgets.agency_card import CardButton, CardSlip
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import BigButton, Kind
from kiosk_app.widgets.labels import plain_label

if TYPE_CHECKING:
    from kiosk_app.view_models import AgencyCard


class ListScreen(Screen[ListView]):
    """Shows a `ListView`."""

    sheet_stretch = 0
    counter_stretch = 1
    side_shares = (7, 20)

    def fill(self, view: ListView) -> None:
        """Write the summary on the sheet; lay the cards on the counter."""
        theme = self.theme
        margins = self.sheet.contentsMargins()
        self.sheet.setContentsMargins(
            margins.left(), theme.space(4.0), margins.right(), margins.bottom() - theme.space(2.5)
        )
        self.sheet.setSpacing(theme.space(2.4))
        self.sheet.addWidget(plain_label(theme, view.summary, Role.BUTTON, bold=True))
        if view.notice is not None:
            self.sheet.addWidget(BannerBox(theme, view.notice))
        soft = theme.palette.ink_soft
        self.sheet.addWidget(plain_label(theme, view.explanation, Role.BODY, color=soft))
        if view.formula and not theme.is_stacked and theme.look.size is TextSize.NORMAL:
            self.sheet.addWidget(plain_label(theme, view.formula, Role.BODY, color=soft))
        self.sheet.addStretch(1)
        if theme.look.reach:
            self.sheet.addLayout(self._grid([CardSlip(theme, card) for card in view.cards]), 1)
            self._add_numbers(view.cards)
            self._add_controls(self.counter, view)
        else:
            self.counter.addLayout(self._grid([self._card(card) for card in view.cards]), 1)
            self._add_controls(self.counter, view)

    def _card(self, card: AgencyCard) -> CardButton:
        button = CardButton(self.theme, self.guard, card)
        button.fired.connect(self.intent)
        return button

    def _grid(self, cards: list[CardButton] | list[CardSlip]) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.gap_px)
        columns = 1 if self.theme.panel.is_portrait else 2
        for number, card in enumerate(cards):
            grid.addWidget(card, number // columns, number % columns)
        for column in range(min(columns, max(1, len(cards)))):
            grid.setColumnStretch(column, 1)
        # The cards of a last page are no taller than those of the others.
        fits = page_sizes(self.theme.look, is_portrait=self.theme.panel.is_portrait).cards
        for row in range(-(-fits // columns)):
            grid.setRowStretch(row, 1)
        return grid

    def _add_numbers(self, cards: tuple[AgencyCard, ...]) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.gap_px)
        for card in cards:
            button = BigButton(
                self.theme, self.guard, Choose(card.id), card.rank, hint=card.more, is_centred=True
            )
            button.fired.connect(self.intent)
            row.addWidget(button, 1)
        self.counter.addLayout(row)

    def _add_controls(self, layout: QVBoxLayout, view: ListView) -> None:
        theme = self.theme
        pager = QHBoxLayout()
        pager.setSpacing(theme.gap_px)
        pager.addWidget(self._turn(view.previous, "arrow_left", -1), 2)
        label = plain_label(theme, view.page_label, Role.CAPTION, bold=True, centred=True)
        pager.addWidget(label, 1, Qt.AlignmentFlag.AlignVCenter)
        pager.addWidget(self._turn(view.next, "go", 1), 2)
        print_it = self.choice_button(view.print, kind=Kind.PRIMARY, is_centred=True)
        is_large = theme.look.size in {TextSize.LARGER, TextSize.LARGEST}
        is_narrow = theme.panel.is_portrait and (is_large or bool(view.print.hint))
        row: QBoxLayout = QVBoxLayout() if is_narrow else QHBoxLayout()
        row.setSpacing(theme.gap_px)
        row.addLayout(pager, 4)
        row.addWidget(print_it, 3)
        layout.addLayout(row)

    def _turn(self, label: str, icon: str, by: int) -> QWidget:
        if not label:
            empty = QWidget()
            empty.setMinimumHeight(self.theme.touch_px)
            return empty
        button = BigButton(self.theme, self.guard, TurnPage(by), label, icon=icon)
        button.fired.connect(self.intent)
        return button
