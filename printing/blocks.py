"""The blocks that stand in the running text and inside items alike: fields, telephone numbers, score bars."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from printing.breaking import is_number
from printing.display import Face
from printing.document import Align, Bar, Bars, Field, Phones, Size
from printing.gauges import are_gauges, gauges_width, place_gauges
from printing.sheet import Column, baseline_in
from printing.styles import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from printing.sheet import Sheet
    from printing.styles import Scale

_GUTTER_DOTS = 12
_CELL_GAP_DOTS = 18
_NOTE_GAP_DOTS = 14
_LABEL_SHARE = 0.4
_LEAST_PHONE_SHARE = 0.6
_LEAST_BAR_DOTS = 44
_WORD_GAP_DOTS = 6


def field_label_width(fields: Iterable[Field], sheet: Sheet, scale: Scale, column: Column) -> int:
    """The common label column of neighbouring fields: as wide as the widest label, at most a share of the line."""
    faces = (scale.small.face, scale.of(Size.BODY).bold().face)
    widest = max((sheet.width(field.label, faces[is_number(field.label)]) for field in fields), default=0)
    return min(widest, int(column.width * _LABEL_SHARE))


def place_field(
    field: Field, styles: tuple[Style, Style], sheet: Sheet, column: Column, label_dots: int
) -> None:
    """Set a label and, on the same baseline, the value wrapped beside it; `styles` are the label's and the value's."""
    top, (small, style) = sheet.y, styles
    if field.label:
        label = Style(Face(min(small.face.px, style.face.px)), style.pitch)
        if is_number(field.label):  # a number in front of its owner is there to be called
            label = style.bold()
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


def fitted(
    text: str, style: Style, sheet: Sheet, width: int, least_share: float = _LEAST_PHONE_SHARE
) -> Style:
    """The style itself, or the largest smaller one in which the text stays on one line; itself if there is none."""
    for px in range(style.face.px, int(style.face.px * least_share), -1):
        smaller = style.at(px)
        if sheet.width(text, smaller.face) <= width:
            return smaller
    return style


def place_phones(block: Phones, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set the first number in the largest digits, a little smaller where it would not fit; the note beside it."""
    note = block.note
    for index, number in enumerate(block.numbers):
        style = fitted(number, scale.second if index else scale.phone, sheet, column.width)
        if note and not index:
            beside = column.indented(sheet.width(number, style.face) + _NOTE_GAP_DOTS)
            if _fits_beside(note, sheet, scale, beside):
                _place_beside(note, sheet, scale, beside)
                note = ""
        sheet.paragraph(number, style, column)
    if note:
        sheet.paragraph(note, _note_style(scale), column)


