"""Our own drawings, tinted by the palette.

The files use four colours as names: `#111111` ink, `#0a5250` accent, `#ffffff` paper, `#dddddd` tint.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk_app.view_models import Tone

if TYPE_CHECKING:
    from kiosk_app.theme import Theme

ICON_DIRECTORY: Final = Path(__file__).resolve().parent.parent.parent / "assets" / "icons"

TONE_ICONS: Final = {
    Tone.CALM: "info",
    Tone.GOOD: "good",
    Tone.ATTENTION: "attention",
    Tone.PROBLEM: "problem",
}
"""Circle, circle with a tick, triangle, octagon: told apart without colour."""


def available_icons() -> frozenset[str]:
    """Name every drawing there is."""
    return frozenset(path.stem for path in ICON_DIRECTORY.glob("*.svg"))


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    path = ICON_DIRECTORY / f"{name}.svg"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@lru_cache(maxsize=256)
def tinted(name: str, side_px: int, ink: str, accent: str, paper: str, tint: str) -> QPixmap:
    """Draw an icon in four colours; transparent when there is no such drawing. GUI thread."""
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    source = _drawing(name)
    if not source:
        return pixmap
    # The colours of the file are exchanged in one pass each through names that no colour contains.
    for colour, mark in (
        ("#111111", "{ink}"),
        ("#0a5250", "{acc}"),
        ("#ffffff", "{pap}"),
        ("#dddddd", "{tin}"),
    ):
        source = source.replace(colour, mark)
    for mark, colour in (("{ink}", ink), ("{acc}", accent), ("{pap}", paper), ("{tin}", tint)):
        source = source.replace(mark, colour)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, side_px, side_px))
    painter.end()
    return pixmap


class IconView(QWidget):
    """A square with a drawing in it."""

    def __init__(
        self, theme: Theme, name: str, side_px: int, *, ink: str = "", paper: str = "", on_tile: bool = False
    ) -> None:
        """Make it.

        Args:
            theme: tokens.
            name: of the drawing, without its ending.
            side_px: of the whole square.
            ink: palette entry of the lines; the ink when empty.
            paper: palette entry of the background it stands on; the paper when empty.
            on_tile: stands on a tinted tile with round corners.
        """
        super().__init__()
        colours = theme.palette
        self._theme = theme
        self._on_tile = on_tile
        self._inset_px = round(side_px * 0.17) if on_tile else 0
        self._pixmap = tinted(
            name,
            side_px - 2 * self._inset_px,
            ink or colours.ink,
            colours.accent,
            paper or colours.paper,
            colours.paper if on_tile else colours.accent_soft,
        )
        self._side_px = side_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As large as the drawing and its tile."""
        return QSize(self._side_px, self._side_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        del event
        painter = QPainter(self)
        if self._on_tile:
            colours = self._theme.palette
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(
                QPen(self._theme.color(colours.line), 1) if colours.is_flat else QPen(Qt.PenStyle.NoPen)
            )
            painter.setBrush(self._theme.color(colours.accent_soft))
            corner = self._side_px * 0.2
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
        painter.drawPixmap(self._inset_px, self._inset_px, self._pixmap)
