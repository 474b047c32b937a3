"""The slip's typographic scale: every size, pitch and gap of the two paper widths, in dots.

The digits of the first telephone number are 4.4 mm high: 25 minutes of arc at 60 cm, where 20 to 22 are comfortable
(ISO 9241-303, 5.5.4). Names are 3 mm high, nothing is below 2.5 mm.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from printing.display import Face, Paper
from printing.document import Size


@dataclass(frozen=True, slots=True)
class Style:
    """A face and the distance between its baselines."""

    face: Face
    pitch: int

    def bold(self) -> Style:
        """The same in the bold weight."""
        return replace(self, face=replace(self.face, bold=True))

    def at(self, px: int) -> Style:
        """The same in another size, on the same pitch."""
        return replace(self, face=replace(self.face, px=px))


@dataclass(frozen=True, slots=True)
class Scale:
    """All styles of one paper width.

    Attributes:
        item: running text inside an item; a little tighter than `body`.
        fine: small text inside an item.
        phone, second: the first telephone number of an item, and its further ones.
        hangs: an item's text stands beside its rank from top to bottom; otherwise only its headline does, and the rest
            has the whole width.
        rules_items: a hairline parts an item from the one before; elsewhere white does.
        rank_dots: width of the column that holds an item's rank; its gutter is included.
    """

    small: Style
    fine: Style
    body: Style
    large: Style
    title: Style
    headline: Style
    item: Style
    phone: Style
    second: Style
    rank: Style
    total: Style
    rank_dots: int
    item_gap: int
    bar_dots: int
    hangs: bool
    rules_items: bool

    def of(self, size: Size) -> Style:
        """The style of a text role in the running text."""
        return {Size.SMALL: self.small, Size.BODY: self.body, Size.LARGE: self.large, Size.TITLE: self.title}[
            size
        ]

    def in_item(self, size: Size) -> Style:
        """The style of a text role inside an item."""
        return {
            Size.SMALL: self.fine,
            Size.BODY: self.item,
            Size.LARGE: self.headline,
            Size.TITLE: self.large,
        }[size]


_WIDE = Scale(
    small=Style(Face(20), 23),
    fine=Style(Face(20), 22),
    body=Style(Face(20), 23),
    large=Style(Face(28, bold=True), 36),
    title=Style(Face(36, bold=True, paired=True), 44),
    headline=Style(Face(24, bold=True), 29),
    item=Style(Face(20), 22),
    phone=Style(Face(47, paired=True), 42),
    second=Style(Face(30), 29),
    rank=Style(Face(38, bold=True), 38),
    total=Style(Face(27, bold=True), 28),
    rank_dots=51,
    item_gap=6,
    bar_dots=3,
    hangs=True,
    rules_items=False,
)

_NARROW = Scale(
    small=Style(Face(20), 24),
    fine=Style(Face(20), 23),
    body=Style(Face(22), 27),
    large=Style(Face(28, bold=True), 38),
    title=Style(Face(40, bold=True), 50),
    headline=Style(Face(26, bold=True), 32),
    item=Style(Face(22), 25),
    phone=Style(Face(47, paired=True), 45),
    second=Style(Face(30), 31),
    rank=Style(Face(32, bold=True), 38),
    total=Style(Face(29, bold=True), 30),
    rank_dots=52,
    item_gap=9,
    bar_dots=3,
    hangs=False,
    rules_items=True,
)

A4_SCALE = Scale(
    small=Style(Face(24), 34),
    fine=Style(Face(24), 30),
    body=Style(Face(28), 38),
    large=Style(Face(36, bold=True), 52),
    title=Style(Face(64, bold=True), 78),
    headline=Style(Face(34, bold=True), 44),
    item=Style(Face(26), 33),
    phone=Style(Face(54, tracking=-1), 61),
    second=Style(Face(38), 44),
    rank=Style(Face(50, bold=True), 56),
    total=Style(Face(34, bold=True), 36),
    rank_dots=80,
    item_gap=12,
    bar_dots=4,
    hangs=True,
    rules_items=True,
)
"""Sheets of A4, counted in the same eighths of a millimetre."""

_NARROW_BELOW_DOTS = 480


def scale_for(paper: Paper) -> Scale:
    """The scale that suits a paper's width."""
    return _NARROW if paper.width_dots < _NARROW_BELOW_DOTS else _WIDE
