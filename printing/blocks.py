"""The blocks that stand in the running text and inside items alike: fields and telephone numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.breaking import is_number
from printing.display import Face
from printing.document import Field, Phones, Size
from printing.sheet import Column, baseline_in
from printing.styles import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from printing.sheet import Sheet
    from printing.styles import Scale

_GUTTER_DOTS = 12
_NOTE_GAP_DOTS = 14
_LABEL_SHARE = 0.4
_LEAST_PHONE_SHARE = 0.6


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
