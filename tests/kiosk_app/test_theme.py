from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QRawFont

from kiosk_app.theme import FONT_FAMILY, PALETTES, Panel, Role, Theme, load_fonts
from kiosk_app.view_models import Contrast, Look, TextSize, Tone, page_sizes
from kiosk_app.widgets.banner import tone_fill, tone_ink
from kiosk_app.widgets.icons import TONE_ICONS, available_icons
from tests.support.screens_colour import SIGHTS, difference
from tests.support.screens_samples import SAMPLES, Texts

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

PANEL = Panel(1080, 1920, 21.5)


def luminance(value: str) -> float:
    """WCAG 2.2, relative luminance."""
    colour = QColor(value)
    parts = [channel / 255 for channel in (colour.red(), colour.green(), colour.blue())]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", list(Contrast))
def test_running_text_has_a_contrast_of_ten_to_one_on_every_surface(scheme: Contrast) -> None:
    colours = PALETTES[scheme]
    for surface in (colours.paper, colours.ground, colours.key, colours.key_pressed):
        assert contrast(colours.ink, surface) >= 10 or colours.is_flat, surface
        assert contrast(colours.ink, surface) >= 7, surface
    for tone in Tone:
        assert contrast(tone_ink(colours, tone), tone_fill(colours, tone)) >= 10, tone


@pytest.mark.parametrize("scheme", list(Contrast))
def test_secondary_and_accent_text_has_seven_to_one_and_outlines_three_to_one(scheme: Contrast) -> None:
    colours = PALETTES[scheme]
    for surface in (colours.paper, colours.ground, colours.key):
        assert contrast(colours.ink_soft, surface) >= 7, surface
        assert contrast(colours.line, surface) >= 3, surface
    assert contrast(colours.accent, colours.paper) >= 7
    assert contrast(colours.on_accent, colours.accent) >= 7


@pytest.mark.parametrize("look", [Look(size) for size in TextSize])
def test_capital_letters_reach_the_heights_of_the_standards(look: Look) -> None:
    theme = Theme(PANEL, look)
    assert theme.cap_mm(Role.BODY) >= 4.8
    assert theme.cap_mm(Role.CAPTION) >= 3.5
    if look.size is TextSize.LARGEST:
        assert theme.cap_mm(Role.BODY) >= 8.55


def test_text_sizes_grow_from_step_to_step_in_every_role() -> None:
    for role in Role:
        heights = [Theme(PANEL, Look(size)).cap_mm(role) for size in TextSize]
        assert heights == sorted(heights)
        assert len(set(heights)) == len(heights)


@pytest.mark.parametrize(("diagonal_in", "expected_px"), [(15.6, 111), (21.5, 81), (27.0, 76), (43.0, 66)])
def test_a_touch_area_is_twenty_millimetres_or_more_on_every_panel(
    diagonal_in: float, expected_px: int
) -> None:
    theme = Theme(Panel(1920, 1080, diagonal_in), Look())
    assert abs(theme.touch_px - expected_px) <= 1
    assert theme.touch_px / theme.panel.px_per_mm >= 20


def test_the_font_in_use_is_the_one_loaded(qapp: QApplication) -> None:
    assert qapp is not None
    assert load_fonts() == FONT_FAMILY
    font = Theme(PANEL, Look()).font(Role.BODY)
    assert QFontInfo(font).family() == FONT_FAMILY


def test_a_missing_font_file_is_said_at_once(tmp_path: Path) -> None:
    program = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from kiosk_app.theme import load_fonts
application = QApplication([])
load_fonts((Path("%s"),))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program % tmp_path], capture_output=True, text=True, timeout=30, check=False
    )
    assert "FontUnavailable: NotoSansCJK-Regular.ttc is in none of" in ran.stderr


def test_loading_twice_changes_nothing(qapp: QApplication) -> None:
    assert qapp is not None
    load_fonts()
    loaded = [QFontDatabase.applicationFontFamilies(number) for number in range(8)]
    load_fonts()
    assert [QFontDatabase.applicationFontFamilies(number) for number in range(8)] == loaded


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_character_of_the_samples_is_in_the_font(qapp: QApplication, language: str) -> None:
    assert qapp is not None
    load_fonts()
    raw = QRawFont.fromFont(Theme(PANEL, Look()).font(Role.BODY))
    text = "".join(repr(make(Texts(language))) for make in SAMPLES.values())
    missing = {character for character in text if not raw.supportsCharacter(ord(character))}
    assert not missing


@pytest.mark.parametrize("is_small", [True, False])
def test_pages_hold_fewer_things_as_text_grows_and_never_none(*, is_small: bool) -> None:
    for is_portrait in (True, False):
        for reach in (True, False):
            pages = [
                page_sizes(Look(size, reach=reach), is_portrait=is_portrait, is_small=is_small)
                for size in TextSize
            ]
            cards = [page.cards for page in pages]
            assert cards == sorted(cards, reverse=True)
            assert all(page.cards >= 1 and 3 <= page.choices <= 7 for page in pages)


def test_on_a_larger_glass_everything_grows_and_on_the_reference_one_nothing_does() -> None:
    sizes = [Theme(Panel(1080, 1920, inches), Look()) for inches in (15.6, 21.5, 27.0, 43.0)]
    drawn = [theme.mm(100.0) / theme.panel.px_per_mm for theme in sizes]
    assert drawn == pytest.approx([100.0, 100.0, 117.3, 162.5], rel=0.01)
    assert [theme.panel.is_small for theme in sizes] == [True, False, False, False]


def test_on_a_small_glass_the_running_text_is_as_large_as_ever_and_titles_give_the_room() -> None:
    small, usual = Theme(Panel(1080, 1920, 15.6), Look()), Theme(PANEL, Look())
    assert small.cap_mm(Role.BODY) == usual.cap_mm(Role.BODY)
    assert small.cap_mm(Role.CAPTION) == usual.cap_mm(Role.CAPTION)
    assert small.cap_mm(Role.BODY) < small.cap_mm(Role.TITLE) < usual.cap_mm(Role.TITLE)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_tones_of_a_state_are_told_apart_by_every_kind_of_eye(sight: str) -> None:
    colours = PALETTES[Contrast.NORMAL]
    fills = {tone: tone_fill(colours, tone) for tone in Tone}
    for one, other in combinations(fills, 2):
        assert difference(fills[one], fills[other], sight) > 10, (one, other)


@pytest.mark.parametrize("scheme", list(Contrast))
def test_no_tone_is_told_by_its_colour_alone(scheme: Contrast) -> None:
    """Every tone has a drawing of its own and stands beside a word; the two flat schemes have no tints at all."""
    assert len({TONE_ICONS[tone] for tone in Tone}) == len(Tone)
    assert set(TONE_ICONS.values()) <= available_icons()
    if PALETTES[scheme].is_flat:
        assert len({tone_fill(PALETTES[scheme], tone) for tone in Tone if tone is not Tone.PROBLEM}) == 1
