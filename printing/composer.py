"""Places the blocks of a document below each other in one column.

Used with dots for paper rolls (`layout.py`) and for the pages of a PDF (`pdf.py`); it knows neither.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from printing.blocks import field_label_width, fitted, place_field, place_phones
from printing.breaking import BULLETS, is_number
from printing.columns import place_columns
from printing.display import QrModules
from printing.document import (
    Align,
    Bars,
    Block,
    BlockMark,
    Columns,
    EndMark,
    Field,
    Item,
    Paragraph,
    Phones,
    QrCode,
    Rule,
    Size,
    Space,
)
from printing.item_layout import place_item
from printing.qr import QUIET_ZONE_MODULES, module_dots, modules
from printing.scores import place_bars
from printing.sheet import baseline_in

if TYPE_CHECKING:
    from printing.sheet import Column, Sheet
    from printing.styles import Scale

_HEAVY_RULE_DOTS = 4
_RULE_AIR_DOTS = 5
_MIN_CAPTION_DOTS = 200
_CAPTION_GAP_DOTS = 2
"""Beyond the white a symbol needs."""
_MARK_GAP_DOTS = 12
_LEAST_TITLE_SHARE = 0.75


class Composer:
    """Places blocks on one sheet, in one column, in one scale."""

    def __init__(self, sheet: Sheet, scale: Scale, column: Column) -> None:
        self.sheet = sheet
        self._scale = scale
        self._column = column
        self._label_dots = 0

    def place_all(self, blocks: tuple[Block, ...]) -> None:
        """Place blocks below each other; neighbouring fields share one label column."""
        previous: Block | None = None
        for index, block in enumerate(blocks):
            if isinstance(block, Field) and not isinstance(previous, Field):
                self.measure_labels(blocks[index:])
            self.place(block, previous)
            previous = block

    def measure_labels(self, blocks: tuple[Block, ...]) -> None:
        """Give the run of fields that starts here one common label column."""
        fields = []
        for block in blocks:
            if not isinstance(block, Field):
                break
            fields.append(block)
        self._label_dots = field_label_width(fields, self.sheet, self._scale, self._column)

    def place(self, block: Block, previous: Block | None) -> None:  # noqa: C901 - one line for each kind of block
        """Place one block below the pen."""
        match block:
            case Item():
                place_item(
                    block, self.sheet, self._scale, self._column, follows_item=isinstance(previous, Item)
                )
            case Paragraph():
                self._paragraph(block)
            case Field():
                styles = (self._scale.small, self._scale.of(block.size))
                place_field(block, styles, self.sheet, self._column, self._label_dots)
            case Phones():
                place_phones(block, self.sheet, self._scale, self._column)
            case Bars():
                place_bars(block, self.sheet, self._scale, self._column)
            case Rule():
                self._rule(heavy=block.heavy)
            case Space():
                self.sheet.y += max(0, self.sheet.paper.dots(block.mm))
            case QrCode():
                self._qr(block)
            case Columns():
                place_columns(block, self.sheet, self._scale, self._column)
            case BlockMark():
                self._block_mark(block)
            case EndMark():
                self._end_mark(block)
            case _ as never:
                assert_never(never)

    def _paragraph(self, block: Paragraph) -> None:
        style = self._scale.of(block.size)
        if block.size is Size.LARGE and is_number(block.text):
            place_phones(Phones((block.text,)), self.sheet, self._scale, self._column)
            return
        if block.size is Size.TITLE:
            # Up to a quarter smaller where that saves a second line.
            style = fitted(block.text, style, self.sheet, self._column.width, _LEAST_TITLE_SHARE)
        style = style.bold() if block.bold else style
        if block.align is Align.LEFT and block.text[:2] in BULLETS:
            hang = self.sheet.width(block.text[:2], style.face)
            self.sheet.write(self._column.x, self.sheet.y + baseline_in(style), block.text[0], style.face)
            self.sheet.paragraph(block.text[2:], style, self._column.indented(hang))
            return
        self.sheet.paragraph(block.text, style, self._column, block.align)

    def _rule(self, *, heavy: bool) -> None:
        dots = _HEAVY_RULE_DOTS if heavy else 1
        self.sheet.box(self._column.x, self.sheet.y + _RULE_AIR_DOTS, self._column.width, dots)
        self.sheet.y += dots + 2 * _RULE_AIR_DOTS

    def _qr(self, block: QrCode) -> None:
        rows = modules(block.payload)
        dots = module_dots(len(rows), self.sheet.paper.dots(block.side_mm), self._column.width)
        side, quiet = dots * len(rows), dots * QUIET_ZONE_MODULES
        beside = self._column.indented(side + quiet + _CAPTION_GAP_DOTS)
        is_beside = bool(block.caption) and beside.width >= _MIN_CAPTION_DOTS
        x = self._column.x if is_beside else self._column.x + (self._column.width - side) // 2
        self.sheet.y += quiet
        top = self.sheet.y
        self.sheet.marks.append(QrModules(x, top, dots, rows))
        style = self._scale.fine
        if is_beside:
            lines = self.sheet.broken(block.caption, beside.width, style.face)
            self.sheet.y = top + max(0, (side - len(lines) * style.pitch) // 2)
            self.sheet.paragraph(block.caption, style, beside)
        self.sheet.y = max(self.sheet.y, top + side) + quiet
        if block.caption and not is_beside:
            self.sheet.paragraph(block.caption, style, self._column, Align.CENTRE)

    def _block_mark(self, block: BlockMark) -> None:
        """The part's name, its number close behind it, and a hairline to the edge: far apart they cost bytes."""
        sheet, number = self.sheet, f"{block.index}/{block.total}"
        small, title = self._scale.small, self._scale.headline
        *above, last = sheet.broken(block.title, self._column.width, title.face) if block.title else ("",)
        number_width = sheet.width(number, small.face)
        named = sheet.width(last, title.face) + _MARK_GAP_DOTS if last else 0
        if named + number_width > self._column.width:
            above, last, named = [*above, last], "", 0
        for line in above:
            sheet.line(line, title, self._column)
        style = title if last else small
        baseline = sheet.y + baseline_in(style)
        if last:
            sheet.write(self._column.x, baseline, last, title.face)
        sheet.write(self._column.x + named, baseline, number, small.face)
        led = named + number_width + _MARK_GAP_DOTS
        if led < self._column.width:
            sheet.box(self._column.x + led, sheet.y + style.pitch // 2, self._column.width - led, 1)
        sheet.y += style.pitch

    def _end_mark(self, block: EndMark) -> None:
        self._rule(heavy=True)
        large = self._scale.large
        in_pairs = replace(large, face=replace(large.face, paired=self._scale.title.face.paired))
        self.sheet.paragraph(block.text, in_pairs, self._column, Align.CENTRE)
        self.sheet.y += _RULE_AIR_DOTS
