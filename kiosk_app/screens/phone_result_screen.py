"""Is this caller a registered agency? One answer, in words and a picture."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk_app.screens.base import Screen, headline_role
from kiosk_app.theme import Role
from kiosk_app.view_models import Banner, PhoneResultView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import field_list, sentence_list
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import Picture


class PhoneResultScreen(Screen[PhoneResultView]):
    """Shows a `PhoneResultView`."""

    side_shares = (14, 6)

    def headline_of(self, view: PhoneResultView) -> str:
        """The headline stands further down."""
        return view.headline

    def fill(self, view: PhoneResultView) -> None:
        """Write the answer on the sheet; put "another number" and the journey itself on the counter."""
        theme = self.theme
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(4.0))
        is_tall = theme.panel.is_portrait
        texts.addWidget(plain_label(theme, view.number, Role.NUMERAL, bold=True, centred=is_tall))
        texts.addWidget(
            BannerBox(theme, Banner(view.headline, view.tone), role=headline_role(theme), bold=True)
        )
        if view.fields:
            texts.addWidget(field_list(theme, view.fields))
        if view.advice:
            texts.addWidget(sentence_list(theme, view.advice, icon="check"))
        texts.addStretch(1)
        picture = Picture(theme, view.picture, tone=view.tone, most_mm=110.0)
        if is_tall:
            self.sheet.addWidget(picture, 3)
            self.sheet.addLayout(texts)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            row.addWidget(picture, 2)
            row.addLayout(texts, 4)
            self.sheet.addLayout(row, 1)
        again = self.choice_button(view.again, kind=Kind.PRIMARY, is_centred=True)
        again.setMinimumHeight(theme.mm(26.0))
        self.add_buttons(again, self.choice_button(view.start, is_centred=True))
