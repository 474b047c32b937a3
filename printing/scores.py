"""A score on paper: its total, and each part as a word and a number above a bar as long as its value.

Parts and small print follow each other on as many lines as they need; none is ever parted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.sheet import Column, baseline_in

if TYPE_CHECKING:
    from printing.document import Bar, Bars
    from printing.sheet import Sheet
    from printing.styles import Scale

_TOTAL_GAP_DOTS = 14
_LABEL_GAP_DOTS = 6
_WORD_GAP_DOTS = 2
_LATIN_GAP_DOTS = 5
_PART_GAP_DOTS = 8
_NOTE_GAP_DOTS = 6
_BAR_AIR_DOTS = 1
_USUAL_NUMBER = "00"
"""Parts are at least this wide in their number, so that those of all items stand below each other."""


def place_bars(block: Bars, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set the total, the parts behind it, and the notes behind those."""
    led = _total_width(block, sheet, scale)
    if led > column.width:
        sheet.paragraph(f"{block.total_label} {block.total}", scale.item, column)
        led = 0
    elif led:
        baseline = sheet.y + baseline_in(scale.total)
        x = sheet.write(column.x, baseline, block.total_label, scale.fine.face)
        gap = _LABEL_GAP_DOTS if block.total_label else 0
        sheet.write(x + gap, baseline, block.total, scale.total.face)
        led += _TOTAL_GAP_DOTS
    place_parts(block, sheet, scale, column, led)


def place_parts(block: Bars, sheet: Sheet, scale: Scale, column: Column, led: int = 0) -> None:
    """Set parts and notes; `led` dots of the first line are taken by the total, whose baseline they share."""
    flow = _Flow(sheet, scale, column, column.x + led, is_led=led > 0)
    for bar in block.bars:
        flow.part(bar)
    flow.keep_together(block.notes)
    for note in block.notes:
        flow.note(note)
    flow.end()


def notes_fit(block: Bars, sheet: Sheet, scale: Scale, width: int) -> bool:
    """Whether parts and notes have room on one line."""
    parts = sum(_part_width(bar, sheet, scale) for bar in block.bars)
    gaps = _PART_GAP_DOTS * (len(block.bars) - 1)
    return parts + gaps + _notes_width(block.notes, sheet, scale) <= width


@dataclass(slots=True)
class _Flow:
    """The line that is being filled: the next piece stands at `x`."""

    sheet: Sheet
    scale: Scale
    column: Column
    x: int
    is_led: bool
    has_parts: bool = False
    gap: int = 0

    def part(self, bar: Bar) -> None:
        sheet, style = self.sheet, self.scale.fine
        width = _part_width(bar, sheet, self.scale)
        if width > self.column.width:
            self.end()
            sheet.paragraph(f"{bar.label} {bar.caption}", style, self.column)
            _draw_bar(bar, sheet, Column(self.column.x, self.column.width), sheet.y, self.scale.bar_dots)
            sheet.y += self.scale.bar_dots + 2
            return
        self._make_room(width, _PART_GAP_DOTS)
        gap = _word_gap(bar.label) if bar.label else 0
        x = sheet.write(self.x, self._baseline(), bar.label, style.face)
        sheet.write(x + gap, self._baseline(), bar.caption, style.bold().face)
        bottom = self._baseline() + style.pitch - baseline_in(style) + _BAR_AIR_DOTS
        _draw_bar(bar, sheet, Column(self.x, width), bottom, self.scale.bar_dots)
        self.x, self.has_parts = self.x + width, True

    def keep_together(self, notes: tuple[str, ...]) -> None:
        """Begin a line where not all notes have room on this one."""
        if self.has_parts and self.x + _notes_width(notes, self.sheet, self.scale) > self._right:
            self.end()

    def note(self, note: str) -> None:
        style = self.scale.fine
        width = self.sheet.width(note, style.face)
        if width > self.column.width:
            self.end()
            self.sheet.paragraph(note, style, self.column)
            return
        self._make_room(width, _NOTE_GAP_DOTS)
        self.x = self.sheet.write(self.x, self._baseline(), note, style.face)

    def end(self) -> None:
        """Move the pen below the line, if there is one."""
        if self.x == self.column.x:
            return
        style = self.scale.total if self.is_led else self.scale.fine
        below = style.pitch - baseline_in(style)
        if self.has_parts:
            fine = self.scale.fine
            below = max(below, fine.pitch - baseline_in(fine) + _BAR_AIR_DOTS + self.scale.bar_dots + 1)
        self.sheet.y = self._baseline() + below
        self.x, self.is_led, self.has_parts = self.column.x, False, False

    @property
    def _right(self) -> int:
        return self.column.x + self.column.width

    def _baseline(self) -> int:
        return self.sheet.y + baseline_in(self.scale.total if self.is_led else self.scale.fine)

    def _make_room(self, width: int, gap: int) -> None:
        if self.x > self.column.x:
            gap = gap if self.has_parts or not self.is_led else 0
            if self.x + gap + width <= self._right:
                self.x += gap
                return
            self.end()


def _notes_width(notes: tuple[str, ...], sheet: Sheet, scale: Scale) -> int:
    """With the gap before each."""
    return sum(_NOTE_GAP_DOTS + sheet.width(note, scale.fine.face) for note in notes)


def _word_gap(word: str) -> int:
    return _LATIN_GAP_DOTS if word[-1:].isascii() else _WORD_GAP_DOTS


def _part_width(bar: Bar, sheet: Sheet, scale: Scale) -> int:
    face = scale.fine.bold().face
    number = max(sheet.width(bar.caption, face), sheet.width(_USUAL_NUMBER, face))
    gap = _word_gap(bar.label) if bar.label else 0
    return sheet.width(bar.label, scale.fine.face) + gap + number


def _total_width(block: Bars, sheet: Sheet, scale: Scale) -> int:
    label = sheet.width(block.total_label, scale.fine.face)
    return label + (_LABEL_GAP_DOTS if label else 0) + sheet.width(block.total, scale.total.face)


def _draw_bar(bar: Bar, sheet: Sheet, cell: Column, y: int, height: int) -> None:
    """A bar on a hairline as long as 100 would be."""
    share = min(1.0, max(0.0, bar.value / 100)) if math.isfinite(bar.value) else 0.0
    sheet.box(cell.x, y + height - 1, cell.width, 1)
    if filled := round(share * cell.width):
        sheet.box(cell.x, y, filled, height)
