"""Big buttons: keys that look like keys, with a lower edge that goes away under the finger."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Role
from kiosk_app.widgets.boxed import HoldsBoxes
from kiosk_app.widgets.boxes import Column, Padded, Row, Spring, texts_in
from kiosk_app.widgets.icons import icon_box
from kiosk_app.widgets.labels import text_block
from kiosk_app.widgets.skins import Layer, paint_skin
from kiosk_app.widgets.touch import Pressable

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

    from kiosk_app.flow.intents import Intent
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Choice
    from kiosk_app.widgets.boxes import Box
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


class BigButton(HoldsBoxes, Pressable):
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
        if icon == _GO:
            icon, trailing = "", _GO
        boxes: list[Box] = []
        if icon:
            side_mm = theme.cap_mm(role) * (1.9 if kind in {Kind.RIM, Kind.SLOT} else 2.2)
            boxes.append(self._icon(icon, theme.mm(side_mm)))
        boxes.append(self._texts(label, hint, role=role, centred=is_centred or kind is Kind.RIM))
        if trailing:
            boxes.append(self._icon(trailing, theme.mm(theme.cap_mm(role) * 1.3)))
        if kind is Kind.RIM:
            self._contents: Box = Column([*boxes[:-1], Spring(), boxes[-1], Spring()], theme.space(1.2))
        else:
            # In the middle, icon and text stand together.
            self._contents = Row(boxes, theme.space(4.0), is_centred=is_centred)
        self.hold(Padded(self._contents, self._padding()))

    def leave_no_padding(self) -> None:
        """Give the whole face to the label: for single characters."""
        self.hold(Padded(self._contents, (0, 0, 0, self._theme.mm(_EDGE_MM))))

    def _padding(self) -> tuple[int, int, int, int]:
        theme = self._theme
        if self._kind is Kind.RIM:
            across, along = theme.space(1.2), theme.space(2.0)
        else:
            across, along = theme.space(5.0), theme.space(2.2)
        edge = theme.mm(_EDGE_MM) if self._kind in {Kind.PRIMARY, Kind.PLAIN} else 0
        return across, along, across, along + edge

    def _icon(self, name: str, side_px: int) -> Box:
        colours = self._theme.palette
        face = colours.accent if self._kind in {Kind.PRIMARY, Kind.SLOT} else colours.key
        ink = colours.accent if self._kind is Kind.PLAIN else self._ink()
        is_tile = self._kind is Kind.PLAIN and name not in _BARE
        if is_tile:
            return icon_box(self._theme, name, round(side_px * 1.15), ink=ink, on_tile=True)
        return icon_box(self._theme, name, side_px, ink=ink, paper=face)

    def _ink(self) -> str:
        colours = self._theme.palette
        return colours.on_accent if self._kind in {Kind.PRIMARY, Kind.SLOT} else colours.ink

    def _texts(self, label: str, hint: str, *, role: Role, centred: bool) -> Box:
        theme = self._theme
        bold = self._kind is not Kind.RIM
        texts: list[Box] = [text_block(theme, label, role, color=self._ink(), bold=bold, centred=centred)]
        if hint:
            soft = self._ink() if self._kind is Kind.PRIMARY else theme.palette.ink_soft
            texts.append(text_block(theme, hint, Role.BODY, color=soft, centred=centred))
        return Column([Spring(), *texts, Spring()], share=0 if centred else 1)

    def sizeHint(self) -> QSize:
        """What the contents want, at least a touch area."""
        return super().sizeHint().expandedTo(QSize(self._theme.touch_px, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the longest word allows."""
        return super().minimumSizeHint().expandedTo(QSize(self._theme.touch_px, 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the key and what is on it."""
        del event
        painter = QPainter(self)
        if self._kind in {Kind.SLOT, Kind.RIM}:
            self._paint_flat(painter)
        else:
            self._paint_body(painter)
        self.paint_boxes(painter)

    def _paint_body(self, painter: QPainter) -> None:
        if not self.isEnabled():
            theme = self._theme
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            pen = QPen(theme.color(theme.palette.line), theme.mm(0.3), Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(box, theme.mm(_CORNER_MM), theme.mm(_CORNER_MM))
            return
        paint_key(
            painter,
            self._theme,
            self.rect(),
            is_down=self.isDown(),
            is_primary=self._kind is Kind.PRIMARY,
        )

    def changeEvent(self, event: QEvent) -> None:
        """Write in soft ink on the dashed outline of a button that does nothing yet."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            ink = self._theme.color(self._ink() if self.isEnabled() else self._theme.palette.ink_soft)
            for block in texts_in(self._contents):
                block.ink = ink

    def _paint_flat(self, painter: QPainter) -> None:
        theme, colours = self._theme, self._theme.palette
        on_slot = self._kind is Kind.SLOT
        pressed = colours.accent_edge if on_slot and not colours.is_flat else colours.key_pressed
        rest = colours.accent if on_slot else colours.ground
        outline = colours.on_accent if on_slot else colours.line
        face = Layer(outline, pressed if self.isDown() else rest, theme.mm(0.5), theme.mm(_CORNER_MM))
        paint_skin(painter, self.rect(), (face,))


def paint_key(painter: QPainter, theme: Theme, box: QRect, *, is_down: bool, is_primary: bool) -> None:
    """Draw the body of a key: a face on a darker lower edge; pressed, the face covers the edge."""
    colours = theme.palette
    corner = theme.mm(_CORNER_MM)
    width = max(1.0, theme.mm(0.6 if colours.is_flat else 0.3))
    outline = colours.accent_edge if is_primary else colours.line
    if is_primary:
        face = colours.accent_edge if is_down and not colours.is_flat else colours.accent
    else:
        face = colours.key_pressed if is_down else colours.key
    body = Layer(outline, colours.accent_edge if is_primary else colours.key_edge, width, corner)
    paint_skin(
        painter, box, (body, Layer(outline, face, width, corner, 0 if is_down else theme.mm(_EDGE_MM)))
    )


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
