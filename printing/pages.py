"""A document on sheets of A4: head across the page, agencies as cards in two columns, the tail beside its QR code.

Unit: dots of 1/8 mm, as on the roll. The running numbers of the roll's parts (`BlockMark`) are left out: they are there
for torn strips, and a sheet has its own number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from printing.columns import moved
from printing.composer import Composer
from printing.display import Box, Mark, Paper, QrModules, TextRun, UnknownGlyph
from printing.document import Block, BlockMark, Document, Field, Item, Paragraph, Size
from printing.item_layout import place_item
from printing.sheet import Column, Sheet
from printing.styles import A4_SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from printing.sheet import Measures

A4_WIDTH_DOTS = 210 * 8
A4_HEIGHT_DOTS = 297 * 8
MARGIN_DOTS = 15 * 8
_TOP_DOTS = 11 * 8
CONTENT_HEIGHT_DOTS = A4_HEIGHT_DOTS - _TOP_DOTS - MARGIN_DOTS
_PAPER = Paper(width_dots=A4_WIDTH_DOTS, margin=MARGIN_DOTS, columns=0)
_GUTTER_DOTS = 56
_FULL = Column(MARGIN_DOTS, _PAPER.content_dots)
_HALF = (_PAPER.content_dots - _GUTTER_DOTS) // 2
_LEFT = Column(MARGIN_DOTS, _HALF)
_RIGHT = Column(MARGIN_DOTS + _HALF + _GUTTER_DOTS, _HALF)
_AIR_DOTS = 6
_LEAST_FIELDS_FOR_COLUMNS = 4

Page = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Marks that stay on one page, from row 0 down."""

    marks: tuple[Mark, ...]
    height: int


def set_pages(document: Document, fonts: Measures) -> tuple[Page, ...]:
    """Set a document on pages, at least one; coordinates are dots from the top left corner of the sheet."""
    pages: list[list[Mark]] = [[]]
    y = 0
    for part in _parts(document, fonts):
        for piece in _slices(part):
            if y and y + piece.height > CONTENT_HEIGHT_DOTS:
                pages.append([])
                y = 0
            pages[-1].extend(moved(mark, _TOP_DOTS + y) for mark in piece.marks)
            y += piece.height
    return tuple(tuple(page) for page in pages)


def _parts(document: Document, fonts: Measures) -> Iterator[_Part]:
    blocks, end = document.blocks[:-1], document.blocks[-1:]
    after_items = max(
        (index + 1 for index, block in enumerate(blocks) if isinstance(block, Item)), default=len(blocks)
    )
    yield from _body([_unnumbered(block) for block in blocks[:after_items] if not _is_bare(block)], fonts)
    yield from _tail(blocks[after_items:], fonts)
    yield _column_part(end, _FULL, fonts)


def _body(blocks: Sequence[Block], fonts: Measures) -> Iterator[_Part]:
    """What comes before the last item: items and longer runs of fields in two columns, the rest across the page."""
    at = 0
    while at < len(blocks):
        end = at
        kind = _kind(blocks[at])
        while end < len(blocks) and _kind(blocks[end]) is kind:
            end += 1
        run = tuple(blocks[at:end])
        cards = [block for block in run if isinstance(block, Item)]
        for first in range(0, len(cards), 2):
            yield _cards(cards[first : first + 2], fonts, follows=first > 0)
        if kind is Field and len(run) >= _LEAST_FIELDS_FOR_COLUMNS:
            half = (len(run) + 1) // 2
            yield _side_by_side(run[:half], run[half:], fonts)
        elif kind is not Item:
            yield _column_part(run, _FULL, fonts)
        at = end


def _kind(block: Block) -> type[Block]:
    return Item if isinstance(block, Item) else Field if isinstance(block, Field) else Paragraph


def _side_by_side(left: tuple[Block, ...], right: tuple[Block, ...], fonts: Measures) -> _Part:
    parts = (_column_part(left, _LEFT, fonts), _column_part(right, _RIGHT, fonts))
    return _Part(parts[0].marks + parts[1].marks, max(part.height for part in parts))


def _tail(blocks: Sequence[Block], fonts: Measures) -> Iterator[_Part]:
    """What comes after the items: its parts in pairs side by side, a single one across the page."""
    groups: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, BlockMark):
            groups.append([])
        if not _is_bare(block):
            groups[-1].append(_unnumbered(block))
    filled = [tuple(group) for group in groups if group]
    for first in range(0, len(filled), 2):
        left, right = filled[first], filled[first + 1 : first + 2]
        yield _side_by_side(left, right[0], fonts) if right else _column_part(left, _FULL, fonts)


def _is_bare(block: Block) -> bool:
    return isinstance(block, BlockMark) and not block.title


def _unnumbered(block: Block) -> Block:
    """A part's name without its number."""
    return Paragraph(block.title, Size.LARGE, bold=True) if isinstance(block, BlockMark) else block


def _column_part(blocks: tuple[Block, ...], column: Column, fonts: Measures) -> _Part:
    sheet = Sheet(_PAPER, fonts)
    sheet.y = _AIR_DOTS
    Composer(sheet, A4_SCALE, column).place_all(blocks)
    return _Part(tuple(sheet.marks), sheet.y + _AIR_DOTS)


def _cards(items: list[Item], fonts: Measures, *, follows: bool) -> _Part:
    """A row of cards; a hairline above it where it follows another row."""
    marks: list[Mark] = []
    height = 0
    for item, column in zip(items, (_LEFT, _RIGHT), strict=False):
        sheet = Sheet(_PAPER, fonts)
        place_item(item, sheet, A4_SCALE, column, follows_item=follows)
        marks.extend(sheet.marks)
        height = max(height, sheet.y)
    return _Part(tuple(marks), height)


def _slices(part: _Part) -> Iterator[_Part]:
    """A part as it is, or, where it is longer than a page, cut between lines."""
    marks, height = part.marks, part.height
    while height > CONTENT_HEIGHT_DOTS:
        beyond = [_top(mark) for mark in marks if _bottom(mark) > CONTENT_HEIGHT_DOTS]
        cut = min(beyond, default=height)
        if cut <= 0:
            break
        yield _Part(tuple(mark for mark in marks if _top(mark) < cut), cut)
        marks = tuple(moved(mark, -cut) for mark in marks if _top(mark) >= cut)
        height -= cut
    yield _Part(marks, height)


def _top(mark: Mark) -> int:
    return mark.baseline - mark.face.px if isinstance(mark, TextRun) else mark.y


def _bottom(mark: Mark) -> int:
    match mark:
        case TextRun():
            return mark.baseline + mark.face.px // 4
        case QrModules():
            return mark.y + mark.side_dots
        case Box() | UnknownGlyph():
            return mark.y + mark.height
