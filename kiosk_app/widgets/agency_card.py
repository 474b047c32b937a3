"""One agency of the list: a slip of paper on the counter, touched as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Role
from kiosk_app.widgets.buttons import paint_key
from kiosk_app.widgets.icons import IconView
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.score_bars import ScoreBarView
from kiosk_app.widgets.surfaces import RoundBox
from kiosk_app.widgets.touch import Pressable

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import AgencyCard
    from kiosk_app.widgets.touch import TouchGuard


def icon_line(theme: Theme, icon: str, text: str, role: Role, *, bold: bool = False) -> QHBoxLayout:
    """Lay out a small icon and a text beside it."""
    row = QHBoxLayout()
    row.setSpacing(theme.space(1.8))
    side_px = theme.mm(theme.cap_mm(role) * 1.35)
    row.addWidget(IconView(theme, icon, side_px, ink=theme.palette.accent), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(plain_label(theme, text, role, bold=bold), 1)
    return row


def recommended_mark(theme: Theme, text: str) -> RoundBox:
    """Make the mark of the agencies at the top: a star, a word, an outline."""
    colours = theme.palette
    box = RoundBox(theme, colours.good, colours.accent, outline_mm=0.5)
    box.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    row = QHBoxLayout(box)
    row.setContentsMargins(theme.space(2.0), theme.space(0.6), theme.space(2.4), theme.space(0.6))
    row.setSpacing(theme.space(1.2))
    side_px = theme.mm(theme.cap_mm(Role.CAPTION) * 1.2)
    row.addWidget(IconView(theme, "star", side_px, ink=colours.accent), 0, Qt.AlignmentFlag.AlignVCenter)
    row.addWidget(plain_label(theme, text, Role.CAPTION, bold=True), 1)
    return box


def card_head(theme: Theme, card: AgencyCard) -> QHBoxLayout:
    """Lay out name, mark and how to reach the agency; beside them its score."""
    colours = theme.palette
    row = QHBoxLayout()
    row.setSpacing(theme.space(4.0))
    names = QVBoxLayout()
    names.setSpacing(theme.space(0.8))
    names.addWidget(plain_label(theme, card.name, Role.BUTTON, bold=True))
    about = QHBoxLayout()
    about.setSpacing(theme.space(4.0))
    if card.recommended:
        about.addWidget(recommended_mark(theme, card.recommended))
    about.addLayout(icon_line(theme, "place", card.district, Role.BODY), 1)
    names.addLayout(about)
    names.addStretch(1)
    names.addLayout(icon_line(theme, "phone", card.phone, Role.NUMBER, bold=True))
    row.addLayout(names, 1)
    score = QVBoxLayout()
    score.setSpacing(0)
    score.addWidget(plain_label(theme, card.score, Role.TITLE, bold=True, centred=True))
    score.addWidget(plain_label(theme, card.score_label, Role.CAPTION, color=colours.ink_soft, centred=True))
    score.addStretch(1)
    row.addLayout(score)
    return row


def card_row(theme: Theme, card: AgencyCard) -> QHBoxLayout:
    """Lay out everything a card says: its rank at the side, all else in one column along one edge."""
    row = QHBoxLayout()
    row.setSpacing(theme.space(4.0))
    if card.rank:
        rank = plain_label(
            theme, card.rank, Role.NUMERAL, color=theme.palette.accent, bold=True, centred=True
        )
        rank.setMinimumWidth(max(theme.space(9.0), rank.longest_chunk_px()))
        row.addWidget(rank, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(theme.space(1.6))
    column.addLayout(card_head(theme, card))
    column.addStretch(1)
    if card.bars:
        bars = QHBoxLayout()
        bars.setSpacing(theme.space(5.0))
        for bar in card.bars:
            bars.addWidget(ScoreBarView(theme, bar), 1)
        column.addLayout(bars)
    # Spare room goes between the groups, so that words and bars stay together.
    column.addStretch(1)
    if card.reason or card.more:
        column.addLayout(_foot(theme, card))
    row.addLayout(column, 1)
    return row


def _foot(theme: Theme, card: AgencyCard) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.space(4.0))
    row.addLayout(icon_line(theme, "check", card.reason, Role.BODY), 1)
    if card.more:
        row.addWidget(plain_label(theme, card.more, Role.BODY, bold=True, color=theme.palette.accent))
        side_px = theme.mm(theme.cap_mm(Role.BODY))
        row.addWidget(IconView(theme, "chevron", side_px, ink=theme.palette.accent))
    return row


class CardButton(Pressable):
    """A card that opens its agency when touched anywhere."""

    def __init__(self, theme: Theme, guard: TouchGuard, card: AgencyCard) -> None:
        super().__init__(guard, Choose(card.id))
        self._theme = theme
        self.setAccessibleName(card.name)
        self.setMinimumHeight(theme.touch_px)
        column = self._column = card_row(theme, card)
        across, along = theme.space(5.0), theme.space(2.0)
        column.setContentsMargins(across, along, across, along + theme.mm(1.3))
        self.setLayout(column)

    def sizeHint(self) -> QSize:
        """What the contents want."""
        return self._column.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word allows."""
        return QSize(self._column.totalMinimumSize().width(), self.minimumHeight())

    def hasHeightForWidth(self) -> bool:
        """Say that labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height the contents need."""
        return max(self._column.totalHeightForWidth(width), self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the slip."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_key(painter, self._theme, QRectF(self.rect()), is_down=self.isDown(), is_primary=False)


class CardSlip(QWidget):
    """The same card to read only: in reach mode its button lies in the lower half."""

    def __init__(self, theme: Theme, card: AgencyCard) -> None:
        super().__init__()
        self._theme = theme
        column = card_row(theme, replace(card, more=""))
        across, along = theme.space(5.0), theme.space(2.2)
        column.setContentsMargins(across, along, across, along)
        self.setLayout(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a sheet without the edge of a key."""
        del event
        theme, colours = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = colours.line if colours.is_flat else colours.hairline
        painter.setPen(QPen(theme.color(outline), theme.mm(0.4)))
        painter.setBrush(theme.color(colours.paper))
        corner = theme.mm(2.0)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
