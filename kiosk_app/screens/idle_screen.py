"""The screen between two people: what this is, what one needs, how fresh the list is, and one way to begin."""

from __future__ import annotations

from kiosk_app.screens.drifting import DriftingScreen
from kiosk_app.theme import Role
from kiosk_app.view_models import IdleView, TextSize
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import sentence_list
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.steps import step_row


class IdleScreen(DriftingScreen[IdleView]):
    """Shows an `IdleView`."""

    side_shares = (13, 7)

    def headline_of(self, view: IdleView) -> str:
        """The headline and the slot say it all."""
        return view.chrome.title

    def fill(self, view: IdleView) -> None:
        """Write headline, promise and steps; put the way in on the counter."""
        theme = self.theme
        is_full = theme.look.size is TextSize.LARGEST and not theme.panel.is_portrait
        headline = Role.TITLE if is_full else Role.DISPLAY
        self.sheet.addSpacing(theme.space(4.0))
        self.sheet.addWidget(plain_label(theme, view.headline, headline, bold=True))
        self.sheet.addWidget(plain_label(theme, view.promise, Role.HEADING, color=theme.palette.ink_soft))
        self.sheet.addStretch(2)
        is_wide = theme.panel.is_portrait or theme.look.reach
        is_low = theme.look.reach and not theme.panel.is_portrait
        # In large type on a wide glass the words need the width more than the drawings do.
        wide_mm = 20.0 if theme.look.size is TextSize.NORMAL else 14.0
        picture_mm = 40.0 if theme.panel.is_portrait else wide_mm
        is_roomy = theme.panel.is_portrait and theme.look.size is TextSize.NORMAL
        role = Role.HEADING if is_roomy else Role.BUTTON
        steps = step_row(theme, view.steps, picture_mm=picture_mm, is_column=not is_low, role=role)
        self.sheet.addWidget(steps)
        self.sheet.addStretch(2)
        if view.notice is not None:
            self.sheet.addWidget(BannerBox(theme, view.notice))
        self.sheet.addWidget(BannerBox(theme, view.freshness))
        if view.notes:
            self.sheet.addWidget(sentence_list(theme, view.notes, icon="check"))
        start = self.choice_button(view.start, kind=Kind.PRIMARY, role=Role.TITLE)
        is_tile = not theme.is_stacked
        start.setMinimumHeight(
            theme.mm(72.0 if is_tile else 40.0 if is_wide and not theme.look.reach else 30.0)
        )
        phone = self.choice_button(view.check_phone, trailing="chevron")
        phone.setMinimumHeight(theme.mm(36.0 if is_tile else 24.0))
        self.add_buttons(start, phone)
