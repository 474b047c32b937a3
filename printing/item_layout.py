"""One listed agency: rank and badge in a column of their own, everything else beside them.

A recommended item carries a black tab: rank and badge in white. That is told by shape, not by colour, and it is seen
from across the counter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from printing.blocks import field_label_width, place_bars, place_field, place_phones
from printing.breaking import is_number
from printing.display import Face, ItemSpan
from printing.document import Bars, Field, Item, ItemBlock, Paragraph, Phones, Size
from printing.sheet import Column, baseline_in

if TYPE_CHECKING:
    from printing.sheet import Sheet
    from printing.styles import Scale, Style

_GUTTER_DOTS = 10
_PAD_DOTS = 6


def place_item(item: Item, sheet: Sheet, scale: Scale, column: Column, *, follows_item: bool) -> None:
    """Set an item below the pen and note the rows it takes; a thin rule parts it from an item before it."""
    top = sheet.y
    text = column.indented(scale.rank_dots)
    if follows_item:
        sheet.box(text.x, top, text.width, 1)
    sheet.y += scale.item_gap
    below_tab = _place_rank(item, sheet, scale, Column(column.x, scale.rank_dots - _GUTTER_DOTS))
    _place_headline(item, sheet, scale, text)
    fields = [block for block in item.blocks if isinstance(block, Field)]
    labels = field_label_width(fields, sheet, scale, text)
    for block in item.blocks:
        _place_block(block, sheet, scale, text, labels)
    sheet.y = max(sheet.y, below_tab) + scale.item_gap - 2
    sheet.items.append(ItemSpan(item.ref, top, sheet.y))


def _place_block(block: ItemBlock, sheet: Sheet, scale: Scale, column: Column, labels: int) -> None:
    match block:
        case Field():
            place_field(block, scale.in_item(block.size), sheet, column, labels)
        case Phones():
            place_phones(block, sheet, scale, column)
        case Bars():
            sheet.y += 4
            place_bars(block, sheet, scale, column)
        case Paragraph() if block.size is Size.LARGE and is_number(block.text):
            place_phones(Phones((block.text,)), sheet, scale, column)
        case Paragraph():
            style = scale.in_item(block.size)
            sheet.paragraph(block.text, style.bold() if block.bold else style, column, block.align)
        case _ as never:
            assert_never(never)


def _badge_in_tab(item: Item, sheet: Sheet, scale: Scale, column: Column) -> bool:
    return bool(item.badge) and sheet.width(item.badge, _badge_face(scale)) <= column.width - 4


def _badge_face(scale: Scale) -> Face:
    return Face(scale.small.face.px, bold=True)


def _place_rank(item: Item, sheet: Sheet, scale: Scale, column: Column) -> int:
    """Set the rank; with a badge, white on a black tab. Returns the row below it."""
    top, style = sheet.y, _rank_style(item, sheet, scale, column)
    tab = bool(item.badge)
    height = style.pitch + (scale.small.pitch + 2 if _badge_in_tab(item, sheet, scale, column) else 0)
    if tab:
        sheet.box(column.x, top, column.width, height)
    width = sheet.width(item.rank, style.face)
    # Numbers of one and two digits stand on one right edge, as in any well-set list; on a tab they are centred.
    x = column.x + ((column.width - width) // 2 if tab else max(0, column.width - width) // 2)
    sheet.write(x, top + _rank_baseline(style), item.rank, style.face, white=tab)
    if _badge_in_tab(item, sheet, scale, column):
        face = _badge_face(scale)
        x = column.x + (column.width - sheet.width(item.badge, face)) // 2
        sheet.write(x, top + style.pitch + baseline_in(scale.small) - 2, item.badge, face, white=True)
    return top + height


def _rank_baseline(style: Style) -> int:
    """Digits are 0.75 em high and stand in the middle of their line."""
    digits = round(style.face.px * 0.75)
    return (style.pitch + digits) // 2


def _rank_style(item: Item, sheet: Sheet, scale: Scale, column: Column) -> Style:
    style = scale.rank
    px = style.face.px
    while px > _PAD_DOTS and sheet.width(item.rank, Face(px, bold=True)) > column.width:
        px -= 1
    return type(style)(Face(px, bold=True), style.pitch)


def _place_headline(item: Item, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set the name; a badge too wide for the tab follows it on its line, or stands above it."""
    badge_in_tab = _badge_in_tab(item, sheet, scale, Column(column.x, scale.rank_dots - _GUTTER_DOTS))
    if not item.badge or badge_in_tab:
        sheet.paragraph(item.headline, scale.headline, column)
        return
    face = _badge_face(scale)
    width = sheet.width(item.badge, face) + 2 * _PAD_DOTS
    if width > column.width:
        sheet.paragraph(item.badge, scale.small.bold(), column)
        sheet.paragraph(item.headline, scale.headline, column)
        return
    lines = sheet.broken(item.headline, column.width, scale.headline.face)
    after = sheet.width(lines[-1], scale.headline.face) + _GUTTER_DOTS
    if after + width > column.width:
        _place_badge(item.badge, sheet, face, column.x, width)
        sheet.y += face.px + 10
        after = -1
    sheet.paragraph(item.headline, scale.headline, column)
    if after >= 0:
        sheet.y -= scale.headline.pitch
        _place_badge(item.badge, sheet, face, column.x + after, width)
        sheet.y += scale.headline.pitch


def _place_badge(badge: str, sheet: Sheet, face: Face, x: int, width: int) -> None:
    height = face.px + 8
    sheet.box(x, sheet.y + 3, width, height)
    sheet.write(x + _PAD_DOTS, sheet.y + 3 + round(face.px * 0.88) + 4, badge, face, white=True)
