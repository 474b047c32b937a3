"""What a laid-out slip consists of: exact dots, no fonts, no printer.

`layout.py` makes these values, `bitmap.py` draws them. Coordinates are dots from the top left corner of the
printable area, y grows downwards; a dot is 1/8 mm at 203 dpi.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.document import ItemRef


@dataclass(frozen=True, slots=True)
class Paper:
    """A width of paper roll.

    Attributes:
        width_dots: printable dots in a line.
        margin: white dots kept at the left and at the right.
        dots_per_mm: resolution in both directions.
        columns: single-width characters in a line of the printer's own font A.
    """

    width_dots: int
    margin: int
    dots_per_mm: int = 8
    columns: int = 48

    @property
    def content_dots(self) -> int:
        """Dots between the margins."""
        return self.width_dots - 2 * self.margin

    def dots(self, mm: float) -> int:
        """Millimetres as whole dots."""
        return round(mm * self.dots_per_mm)


PAPER_80 = Paper(width_dots=576, margin=6, columns=48)
PAPER_58 = Paper(width_dots=384, margin=2, columns=32)


@dataclass(frozen=True, slots=True)
class Face:
    """A size and weight of the slip's type.

    Attributes:
        px: the em in dots.
        bold: the bold weight.
        tracking: dots added after each character.
        paired: every two rows are alike, which halves the bytes of large digits.
    """

    px: int
    bold: bool = False
    tracking: int = 0
    paired: bool = False


@dataclass(frozen=True, slots=True)
class TextRun:
    """One line of text, every character in the font: left edge and baseline."""

    x: int
    baseline: int
    text: str
    face: Face
    white: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: `stroke` 0 fills it black, otherwise it is the width of its outline, drawn inwards."""

    x: int
    y: int
    width: int
    height: int
    stroke: int = 0


@dataclass(frozen=True, slots=True)
class UnknownGlyph:
    """A character the font has not: a crossed box of this size with the code point for the log."""

    x: int
    y: int
    width: int
    height: int
    code_point: int
    white: bool = False


@dataclass(frozen=True, slots=True)
class QrModules:
    """A QR symbol without its quiet zone (the layout keeps that white): rows of `1` and `0`."""

    x: int
    y: int
    module_dots: int
    rows: tuple[str, ...]

    @property
    def side_dots(self) -> int:
        """Width and height on paper."""
        return self.module_dots * len(self.rows)


Mark = TextRun | Box | UnknownGlyph | QrModules


@dataclass(frozen=True, slots=True)
class ItemSpan:
    """Where an item lies on the paper: rows `top <= y < bottom`."""

    ref: ItemRef
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A document with every mark in its place; `marks` are drawn in order."""

    paper: Paper
    height_dots: int
    marks: tuple[Mark, ...]
    items: tuple[ItemSpan, ...]

    @property
    def width_dots(self) -> int:
        """The paper's printable width."""
        return self.paper.width_dots

    @property
    def height_mm(self) -> float:
        """Length of the slip without the feed to the cutter."""
        return self.height_dots / self.paper.dots_per_mm
