"""One agency of the list: a slip of paper on the counter, touched as a whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtGui import QPainter, QPaintEvent

from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Role
from kiosk_app.widgets.boxed import BoxView, HoldsBoxes
from kiosk_app.widgets.boxes import AtTop, Column, Padded, Row, Spring
from kiosk_app.widgets.buttons import paint_key
from kiosk_app.widgets.icons import icon_box
from kiosk_app.widgets.labels import text_block
from kiosk_app.widgets.score_bars import score_bar
from kiosk_app.widgets.skins import Layer, paint_skin
from kiosk_app.widgets.surfaces import paint_round_box
from kiosk_app.widgets.touch import Pressable

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import AgencyCard
    from kiosk_app.widgets.boxes import Box
    from kiosk_app.widgets.touch import TouchGuard


def icon_line(theme: Theme, icon: str, text: str, role: Role, *, bold: bool = False, share: int = 0) -> Row:
    """Set a small icon and a text beside it."""
    side_px = theme.mm(theme.cap_mm(role) * 1.35)
    mark = icon_box(theme, icon, side_px, ink=theme.palette.accent)
    return Row([mark, text_block(theme, text, role, bold=bold, share=1)], theme.space(1.8), share=share)


def recommended_mark(theme: Theme, text: str) -> Box:
    """Make the mark of the agencies at the top: a star, a word, an outline."""
    colours = theme.palette
    side_px = theme.mm(theme.cap_mm(Role.CAPTION) * 1.2)
    star = icon_box(theme, "star", side_px, ink=colours.accent)
    said = Row([star, text_block(theme, text, Role.CAPTION, bold=True)], theme.space(1.2))
    padding = (theme.space(2.0), theme.space(0.6), theme.space(2.4), theme.space(0.6))
    behind = partial(paint_round_box, theme, colours.good, colours.accent, 0.5)
    return Padded(said, padding, behind=behind)


def card_head(theme: Theme, card: AgencyCard) -> Row:
    """Set name, mark and how to reach the agency; beside them its score."""
    about: list[Box] = [recommended_mark(theme, card.recommended)] if card.recommended else []
    about.append(icon_line(theme, "place", card.district, Role.BODY, share=1))
    names = Column(
        [
            text_block(theme, card.name, Role.BUTTON, bold=True),
            Row(about, theme.space(4.0)),
            Spring(),
            icon_line(theme, "phone", card.phone, Role.NUMBER, bold=True),
        ],
        theme.space(0.8),
        share=1,
    )
    soft = theme.palette.ink_soft
    score = Column(
        [
            text_block(theme, card.score, Role.TITLE, bold=True, centred=True),
            text_block(theme, card.score_label, Role.CAPTION, color=soft, centred=True),
            Spring(),
        ]
    )
    return Row([names, score], theme.space(4.0))


def card_row(theme: Theme, card: AgencyCard) -> Row:
    """Set everything a card says: its rank at the side, all else in one column along one edge."""
    # Spare room goes between the groups, so that words and bars stay together.
    groups: list[Box | Spring] = [card_head(theme, card), Spring()]
    if card.bars:
        groups.append(Row([score_bar(theme, bar) for bar in card.bars], theme.space(5.0)))
    groups.append(Spring())
    if card.reason or card.more:
        groups.append(_foot(theme, card))
    column = Column(groups, theme.space(1.6), share=1)
    if not card.rank:
        return Row([column])
    accent = theme.palette.accent
    rank = text_block(theme, card.rank, Role.NUMERAL, color=accent, bold=True, centred=True)
    rank.least_px = theme.space(9.0)
    return Row([AtTop(rank), column], theme.space(4.0))


def _foot(theme: Theme, card: AgencyCard) -> Row:
    boxes: list[Box] = [icon_line(theme, "check", card.reason, Role.BODY, share=1)]
    if card.more:
        accent = theme.palette.accent
        boxes.append(text_block(theme, card.more, Role.BODY, bold=True, color=accent))
        boxes.append(icon_box(theme, "chevron", theme.mm(theme.cap_mm(Role.BODY)), ink=accent))
    return Row(boxes, theme.space(4.0))


class CardButton(HoldsBoxes, Pressable):
    """A card that opens its agency when touched anywhere."""

    def __init__(self, theme: Theme, guard: TouchGuard, card: AgencyCard) -> None:
        super().__init__(guard, Choose(card.id))
        self._theme = theme
        self.setAccessibleName(card.name)
        self.setMinimumHeight(theme.touch_px)
        across, along = theme.space(5.0), theme.space(2.0)
        self.hold(Padded(card_row(theme, card), (across, along, across, along + theme.mm(1.3))))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slip and what is on it."""
        del event
        painter = QPainter(self)
        paint_key(painter, self._theme, self.rect(), is_down=self.isDown(), is_primary=False)
        self.paint_boxes(painter)


class CardSlip(BoxView):
    """The same card to read only: in reach mode its button lies in the lower half."""

    def __init__(self, theme: Theme, card: AgencyCard) -> None:
        across, along = theme.space(5.0), theme.space(2.2)
        super().__init__(Padded(card_row(theme, replace(card, more="")), (across, along, across, along)))
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a sheet without the edge of a key, and what is on it."""
        del event
        theme, colours = self._theme, self._theme.palette
        outline = colours.line if colours.is_flat else colours.hairline
        painter = QPainter(self)
        paint_skin(painter, self.rect(), (Layer(outline, colours.paper, theme.mm(0.4), theme.mm(2.0)),))
        self.paint_boxes(painter)
