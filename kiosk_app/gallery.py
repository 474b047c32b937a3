"""The gallery: every situation of `preview.py` in every look, as pictures with an index page or as a window.

For whoever changes a screen or a sentence and wants to see what became of it, everywhere. The window is a tool for a
desk with mouse and keyboard, never part of a terminal.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from kiosk_app.flow import Language
from kiosk_app.preview import TechnicianPicture
from kiosk_app.technician.overlay import TechnicianOverlay
from kiosk_app.theme import Panel, load_fonts
from kiosk_app.view_models import Contrast, Look, TextSize
from kiosk_app.window import KioskWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtGui import QPixmap, QResizeEvent

    from kiosk_app.preview import Situation, Walker

PORTRAIT = Panel(1080, 1920)
LANDSCAPE = Panel(1920, 1080)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the gallery is wanted; every combination of these is drawn."""

    languages: tuple[Language, ...] = tuple(Language)
    sizes: tuple[TextSize, ...] = tuple(TextSize)
    contrasts: tuple[Contrast, ...] = tuple(Contrast)
    reaches: tuple[bool, ...] = (False, True)
    panels: tuple[Panel, ...] = (PORTRAIT, LANDSCAPE)
    screens: str = ""
    """Only situations whose name contains this."""

    def looks(self) -> Iterator[Look]:
        """Every look that is wanted."""
        for size in self.sizes:
            for contrast in self.contrasts:
                for reach in self.reaches:
                    yield Look(size, contrast, reach)


class Easel:
    """Draws situations without showing them to anybody. GUI thread.

    Its clock stands still, so that the same situation is always the same picture.
    """

    def __init__(self, panel: Panel) -> None:
        self.window = KioskWindow(panel, family=load_fonts(), clock=lambda: 0.0)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.overlay = TechnicianOverlay(self.window.theme_in, lambda: 0.0)
        self.window.lay_over(self.overlay)
        self.window.show()

    def draw(self, situation: Situation | TechnicianPicture, look: Look) -> QPixmap:
        """Give the whole glass as a picture."""
        self.window.forget()
        self.overlay.leave()
        if isinstance(situation, TechnicianPicture):
            self.overlay.show_view(situation.view)
        else:
            self.window.show_view(situation.view, look)
            self.window.show_warning(situation.warning)
        picture = self.window.grab()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        return picture

    def close(self) -> None:
        """Put it away."""
        self.window.allow_close()
        self.window.close()
        self.window.deleteLater()


def write_gallery(
    out: Path, walker_for: Callable[[Panel], Walker], wanted: Wanted, say: Callable[[str], None]
) -> int:
    """Write PNGs and `index.html` below `out`; give the number of pictures.

    Raises:
        OSError: something cannot be written.
    """
    pages: list[tuple[str, list[str]]] = []
    for panel in wanted.panels:
        easel, walker = Easel(panel), walker_for(panel)
        for look in wanted.looks():
            for language in wanted.languages:
                folder = folder_name(panel, language, look)
                (out / folder).mkdir(parents=True, exist_ok=True)
                names = []
                for situation in _all(walker, language, look):
                    if wanted.screens in situation.name:
                        names.append(situation.name)
                        _save(easel.draw(situation, look), out / folder / f"{situation.name}.png")
                pages.append((folder, names))
                say(f"{folder}: {len(names)} pictures")
        easel.close()
    (out / "index.html").write_text(_index(pages), encoding="utf-8")
    return sum(len(names) for _, names in pages)


def _all(walker: Walker, language: Language, look: Look) -> tuple[Situation | TechnicianPicture, ...]:
    technician = walker.technician(language) if look == Look() else ()
    return (*walker.situations(language, look), *technician)


def folder_name(panel: Panel, language: Language, look: Look) -> str:
    """`portrait-zh-CN-normal-high-dark-sitting`."""
    glass = "portrait" if panel.is_portrait else "landscape"
    reach = "sitting" if look.reach else "standing"
    return f"{glass}-{language.value}-{look.size.value}-{look.contrast.value}-{reach}"


