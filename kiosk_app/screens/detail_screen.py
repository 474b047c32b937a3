"""Everything the register says about one agency."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import DetailView
from kiosk_app.widgets.agency_card import card_head, icon_line
from kiosk_app.widgets.boxed import BoxView
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import field_list
from kiosk_app.widgets.score_bars import ScoreTable
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
        is_tall = theme.panel.is_portrait
        scores = ScoreTable(theme, view.card.bars)
        if theme.is_stacked and not is_tall:
            row = QHBoxLayout()
            row.setSpacing(theme.space(10.0))
            row.addWidget(BoxView(card_head(theme, view.card)), 1)
            row.addWidget(scores, 1)
            self.sheet.addLayout(row)
        else:
            self.sheet.addWidget(BoxView(card_head(theme, view.card)))
            self.sheet.addWidget(Rule(theme))
            self.sheet.addWidget(scores)
        notes = [(view.formula, "info")] if view.formula and is_tall else []
        notes += [(view.card.reason, "check")] if view.card.reason else []
        for words, icon in notes:
            self.sheet.addWidget(BoxView(icon_line(theme, icon, words, Role.BODY)))
        self.sheet.addWidget(Rule(theme))
        role = Role.BUTTON if is_tall else Role.BODY
        fields = field_list(theme, view.fields, value_role=role, is_airy=is_tall)
        self.sheet.addWidget(fields)
        self.sheet.addStretch(1)
        button = self.choice_button(view.close, kind=Kind.PRIMARY, is_centred=True)
        button.setMinimumHeight(theme.mm(26.0))
        self.add_buttons(button)
