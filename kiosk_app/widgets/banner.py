"""One sentence with a tone, told by the shape of its icon, the strength of its outline and its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPaintEvent

from kiosk_app.theme import Role
from kiosk_app.view_models import Banner, Tone
from kiosk_app.widgets.boxed import BoxView
from kiosk_app.widgets.boxes import Padded, Row
from kiosk_app.widgets.icons import TONE_ICONS, icon_box
from kiosk_app.widgets.labels import text_block
from kiosk_app.widgets.surfaces import paint_round_box

if TYPE_CHECKING:
    from kiosk_app.theme import Palette, Theme
    from kiosk_app.widgets.boxes import Box


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


class BannerBox(BoxView):
    """Shows a `Banner`; `show_banner` replaces it in place."""

    def __init__(self, theme: Theme, banner: Banner, *, role: Role = Role.BODY, bold: bool = False) -> None:
        self._theme = theme
        self._role = role
        self._bold = bold
        self._banner = banner
        super().__init__(self._contents())

    def show_banner(self, banner: Banner) -> None:
        """Replace sentence, icon and tone."""
        self.forget_text()
        self._banner = banner
        self.hold(self._contents())
        self.updateGeometry()
        self.update()

    def _contents(self) -> Box:
        theme, banner = self._theme, self._banner
        fill, ink = tone_fill(theme.palette, banner.tone), tone_ink(theme.palette, banner.tone)
        side_px = theme.mm(theme.cap_mm(self._role) * (1.8 if self._role is not Role.TITLE else 1.3))
        icon = icon_box(theme, banner.icon or TONE_ICONS[banner.tone], side_px, ink=ink, paper=fill)
        said = text_block(theme, banner.text, self._role, color=ink, bold=self._bold, share=1)
        across, along = theme.space(4.0), theme.space(2.6)
        return Padded(Row([icon, said], theme.space(3.5)), (across, along, across, along))

    def forget_text(self) -> None:
        """Keep nothing of what was said."""
        super().forget_text()
        self._banner = Banner("")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box of the tone and the sentence in it."""
        del event
        colours, tone = self._theme.palette, self._banner.tone
        is_quiet = tone is Tone.CALM and not colours.is_flat
        outline = colours.hairline if is_quiet else colours.line
        painter = QPainter(self)
        fill = tone_fill(colours, tone)
        paint_round_box(self._theme, fill, outline, _OUTLINE_MM[tone], painter, self.rect())
        self.paint_boxes(painter)