def _save(picture: QPixmap, path: Path) -> None:
    if not picture.save(str(path), "PNG"):
        raise OSError(f"cannot write {path}")


def _index(pages: list[tuple[str, list[str]]]) -> str:
    parts = [
        '<!doctype html><meta charset="utf-8"><title>Screens</title>',
        (
            "<style>body{font:16px sans-serif;background:#e8e6df}figure{display:inline-block;margin:8px}"
            "img{height:360px;border:1px solid #69736f}figcaption{font-size:13px}</style>"
        ),
    ]
    for folder, names in pages:
        parts.append(f"<details><summary>{html.escape(folder)} ({len(names)})</summary>")
        for name in names:
            where = html.escape(f"{folder}/{name}.png", quote=True)
            parts.append(
                f'<figure><a href="{where}"><img loading="lazy" src="{where}" alt=""></a>'
                f"<figcaption>{html.escape(name)}</figcaption></figure>"
            )
        parts.append("</details>")
    return "\n".join(parts)


class GalleryWindow(QWidget):
    """Names on the left, the screen on the right, looks above it. GUI thread."""

    def __init__(self, walker_for: Callable[[Panel], Walker]) -> None:
        super().__init__()
        self._walker_for = walker_for
        self._situations: dict[str, Situation | TechnicianPicture] = {}
        self._easels: dict[Panel, Easel] = {}
        self._names = QListWidget()
        self._picture = QLabel()
        self._picture.setTextFormat(Qt.TextFormat.PlainText)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(300, 300)
        self._panel = self._box({"portrait": PORTRAIT, "landscape": LANDSCAPE})
        self._language = self._box({language.value: language for language in Language})
        self._size = self._box({size.value: size for size in TextSize})
        self._contrast = self._box({contrast.value: contrast for contrast in Contrast})
        self._reach = self._box({"standing": False, "sitting": True})
        column = QVBoxLayout()
        row = QHBoxLayout()
        for box in (self._panel, self._language, self._size, self._contrast, self._reach):
            row.addWidget(box)
        column.addLayout(row)
        column.addWidget(self._picture, 1)
        whole = QHBoxLayout(self)
        whole.addWidget(self._names, 1)
        whole.addLayout(column, 4)
        self._names.currentTextChanged.connect(self._draw)
        self.resize(1200, 900)
        self._walk()

    def _box(self, rows: dict[str, object]) -> QComboBox:
        box = QComboBox()
        for name, value in rows.items():
            box.addItem(name, value)
        box.currentIndexChanged.connect(self._walk)
        return box

    def _look(self) -> Look:
        return Look(
            TextSize(self._size.currentData()),
            Contrast(self._contrast.currentData()),
            self._reach.currentData(),
        )

    def _walk(self) -> None:
        kept = self._names.currentRow()
        walker = self._walker_for(self._panel.currentData())
        found = _all(walker, Language(self._language.currentData()), self._look())
        self._situations = {situation.name: situation for situation in found}
        self._names.blockSignals(True)
        self._names.clear()
        self._names.addItems(list(self._situations))
        self._names.blockSignals(False)
        self._names.setCurrentRow(max(0, min(kept, len(found) - 1)))

    def _draw(self) -> None:
        situation = self._situations.get(self._names.currentItem().text())
        if situation is None:
            return
        panel: Panel = self._panel.currentData()
        if panel not in self._easels:
            self._easels[panel] = Easel(panel)
        picture = self._easels[panel].draw(situation, self._look())
        smooth = Qt.TransformationMode.SmoothTransformation
        self._picture.setPixmap(
            picture.scaled(self._picture.size(), Qt.AspectRatioMode.KeepAspectRatio, smooth)
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to its place."""
        super().resizeEvent(event)
        if self._names.currentItem() is not None:
            self._draw()

    def put_away(self) -> None:
        """Close the windows the pictures were drawn in."""
        for easel in self._easels.values():
            easel.close()
        self._easels.clear()
