"""Is this you? What was read, how sure we are, and yes or again."""

from __future__ import annotations

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import ConfirmView, TextSize
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import field_list
from kiosk_app.widgets.pictures import Picture


class ConfirmScreen(Screen[ConfirmView]):
    """Shows a `ConfirmView`."""

    def fill(self, view: ConfirmView) -> None:
        """Write the fields on the sheet; put yes and again on the counter."""
        theme = self.theme
        is_roomy = theme.look.size is TextSize.NORMAL and theme.panel.is_portrait
        self.sheet.addSpacing(theme.space(4.0))
        self.sheet.addWidget(Picture(theme, view.picture, least_mm=8.0, most_mm=110.0), 4)
        self.sheet.addStretch(1)
        role = Role.NUMBER if is_roomy else Role.HEADING
        self.sheet.addWidget(field_list(theme, view.fields, value_role=role, is_airy=is_roomy))
        self.sheet.addSpacing(theme.space(4.0))
        self.sheet.addWidget(BannerBox(theme, view.assurance))
        self.sheet.addStretch(1)
        yes = self.choice_button(view.yes, kind=Kind.PRIMARY, is_centred=True)
        again = self.choice_button(view.again, is_centred=True)
        for button in (yes, again):
            button.setMinimumHeight(theme.mm(28.0 if not theme.look.reach else 22.0))
        self.add_buttons(yes, again)
