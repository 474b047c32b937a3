"""Design tokens: every size, colour and font a screen may use.

Sizes are millimetres on the glass, turned into pixels by the panel's physical size, which is configured and never
taken from the display's own data. A screen asks `Theme` for everything and holds no number of its own that a
person could see.

Why these figures: capital letters of 4.8 mm for running text and 8.55 mm (0.7 degrees at 700 mm) in the largest
size (EN 301 549, 5.1.4); touch areas of 20 mm with 2.54 mm between them; text contrast of at least 7:1, running
text 10:1 (WCAG 2.2, 1.4.6; VVSG 2.0, 7.1).
"""

from __future__ import annotations

import math
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetrics

from kiosk_app.view_models import Contrast, Look, TextSize

_MM_PER_INCH: Final = 25.4
_CAP_PER_EM: Final = 0.733
"""Capital height of Noto Sans CJK over its em, from the font's OS/2 table."""

FONT_FAMILY: Final = "Noto Sans CJK SC"
FONT_FILES: Final = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")
FONT_DIRECTORIES: Final = (
    Path(__file__).resolve().parent.parent / "assets" / "fonts",
    Path("/usr/share/fonts/opentype/noto"),
    Path("/usr/share/fonts/noto-cjk"),
    Path("/usr/share/fonts/google-noto-cjk"),
)
"""Where the font may lie, best first: the bundle, then Debian, Arch, Fedora."""


_REFERENCE_IN: Final = 21.5
_GROWTH: Final = 0.7
"""Of a glass twice as large everything is 1.6 times as large: one stands a little farther off, and sees more."""
_SMALL_IN: Final = 19.0


class FontUnavailable(Exception):  # noqa: N818 - named like every other fault of the terminal
    """The terminal's font is not installed, or another one is drawn in its place."""

    code = "font-unavailable"


def load_fonts(directories: tuple[Path, ...] = FONT_DIRECTORIES) -> str:
    """Load the font by file and return the family to draw with. GUI thread, after QApplication.

    A second call loads nothing.

    Raises:
        FontUnavailable: a file is missing, or Qt silently draws another family.
    """
    for name in FONT_FILES if not _is_loaded() else ():
        path = next((folder / name for folder in directories if (folder / name).is_file()), None)
        if path is None:
            raise FontUnavailable(f"{name} is in none of {[str(folder) for folder in directories]}")
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FontUnavailable(f"Qt cannot read {path}")
    drawn = QFontInfo(QFont(FONT_FAMILY)).family()
    if drawn != FONT_FAMILY:
        raise FontUnavailable(f"{FONT_FAMILY} was asked for, {drawn} is drawn")
    return FONT_FAMILY


def _is_loaded() -> bool:
    """Whether an application font of the family is there; Qt numbers them from zero and answers [] beyond."""
    number = 0
    while families := QFontDatabase.applicationFontFamilies(number):
        if FONT_FAMILY in families:
            return True
        number += 1
    return False


class Panel(Struct, frozen=True):
    """The glass: pixels, and the diagonal a technician measured."""

    width_px: int
    height_px: int
    diagonal_in: float = 21.5

    @property
    def px_per_mm(self) -> float:
        """Pixels in one millimetre of glass."""
        return _px_per_mm(self.width_px, self.height_px, self.diagonal_in)

    @property
    def drawn_px_per_mm(self) -> float:
        """Pixels in a millimetre of the design: on a glass larger than the reference one everything grows with it."""
        return _drawn_px_per_mm(self.width_px, self.height_px, self.diagonal_in)

    @property
    def is_small(self) -> bool:
        """So small that a page holds less, rather than the same in smaller type."""
        return self.diagonal_in < _SMALL_IN

    @property
    def width_mm(self) -> float:
        """Width of the glass."""
        return self.width_px / self.px_per_mm

    @property
    def height_mm(self) -> float:
        """Height of the glass."""
        return self.height_px / self.px_per_mm

    @property
    def is_portrait(self) -> bool:
        """Taller than wide."""
        return self.height_px > self.width_px


@lru_cache(maxsize=16)
def _px_per_mm(width_px: int, height_px: int, diagonal_in: float) -> float:
    # Asked for some hundred times in every layout.
    return math.hypot(width_px, height_px) / (diagonal_in * _MM_PER_INCH)


