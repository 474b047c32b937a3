"""One sentence with a tone, told by the shape of its icon, the strength of its outline and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout

from kiosk_app.theme import Role
from kiosk_app.view_models import Banner, Tone
from kiosk_app.widgets.discard import discard
from kiosk_app.widgets.icons import TONE_ICONS, IconView
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.surfaces import RoundBox

if TYPE_CHECKING:
    from kiosk_app.theme import Palette, Theme


def tone_fill(palette: Palette, tone: Tone) -> str:
    """Background of a tone."""
    match tone:
        case Tone.CALM:
            return palette.calm
        case Tone.GOOD:
            return palette.good
        case Tone.ATTENTION:
            return palette.attention
        case Tone.PROBLEM:
            return palette.problem


def tone_ink(palette: Palette, tone: Tone) -> str:
    """Text colour on `tone_fill`."""
    return palette.on_problem if tone is Tone.PROBLEM else palette.ink


_OUTLINE_MM = {Tone.CALM: 0.3, Tone.GOOD: 0.5, Tone.ATTENTION: 0.9, Tone.PROBLEM: 0.9}


class BannerBox(RoundBox):
    """Shows a `Banner`; `show_banner` replaces it in place."""

    def __init__(self, theme: Theme, banner: Banner, *, role: Role = Role.BODY, bold: bool = False) -> None:
        super().__init__(theme, "", "")
        self._theme = theme
        self._role = role
        self._bold = bold
        self._row = QHBoxLayout(self)
        across, along = theme.space(4.0), theme.space(2.6)
        self._row.setContentsMargins(across, along, across, along)
        self._row.setSpacing(theme.space(3.5))
        self.show_banner(banner)

    def show_banner(self, banner: Banner) -> None:
        """Replace sentence, icon and tone."""
        theme, colours = self._theme, self._theme.palette
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                discard(widget)
        fill, ink = tone_fill(colours, banner.tone), tone_ink(colours, banner.tone)
        quiet = banner.tone is Tone.CALM and not colours.is_flat
        self.recolour(fill, colours.hairline if quiet else colours.line, _OUTLINE_MM[banner.tone])
        side_px = theme.mm(theme.cap_mm(self._role) * (1.8 if self._role is not Role.TITLE else 1.3))
        icon = IconView(theme, banner.icon or TONE_ICONS[banner.tone], side_px, ink=ink, paper=fill)
        self._row.addWidget(icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self.label = plain_label(theme, banner.text, self._role, color=ink, bold=self._bold)
        self._row.addWidget(self.label, 1)
