"""The exhaustive walk: every reachable screen in every look, and what can be wrong with one.

A screen is laid out by theme and text alone, and coloured by the palette alone. So geometry is looked at once for
each language, size and reach, and contrast once for each scheme; that one does not depend on the other is tested
itself (test_walk.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage, QRawFont

from kiosk_app.flow import Language, Policy
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.preview import Walker, demo_state
from kiosk_app.theme import TOUCH_MM, Panel, Role
from kiosk_app.view_models import Contrast, Look, TextSize
from tests.support.screens_stage import (
    LANDSCAPE,
    PORTRAIT,
    Case,
    small_targets,
    text_faults,
    texts_on,
    touch_faults,
    written_on,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.language import Translate
    from kiosk_app.preview import Situation
    from kiosk_app.window import KioskWindow

ISSUED = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LEAST_FIT = 0.66
LEAST_CONTRAST = 10.0
"""To 1, for running text (VVSG 2.0, 7.1-C); labels of the rims and bars are held to it as well."""
_PLACEHOLDER = re.compile(r"(\{\w+\})")
_LONGER = str.maketrans("aeiouAEIOU", "åéîöüÅÉÎÖÜ")


def pseudo(text: str) -> str:
    """English that nobody wrote, 40 % longer: what is still plain English was never translated."""
    parts = [
        part if _PLACEHOLDER.fullmatch(part) else part.translate(_LONGER) for part in _PLACEHOLDER.split(text)
    ]
    words = max(1, round(len(text) * 0.4 / 5))
    return "".join(parts) + " öker" * words if len(text) > 3 else "".join(parts)


@lru_cache(maxsize=4)
def walker(
    *, is_portrait: bool, is_pseudo: bool = False, has_sound: bool = False, is_small: bool = False
) -> Walker:
    """A walker on the demonstration's list of one fixed day."""
    translations: dict[Language, Translate] = load_translations(locale_dir())
    if is_pseudo:
        translations = {**translations, Language.EN: pseudo}
    policy = Policy(sound=has_sound)
    return Walker(demo_state(ISSUED), translations, is_portrait=is_portrait, is_small=is_small, policy=policy)


@dataclass(frozen=True)
class Leg:
    """All screens of one language and look on one glass."""

    panel: Panel
    language: Language
    look: Look
    is_pseudo: bool = False

    def situations(self) -> tuple[Situation, ...]:
        # The contrast changes no view, so the three schemes share one walk.
        return _situations(
            self.panel.is_portrait, self.language, self.look.size, self.look.reach, self.is_pseudo
        )

    def __str__(self) -> str:
        glass = "portrait" if self.panel.is_portrait else "landscape"
        reach = "sitting" if self.look.reach else "standing"
        text = "pseudo" if self.is_pseudo else self.language.value
        return f"{glass} {text} {self.look.size} {self.look.contrast} {reach}"


@lru_cache(maxsize=8)
def _situations(
    is_portrait: bool, language: Language, size: TextSize, reach: bool, is_pseudo: bool
) -> tuple[Situation, ...]:
    walk = walker(is_portrait=is_portrait, is_pseudo=is_pseudo)
    return walk.situations(language, Look(size, reach=reach))


def legs() -> Iterator[Leg]:
    """2 glasses x 2 languages x 4 sizes x 2 reaches: all geometry there is, for a scheme changes none."""
    for panel in (PORTRAIT, LANDSCAPE):
        for language in Language:
            for size in TextSize:
                for reach in (False, True):
                    yield Leg(panel, language, Look(size, reach=reach))


def coloured_legs() -> Iterator[Leg]:
    """2 glasses x 2 reaches x 3 schemes: every ground a text can stand on, for neither size nor language adds one."""
    for panel in (PORTRAIT, LANDSCAPE):
        for reach in (False, True):
            for contrast in Contrast:
                yield Leg(panel, Language.ZH, Look(contrast=contrast, reach=reach))


def show(window: KioskWindow, situation: Situation, look: Look) -> None:
    """Put a situation on the glass, warning and all."""
    window.show_warning(None)
    window.show_view(situation.view, look)
    window.show_warning(situation.warning)


def faults_on(window: KioskWindow, leg: Leg, situation: Situation) -> list[str]:
    """Everything that is wrong with the screen now shown."""
    case = Case(situation.name, leg.language.value, leg.look, leg.panel)
    screen = window.screen_shown
    assert screen is not None
    found = []
    if situation.warning is None:
        found = text_faults(window) + touch_faults(window, case) + small_targets(window, case, TOUCH_MM)
    if screen.fit < LEAST_FIT and not leg.is_pseudo:
        found.append(f"shrunk to {screen.fit}")
    return found + [f"no glyph for {one!r}" for one in missing_glyphs(window)]


def missing_glyphs(window: KioskWindow) -> set[str]:
    """Characters on the glass that the font does not draw."""
    raw = QRawFont.fromFont(window.theme.font(Role.BODY))
    text = {one for words in texts_on(window) for one in words if one.isprintable()}
    return {one for one in text if not raw.supportsCharacter(ord(one))} | (text & {"\ufffd"})


RGB = tuple[int, int, int]


def contrast_faults(window: KioskWindow) -> list[str]:
    """Labels whose ink is not far enough from the ground they are really painted on."""
    return [
        f"{text!r}: {contrast_ratio(ink, ground):.1f} to 1 on {ground}"
        for text, ink, ground in inks_and_grounds(window)
        if contrast_ratio(ink, ground) < LEAST_CONTRAST
    ]


def inks_and_grounds(window: KioskWindow) -> list[tuple[str, RGB, RGB]]:
    """Every text on the glass, its ink, and the ground it is really painted on."""
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(picture.constBits(), np.uint32).reshape(picture.height(), picture.width())
    found = []
    for one in written_on(window):
        place, ink = one.place, one.ink
        ground = _most_common(rows[place.top() : place.bottom() + 1, place.left() : place.right() + 1])
        found.append((one.text, (ink.red(), ink.green(), ink.blue()), ground))
    return found


def pixels_of(image: QImage) -> np.ndarray:
    """(h, w, 3) uint8 RGB copy of a picture."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def _most_common(region: np.ndarray) -> tuple[int, int, int]:
    """The ground of a text: the colour most of every third row and column of it has."""
    values, counts = np.unique(region[::3, ::3], return_counts=True)
    top = int(values[counts.argmax()])
    return top >> 16, top >> 8 & 255, top & 255


def contrast_ratio(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    parts = [channel / 255 for channel in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
