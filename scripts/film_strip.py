"""Draw the film strips of docs/journey.md: the whole journey in both languages, and the looks one can choose.

Example: .venv/bin/python scripts/film_strip.py
Exit codes: 0 drawn, 1 more than 3 MB of pictures came of it.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from kiosk_app.flow import Language
from kiosk_app.gallery import LANDSCAPE, PORTRAIT, Easel
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.preview import Walker, demo_state
from kiosk_app.view_models import Contrast, Look, TextSize

if TYPE_CHECKING:
    from kiosk_app.theme import Panel

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images" / "journey"
HEIGHT_PX = 640
GAP_PX = 10
MOST_BYTES = 3_000_000
ISSUED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""The day the demonstration's list is drawn as issued, so that the pictures change only with the product."""

STRIPS = {
    "licence": ("idle-current", "scan-slow", "type-code-7", "type-code-asked", "confirm"),
    "questions": ("debt-type", "which-debt-decided", "which-debt-given", "amount-found-goods", "place"),
    "list": ("list-goods-331002-1", "detail-tz-0002", "printing-0", "printing-2", "take-slip-goods"),
    "trouble": (
        "printing-paper-out-1",
        "trouble-paper-out",
        "trouble-slip-unconfirmed",
        "idle-warning",
        "out-of-service",
    ),
    "without": ("idle-paper-out", "list-goods-331002-1-paper-out", "trouble-camera", "trouble-no-match"),
    "phone": ("phone-entry-0", "phone-result-registered", "phone-result-struck-off", "phone-result-unknown"),
}
LOOKS = (
    Look(),
    Look(TextSize.LARGEST),
    Look(contrast=Contrast.LIGHT),
    Look(contrast=Contrast.DARK),
    Look(reach=True),
)


def strip(pictures: list[QImage]) -> QImage:
    """Hang pictures side by side."""
    smooth = Qt.TransformationMode.SmoothTransformation
    small = [picture.scaledToHeight(HEIGHT_PX, smooth) for picture in pictures]
    width = sum(picture.width() + GAP_PX for picture in small) - GAP_PX
    whole = QImage(width, HEIGHT_PX, QImage.Format.Format_RGB32)
    whole.fill(Qt.GlobalColor.white)
    painter, left = QPainter(whole), 0
    for picture in small:
        painter.drawImage(left, 0, picture)
        left += picture.width() + GAP_PX
    painter.end()
    return whole


def save(picture: QImage, path: Path) -> None:
    """Write it with 96 colours of its own: enough for these screens, at a third of the size."""
    # Kept by name: its memory is read below, and is gone when it is.
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    size = plain.width(), plain.height()
    rgb = Image.frombytes("RGB", size, bytes(plain.constBits()), "raw", "RGB", plain.bytesPerLine())
    rgb.quantize(96, dither=Image.Dither.NONE).save(path, optimize=True)


def draw(panel: Panel, language: Language, look: Look, names: tuple[str, ...]) -> list[QImage]:
    """Draw these situations."""
    walker = Walker(demo_state(ISSUED), load_translations(locale_dir()), is_portrait=panel.is_portrait)
    every = {situation.name: situation for situation in walker.situations(language, look)}
    easel = Easel(panel)
    pictures = [easel.draw(every[name], look).toImage() for name in names]
    easel.close()
    return pictures


def main() -> int:
    """Run from the command line."""
    OUT.mkdir(parents=True, exist_ok=True)
    for language in Language:
        for name, situations in STRIPS.items():
            picture = strip(draw(PORTRAIT, language, Look(), situations))
            save(picture, OUT / f"{name}-{language.value}.png")
        looks = [draw(PORTRAIT, language, look, ("list-goods-331002-1",))[0] for look in LOOKS]
        save(strip(looks), OUT / f"looks-{language.value}.png")
    wide = draw(LANDSCAPE, Language.ZH, Look(), ("idle-current", "list-goods-331002-1"))
    save(strip(wide), OUT / "landscape.png")
    total = sum(path.stat().st_size for path in OUT.glob("*.png"))
    print(f"{len(list(OUT.glob('*.png')))} strips, {total / 1e6:.2f} MB: {OUT.relative_to(ROOT)}")
    return 1 if total > MOST_BYTES else 0


if __name__ == "__main__":
    os.environ.update(
        QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR="1", QT_FONT_DPI="96", QT_ENABLE_HIGHDPI_SCALING="0"
    )
    application = QApplication([])
    sys.exit(main())
