"""Our own drawings, tinted by the palette.

The files use four colours as names: `#111111` ink, `#0a5250` accent, `#ffffff` paper, `#dddddd` tint.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
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

    def __init__(self, theme: Theme, name: str, side_px: int, *, ink: str = "", paper: str = "") -> None:
        super().__init__()
        colours = theme.palette
        self._pixmap = tinted(
            name,
            side_px,
            ink or colours.ink,
            colours.accent,
            paper or colours.paper,
            colours.accent_soft,
        )
        self._side_px = side_px
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """As large as the drawing."""
        return QSize(self._side_px, self._side_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        del event
        QPainter(self).drawPixmap(0, 0, self._pixmap)
