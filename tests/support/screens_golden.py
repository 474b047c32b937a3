"""Draw the golden screens again: `python -m tests.support.screens_golden`. Look at the difference before committing.

They lie in a folder named after the Qt version and the hash of the font files: another rasteriser or another release
of the font draws other dots, and is compared with its own pictures or not at all.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kiosk_app.flow import Language
from kiosk_app.gallery import PORTRAIT, Easel
from kiosk_app.theme import FONT_DIRECTORIES, FONT_FILES
from kiosk_app.view_models import Look
from tests.support.screens_walk import Leg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QImage

GOLDEN_ROOT = Path(__file__).parents[1] / "data" / "screens"
MAIN_WALK = (
    "idle-current",
    "scan",
    "confirm",
    "debt-type",
    "which-debt-decided",
    "which-debt-given",
    "amount-found-goods",
    "place",
    "list-goods-331002-1",
    "detail-tz-0002",
    "printing-1",
    "take-slip-goods",
    "printing-paper-out-1",
    "trouble-paper-out",
    "type-code-7",
    "phone-result-registered",
    "phone-result-struck-off",
    "out-of-service",
    "idle-warning",
)
"""The journey, and what most often stands beside it, in order."""


def golden_folder() -> Path:
    """The folder of the pictures drawn by this Qt with these font files."""
    digest = hashlib.sha256()
    for name in FONT_FILES:
        path = next(folder / name for folder in FONT_DIRECTORIES if (folder / name).is_file())
        digest.update(path.read_bytes())
    return GOLDEN_ROOT / f"qt{qVersion()}-{digest.hexdigest()[:16]}"


def drawn(language: Language) -> Iterator[tuple[str, QImage]]:
    """The main walk in one language: name and picture."""
    every = {one.name: one for one in Leg(PORTRAIT, language, Look()).situations()}
    easel = Easel(PORTRAIT)
    for name in MAIN_WALK:
        yield name, easel.draw(every[name], Look()).toImage()
    easel.close()


def main() -> None:
    """Write all of them."""
    for language in Language:
        folder = golden_folder() / language.value
        folder.mkdir(parents=True, exist_ok=True)
        for name, picture in drawn(language):
            # Quality 0 is the strongest compression; PNG loses nothing.
            picture.save(str(folder / f"{name}.png"), "PNG", 0)


if __name__ == "__main__":
    # As in tests/conftest.py: what the pictures are compared under.
    os.environ.update(
        QT_QPA_PLATFORM="offscreen", QT_SCALE_FACTOR="1", QT_FONT_DPI="96", QT_ENABLE_HIGHDPI_SCALING="0"
    )
    application = QGuiApplication.instance() or QApplication([])
    main()
