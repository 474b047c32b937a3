"""What to print, without a word about any printer.

A document is a tuple of immutable blocks. Text in it is already translated; it is sanitised again before it
becomes bytes. Sizes are roles, not points: `layout.py` turns them into dots for 58 mm, 80 mm and A4.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

ItemRef = NewType("ItemRef", str)
"""Identifies a listed item (an agency id), so that what was printed can be compared with what was shown."""


class Size(StrEnum):
    """Text roles, from the fine print to the title."""

    SMALL = "small"
    BODY = "body"
    LARGE = "large"
    """Phone numbers and names: readable at 60 cm without glasses."""
    TITLE = "title"


class Align(StrEnum):
    """Horizontal place of a line."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text, wrapped at the paper's width."""

    text: str
    size: Size = Size.BODY
    align: Align = Align.LEFT
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value: the label in a narrow left column, the value wrapped beside it."""

    label: str
    value: str
    size: Size = Size.BODY


@dataclass(frozen=True, slots=True)
class Bar:
    """One dimension of a score: `value` 0-100 drawn as a bar, with its word and number."""

    label: str
    value: float
    caption: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The parts of a score side by side, led by what they add up to.

    `total` is a number (`92.0`), set large; `total_label` is the word for it. `notes` are short pieces of small print
    (a certificate, its last day), none of them ever broken: behind the parts where they fit, else below.
    """

    bars: tuple[Bar, ...]
    total: str = ""
    total_label: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Phones:
    """Telephone numbers, never broken: the first in the largest digits of the slip, further ones below it, smaller.

    `note` (the hours) stands beside the first where there is room, below them where there is not.
    """

    numbers: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line; heavy ones part sections."""

    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Vertical white space."""

    mm: float


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code drawn by us, never by the printer, with its caption beside it (below it where that is too narrow).

    `side_mm` is the symbol's side without the white around it; whole dots per module, so it comes out near to that.
    """

    payload: str
    caption: str = ""
    side_mm: float = 22.0


@dataclass(frozen=True, slots=True)
class Columns:
    """Two short lists in small type, side by side where that is shorter than one below the other."""

    left: tuple[Paragraph | Field, ...]
    right: tuple[Paragraph | Field, ...]


ItemBlock = Paragraph | Field | Bars | Phones
"""What may stand below an item's headline."""


@dataclass(frozen=True, slots=True)
class Item:
    """One listed thing (an agency): a rank, a headline, and the blocks below it, kept together.

    `badge` is a short mark beside the headline (推荐), drawn as a box, clear without colour.
    """

    ref: ItemRef
    rank: str
    headline: str
    blocks: tuple[ItemBlock, ...]
    badge: str = ""


@dataclass(frozen=True, slots=True)
class BlockMark:
    """`1/3`: the running number of a part, so that a torn strip shows what is missing; `title` names the part."""

    index: int
    total: int
    title: str = ""


@dataclass(frozen=True, slots=True)
class EndMark:
    """The last line: a list without it is void. Followed by the cut and nothing else."""

    text: str


Block = Paragraph | Field | Bars | Phones | Rule | Space | QrCode | Columns | Item | BlockMark | EndMark


@dataclass(frozen=True, slots=True)
class Document:
    """A whole slip.

    Attributes:
        title: for the PDF's properties and the log; not printed by itself.
        language: `zh-CN` or `en`.
        blocks: in print order; exactly one `EndMark`, and it is the last block.
    """

    title: str
    language: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        marks = [block for block in self.blocks if isinstance(block, EndMark)]
        if len(marks) != 1 or self.blocks[-1] is not marks[0]:
            raise ValueError("a document ends with its only end mark")

    @property
    def refs(self) -> tuple[ItemRef, ...]:
        """The items in print order."""
        return tuple(block.ref for block in self.blocks if isinstance(block, Item))