@lru_cache(maxsize=16)
def _drawn_px_per_mm(width_px: int, height_px: int, diagonal_in: float) -> float:
    growth = max(1.0, math.pow(diagonal_in / _REFERENCE_IN, _GROWTH))
    return _px_per_mm(width_px, height_px, diagonal_in) * growth


class Role(StrEnum):
    """What a text is for; its size follows."""

    CAPTION = "caption"
    """Labels of the rims and of bars: one or two words beside an icon or a shape."""
    BODY = "body"
    BUTTON = "button"
    HEADING = "heading"
    TITLE = "title"
    DISPLAY = "display"
    NUMERAL = "numeral"
    NUMBER = "number"
    """A telephone number one dials while reading it."""


_CAP_MM: Final[dict[Role, tuple[float, float, float, float]]] = {
    Role.CAPTION: (4.2, 4.9, 5.8, 6.9),
    Role.BODY: (4.9, 5.6, 6.9, 8.6),
    Role.BUTTON: (6.2, 6.8, 7.7, 8.8),
    Role.HEADING: (7.0, 7.6, 8.4, 9.2),
    Role.TITLE: (11.0, 11.4, 11.8, 12.2),
    Role.DISPLAY: (15.5, 15.7, 15.9, 16.1),
    Role.NUMERAL: (12.0, 12.4, 12.8, 13.2),
    Role.NUMBER: (8.2, 8.6, 9.2, 9.8),
}
"""Capital heights by text size. Large roles grow less: they are legible already."""

_SIZES: Final = tuple(TextSize)


class Face:
    """One font in one size, and how much room texts in it take, in pixels. GUI thread."""

    def __init__(self, family: str, size_px: int, *, bold: bool) -> None:
        font = QFont(family)
        font.setPixelSize(size_px)
        font.setBold(bold)
        # WORKAROUND(Qt 6.12): without hinting, glyphs above 64 px come out a few grey levels different after other
        # sizes were drawn (measured: 32 of 300 draws at 85 px, none with full hinting); frames must be repeatable.
        font.setHintingPreference(QFont.HintingPreference.PreferFullHinting)
        metrics = QFontMetrics(font)
        self.font = font
        self.metrics = metrics
        self.ascent = metrics.ascent()
        self.height = metrics.height()
        self.line_spacing = metrics.lineSpacing()
        self._em = metrics.horizontalAdvance("一")

    def width_of(self, text: str) -> int:
        """Measure a text. All ideographs are one em wide, and breaking lines asks for them one by one."""
        if len(text) == 1 and "\u4e00" <= text <= "\u9fff":
            return self._em
        return self.metrics.horizontalAdvance(text)


@lru_cache(maxsize=128)
def face(family: str, size_px: int, bold: bool) -> Face:  # noqa: FBT001 - a cache tells arguments apart by place
    """Return a font with its measures; made once, for a page asks for the same few some fifty times."""
    return Face(family, size_px, bold=bold)


class Palette(Struct, frozen=True):
    """The colours of one contrast scheme, as `#rrggbb`.

    One accent. State is told by word and shape; the fills below only support them.
    """

    ground: str
    """The counter: behind everything one touches."""
    paper: str
    """The sheet: behind everything one reads."""
    ink: str
    ink_soft: str
    """Secondary text, still 7:1 on paper, ground and key."""
    accent: str
    on_accent: str
    accent_edge: str
    """Lower edge of an accent button, and the slot the sheet comes out of."""
    accent_soft: str
    line: str
    """Outlines of controls, 3:1 on paper and ground."""
    hairline: str
    """Decoration only."""
    key: str
    key_edge: str
    key_pressed: str
    calm: str
    good: str
    attention: str
    problem: str
    on_problem: str
    scrim: str
    is_flat: bool
    """No tints: shapes are told apart by outlines."""


