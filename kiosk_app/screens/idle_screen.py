"""The screen between two people: what this is, what one needs, how fresh the list is, and one way to begin.

Its marks move a little every 40 s, so that nothing burns into the glass; each showing begins at the same place.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer

from kiosk_app.screens.base import Screen
from kiosk_app.theme import Role
from kiosk_app.view_models import IdleView
from kiosk_app.widgets.banner import BannerBox
from kiosk_app.widgets.buttons import Kind
from kiosk_app.widgets.fields import SentenceList
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.steps import StepRow

DRIFT_EVERY_MS: Final = 40_000
_DRIFT_MM: Final = ((0.0, 0.0), (0.8, 0.4), (1.2, 1.2), (0.4, 0.8), (-0.4, 0.4), (-1.2, -0.4), (-0.8, 0.8))


class IdleScreen(Screen[IdleView]):
    """Shows an `IdleView`."""

    side_shares = (6, 4)

    def headline_of(self, view: IdleView) -> str:
        """The headline and the slot say it all."""
        return view.chrome.title

    def fill(self, view: IdleView) -> None:
        """Write headline, promise and steps; put the way in on the counter."""
        theme = self.theme
        self.sheet.addSpacing(theme.space(4.0))
        self.sheet.addWidget(plain_label(theme, view.headline, Role.DISPLAY, bold=True))
        self.sheet.addWidget(plain_label(theme, view.promise, Role.HEADING, color=theme.palette.ink_soft))
        self.sheet.addStretch(2)
        is_wide = theme.panel.is_portrait or theme.look.reach
        is_low = theme.look.reach and not theme.panel.is_portrait
        picture_mm = 32.0 if theme.panel.is_portrait else 20.0
        self.sheet.addWidget(StepRow(theme, view.steps, picture_mm=picture_mm, is_column=not is_low))
        self.sheet.addStretch(2)
        self.sheet.addWidget(BannerBox(theme, view.freshness))
        if view.notes:
            self.sheet.addWidget(SentenceList(theme, view.notes, icon="check"))
        start = self.choice_button(view.start, kind=Kind.PRIMARY, role=Role.TITLE)
        start.setMinimumHeight(theme.mm(40.0 if is_wide and not theme.look.reach else 30.0))
        phone = self.choice_button(view.check_phone, trailing="chevron")
        phone.setMinimumHeight(theme.mm(24.0))
        self.add_buttons(start, phone)
        self._drift_from(0)

    def _drift_from(self, phase: int) -> None:
        self._phase = phase
        if not hasattr(self, "_timer"):
            self._timer = QTimer(self)
            self._timer.setInterval(DRIFT_EVERY_MS)
            self._timer.timeout.connect(self.drift)
        self._timer.start()

    def drift(self) -> None:
        """Move everything by about a millimetre."""
        self._phase = (self._phase + 1) % len(_DRIFT_MM)
        across_mm, along_mm = _DRIFT_MM[self._phase]
        across, along = (
            round(across_mm * self.theme.panel.px_per_mm),
            round(along_mm * self.theme.panel.px_per_mm),
        )
        self.shift_contents(across, along)

    def forget(self) -> None:
        """Stop moving."""
        if hasattr(self, "_timer"):
            self._timer.stop()
        super().forget()
