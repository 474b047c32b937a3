"""Big buttons: keys that look like keys, with a lower edge that goes away under the finger."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from kiosk_app.flow.intents import Choose
from kiosk_app.theme import Role
from kiosk_app.widgets.boxed import HoldsBoxes
from kiosk_app.widgets.boxes import Column, Padded, Row, Spring
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


class _Face(msgspec.Struct, frozen=True):
    """What is on a key."""

    label: str
    hint: str
    icon: str
    trailing: str
    role: Role
    is_centred: bool


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
        self._face = _Face(label, hint, icon, trailing, role, is_centred)
        self._padding = self._usual_padding()
        self._compose()

    def _compose(self) -> None:
        """Set what is on the key, in the ink it now has."""
        theme, face = self._theme, self._face
        boxes: list[Box] = []
        if face.icon:
            side_mm = theme.cap_mm(face.role) * (1.9 if self._kind in {Kind.RIM, Kind.SLOT} else 2.2)
            boxes.append(self._icon(face.icon, theme.mm(side_mm)))
        boxes.append(self._texts())
        if face.trailing:
            boxes.append(self._icon(face.trailing, theme.mm(theme.cap_mm(face.role) * 1.3)))
        if self._kind is Kind.RIM:
            contents: Box = Column([*boxes[:-1], Spring(), boxes[-1], Spring()], theme.space(1.2))
        else:
            # In the middle, icon and text stand together.
            contents = Row(boxes, theme.space(4.0), is_centred=face.is_centred)
        self.hold(Padded(contents, self._padding))

    def forget_text(self) -> None:
        """Keep nothing of what was said."""
        super().forget_text()
        self._face = _Face("", "", "", "", Role.BODY, is_centred=False)

    def leave_no_padding(self) -> None:
        """Give the whole face to the label: for single characters."""
        self._padding = (0, 0, 0, self._theme.mm(_EDGE_MM))
        self._compose()

    def _usual_padding(self) -> tuple[int, int, int, int]:
        theme = self._theme
        if self._kind is Kind.RIM:
            across, along = theme.space(1.2), theme.space(2.0)
        else:
            across, along = theme.space(5.0), theme.space(2.2)
        edge = theme.mm(_EDGE_MM) if self._kind in {Kind.PRIMARY, Kind.PLAIN} else 0
        return across, along, across, along + edge

    def _icon(self, name: str, side_px: int) -> Box:
        colours = self._theme.palette
        if self._kind is Kind.PLAIN and name not in _BARE:
            accent = colours.accent
            return icon_box(self._theme, name, round(side_px * 1.15), ink=accent, on_tile=True)
        face = colours.accent if self._kind in {Kind.PRIMARY, Kind.SLOT} else colours.key
        ink = colours.accent if self._kind is Kind.PLAIN else self._ink()
        return icon_box(
            self._theme, name, side_px, ink=ink, paper=face if self.isEnabled() else colours.ground
        )

    def _ink(self) -> str:
        """Soft on the dashed outline of a button that does nothing yet."""
        colours = self._theme.palette
        if not self.isEnabled():
            return colours.ink_soft
        return colours.on_accent if self._kind in {Kind.PRIMARY, Kind.SLOT} else colours.ink

    def _texts(self) -> Box:
        theme, face = self._theme, self._face
        centred = face.is_centred or self._kind is Kind.RIM
        ink, bold = self._ink(), self._kind is not Kind.RIM
        texts: list[Box] = [text_block(theme, face.label, face.role, color=ink, bold=bold, centred=centred)]
        if face.hint:
            soft = ink if self._kind is Kind.PRIMARY else theme.palette.ink_soft
            texts.append(text_block(theme, face.hint, Role.BODY, color=soft, centred=centred))
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
        """Write in another ink on a button that does nothing yet, or does something now."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self._compose()

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