PALETTES: Final[dict[Contrast, Palette]] = {
    Contrast.NORMAL: Palette(
        ground="#E8E6DF",
        paper="#FFFFFF",
        ink="#14201F",
        ink_soft="#36433F",
        accent="#084846",
        on_accent="#FFFFFF",
        accent_edge="#06302F",
        accent_soft="#D9E9E5",
        line="#69736F",
        hairline="#D5D3CB",
        key="#FFFFFF",
        key_edge="#B9B6AB",
        key_pressed="#D9E9E5",
        calm="#F3F4F2",
        good="#B4DAD4",
        attention="#FBE6B4",
        problem="#5B1712",
        on_problem="#FFFFFF",
        scrim="#0A1A1A",
        is_flat=False,
    ),
    Contrast.LIGHT: Palette(
        ground="#FFFFFF",
        paper="#FFFFFF",
        ink="#000000",
        ink_soft="#000000",
        accent="#00258A",
        on_accent="#FFFFFF",
        accent_edge="#000000",
        accent_soft="#FFFFFF",
        line="#000000",
        hairline="#000000",
        key="#FFFFFF",
        key_edge="#000000",
        key_pressed="#D6D6D6",
        calm="#FFFFFF",
        good="#FFFFFF",
        attention="#FFFFFF",
        problem="#000000",
        on_problem="#FFFFFF",
        scrim="#000000",
        is_flat=True,
    ),
    Contrast.DARK: Palette(
        ground="#000000",
        paper="#000000",
        ink="#FFFFFF",
        ink_soft="#FFFFFF",
        accent="#FFE14A",
        on_accent="#000000",
        accent_edge="#FFFFFF",
        accent_soft="#000000",
        line="#FFFFFF",
        hairline="#FFFFFF",
        key="#000000",
        key_edge="#FFFFFF",
        key_pressed="#4A4A4A",
        calm="#000000",
        good="#000000",
        attention="#000000",
        problem="#FFFFFF",
        on_problem="#000000",
        scrim="#000000",
        is_flat=True,
    ),
}

TOUCH_MM: Final = 20.0
"""Preferred side of a touch area (Colle and Hiszem 2004)."""
TOUCH_FLOOR_MM: Final = 12.7
"""Never smaller (VVSG 2.0)."""
GAP_MM: Final = 2.54
"""Never closer together (VVSG 2.0)."""

_NARROWEST_FIT: Final = 0.42
_TIGHT_FIT: Final = 0.62
"""From here on touch areas give way too: only on panels smaller than the reference one."""


class Theme(Struct, frozen=True):
    """All tokens for one panel, look and degree of fit.

    `fit` is 1.0 unless a text is too long for the glass; then the screen is laid out again, a little smaller.
    """

    panel: Panel
    look: Look
    family: str = FONT_FAMILY
    fit: float = 1.0

    def fitted(self, fit: float) -> Theme:
        """Return the same tokens with text and spacing multiplied by `fit`."""
        return replace(self, fit=max(fit, _NARROWEST_FIT))

    @property
    def palette(self) -> Palette:
        """The colours of this look."""
        return PALETTES[self.look.contrast]

    @property
    def is_stacked(self) -> bool:
        """Sheet above counter; otherwise side by side."""
        return self.panel.is_portrait or self.look.reach

    def mm(self, millimetres: float) -> int:
        """Pixels for a length, at least one."""
        return max(1, round(millimetres * self.panel.drawn_px_per_mm))

    def space(self, millimetres: float) -> int:
        """Pixels for an empty space, which gives way first when room is short."""
        return max(1, round(millimetres * self.panel.drawn_px_per_mm * math.pow(self.fit, 1.5)))

    @property
    def touch_px(self) -> int:
        """Least side of a touch area; only a panel too small for anything else goes below 20 mm."""
        return math.ceil((TOUCH_MM if self.fit > _TIGHT_FIT else 15.0) * self.panel.drawn_px_per_mm)

    @property
    def gap_px(self) -> int:
        """Space between touch areas."""
        return max(self.space(4.0), math.ceil((GAP_MM + 0.2) * self.panel.drawn_px_per_mm))

    def cap_mm(self, role: Role) -> float:
        """Capital height of a text role."""
        at = _SIZES.index(self.look.size)
        wanted, body = _CAP_MM[role][at], _CAP_MM[Role.BODY][at]
        if self.panel.is_small and wanted > body:
            # The running text keeps its size, and what is larger gives it the room.
            wanted = (wanted + body) / 2
        return wanted * self.fit

    def font(self, role: Role, *, bold: bool = False) -> QFont:
        """Return the font of a role; the caller's own."""
        return QFont(self.face(role, bold=bold).font)

    def face(self, role: Role, *, bold: bool = False) -> Face:
        """Return the font of a role with its measures; shared, so not to be changed."""
        return face(
            self.family, max(8, round(self.cap_mm(role) / _CAP_PER_EM * self.panel.drawn_px_per_mm)), bold
        )

    def color(self, value: str) -> QColor:
        """Return a palette entry as a QColor."""
        return QColor(value)
