"""The slip in the printer's own characters: lines of cells instead of dots.

For links too slow for a picture (serial). A cell is a single-width character of font A, 12 x 24 dots; every character
that is not ASCII takes two, because the printer draws it from its Chinese font.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from printing.breaking import BULLETS, balance, break_lines, is_number, measure
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

if TYPE_CHECKING:
    from printing.document import Document, ItemRef

_LINE_MM = 3.75
"""One line of font A at its default spacing of 30 dots."""

_LABEL_SHARE = 0.4
_MARK_DASHES = 8


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line, already padded on the left to its place; never wider than the paper.

    Attributes:
        text: no line end; at most `columns // width` cells. Control characters are still the caller's to remove.
        width: 1 or 2, multiple of the character width (GS !, FS !).
        height: 1 or 2, multiple of the character height.
        bold: emphasised.
        ref: the item this line belongs to.
    """

    text: str
    width: int = 1
    height: int = 1
    bold: bool = False
    ref: ItemRef | None = None


@dataclass(frozen=True, slots=True)
class QrLine:
    """A QR symbol in its place among the lines; drawn by us (`bitmap.draw_qr`) and centred."""

    payload: str
    side_mm: float


TextItem = TextLine | QrLine

_PLAIN = TextLine("")
_STRONG = TextLine("", height=2)
_BIG = TextLine("", width=2, height=2)
_LOOKS = {
    Size.SMALL: _PLAIN,
    Size.BODY: _PLAIN,
    Size.LARGE: _STRONG,
    Size.TITLE: _BIG,
}


def cells(char: str) -> int:
    """Cells a character takes on paper: one for ASCII, two for everything else."""
    return 1 if char < "\x80" else 2


def text_lines(document: Document, columns: int) -> tuple[TextItem, ...]:
    """Set a document in lines of at most `columns` cells (48 on 80 mm paper, 32 on 58 mm)."""
    setter = _Setter(columns)
    previous: Block | None = None
    for index, block in enumerate(document.blocks):
        if isinstance(block, Item) and isinstance(previous, Item):
            setter.lines.append(_PLAIN)
        if isinstance(block, Field) and not isinstance(previous, Field):
            setter.measure_labels(document.blocks[index:])
        setter.place(block)
        previous = block
    return tuple(setter.lines)


def _joined(word: str, number: str) -> str:
    """A word and its number: no space after Chinese."""
    needs_space = word[-1:].isascii() and bool(word and number)
    return f"{word} {number}" if needs_space else word + number


