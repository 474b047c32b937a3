"""Printing: what the printer has really done so far."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import PrintingView, Tone
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.pictures import Picture
from kiosk_app.widgets.progress import PhaseList


class PrintingScreen(Screen[PrintingView]):
    """Shows a `PrintingView`; there is nothing to touch but a way out where the printer waits for somebody."""

    side_shares = (1, 0)

    def fill(self, view: PrintingView) -> None:
        """Write the phases on the sheet."""
        theme = self.theme
        phases = PhaseList(theme, view.phases, view.done, view.fraction)
        picture = Picture(theme, view.picture, tone=view.message.tone, most_mm=130.0)
        if theme.panel.is_portrait:
            self.sheet.addWidget(picture, 3)
            self.sheet.addWidget(phases)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            row.addWidget(picture, 2)
            row.addWidget(phases, 3)
            self.sheet.addLayout(row, 3)
        self.sheet.addSpacing(theme.space(4.0))
        is_trouble = view.message.tone is Tone.PROBLEM
        self.sheet.addWidget(BannerBox(theme, view.message, role=Role.HEADING, bold=is_trouble))
        self.sheet.addStretch(1)
        if view.stop is not None:
            self.add_buttons(self.choice_button(view.stop, is_centred=True))
