"""A window to put screens into, and the geometry one can check on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel, QTextEdit, QWidget

from kiosk_app.theme import GAP_MM, TOUCH_FLOOR_MM, Panel, load_fonts
from kiosk_app.view_models import Contrast, Look, TextSize, page_sizes
from kiosk_app.widgets.boxed import HoldsBoxes
from kiosk_app.widgets.labels import PlainLabel
from kiosk_app.widgets.touch import Pressable, pressables
from kiosk_app.window import KioskWindow
from tests.support.screens_samples import LANGUAGES, SAMPLES, Texts, paged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor

    from kiosk_app.view_models import View
    from kiosk_app.widgets.text_block import TextBlock

PORTRAIT = Panel(1080, 1920)
LANDSCAPE = Panel(1920, 1080)


@dataclass
class FakeClock:
    """Monotonic seconds that move when told."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s

    def settle(self) -> None:
        """Let the settling time of a new screen pass."""
        self.now_s += 1.5


@dataclass(frozen=True)
class Case:
    """One screen in one look on one panel in one language."""

    name: str
    language: str
    look: Look
    panel: Panel

    def view(self) -> View:
        sizes = page_sizes(self.look, is_portrait=self.panel.is_portrait, is_small=self.panel.is_small)
        return paged(SAMPLES[self.name](Texts(self.language)), sizes.cards, sizes.choices)

    def __str__(self) -> str:
        side = "portrait" if self.panel.is_portrait else "landscape"
        reach = "sitting" if self.look.reach else "standing"
        return f"{self.name} {self.language} {self.look.size} {self.look.contrast} {reach} {side}"


def cases(contrasts: tuple[Contrast, ...], panels: tuple[Panel, ...]) -> Iterator[Case]:
    """Every screen x language x size x reach in the given schemes on the given panels."""
    for panel in panels:
        for contrast in contrasts:
            for size in TextSize:
                for reach in (False, True):
                    look = Look(size, contrast, reach)
                    for language in LANGUAGES:
                        for name in SAMPLES:
                            yield Case(name, language, look, panel)


def stage(panel: Panel, clock: FakeClock | None = None) -> KioskWindow:
    """Make a window and show it; the caller registers it with qtbot."""
    load_fonts()
    window = KioskWindow(panel, clock=clock or FakeClock())
    window.setVisible(True)
    return window


def place_of(widget: QWidget, window: QWidget) -> QRect:
    """Rectangle of a widget in window coordinates."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


@dataclass(frozen=True)
class Written:
    """One text on the glass: where, in window coordinates, in what ink, and in which widget."""

    text: str
    place: QRect
    ink: QColor
    is_clipped: bool
    holder: QWidget


def written_on(window: QWidget) -> list[Written]:
    """Every text a person can see."""
    return [
        Written(block.text, block.box.translated(widget.mapTo(window, QPoint())), block.ink, clipped, widget)
        for widget, block, clipped in _blocks(window)
        if widget.isVisible() and block.text
    ]


def blocks_on(window: QWidget) -> list[TextBlock]:
    """What holds the texts of a widget and of those in it."""
    return [block for _, block, _ in _blocks(window)]


def texts_on(window: QWidget) -> list[str]:
    """Every text a widget and those in it hold, seen or not."""
    return [block.text for block in blocks_on(window) if block.text]


def _blocks(window: QWidget) -> Iterator[tuple[QWidget, TextBlock, bool]]:
    for widget in (window, *window.findChildren(QWidget)):
        assert not isinstance(widget, (QLabel, QTextEdit)), "these take text for markup"
        if isinstance(widget, PlainLabel):
            width, height = widget.width(), widget.height()
            needed = widget.minimumSizeHint().width(), widget.heightForWidth(width)
            for block in widget.text_blocks():
                yield widget, block, width < needed[0] or height < needed[1]
        elif isinstance(widget, HoldsBoxes):
            for block in widget.text_blocks():
                yield widget, block, block.is_clipped()


def text_faults(window: KioskWindow) -> list[str]:
    """Texts that are clipped, overlap another, or stick out of what holds them."""
    written = written_on(window)
    faults = []
    for one in written:
        if one.is_clipped:
            faults.append(f"clipped {one.text!r} {one.place.size()}")
        holder: QWidget | None = one.holder
        while holder is not None and holder is not window:
            if not place_of(holder, window).contains(one.place):
                faults.append(f"outside {type(holder).__name__}: {one.text!r}")
                break
            holder = holder.parentWidget()
        if not window.rect().contains(one.place):
            faults.append(f"off the glass: {one.text!r}")
    for number, one in enumerate(written):
        faults += [
            f"overlap {one.text!r} / {other.text!r}"
            for other in written[number + 1 :]
            if one.place.intersects(other.place)
        ]
    return faults


def touch_faults(window: KioskWindow, case: Case) -> list[str]:
    """Touch areas that are too small, too close, or too high up for somebody sitting."""
    px_per_mm = case.panel.px_per_mm
    places = [(button, place_of(button, window)) for button in pressables(window)]
    faults = []
    for number, (button, place) in enumerate(places):
        side_mm = min(place.width(), place.height()) / px_per_mm
        if side_mm < TOUCH_FLOOR_MM:
            faults.append(f"{name_of(button)} is {side_mm:.1f} mm")
        if not window.rect().contains(place):
            faults.append(f"{name_of(button)} is off the glass")
        if case.look.reach and place.top() < window.height() // 2 - 1:
            faults.append(f"{name_of(button)} is in the upper half")
        for other, other_place in places[number + 1 :]:
            gap_mm = distance_px(place, other_place) / px_per_mm
            if gap_mm < GAP_MM:
                faults.append(f"{name_of(button)} and {name_of(other)}: {gap_mm:.1f} mm apart")
    return faults


def small_targets(window: KioskWindow, case: Case, preferred_mm: float) -> list[str]:
    """Touch areas below the preferred side."""
    return [
        f"{name_of(button)} {min(button.width(), button.height()) / case.panel.px_per_mm:.1f} mm"
        for button in pressables(window)
        if min(button.width(), button.height()) / case.panel.px_per_mm < preferred_mm - 0.1
    ]


def distance_px(one: QRect, other: QRect) -> int:
    """Gap between two rectangles; negative when they overlap."""
    across = max(one.left() - other.right(), other.left() - one.right()) - 1
    along = max(one.top() - other.bottom(), other.top() - one.bottom()) - 1
    return max(across, along)


def name_of(button: Pressable) -> str:
    """What a touch area is called."""
    return button.accessibleName() or type(button).__name__
