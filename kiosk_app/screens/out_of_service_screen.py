"""Full screen: this terminal cannot help now, and where to go instead."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk_app.screens.drifting import DriftingScreen
from kiosk_app.theme import Role
from kiosk_app.view_models import Banner, OutOfServiceView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.fields import route_list
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import Picture
from kiosk_app.widgets.surfaces import Rule


class OutOfServiceScreen(DriftingScreen[OutOfServiceView]):
    """Shows an `OutOfServiceView`."""

    side_shares = (1, 0)

    def headline_of(self, view: OutOfServiceView) -> str:
        """The headline stands further down."""
        return view.headline

    def fill(self, view: OutOfServiceView) -> None:
        """Write what is wrong and the other routes on the sheet."""
        theme = self.theme
        is_tall = theme.panel.is_portrait
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(5.0))
        texts.addWidget(plain_label(theme, view.headline, Role.DISPLAY, bold=True, centred=is_tall))
        texts.addWidget(plain_label(theme, view.action, Role.HEADING, centred=is_tall))
        if view.help_line:
            texts.addWidget(BannerBox(theme, Banner(view.help_line, icon="unsure"), role=Role.BUTTON))
        if view.routes:
            texts.addWidget(Rule(theme))
            texts.addWidget(route_list(theme, view.routes))
        picture = Picture(theme, view.picture, most_mm=110.0)
        if is_tall:
            self.sheet.addWidget(picture, 3)
            self.sheet.addLayout(texts)
            self.sheet.addStretch(1)
        else:
            texts.addStretch(1)
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            row.addWidget(picture, 2)
            row.addLayout(texts, 3)
            self.sheet.addLayout(row, 1)
