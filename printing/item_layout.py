"""One listed agency: rank and badge in a column of their own, everything else beside them.

A recommended item carries a black tab: rank and badge in white. That is told by shape, not by colour, and it is seen
from across the counter.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, assert_never

from printing.blocks import (
    field_label_width,
    fitted,
    place_field,
    place_phones,
)
from printing.breaking import is_number
from printing.display import Face, ItemSpan
from printing.document import Bars, Field, Item, ItemBlock, Paragraph, Phones, Size
from printing.scores import notes_fit, place_bars, place_parts
from printing.sheet import Column, baseline_in

if TYPE_CHECKING:
    from printing.sheet import Sheet
    from printing.styles import Scale, Style

_GUTTER_DOTS = 8
_OVERHANG_DOTS = 4
"""How far a total may reach into the gutter."""
_PAD_DOTS = 6
_BARS_AIR_DOTS = 2
_LEAST_RANK_PX = 16
_LEAST_TOTAL_PX = 17
_LEAST_HEADLINE_SHARE = 0.85


def place_item(item: Item, sheet: Sheet, scale: Scale, column: Column, *, follows_item: bool) -> None:
    """Set an item below the pen and note the rows it takes; a rule or white parts it from one before."""
    top = sheet.y
    text = column.indented(scale.rank_dots)
    if follows_item and scale.rules_items:
        sheet.box(text.x if scale.hangs else column.x, top, text.width if scale.hangs else column.width, 1)
    sheet.y += scale.item_gap
    rank = Column(column.x, scale.rank_dots - _GUTTER_DOTS)
    below_tab = _place_rank(item, sheet, scale, rank)
    _place_headline(item, sheet, scale, text)
    if not scale.hangs:
        sheet.y, text = max(sheet.y, below_tab), column
    labels = field_label_width(
        (block for block in item.blocks if isinstance(block, Field)), sheet, scale, text
    )
    free_below = below_tab if scale.hangs else None
    # Beside a total of its own on the line there would be no room for the rest either.
    blocks = _with_notes_moved(item.blocks, sheet, scale, text) if scale.hangs else item.blocks
    for block in blocks:
        if isinstance(block, Bars) and _total_fits(block, sheet, scale, rank, free_below):
            _place_bars_beside_rank_column(block, sheet, scale, rank, text)
            free_below = sheet.y + scale.fine.pitch
        else:
            _place_block(block, sheet, scale, text, labels)
    sheet.y = max(sheet.y, below_tab) + scale.item_gap - 2
    sheet.items.append(ItemSpan(item.ref, top, sheet.y))


def _with_notes_moved(
    blocks: tuple[ItemBlock, ...], sheet: Sheet, scale: Scale, column: Column
) -> tuple[ItemBlock, ...]:
    """Where the notes of a score need a line more, the first of them ends the paragraph before, if that has room."""
    moved = list(blocks)
    for at, (before, bars) in enumerate(pairwise(blocks)):
        if not isinstance(before, Paragraph) or not isinstance(bars, Bars) or not bars.notes:
            continue
        longer = replace(before, text=f"{before.text}　{bars.notes[0]}")
        fewer = replace(bars, notes=bars.notes[1:])
        if notes_fit(bars, sheet, scale, column.width) or not notes_fit(fewer, sheet, scale, column.width):
            continue
        style = scale.in_item(before.size)
        face = (style.bold() if before.bold else style).face
        lines = [len(sheet.broken(text, column.width, face)) for text in (before.text, longer.text)]
        if lines[0] == lines[1]:
            moved[at : at + 2] = longer, fewer
    return tuple(moved)


def _place_block(block: ItemBlock, sheet: Sheet, scale: Scale, column: Column, labels: int) -> None:
    match block:
        case Field():
            place_field(block, (scale.fine, scale.in_item(block.size)), sheet, column, labels)
        case Phones():
            place_phones(block, sheet, scale, column)
        case Bars():
            sheet.y += _BARS_AIR_DOTS
            place_bars(block, sheet, scale, column)
        case Paragraph() if block.size is Size.LARGE and is_number(block.text):
            place_phones(Phones((block.text,)), sheet, scale, column)
        case Paragraph():
            style = scale.in_item(block.size)
            sheet.paragraph(block.text, style.bold() if block.bold else style, column, block.align)
        case _ as never:
            assert_never(never)


def _total_fits(block: Bars, sheet: Sheet, scale: Scale, rank: Column, free_below: int | None) -> bool:
    """Whether the rank's column has room for the total: wide enough, and free from the line before the bars on."""
    if not block.total or free_below is None or sheet.y - scale.fine.pitch < free_below:
        return False
    room = rank.width + _OVERHANG_DOTS
    return all(
        sheet.width(text, style.face) <= room for text, style in _total_lines(block, sheet, scale, room)
    )


