"""The slip's type: found by file in one place, measured and rasterised glyph by glyph.

The files are Noto Sans CJK, simplified Chinese. A character is "in the font" when the font's own character map says
so; Pillow would draw an empty box for it without a word otherwise.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import ImageFont

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from printing.display import Face

_BUNDLED = Path(__file__).resolve().parent.parent / "assets" / "fonts"
"""Made by the build; not there in a checkout."""

FONT_DIRECTORIES = (_BUNDLED, Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"))
REGULAR_FILE = "NotoSansCJK-Regular.ttc"
BOLD_FILE = "NotoSansCJK-Bold.ttc"
DEBIAN_PACKAGE = "fonts-noto-cjk"

PDF_FONT_FILES = (_BUNDLED / "wqy-microhei.ttc", Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"))
"""WenQuanYi Micro Hei: TrueType outlines, which Noto Sans CJK has not and reportlab needs to embed a font."""

PDF_DEBIAN_PACKAGE = "fonts-wqy-microhei"

_SC_INDEX = 2
"""Simplified Chinese in Debian's collection: JP, KR, SC, TC, HK. The bundle's has that face alone."""

_REGULAR_THRESHOLD = 104
"""Grey level of 255 from which a dot burns. Chosen on enlarged prints: thin stems stay whole, counters stay open."""

_SMALL_THRESHOLD = 92
_SMALL_PX = 22
"""Up to this size stems are about one dot wide and need a little help."""

_BOLD_THRESHOLD = 136

_OPENING_QUOTES = frozenset("“‘")
_HALF_EMPTY = _OPENING_QUOTES | frozenset("”’　")


class FontUnavailable(Exception):  # noqa: N818 - named for the fault, like the other faults of the libraries
    """The font files are missing or are not what they should be.

    Attributes:
        code: `font_missing` or `font_wrong`.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """A rasterised character: `rows` `(h, w) bool` (empty for a space), its place from pen and baseline."""

    rows: np.ndarray
    left: int
    top: int
    advance: int


