"""Draw the pictures of docs/operations/technician.md: the two ways in, and every page a technician sees.

Example: .venv/bin/python scripts/technician_pictures.py
Exit codes: 0 drawn, 1 more than 1 MB of pictures came of it.
"""

from __future__ import annotations

import itertools
import os
import sys
from typing import TYPE_CHECKING

import numpy as np
import segno
from film_strip import ISSUED, ROOT, save, strip
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QApplication

from kiosk_app.flow import Language
from kiosk_app.gallery import LANDSCAPE, PORTRAIT, Easel
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.preview import Walker, demo_state
from kiosk_app.technician.view import PageView
from kiosk_app.theme import FONT_FAMILY, load_fonts
from kiosk_app.view_models import Look

if TYPE_CHECKING:
    from kiosk_app.preview import TechnicianPicture
    from kiosk_app.theme import Panel

OUT = ROOT / "docs" / "images" / "technician"
MOST_BYTES = 1_000_000
STRIPS = {
    "door": ("pin", "code", "recovery", "pin-shut"),
    "home": ("home", "home-worst", "operator-worst"),
    "printer": ("printer", "printer-asking", "printer-worst"),
    "camera": ("camera", "camera-worst"),
    "registry": ("registry", "registry-fetching", "registry-worst"),
    "machine": ("network-worst", "doctor-worst", "logs"),
    "service": ("service", "service-closed", "restart"),
    "about": ("about", "staff-pin"),
}
INK, ACCENT = QColor("#14201F"), QColor("#0A5250")


def a_code_in_view() -> np.ndarray:
    """A camera frame, (h, w, 3) uint8 BGR: a sheet with a code before a grey wall."""
    frame = np.full((720, 960, 3), 150, np.uint8)
    frame[:] = np.linspace(120, 185, 960, dtype=np.uint8)[None, :, None]
    modules = np.array([list(row) for row in segno.make_qr("DEMO 演示", error="m").matrix], np.uint8)
    code = np.where(np.kron(modules, np.ones((12, 12), np.uint8)) > 0, 30, 235).astype(np.uint8)
    side = code.shape[0]
    top, left = (720 - side) // 2, (960 - side) // 2
    frame[top - 40 : top + side + 40, left - 40 : left + side + 40] = 235
    frame[top : top + side, left : left + side] = code[:, :, None]
    return frame


def draw(panel: Panel, language: Language, names: tuple[str, ...]) -> list[QImage]:
    """Draw these pages."""
    walker = Walker(demo_state(ISSUED), load_translations(locale_dir()), is_portrait=panel.is_portrait)
    every = {picture.name.removeprefix("technician-"): picture for picture in walker.technician(language)}
    easel = Easel(panel)
    pictures = [_drawn(easel, every[name]) for name in names]
    easel.close()
    return pictures


def _drawn(easel: Easel, picture: TechnicianPicture) -> QImage:
    drawn = easel.draw(picture, Look())
    if isinstance(picture.view, PageView) and picture.view.has_picture:
        easel.overlay.show_frame(a_code_in_view())
        drawn = easel.window.grab()
    return drawn.toImage()


def ways_in() -> QImage:
    """Two glasses: hands at a steering wheel, and the round of the corners."""
    image = QImage(760, 640, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(FONT_FAMILY)
    font.setPixelSize(26)
    font.setBold(True)
    painter.setFont(font)
    for left in (30.0, 410.0):
        painter.setPen(QPen(INK, 3))
        painter.setBrush(QColor("#E8E6DF"))
        painter.drawRoundedRect(QRectF(left, 30, 320, 569), 14, 14)
    _wheel(painter, QRectF(30, 30, 320, 569))
    _corners(painter, QRectF(410, 30, 320, 569))
    painter.end()
    return image


def _wheel(painter: QPainter, glass: QRectF) -> None:
    middle = glass.center().y()
    for x, way in ((glass.left() + 60, -1), (glass.right() - 60, 1)):
        end = QPointF(x, middle + way * 110)
        painter.setPen(QPen(ACCENT, 7))
        painter.drawLine(QPointF(x, middle), end)
        painter.setBrush(ACCENT)
        painter.drawPolygon(
            QPolygonF([end + QPointF(-16, 0), end + QPointF(16, 0), end + QPointF(0, way * 26)])
        )
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(QPointF(x, middle), 27, 27)


def _corners(painter: QPainter, glass: QRectF) -> None:
    inset = 34
    box = glass.adjusted(inset, inset, -inset, -inset)
    corners = (box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft())
    painter.setPen(QPen(ACCENT, 4, Qt.PenStyle.DashLine))
    for one, other in itertools.pairwise(corners):
        painter.drawLine(one, other)
    for corner, numbers in zip(corners, ("1·8", "2·7", "3·6", "4·5"), strict=True):
        painter.setPen(QPen(ACCENT, 4))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawEllipse(corner, 31, 31)
        painter.setPen(INK)
        painter.drawText(
            QRectF(corner.x() - 31, corner.y() - 31, 62, 62), Qt.AlignmentFlag.AlignCenter, numbers
        )


def main() -> int:
    """Run from the command line."""
    OUT.mkdir(parents=True, exist_ok=True)
    load_fonts()
    save(ways_in(), OUT / "ways-in.png")
    for name, pages in STRIPS.items():
        save(strip(draw(PORTRAIT, Language.ZH, pages)), OUT / f"{name}.png")
    save(strip(draw(PORTRAIT, Language.EN, ("home-worst", "printer", "doctor-worst"))), OUT / "english.png")
    save(strip(draw(LANDSCAPE, Language.ZH, ("home-worst",))), OUT / "landscape.png")
    total = sum(path.stat().st_size for path in OUT.glob("*.png"))
    print(f"{len(list(OUT.glob('*.png')))} pictures, {total / 1e6:.2f} MB: {OUT.relative_to(ROOT)}")
    return 1 if total > MOST_BYTES else 0


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_FONT_DPI"] = "96"
    application = QApplication([])
    sys.exit(main())