def _total_lines(block: Bars, sheet: Sheet, scale: Scale, room: int) -> tuple[tuple[str, Style], ...]:
    """The total's word and number, each as much smaller as the rank's column asks for, within reason."""
    number = scale.total.at(scale.total.face.px - 4)
    return tuple(
        (text, _shrunk(text, style, sheet, room))
        for text, style in ((block.total_label, scale.fine), (block.total, number))
    )


def _shrunk(text: str, style: Style, sheet: Sheet, width: int) -> Style:
    px = style.face.px
    while px > _LEAST_TOTAL_PX and sheet.width(text, style.at(px).face) > width:
        px -= 1
    return style.at(px)


def _place_bars_beside_rank_column(
    block: Bars, sheet: Sheet, scale: Scale, rank: Column, text: Column
) -> None:
    """The total stands below the rank, its word above it on the line before; the bars have the text's whole width."""
    sheet.y += _BARS_AIR_DOTS
    baseline = sheet.y + baseline_in(scale.fine)
    above = baseline - scale.fine.pitch - 2
    lines = _total_lines(block, sheet, scale, rank.width + _OVERHANG_DOTS)
    for (words, style), y in zip(lines, (above, baseline), strict=True):
        x = rank.x + max(0, rank.width - sheet.width(words, style.face)) // 2
        sheet.write(x, y, words, style.face)
    place_parts(block, sheet, scale, text)


def _badge_in_tab(item: Item, sheet: Sheet, scale: Scale, column: Column) -> bool:
    return bool(item.badge) and sheet.width(item.badge, _badge_face(scale)) <= column.width - 2


def _badge_face(scale: Scale) -> Face:
    return Face(scale.small.face.px, bold=True)


def _place_rank(item: Item, sheet: Sheet, scale: Scale, column: Column) -> int:
    """Set the rank; with a badge, white on a black tab. Returns the row below it."""
    top, style = sheet.y, _rank_style(item, sheet, scale, column)
    in_tab = _badge_in_tab(item, sheet, scale, column)
    height = style.pitch + (scale.small.pitch + 2 if in_tab else 0)
    if item.badge:
        sheet.box(column.x, top, column.width, height)
    if _rank_fits(item, sheet, column):
        x = column.x + (column.width - sheet.width(item.rank, style.face)) // 2
        sheet.write(x, top + _rank_baseline(style), item.rank, style.face, white=bool(item.badge))
    if in_tab:
        face = _badge_face(scale)
        x = column.x + (column.width - sheet.width(item.badge, face)) // 2
        sheet.write(x, top + style.pitch + baseline_in(scale.small) - 2, item.badge, face, white=True)
    return top + height


def _rank_fits(item: Item, sheet: Sheet, column: Column) -> bool:
    """Whether the rank fits its column at all; otherwise it stands before the headline."""
    return sheet.width(item.rank, Face(_LEAST_RANK_PX, bold=True)) <= column.width


def _rank_baseline(style: Style) -> int:
    """Digits are 0.75 em high and stand in the middle of their line."""
    digits = round(style.face.px * 0.75)
    return (style.pitch + digits) // 2


def _rank_style(item: Item, sheet: Sheet, scale: Scale, column: Column) -> Style:
    style = scale.rank
    px = style.face.px
    while px > _LEAST_RANK_PX and sheet.width(item.rank, Face(px, bold=True)) > column.width:
        px -= 1
    return style.at(px)


def _place_headline(item: Item, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set the name; a badge too wide for the tab follows it on its line, or stands above it."""
    rank = Column(column.x, scale.rank_dots - _GUTTER_DOTS)
    headline = item.headline if _rank_fits(item, sheet, rank) else f"{item.rank} {item.headline}"
    badge_in_tab = _badge_in_tab(item, sheet, scale, rank)
    if not item.badge or badge_in_tab:
        # A name that is a little too long is set a little smaller: a second line costs more than it says.
        style = fitted(headline, scale.headline, sheet, column.width, _LEAST_HEADLINE_SHARE)
        sheet.paragraph(headline, style, column)
        return
    face = _badge_face(scale)
    width = sheet.width(item.badge, face) + 2 * _PAD_DOTS
    if width > column.width:
        sheet.paragraph(item.badge, scale.small.bold(), column)
        sheet.paragraph(headline, scale.headline, column)
        return
    lines = sheet.broken(headline, column.width, scale.headline.face)
    after = sheet.width(lines[-1], scale.headline.face) + _GUTTER_DOTS
    if after + width > column.width:
        _place_badge(item.badge, sheet, face, column.x, width)
        sheet.y += face.px + 10
        after = -1
    sheet.paragraph(headline, scale.headline, column)
    if after >= 0:
        sheet.y -= scale.headline.pitch
        _place_badge(item.badge, sheet, face, column.x + after, width)
        sheet.y += scale.headline.pitch


def _place_badge(badge: str, sheet: Sheet, face: Face, x: int, width: int) -> None:
    height = face.px + 8
    sheet.box(x, sheet.y + 3, width, height)
    sheet.write(x + _PAD_DOTS, sheet.y + 3 + round(face.px * 0.88) + 4, badge, face, white=True)
