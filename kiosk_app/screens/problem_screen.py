"""What happened, what you can do, whom to ask."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from kiosk_app.screens.base import Screen, headline_role
from kiosk_app.theme import Role
from kiosk_app.view_models import Banner, ProblemView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import field_list, route_list
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import Picture, QrCode

_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class ProblemScreen(Screen[ProblemView]):
    """Shows a `ProblemView`; its first choice is the way on."""

    side_shares = (13, 7)

    def headline_of(self, view: ProblemView) -> str:
        """The headline stands further down."""
        return view.headline

    def fill(self, view: ProblemView) -> None:
        """Write picture, headline and action; put the choices on the counter."""
        theme = self.theme
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(4.0))
        headline = Banner(view.headline, view.tone)
        texts.addWidget(BannerBox(theme, headline, role=headline_role(theme), bold=True))
        texts.addWidget(plain_label(theme, view.action, Role.HEADING))
        facts = tuple(field for field in view.fields if field.value)
        if facts:
            texts.addWidget(field_list(theme, facts))
        if view.routes:
            texts.addWidget(route_list(theme, view.routes))
        if view.help_line:
            help_line = Banner(view.help_line, icon="unsure")
            texts.addWidget(BannerBox(theme, help_line))
        texts.addStretch(1)
        if theme.panel.is_portrait:
            self._add_picture(self.sheet, view)
            self.sheet.addLayout(texts)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            side = QVBoxLayout()
            self._add_picture(side, view)
            row.addLayout(side, 2)
            row.addLayout(texts, 3)
            self.sheet.addLayout(row, 1)
        buttons = [
            self.choice_button(choice, kind=Kind.PLAIN if number else Kind.PRIMARY, is_centred=True)
            for number, choice in enumerate(view.choices)
        ]
        self.add_buttons(*buttons)

    def _add_picture(self, column: QVBoxLayout, view: ProblemView) -> None:
        """Draw what happened; and beside it (above it on a wide glass) the code to take along."""
        theme = self.theme
        is_tall = theme.panel.is_portrait
        if view.qr_payload:
            column.addStretch(1)
            row: QBoxLayout = QHBoxLayout() if is_tall else QVBoxLayout()
            row.setSpacing(theme.space(6.0))
            if view.picture:
                row.addWidget(Picture(theme, view.picture, tone=view.tone, least_mm=1.0, most_mm=80.0), 1)
            row.addWidget(QrCode(theme, view.qr_payload, side_mm=104.0 if is_tall else 76.0), 0, _CENTRE)
            column.addLayout(row, 0 if is_tall else 6)
            # A field without a value is the sentence that belongs to the code.
            for field in view.fields:
                if not field.value:
                    column.addWidget(plain_label(theme, field.label, Role.BUTTON, centred=True))
            column.addStretch(1)
        elif view.picture:
            column.addWidget(Picture(theme, view.picture, tone=view.tone, most_mm=110.0), 3)
