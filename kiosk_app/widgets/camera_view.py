"""The live picture with a frame to hold the code into. Keeps one frame, and wipes it when told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk_app.widgets.icons import tinted

if TYPE_CHECKING:
    import numpy as np

    from kiosk_app.theme import Theme

_GUIDE_SHARE: Final = 0.72
_ARM_SHARE: Final = 0.2
_SWEEP_FRAMES: Final = 45
"""At 15 pictures a second the line needs three seconds down and three up: calm, and far from flashing."""


class CameraView(QWidget):
    """Draws BGR frames, cropped to fill."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pixels: np.ndarray | None = None
        self._frames = 0
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)
        self.setMinimumHeight(theme.mm(40.0))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def sizeHint(self) -> QSize:
        """What a code can still be held into; the rest is what the words leave."""
        return QSize(self._theme.mm(80.0), self._theme.mm(56.0))

    def show_frame(self, pixels: np.ndarray) -> None:
        """Draw a frame.

        Args:
            pixels: (h, w, 3) uint8 BGR; copied, because its owner uses the memory again.
        """
        if self._pixels is not None and self._pixels.shape == pixels.shape:
            self._pixels[...] = pixels
        else:
            self.clear_frame()
            self._pixels = pixels.copy(order="C")
        self._frames = (self._frames + 1) % (2 * _SWEEP_FRAMES)
        self.update()

    def clear_frame(self) -> None:
        """Overwrite the frame with zeros and forget it."""
        if self._pixels is not None:
            self._pixels.fill(0)
            self._pixels = None
        self.update()

    @property
    def has_frame(self) -> bool:
        """Whether a frame is held."""
        return self._pixels is not None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw picture and guide."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, colours = self._theme, self._theme.palette
        painter.fillRect(self.rect(), theme.color(colours.ground if colours.is_flat else "#1B2625"))
        if self._pixels is not None:
            self._paint_frame(painter, self._pixels)
        self._paint_guide(painter)
        if colours.is_flat:
            painter.setPen(QPen(theme.color(colours.line), theme.mm(0.8)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_frame(self, painter: QPainter, pixels: np.ndarray) -> None:
        height, width = pixels.shape[:2]
        image = QImage(pixels.data, width, height, int(pixels.strides[0]), QImage.Format.Format_BGR888)
        scale = max(self.width() / width, self.height() / height)
        seen_w, seen_h = self.width() / scale, self.height() / scale
        source = QRectF((width - seen_w) / 2, (height - seen_h) / 2, seen_w, seen_h)
        painter.drawImage(QRectF(self.rect()), image, source)

    def _paint_guide(self, painter: QPainter) -> None:
        side = min(self.width(), self.height()) * _GUIDE_SHARE
        box = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        if self._pixels is None:
            icon_px = max(8, int(side * 0.5))
            grey = "#C9D3D0" if not self._theme.palette.is_flat else self._theme.palette.ink
            pixmap = tinted("show_phone", icon_px, grey, grey, grey, grey)
            painter.drawPixmap(QPointF((self.width() - icon_px) / 2, (self.height() - icon_px) / 2), pixmap)
        else:
            self._paint_sweep(painter, box)
        path = _corners(box, side * _ARM_SHARE)
        for colour, width_mm in (("#000000", 3.2), ("#FFFFFF", 1.8)):
            pen = QPen(self._theme.color(colour), self._theme.mm(width_mm))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path, pen)

    def _paint_sweep(self, painter: QPainter, box: QRectF) -> None:
        """A line that goes up and down with the pictures: it stands still when they do."""
        share = 1 - abs(self._frames / _SWEEP_FRAMES - 1)
        y = box.top() + box.height() * (0.1 + 0.8 * share)
        inset = box.width() * 0.1
        for colour, width_mm in (("#000000", 1.6), ("#FFFFFF", 0.8)):
            painter.setPen(QPen(self._theme.color(colour), self._theme.mm(width_mm)))
            painter.drawLine(QPointF(box.left() + inset, y), QPointF(box.right() - inset, y))


def _corners(box: QRectF, arm: float) -> QPainterPath:
    path = QPainterPath()
    for x, y, dx, dy in (
        (box.left(), box.top(), arm, arm),
        (box.right(), box.top(), -arm, arm),
        (box.right(), box.bottom(), -arm, -arm),
        (box.left(), box.bottom(), arm, -arm),
    ):
        path.moveTo(x, y + dy)
        path.lineTo(x, y)
        path.lineTo(x + dx, y)
    return path
