"""The blocks that stand in the running text and inside items alike: fields, telephone numbers, score bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.breaking import is_number
from printing.display import Face
from printing.document import Align, Bar, Bars, Field, Phones, Size
from printing.sheet import Column, baseline_in
from printing.styles import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from printing.sheet import Sheet
    from printing.styles import Scale

_GUTTER_DOTS = 12
_CELL_GAP_DOTS = 18
_LABEL_SHARE = 0.4
_LEAST_PHONE_SHARE = 0.6


def field_label_width(fields: Iterable[Field], sheet: Sheet, scale: Scale, column: Column) -> int:
    """The common label column of neighbouring fields: as wide as the widest label, at most a share of the line."""
    widest = max((sheet.width(field.label, scale.small.face) for field in fields), default=0)
    return min(widest, int(column.width * _LABEL_SHARE))


def place_field(field: Field, style: Style, sheet: Sheet, column: Column, label_dots: int) -> None:
    """Set a small label and, on the same baseline, the value wrapped beside it."""
    top = sheet.y
    if field.label:
        label = Style(Face(min(20, style.face.px)), style.pitch)
        # A smaller label shares the value's baseline, not its middle.
        drop = baseline_in(style) - baseline_in(label)
        sheet.y += drop
        sheet.paragraph(field.label, label, Column(column.x, max(label_dots, label.face.px)))
        sheet.y -= drop
    below_label, sheet.y = sheet.y, top
    value_column = column.indented(label_dots + _GUTTER_DOTS) if label_dots else column
    if field.size is Size.LARGE and is_number(field.value):
        style = fitted(field.value, style, sheet, value_column.width)
    sheet.paragraph(field.value, style, value_column)
    sheet.y = max(sheet.y, below_label)


def fitted(text: str, style: Style, sheet: Sheet, width: int) -> Style:
    """The style itself, or the largest smaller one in which the text stays on one line."""
    for px in range(style.face.px, int(style.face.px * _LEAST_PHONE_SHARE), -1):
        smaller = Style(Face(px, style.face.bold), style.pitch)
        if sheet.width(text, smaller.face) <= width:
            return smaller
    return style


def place_phones(block: Phones, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set each number in the largest digits, a little smaller where it would not fit; the note beside the first."""
    note = block.note
    for number in block.numbers:
        style = fitted(number, scale.phone, sheet, column.width)
        if note:
            beside = column.indented(sheet.width(number, style.face) + _CELL_GAP_DOTS)
            if _fits_beside(note, sheet, scale, beside):
                _place_beside(note, sheet, scale, beside)
                note = ""
        sheet.paragraph(number, style, column)
    if note:
        sheet.paragraph(note, scale.small, column)


def _fits_beside(note: str, sheet: Sheet, scale: Scale, column: Column) -> bool:
    if column.width < 4 * scale.small.face.px:
        return False
    lines = sheet.broken(note, column.width, scale.small.face)
    return len(lines) <= scale.phone.pitch // _note_style(scale).pitch


def _place_beside(note: str, sheet: Sheet, scale: Scale, column: Column) -> None:
    top, style = sheet.y, _note_style(scale)
    height = len(sheet.broken(note, column.width, style.face)) * style.pitch
    sheet.y += (scale.phone.pitch - height) // 2
    sheet.paragraph(note, style, column)
    sheet.y = top


def _note_style(scale: Scale) -> Style:
    return Style(scale.small.face, 24)


def place_bars(block: Bars, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set the total and, beside it where they fit, the bars in cells of equal width; else the bars below it."""
    rest = column
    if block.total or block.total_label:
        used = _total_width(block, sheet, scale)
        beside = column.indented(used + _CELL_GAP_DOTS)
        rest = beside if _cells_fit(block.bars, sheet, scale, beside.width) else column
        _place_total(block, sheet, scale, column, alone=rest is column)
    if block.bars:
        per_row = len(block.bars) if _cells_fit(block.bars, sheet, scale, rest.width) else 1
        for first in range(0, len(block.bars), per_row):
            _place_cells(block.bars[first : first + per_row], sheet, scale, rest)


def _total_width(block: Bars, sheet: Sheet, scale: Scale) -> int:
    label = sheet.width(block.total_label, scale.small.face)
    return label + (8 if label else 0) + sheet.width(block.total, scale.total.face)


def _place_total(block: Bars, sheet: Sheet, scale: Scale, column: Column, *, alone: bool) -> None:
    if _total_width(block, sheet, scale) > column.width:
        sheet.paragraph(f"{block.total_label} {block.total}", scale.item, column)
        return
    baseline = sheet.y + baseline_in(scale.total)
    x = sheet.write(column.x, baseline, block.total_label, scale.small.face)
    sheet.write(x + (8 if block.total_label else 0), baseline, block.total, scale.total.face)
    if alone or not block.bars:
        sheet.y += scale.total.pitch


def _cell_text_width(bar: Bar, sheet: Sheet, scale: Scale) -> int:
    small = scale.small
    return sheet.width(bar.label, small.face) + 6 + sheet.width(bar.caption, small.bold().face)


def _cells_fit(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, width: int) -> bool:
    cell = _cell_width(len(bars), width)
    return all(_cell_text_width(bar, sheet, scale) <= cell for bar in bars)


def _cell_width(count: int, width: int) -> int:
    return (width - (count - 1) * _CELL_GAP_DOTS) // max(1, count)


def _place_cells(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, column: Column) -> None:
    """One row of cells: word on the left, number on the right, below them the bar in its frame."""
    style, width, top = Style(scale.small.face, 22), _cell_width(len(bars), column.width), sheet.y
    bottom = top
    for index, bar in enumerate(bars):
        cell = Column(column.x + index * (width + _CELL_GAP_DOTS), width)
        sheet.y = top
        if _cell_text_width(bar, sheet, scale) <= width:
            sheet.line(bar.label, style, cell)
            sheet.y = top
            sheet.line(bar.caption, style.bold(), cell, Align.RIGHT)
        else:
            sheet.paragraph(f"{bar.label} {bar.caption}", style, cell)
        _draw_bar(bar, sheet, cell, sheet.y + 2, scale.bar_dots)
        bottom = max(bottom, sheet.y + 2 + scale.bar_dots)
    sheet.y = bottom + 4


def _draw_bar(bar: Bar, sheet: Sheet, cell: Column, y: int, height: int) -> None:
    share = min(1.0, max(0.0, bar.value / 100)) if bar.value == bar.value else 0.0  # noqa: PLR0124 - not a number
    sheet.box(cell.x, y, cell.width, height, 1)
    if filled := round(share * cell.width):
        sheet.box(cell.x, y, filled, height)