class Fonts:
    """The two weights, with everything rasterised so far. Used by one thread at a time.

    Args:
        regular: the regular weight's collection file.
        bold: the bold weight's.

    Raises:
        FontUnavailable: a file is missing, or has no simplified Chinese face.
    """

    def __init__(self, regular: Path, bold: Path) -> None:
        for path in (regular, bold):
            if not path.is_file():
                raise FontUnavailable(
                    "font_missing",
                    f"font file {path.name} not found: install the Debian package {DEBIAN_PACKAGE}",
                )
        self.regular = regular
        self.bold = bold
        self._first, self._last = _character_map(regular, _face_index(regular))
        self._faces: dict[Face, ImageFont.FreeTypeFont] = {}
        self._glyphs: dict[tuple[str, Face], Glyph] = {}
        self._known: dict[str, bool] = {}
        self._advances: dict[Face, _Advances] = {}

    @classmethod
    def locate(cls, directories: Iterable[Path] = FONT_DIRECTORIES) -> Fonts:
        """Find both files in the first directory that has them.

        Raises:
            FontUnavailable: no directory has both; the message names the package to install.
        """
        for directory in directories:
            regular, bold = directory / REGULAR_FILE, directory / BOLD_FILE
            if regular.is_file() and bold.is_file():
                return cls(regular, bold)
        raise FontUnavailable(
            "font_missing",
            f"{REGULAR_FILE} and {BOLD_FILE} not found: install the Debian package {DEBIAN_PACKAGE}",
        )

    def has(self, char: str) -> bool:
        """Whether the font has this character."""
        known = self._known.get(char)
        if known is None:
            code = ord(char)
            at = int(np.searchsorted(self._first, code, side="right")) - 1
            known = at >= 0 and code <= int(self._last[at])
            self._known[char] = known
        return known

    def missing_glyphs(self, text: str) -> tuple[str, ...]:
        """Characters of the text the font has not, each once, in order."""
        return tuple(dict.fromkeys(char for char in text if not self.has(char)))

    def advances(self, face: Face) -> Callable[[str], int]:
        """The function that tells the dots from a character's origin to the next one's; it remembers what it told."""
        table = self._advances.get(face)
        if table is None:
            table = self._advances[face] = _Advances(self, face)
        return table.__getitem__

    def advance(self, char: str, face: Face) -> int:
        """Dots from this character's origin to the next one's; for an unknown character the width of its box."""
        return self.advances(face)(char)

    def glyph(self, char: str, face: Face) -> Glyph:
        """Rasterise a character the font has.

        Raises:
            KeyError: the font has it not.
        """
        key = (char, face)
        glyph = self._glyphs.get(key)
        if glyph is None:
            if not self.has(char):
                raise KeyError(char)
            glyph = self._glyphs[key] = self._rasterise(char, face)
        return glyph

    def _rasterise(self, char: str, face: Face) -> Glyph:
        font = self._faces.get(face)
        if font is None:
            font = self._faces[face] = self._load(face)
        mask, (left, top) = font.getmask2(char, mode="L", anchor="ls")
        width, height = mask.size
        grey = np.frombuffer(bytes(mask), np.uint8).reshape(height, width)
        if face.paired:
            grey, top = _in_pairs(grey, int(top))
        rows = grey >= _threshold(face)
        advance = round(font.getlength(char))
        if advance == face.px and char in _HALF_EMPTY:
            # The font gives quotation marks a whole em, half of it white: holes in a line of running text.
            left, advance = (
                int(left) - (advance // 2 if char in _OPENING_QUOTES else 0),
                advance - advance // 2,
            )
        return Glyph(rows, int(left), int(top), advance + face.tracking)

    def _load(self, face: Face) -> ImageFont.FreeTypeFont:
        path = self.bold if face.bold else self.regular
        # The basic engine places glyph by glyph; a shaping engine would make the result depend on its presence.
        engine = ImageFont.Layout.BASIC
        font = ImageFont.truetype(str(path), face.px, index=_face_index(path), layout_engine=engine)
        if not (font.getname()[0] or "").endswith("CJK SC"):
            raise FontUnavailable("font_wrong", f"{path.name} has no simplified Chinese face at its place")
        return font


def locate_pdf_font(files: Iterable[Path] = PDF_FONT_FILES) -> Path:
    """Find the font of the PDF.

    Raises:
        FontUnavailable: none of the files is there; the message names the package to install.
    """
    for path in files:
        if path.is_file():
            return path
    raise FontUnavailable(
        "font_missing", f"PDF font not found: install the Debian package {PDF_DEBIAN_PACKAGE}"
    )


class _Advances(dict[str, int]):
    """Advance widths of one face, filled on demand."""

    def __init__(self, fonts: Fonts, face: Face) -> None:
        super().__init__()
        self._fonts = fonts
        self._face = face

    def __missing__(self, char: str) -> int:
        fonts, face = self._fonts, self._face
        self[char] = fonts.glyph(char, face).advance if fonts.has(char) else unknown_width(face)
        return self[char]


def _threshold(face: Face) -> int:
    if face.bold:
        return _BOLD_THRESHOLD
    return _SMALL_THRESHOLD if face.px <= _SMALL_PX else _REGULAR_THRESHOLD


def _in_pairs(grey: np.ndarray, top: int) -> tuple[np.ndarray, int]:
    """Rows averaged two by two, so that the pairs of all characters of a line meet.

    Counted from one row below the baseline: the curves that reach below it then end flat, not in a point.
    """
    above = (top - 1) % 2
    padded = np.pad(grey, ((above, (len(grey) + above) % 2), (0, 0))).astype(np.uint16)
    means = (padded[::2] + padded[1::2]) // 2
    return means.astype(np.uint8).repeat(2, axis=0), top - above


def unknown_width(face: Face) -> int:
    """Width of the box that stands for a character the font has not."""
    return round(face.px * 0.6)


def _face_index(path: Path) -> int:
    """Where the simplified Chinese face lies in a collection of one or of five.

    Source: OpenType specification, "Font collections": the number of faces is the third 32-bit word.
    """
    with path.open("rb") as file:
        head = file.read(12)
    if head[:4] != b"ttcf":
        raise FontUnavailable("font_wrong", f"{path.name} is not a font collection")
    return 0 if int.from_bytes(head[8:], "big") == 1 else _SC_INDEX


def _character_map(path: Path, index: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last code points of the groups in a collection's `cmap`, format 12, sorted.

    Source: OpenType specification, "Font collections" and "cmap - format 12: segmented coverage".
    """
    with path.open("rb") as file:
        head = file.read(12 + 4 * (index + 1))
        (offset,) = struct.unpack_from(">I", head, 12 + 4 * index)
        file.seek(offset)
        (tables,) = struct.unpack_from(">4xH6x", file.read(12))
        records = file.read(16 * tables)
        for name, _, start, length in struct.iter_unpack(">4sIII", records):
            if name == b"cmap":
                file.seek(start)
                return _format_12(file.read(length), path.name)
    raise FontUnavailable("font_wrong", f"{path.name} has no character map")


def _format_12(table: bytes, name: str) -> tuple[np.ndarray, np.ndarray]:
    (count,) = struct.unpack_from(">2xH", table)
    for _, _, offset in struct.iter_unpack(">HHI", table[4 : 4 + 8 * count]):
        (kind,) = struct.unpack_from(">H", table, offset)
        if kind == 12:  # noqa: PLR2004 - the format's number
            (groups,) = struct.unpack_from(">I", table, offset + 12)
            body = np.frombuffer(table, ">u4", groups * 3, offset + 16).reshape(groups, 3)
            return body[:, 0].astype(np.int64), body[:, 1].astype(np.int64)
    raise FontUnavailable("font_wrong", f"{name} has no full character map")
