"""Two short lists side by side, or one below the other where that takes fewer rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from printing.blocks import field_label_width, place_field
from printing.breaking import BULLETS
from printing.display import TextRun
from printing.document import Field, Paragraph
from printing.sheet import Column, Sheet, baseline_in

if TYPE_CHECKING:
    from printing.display import Mark
    from printing.document import Columns
    from printing.styles import Scale

_LEFT_SHARE = 0.64
_GUTTER_DOTS = 16

Entries = tuple["Paragraph | Field", ...]


def place_columns(block: Columns, sheet: Sheet, scale: Scale, column: Column) -> None:
    """Set both lists below the pen."""
    left_dots = int(column.width * _LEFT_SHARE)
    left = Column(column.x, left_dots - _GUTTER_DOTS)
    right = Column(column.x + left_dots, column.width - left_dots)
    beside = _tried(sheet, scale, (block.left, left)), _tried(sheet, scale, (block.right, right))
    below = _tried(sheet, scale, (block.left, column), (block.right, column))
    chosen = beside if max(part.y for part in beside) < below.y else (below,)
    for part in chosen:
        sheet.marks.extend(moved(mark, sheet.y) for mark in part.marks)
    sheet.y += max(part.y for part in chosen)


def moved(mark: Mark, rows: int) -> Mark:
    """The same mark, further down."""
    if isinstance(mark, TextRun):
        return replace(mark, baseline=mark.baseline + rows)
    return replace(mark, y=mark.y + rows)


def _tried(sheet: Sheet, scale: Scale, *parts: tuple[Entries, Column]) -> Sheet:
    """The lists on a sheet of their own that begins at row 0."""
    trial = Sheet(sheet.paper, sheet.fonts)
    for entries, column in parts:
        fields = [entry for entry in entries if isinstance(entry, Field)]
        labels = field_label_width(fields, trial, scale, column)
        for entry in entries:
            if isinstance(entry, Field):
                _place_field(entry, trial, scale, column, labels)
            else:
                _place_paragraph(entry, trial, scale, column)
    return trial


def _place_field(field: Field, sheet: Sheet, scale: Scale, column: Column, labels: int) -> None:
    """Label and value on one line; in a column too narrow for that the value goes below its label."""
    style = scale.in_item(field.size)
    beside = column.width - labels - _GUTTER_DOTS
    if column.width < sheet.paper.content_dots and sheet.width(field.value, style.face) > beside:
        sheet.paragraph(field.label, scale.fine.bold(), column)
        sheet.paragraph(field.value, style, column)
    else:
        place_field(field, (scale.fine, style), sheet, column, labels)


def _place_paragraph(entry: Paragraph, sheet: Sheet, scale: Scale, column: Column) -> None:
    style = scale.in_item(entry.size)
    style = style.bold() if entry.bold else style
    if entry.text[:2] not in BULLETS:
        sheet.paragraph(entry.text, style, column, entry.align)
        return
    sheet.write(column.x, sheet.y + baseline_in(style), entry.text[0], style.face)
    sheet.paragraph(entry.text[2:], style, column.indented(sheet.width(entry.text[:2], style.face)))
