"""Is this you? What was read, how sure we are, and yes or again."""

from __future__ import annotations

from kiosk_app.screens.base import Screen
from kiosk_app.view_models import ConfirmView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import FieldList
from kiosk_app.widgets.pictures import Picture


class ConfirmScreen(Screen[ConfirmView]):
    """Shows a `ConfirmView`."""

    def fill(self, view: ConfirmView) -> None:
        """Write the fields on the sheet; put yes and again on the counter."""
        theme = self.theme
        self.sheet.addSpacing(theme.space(4.0))
        self.sheet.addWidget(Picture(theme, view.picture, most_mm=84.0), 4)
        self.sheet.addStretch(1)
        self.sheet.addWidget(FieldList(theme, view.fields))
        self.sheet.addSpacing(theme.space(6.0))
        self.sheet.addWidget(BannerBox(theme, view.assurance))
        self.sheet.addStretch(1)
        yes = self.choice_button(view.yes, kind=Kind.PRIMARY, trailing="go")
        again = self.choice_button(view.again)
        for button in (yes, again):
            button.setMinimumHeight(theme.mm(28.0 if not theme.look.reach else 22.0))
        self.add_buttons(yes, again)
