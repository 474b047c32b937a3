"""Our own drawings, tinted by the palette.

The files use four colours as names: `#111111` ink, `#0a5250` accent, `#ffffff` paper, `#dddddd` tint.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from kiosk_app.view_models import Tone
from kiosk_app.widgets.boxes import Shape

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

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


class Drawing:
    """An icon in a square, perhaps on a tile; draws itself into a box of `side_px`. GUI thread."""

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
        colours = theme.palette
        self.side_px = side_px
        self._inset_px = round(side_px * 0.17) if on_tile else 0
        self._tile = (
            _tile(side_px, colours.accent_soft, colours.line if colours.is_flat else "") if on_tile else None
        )
        self._pixmap = tinted(
            name,
            side_px - 2 * self._inset_px,
            ink or colours.ink,
            colours.accent,
            paper or colours.paper,
            colours.paper if on_tile else colours.accent_soft,
        )

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw tile and icon."""
        if self._tile is not None:
            painter.drawPixmap(box.topLeft(), self._tile)
        painter.drawPixmap(box.x() + self._inset_px, box.y() + self._inset_px, self._pixmap)


@lru_cache(maxsize=64)
def _tile(side_px: int, fill: str, outline: str) -> QPixmap:
    """A tinted square with round corners; an outline where there are no tints."""
    pixmap = QPixmap(side_px, side_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(outline), 1) if outline else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(QColor(fill))
    corner = side_px * 0.2
    painter.drawRoundedRect(QRectF(1, 1, side_px - 2, side_px - 2), corner, corner)
    painter.end()
    return pixmap


def icon_box(
    theme: Theme, name: str, side_px: int, *, ink: str = "", paper: str = "", on_tile: bool = False
) -> Shape:
    """Make an icon that stands in a box, see `Drawing`."""
    drawing = Drawing(theme, name, side_px, ink=ink, paper=paper, on_tile=on_tile)
    return Shape(side_px, side_px, drawing.paint)


class IconView(QWidget):
    """A widget of its own for a `Drawing`; takes the same arguments."""

    def __init__(
        self, theme: Theme, name: str, side_px: int, *, ink: str = "", paper: str = "", on_tile: bool = False
    ) -> None:
        super().__init__()
        self._drawing = Drawing(theme, name, side_px, ink=ink, paper=paper, on_tile=on_tile)
        self.setFixedSize(side_px, side_px)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the icon."""
        del event
        self._drawing.paint(QPainter(self), self.rect())
