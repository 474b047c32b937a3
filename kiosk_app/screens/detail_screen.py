"""Everything the register says about one agency."""

from __future__ import annotations

from dataclasses import replace

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import DetailView
from kiosk_app.widgets.agency_card import card_column
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import FieldList
from kiosk_app.widgets.surfaces import Rule


class DetailScreen(Screen[DetailView]):
    """Shows a `DetailView`."""

    side_shares = (14, 5)

    def headline_of(self, view: DetailView) -> str:
        """The card says the name."""
        return view.card.name

    def fill(self, view: DetailView) -> None:
        """Write card and fields on the sheet; put the way back on the counter."""
        theme = self.theme
        role = Role.BUTTON if theme.panel.is_portrait else Role.BODY
        self.sheet.addLayout(card_column(theme, replace(view.card, more="")))
        self.sheet.addWidget(Rule(theme))
        self.sheet.addStretch(1)
        self.sheet.addWidget(FieldList(theme, view.fields, value_role=role))
        self.sheet.addStretch(2)
        button = self.choice_button(view.close, kind=Kind.PRIMARY, is_centred=True)
        button.setMinimumHeight(theme.mm(26.0))
        self.add_buttons(button)
