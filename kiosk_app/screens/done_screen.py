"""Take your slip, and what to do next."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import DoneView
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import FieldList, SentenceList
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.pictures import Picture
from kiosk_app.widgets.surfaces import Rule


class DoneScreen(Screen[DoneView]):
    """Shows a `DoneView`."""

    side_shares = (14, 6)

    def headline_of(self, view: DoneView) -> str:
        """The headline stands further down."""
        return view.headline

    def fill(self, view: DoneView) -> None:
        """Write headline, reference and next steps; put the end on the counter."""
        theme = self.theme
        picture = Picture(theme, view.picture, most_mm=100.0)
        headline = plain_label(theme, view.headline, Role.DISPLAY, bold=True)
        if theme.panel.is_portrait:
            self.sheet.addWidget(picture, 3)
            headline = plain_label(theme, view.headline, Role.DISPLAY, bold=True, centred=True)
            self.sheet.addWidget(headline)
            self._add_lead(view, centred=True)
        else:
            row = QHBoxLayout()
            row.setSpacing(theme.space(8.0))
            row.addWidget(headline, 3)
            row.addWidget(picture, 2)
            self.sheet.addLayout(row, 3)
            self._add_lead(view, centred=False)
        if view.reference.value:
            self.sheet.addWidget(FieldList(theme, (view.reference,)))
        if view.next_steps:
            self.sheet.addWidget(Rule(theme))
            self.sheet.addWidget(SentenceList(theme, view.next_steps))
        self.sheet.addStretch(1)
        button = self.choice_button(view.finish, kind=Kind.PRIMARY, is_centred=True)
        button.setMinimumHeight(theme.mm(26.0))
        self.add_buttons(button)

    def _add_lead(self, view: DoneView, *, centred: bool) -> None:
        if view.chrome.lead and view.chrome.title == view.headline:
            self.sheet.addWidget(plain_label(self.theme, view.chrome.lead, Role.BUTTON, centred=centred))