@dataclass(slots=True)
class _Setter:
    """The lines so far and what the next block needs to know of those before it."""

    columns: int
    lines: list[TextItem] = field(default_factory=list)
    label_cells: int = 0
    ref: ItemRef | None = None

    def measure_labels(self, blocks: tuple[Block, ...]) -> None:
        widest = 0
        for block in blocks:
            if not isinstance(block, Field):
                break
            widest = max(widest, measure(block.label, cells))
        self.label_cells = min(widest, int(self.columns * _LABEL_SHARE))

    def place(self, block: Block) -> None:  # noqa: C901, PLR0912 - one line for each kind of block
        match block:
            case Item():
                self._item(block)
            case Paragraph():
                look = _BIG if block.size is Size.LARGE and is_number(block.text) else _LOOKS[block.size]
                self._paragraph(block, replace(look, bold=look.bold or block.bold))
            case Field():
                self._field(block)
            case Phones():
                self._phones(block)
            case Bars():
                self._bars(block)
            case Rule():
                self.rule(heavy=block.heavy)
            case Space():
                self.lines.extend([replace(_PLAIN, ref=self.ref)] * max(0, round(block.mm / _LINE_MM)))
            case QrCode():
                self.lines.append(QrLine(block.payload, block.side_mm))
                is_short = len(break_lines(block.caption, self.columns, cells)) == 1
                self.text(block.caption, _PLAIN, Align.CENTRE if is_short else Align.LEFT)
            case Columns():
                self.measure_labels(tuple(entry for entry in block.right if isinstance(entry, Field)))
                for entry in (*block.left, *block.right):
                    self.place(entry)
            case BlockMark():
                self.text(block.title, _STRONG)
                # Every dash is a byte on a slow line.
                self.text(f"{'-' * _MARK_DASHES} {block.index}/{block.total}", _PLAIN)
            case EndMark():
                self.lines.append(_PLAIN)
                self.text(block.text, _STRONG, Align.CENTRE)
            case _ as never:
                assert_never(never)

    def text(self, text: str, look: TextLine, align: Align = Align.LEFT, indent: int = 0) -> None:
        width = max(2, self.columns // look.width - indent)
        breaker = balance if align is Align.CENTRE else break_lines
        for line in breaker(text, width, cells) if text else ():
            spare = width - measure(line, cells) if align is not Align.LEFT else 0
            pad = indent + (spare if align is Align.RIGHT else spare // 2)
            self.lines.append(replace(look, text=" " * pad + line, ref=self.ref))

    def rule(self, *, heavy: bool) -> None:
        look, char = (_BIG, "=") if heavy else (_PLAIN, "-")
        self.lines.append(replace(look, text=char * (self.columns // look.width)))

    def _paragraph(self, block: Paragraph, look: TextLine) -> None:
        bullet = block.text[:2]
        if block.align is not Align.LEFT or bullet not in BULLETS:
            self.text(block.text, look, block.align)
            return
        indent, first = measure(bullet, cells), len(self.lines)
        self.text(block.text[2:].lstrip() or " ", look, indent=indent)
        line = self.lines[first]
        if isinstance(line, TextLine):
            self.lines[first] = replace(line, text=bullet + line.text[indent:])

    def _field(self, block: Field) -> None:
        look = _BIG if block.size is Size.LARGE and is_number(block.value) else _LOOKS[block.size]
        if look.width > 1 or measure(block.label, cells) > self.label_cells:
            self.text(block.label, _PLAIN)
            self.text(block.value, look)
            return
        indent = self.label_cells + 1 if self.label_cells else 0
        first = len(self.lines)
        self.text(block.value or " ", look, indent=indent)
        line = self.lines[first]
        if isinstance(line, TextLine) and block.label:
            pad = " " * (indent - measure(block.label, cells))
            self.lines[first] = replace(line, text=block.label + pad + line.text[indent:])

    def _phones(self, block: Phones) -> None:
        """The first number large; further ones and the note on lines of usual size, together where they fit."""
        rest = "  ".join(filter(None, (*block.numbers[1:], block.note)))
        for number in block.numbers[:1]:
            fits = measure(number, cells) <= self.columns // _BIG.width
            self.text(number, _BIG if fits else _STRONG)
        self.text(rest, _PLAIN)

    def _bars(self, block: Bars) -> None:
        """Scores as words and numbers, a pair never parted where it fits on a line."""
        scores = [_joined(bar.label, bar.caption) for bar in block.bars]
        pairs = [_joined(block.total_label, block.total), *scores, *block.notes]
        line = ""
        for pair in filter(None, pairs):
            longer = f"{line} {pair}" if line else pair
            if line and measure(longer, cells) > self.columns:
                self.text(line, _PLAIN)
                longer = pair
            line = longer
        self.text(line, _PLAIN)

    def _item(self, item: Item) -> None:
        self.ref = item.ref
        badge = f"【{item.badge}】" if item.badge else ""
        # As high as in the picture; twice that would cost ten bytes and a line's height for each agency.
        self.text(f"{item.rank}. {badge}{item.headline}", _PLAIN)
        self.measure_labels(tuple(block for block in item.blocks if isinstance(block, Field)))
        for block in item.blocks:
            self.place(block)
        self.ref = None