def _fits_beside(note: str, sheet: Sheet, scale: Scale, column: Column) -> bool:
    style = _note_style(scale)
    if column.width < 4 * style.face.px:
        return False
    lines = sheet.broken(note, column.width, style.face)
    # Half a line of air above and below the note belongs to the lines around it.
    return len(lines) <= (scale.phone.pitch + style.pitch // 2) // style.pitch


def _place_beside(note: str, sheet: Sheet, scale: Scale, column: Column) -> None:
    top, style = sheet.y, _note_style(scale)
    height = len(sheet.broken(note, column.width, style.face)) * style.pitch
    sheet.y += (scale.phone.pitch - height) // 2
    sheet.paragraph(note, style, column)
    sheet.y = top


def _note_style(scale: Scale) -> Style:
    return scale.fine


def place_bars(block: Bars, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set the total and, beside it where they fit, the bars; else the bars below it."""
    if are_gauges(block):
        _place_gauges(block, sheet, scale, column)
        return
    rest = column
    if block.total or block.total_label:
        beside = column.indented(_total_width(block, sheet, scale) + _CELL_GAP_DOTS)
        rest = beside if block.bars and fits_in_row(block.bars, sheet, scale, beside.width) else column
        _place_total(block, sheet, scale, column)
        if rest is column:
            sheet.y += scale.total.pitch
    place_bar_row(block.bars, sheet, scale, rest)
    if block.note:
        sheet.paragraph(block.note, scale.fine, column)


def _place_gauges(block: Bars, sheet: Sheet, scale: Scale, column: Column) -> None:
    """The total and the gauges on one line where they fit, else below it."""
    led = _total_width(block, sheet, scale)
    beside = column.indented(led + _CELL_GAP_DOTS) if led else column
    if led:
        _place_total(block, sheet, scale, column)
    if gauges_width(block, sheet, scale) > beside.width:
        sheet.y += scale.total.pitch
        beside = column
    # The gauges stand in the middle of the total's line, and what follows below it.
    lead = (scale.total.pitch - scale.fine.pitch) // 2 if led and beside is not column else 0
    sheet.y += lead
    note_fits = place_gauges(block, sheet, scale, beside)
    sheet.y += lead
    if block.note and not note_fits:
        sheet.paragraph(block.note, scale.fine, column)


def place_bar_row(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set bars side by side: in one line with their words if that leaves them long enough, else below their words."""
    if not bars:
        return
    if not fits_in_row(bars, sheet, scale, column.width):
        _place_rows(bars, sheet, scale, column)
    elif (length := _inline_bar(bars, sheet, scale, column.width)) >= _LEAST_BAR_DOTS:
        _place_inline(bars, sheet, scale, column, length)
    else:
        _place_below_words(bars, sheet, scale, column)


def fits_in_row(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, width: int) -> bool:
    """Whether the words and numbers of all bars have room side by side."""
    cell = _cell_width(len(bars), width)
    return all(_words_width(bar, sheet, scale) <= cell for bar in bars)


def _total_width(block: Bars, sheet: Sheet, scale: Scale) -> int:
    label = sheet.width(block.total_label, scale.fine.face)
    return label + (8 if label else 0) + sheet.width(block.total, scale.total.face)


def _place_total(block: Bars, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Word and number on one line at the pen, which stays where it is."""
    if _total_width(block, sheet, scale) > column.width:
        sheet.paragraph(f"{block.total_label} {block.total}", scale.item, column)
        sheet.y -= scale.total.pitch
        return
    baseline = sheet.y + baseline_in(scale.total)
    x = sheet.write(column.x, baseline, block.total_label, scale.fine.face)
    sheet.write(x + (8 if block.total_label else 0), baseline, block.total, scale.total.face)


def _words_width(bar: Bar, sheet: Sheet, scale: Scale) -> int:
    return (
        sheet.width(bar.label, scale.fine.face)
        + _WORD_GAP_DOTS
        + sheet.width(bar.caption, scale.fine.bold().face)
    )


def _cell_width(count: int, width: int) -> int:
    return (width - (count - 1) * _CELL_GAP_DOTS) // max(1, count)


def _number_slot(sheet: Sheet, scale: Scale) -> int:
    """Room for the widest usual number, so that the bars of all items stand below each other."""
    return sheet.width("100", scale.fine.bold().face)


def _inline_bar(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, width: int) -> int:
    """Length all bars can have between their words; the same for all, so that they can be compared."""
    slot = _number_slot(sheet, scale)
    if any(sheet.width(bar.caption, scale.fine.bold().face) > slot for bar in bars):
        return 0
    words = sum(sheet.width(bar.label, scale.fine.face) + slot + 2 * _WORD_GAP_DOTS for bar in bars)
    return (width - words - (len(bars) - 1) * _CELL_GAP_DOTS) // len(bars)


def _place_inline(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, column: Column, length: int) -> None:
    style, x = scale.fine, column.x
    baseline = sheet.y + baseline_in(style)
    top = sheet.y + (style.pitch - scale.bar_dots) // 2 + 1
    for bar in bars:
        x = sheet.write(x, baseline, bar.label, style.face) + _WORD_GAP_DOTS
        _draw_bar(bar, sheet, Column(x, length), top, scale.bar_dots)
        x += length + _WORD_GAP_DOTS
        sheet.write(x, baseline, bar.caption, style.bold().face)
        x += _number_slot(sheet, scale) + _CELL_GAP_DOTS
    sheet.y += style.pitch


def _place_rows(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, column: Column) -> None:
    """One line for each bar: words in a column, bars below each other, numbers on the right."""
    style, slot = scale.fine, _number_slot(sheet, scale)
    words = max(sheet.width(bar.label, style.face) for bar in bars)
    length = column.width - words - slot - 2 * _WORD_GAP_DOTS
    for bar in bars:
        fits = length >= _LEAST_BAR_DOTS and sheet.width(bar.caption, style.bold().face) <= slot
        if not fits:
            _place_below_words((bar,), sheet, scale, column)
            continue
        x, top = column.x + words + _WORD_GAP_DOTS, sheet.y + (style.pitch - scale.bar_dots) // 2 + 1
        _draw_bar(bar, sheet, Column(x, length), top, scale.bar_dots)
        sheet.write(column.x, sheet.y + baseline_in(style), bar.label, style.face)
        sheet.line(bar.caption, style.bold(), column, Align.RIGHT)


def _place_below_words(bars: tuple[Bar, ...], sheet: Sheet, scale: Scale, column: Column) -> None:
    """One row of cells: word on the left, number on the right, below them the bar in its frame."""
    style, width, top = (
        Style(scale.fine.face, scale.fine.face.px + 2),
        _cell_width(len(bars), column.width),
        sheet.y,
    )
    bottom = top
    for index, bar in enumerate(bars):
        cell = Column(column.x + index * (width + _CELL_GAP_DOTS), width)
        sheet.y = top
        if _words_width(bar, sheet, scale) <= width:
            sheet.line(bar.label, style, cell)
            sheet.y = top
            sheet.line(bar.caption, style.bold(), cell, Align.RIGHT)
        else:
            sheet.paragraph(f"{bar.label} {bar.caption}", style, cell)
        _draw_bar(bar, sheet, cell, sheet.y + 3, scale.bar_dots)
        bottom = max(bottom, sheet.y + 3 + scale.bar_dots)
    sheet.y = bottom + 4


def _draw_bar(bar: Bar, sheet: Sheet, cell: Column, y: int, height: int) -> None:
    share = min(1.0, max(0.0, bar.value / 100)) if math.isfinite(bar.value) else 0.0
    sheet.box(cell.x, y, cell.width, height, 1)
    if filled := round(share * cell.width):
        sheet.box(cell.x, y, filled, height)
