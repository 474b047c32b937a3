"""The growing slip while it is laid out: places lines of text and keeps the pen's height."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from printing.breaking import balance, measure, settle
from printing.display import Box, Face, ItemSpan, Mark, Paper, TextRun, UnknownGlyph
from printing.document import Align
from printing.fonts import unknown_width

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing.styles import Style

# Of a Chinese character's em square 0.88 lies above the baseline (the font's ideographic metrics).
_ABOVE_BASELINE = 0.88


@dataclass(frozen=True, slots=True)
class Column:
    """Where text may stand: left edge and width in dots."""

    x: int
    width: int

    def indented(self, dots: int) -> Column:
        """The same column without its first dots."""
        return Column(self.x + dots, self.width - dots)


class Measures(Protocol):
    """What a layout needs to know of a font."""

    def has(self, char: str) -> bool:
        """Whether the font has this character."""

    def advances(self, face: Face) -> Callable[[str], int]:
        """The function that tells the dots from a character's origin to the next one's."""


@dataclass(slots=True)
class Sheet:
    """Marks so far and the pen: `y` is the top of what comes next."""

    paper: Paper
    fonts: Measures
    y: int = 0
    marks: list[Mark] = field(default_factory=list)
    items: list[ItemSpan] = field(default_factory=list)

    def advance(self, face: Face) -> Callable[[str], int]:
        """The function that measures characters of a face."""
        return self.fonts.advances(face)

    def width(self, text: str, face: Face) -> int:
        """Dots a text takes on one line."""
        return measure(text, self.advance(face))

    def broken(self, text: str, width: int, face: Face) -> tuple[str, ...]:
        """The lines of a text in a column."""
        return settle(text, width, self.advance(face))

    def paragraph(self, text: str, style: Style, column: Column, align: Align = Align.LEFT) -> None:
        """Set a text below the pen and move the pen below it."""
        break_text = balance if align is Align.CENTRE else settle
        for line in break_text(text, column.width, self.advance(style.face)):
            self.line(line, style, column, align)

    def line(self, text: str, style: Style, column: Column, align: Align = Align.LEFT) -> None:
        """Set one line below the pen and move the pen below it."""
        spare = column.width - self.width(text, style.face) if align is not Align.LEFT else 0
        x = column.x + (spare if align is Align.RIGHT else spare // 2)
        self.write(x, self.y + baseline_in(style), text, style.face)
        self.y += style.pitch

    def write(self, x: int, baseline: int, text: str, face: Face, *, white: bool = False) -> int:
        """Place a text; what the font has not becomes a box with its code point. Returns the x after it."""
        run, start, advance = "", x, self.fonts.advances(face)
        for char in text:
            if self.fonts.has(char):
                run += char
                x += advance(char)
                continue
            if run:
                self.marks.append(TextRun(start, baseline, run, face, white=white))
            top = baseline - round(face.px * 0.75)
            size = (unknown_width(face) - 2, round(face.px * 0.8))
            self.marks.append(UnknownGlyph(x + 1, top, *size, ord(char), white=white))
            x += unknown_width(face)
            run, start = "", x
        if run:
            self.marks.append(TextRun(start, baseline, run, face, white=white))
        return x

    def box(self, x: int, y: int, width: int, height: int, stroke: int = 0) -> None:
        """Place a rectangle, filled where `stroke` is 0."""
        self.marks.append(Box(x, y, width, height, stroke))


def baseline_in(style: Style) -> int:
    """From the top of a line of this style to its baseline."""
    return (style.pitch - style.face.px) // 2 + round(style.face.px * _ABOVE_BASELINE)
