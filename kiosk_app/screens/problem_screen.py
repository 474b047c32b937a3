"""What happened, what you can do, whom to ask."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import Banner, ProblemView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import FieldList
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import Picture, QrCode


class ProblemScreen(Screen[ProblemView]):
    """Shows a `ProblemView`; its first choice is the way on."""

    side_shares = (13, 7)

    def fill(self, view: ProblemView) -> None:
        """Write picture, headline and action; put the choices on the counter."""
        theme = self.theme
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(4.0))
        texts.addWidget(BannerBox(theme, Banner(view.headline, view.tone), role=Role.HEADING))
        texts.addWidget(plain_label(theme, view.action, Role.HEADING, bold=True))
        if view.fields:
            texts.addWidget(FieldList(theme, view.fields))
        if view.help_line:
            help_line = Banner(view.help_line, icon="help")
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
        if not theme.is_stacked:
            self.counter.addStretch(1)
        buttons = [
            self.choice_button(choice, kind=Kind.PLAIN if number else Kind.PRIMARY)
            for number, choice in enumerate(view.choices)
        ]
        for button in buttons:
            self.counter.addWidget(button)
        if not theme.is_stacked:
            self.counter.addStretch(1)

    def _add_picture(self, column: QVBoxLayout, view: ProblemView) -> None:
        if view.qr_payload:
            column.addWidget(QrCode(self.theme, view.qr_payload), 0, Qt.AlignmentFlag.AlignCenter)
        elif view.picture:
            column.addWidget(Picture(self.theme, view.picture, most_mm=100.0), 3)
