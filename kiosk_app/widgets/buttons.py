"""Big buttons: keys that look like keys, with a lower edge that goes away under the finger."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QLabel, QVBoxLayout

from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Role
from kiosk_app.widgets.icons import IconView
from kiosk_app.widgets.labels import plain_label, recolor
from kiosk_app.widgets.touch import Pressable

if TYPE_CHECKING:
    from kiosk_app.flow.intents import Intent
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Choice
    from kiosk_app.widgets.touch import TouchGuard


class Kind(Enum):
    """How loud a button is."""

    PRIMARY = auto()
    """The one thing most people want next; at most one on a screen."""
    PLAIN = auto()
    SLOT = auto()
    """On the accent band at the top."""
    RIM = auto()
    """At the bottom rim: icon above the word, no body."""


_GO: Final = "go"
"""The arrow onward always stands at the end of a button."""
_BARE: Final = frozenset({_GO, "chevron", "arrow_left"})
"""Arrows stand for themselves, without a tile."""
_CORNER_MM: Final = 3.2
_EDGE_MM: Final = 1.3


class BigButton(Pressable):
    """A button with an icon, a label and an optional second line."""

    def __init__(  # noqa: PLR0913 - the parts of one button, all named
        self,
        theme: Theme,
        guard: TouchGuard,
        intent: Intent,
        label: str,
        *,
        kind: Kind = Kind.PLAIN,
        hint: str = "",
        icon: str = "",
        trailing: str = "",
        role: Role = Role.BUTTON,
        repeats: bool = False,
        is_centred: bool = False,
    ) -> None:
        super().__init__(guard, intent, repeats=repeats)
        self._theme = theme
        self._kind = kind
        self.setAccessibleName(label)
        # A least width set here would hide what the longest word needs.
        self.setMinimumHeight(theme.touch_px)
        layout = QBoxLayout(
            QBoxLayout.Direction.TopToBottom if kind is Kind.RIM else QBoxLayout.Direction.LeftToRight, self
        )
        self._pad(layout)
        if icon == _GO:
            icon, trailing = "", _GO
        if is_centred and kind is not Kind.RIM:
            layout.addStretch(1)
        if icon:
            side_mm = theme.cap_mm(role) * (1.9 if kind in {Kind.RIM, Kind.SLOT} else 2.2)
            layout.addWidget(self._icon(icon, theme.mm(side_mm)), 0, Qt.AlignmentFlag.AlignCenter)
        centred = is_centred or kind is Kind.RIM
        self._add_texts(layout, label, hint, role=role, centred=centred)
        if is_centred and kind is not Kind.RIM:
            layout.addStretch(1)
        if trailing:
            layout.addWidget(
                self._icon(trailing, theme.mm(theme.cap_mm(role) * 1.3)), 0, Qt.AlignmentFlag.AlignVCenter
            )

    def leave_no_padding(self) -> None:
        """Give the whole face to the label: for single characters."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, self._theme.mm(_EDGE_MM))

    def _pad(self, layout: QBoxLayout) -> None:
        theme = self._theme
        if self._kind is Kind.RIM:
            across, along = theme.space(1.2), theme.space(2.0)
            layout.setSpacing(theme.space(1.2))
        else:
            across, along = theme.space(5.0), theme.space(2.2)
            layout.setSpacing(theme.space(4.0))
        edge = theme.mm(_EDGE_MM) if self._kind in {Kind.PRIMARY, Kind.PLAIN} else 0
        layout.setContentsMargins(across, along, across, along + edge)

    def _icon(self, name: str, side_px: int) -> IconView:
        colours = self._theme.palette
        face = colours.accent if self._kind in {Kind.PRIMARY, Kind.SLOT} else colours.key
        ink = colours.accent if self._kind is Kind.PLAIN else self._ink()
        is_tile = self._kind is Kind.PLAIN and name not in _BARE
        if is_tile:
            return IconView(self._theme, name, round(side_px * 1.15), ink=ink, on_tile=True)
        return IconView(self._theme, name, side_px, ink=ink, paper=face)

    def _ink(self) -> str:
        colours = self._theme.palette
        return colours.on_accent if self._kind in {Kind.PRIMARY, Kind.SLOT} else colours.ink

    def _add_texts(self, layout: QBoxLayout, label: str, hint: str, *, role: Role, centred: bool) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        # Stretches, not an alignment: Qt gives an aligned layout the height of unwrapped text.
        texts.addStretch(1)
        bold = self._kind is not Kind.RIM
        first = plain_label(self._theme, label, role, color=self._ink(), bold=bold, centred=centred)
        texts.addWidget(first)
        if hint:
            soft = self._ink() if self._kind is Kind.PRIMARY else self._theme.palette.ink_soft
            texts.addWidget(plain_label(self._theme, hint, Role.BODY, color=soft, centred=centred))
        texts.addStretch(1)
        # In the middle, icon and text stand together.
        layout.addLayout(texts, 0 if centred and self._kind is not Kind.RIM else 1)

    def sizeHint(self) -> QSize:
        """What the contents want, at least a touch area."""
        layout = self.layout()
        wanted = layout.totalSizeHint() if layout is not None else QSize()
        return wanted.expandedTo(QSize(self._theme.touch_px, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word allows."""
        layout = self.layout()
        least = layout.totalMinimumSize() if layout is not None else QSize()
        return QSize(max(least.width(), self._theme.touch_px), self.minimumHeight())

    def hasHeightForWidth(self) -> bool:
        """Say that labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height the contents need, at least a touch area."""
        layout = self.layout()
        needed = layout.totalHeightForWidth(width) if layout is not None else 0
        return max(needed, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._kind in {Kind.SLOT, Kind.RIM}:
            self._paint_flat(painter)
        else:
            self._paint_body(painter)

    def _paint_body(self, painter: QPainter) -> None:
        if not self.isEnabled():
            theme = self._theme
            pen = QPen(theme.color(theme.palette.line), theme.mm(0.3), Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, theme.mm(_CORNER_MM), theme.mm(_CORNER_MM))
            return
        paint_key(
            painter,
            self._theme,
            QRectF(self.rect()),
            is_down=self.isDown(),
            is_primary=self._kind is Kind.PRIMARY,
        )

    def changeEvent(self, event: QEvent) -> None:
        """Write in soft ink on the dashed outline of a button that does nothing yet."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            ink = self._ink() if self.isEnabled() else self._theme.palette.ink_soft
            for label in self.findChildren(QLabel):
                recolor(label, self._theme, ink)

    def _paint_flat(self, painter: QPainter) -> None:
        theme = self._theme
        colours = theme.palette
        on_slot = self._kind is Kind.SLOT
        pressed = colours.accent_edge if on_slot and not colours.is_flat else colours.key_pressed
        rest = colours.accent if on_slot else colours.ground
        width = theme.mm(0.5)
        painter.setPen(QPen(theme.color(colours.on_accent if on_slot else colours.line), width))
        painter.setBrush(theme.color(pressed if self.isDown() else rest))
        half = width / 2
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, theme.mm(_CORNER_MM), theme.mm(_CORNER_MM))


def paint_key(painter: QPainter, theme: Theme, box: QRectF, *, is_down: bool, is_primary: bool) -> None:
    """Draw the body of a key: a face on a darker lower edge; pressed, the face covers the edge."""
    colours = theme.palette
    corner = float(theme.mm(_CORNER_MM))
    edge = theme.mm(_EDGE_MM)
    width = max(1.0, theme.mm(0.6 if colours.is_flat else 0.3))
    half = width / 2
    outline = colours.accent_edge if is_primary else colours.line
    painter.setPen(QPen(theme.color(outline), width))
    painter.setBrush(theme.color(colours.accent_edge if is_primary else colours.key_edge))
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), corner, corner)
    if is_primary:
        face = colours.accent_edge if is_down and not colours.is_flat else colours.accent
    else:
        face = colours.key_pressed if is_down else colours.key
    painter.setBrush(theme.color(face))
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half - (0 if is_down else edge)), corner, corner)


def choice_button(  # noqa: PLR0913 - the parts of one button, all named
    theme: Theme,
    guard: TouchGuard,
    choice: Choice,
    *,
    kind: Kind = Kind.PLAIN,
    trailing: str = "",
    role: Role = Role.BUTTON,
    is_centred: bool = False,
) -> BigButton:
    """Make the button of a choice of the view."""
    button = BigButton(
        theme,
        guard,
        Choose(choice.id),
        choice.label,
        kind=kind,
        hint=choice.hint,
        icon=choice.icon,
        trailing=trailing,
        role=role,
        is_centred=is_centred,
    )
    button.setEnabled(choice.enabled)
    return button
