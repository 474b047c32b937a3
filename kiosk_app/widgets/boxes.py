"""What stands inside one widget: texts, drawings and shapes in rows and columns, measured and drawn without widgets.

Boxes are measured as they are when first asked, so whoever aligns texts does it before.

A card of the list says fifteen things. As widgets in Qt's layouts each would cost its making, a dozen events and a
dozen calls from C++ into Python; here it is a few sums. Widgets are what is touched, what changes by itself, and what
stands on a sheet of its own. All sizes are pixels; GUI thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRect

from kiosk_app.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from PySide6.QtGui import QPainter


class Box(Protocol):
    """Something with a place."""

    share: int
    """Of spare width in a row, beside others; 0 takes what it wants."""

    def wanted_width(self) -> int:
        """How wide it would be without a line broken."""

    def least_width(self) -> int:
        """How narrow it can be."""

    def height_for(self, width: int) -> int:
        """How high it is in a width."""

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place."""

    def paint(self, painter: QPainter) -> None:
        """Draw it in its place."""


class Spring:
    """Empty room that takes its share of what is left over."""

    def __init__(self, weight: int = 1) -> None:
        self.weight = weight


class Shape:
    """A drawing of a fixed size, in the middle of its place."""

    def __init__(
        self, width: int, height: int, draw: Callable[[QPainter, QRect], None], share: int = 0
    ) -> None:
        """Make it.

        Args:
            width: least width; with a `share` it takes all it is given.
            height: of the drawing.
            draw: draws into a box.
            share: of spare width in a row.
        """
        self.share = share
        self._width = width
        self._height = height
        self._draw = draw
        self._box = QRect()

    def wanted_width(self) -> int:
        """Its least width."""
        return self._width

    def least_width(self) -> int:
        """Its own width."""
        return self._width

    def height_for(self, width: int) -> int:
        """Its own height."""
        del width
        return self._height

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place, in the middle of what there is."""
        own = width if self.share else self._width
        self._box = QRect(x + (width - own) // 2, y + (height - self._height) // 2, own, self._height)

    def paint(self, painter: QPainter) -> None:
        """Draw it."""
        self._draw(painter, self._box)


class Padded:
    """A box with room around it, and perhaps something drawn behind it."""

    def __init__(
        self,
        inside: Box,
        padding: tuple[int, int, int, int],
        *,
        behind: Callable[[QPainter, QRect], None] | None = None,
        share: int = 0,
    ) -> None:
        """Make it; `padding` is left, top, right, bottom."""
        self.share = share
        self._inside = inside
        self._padding = padding
        self._behind = behind
        self._box = QRect()

    def _across(self) -> int:
        return self._padding[0] + self._padding[2]

    def wanted_width(self) -> int:
        """Inside and padding."""
        return self._inside.wanted_width() + self._across()

    def least_width(self) -> int:
        """Inside and padding."""
        return self._inside.least_width() + self._across()

    def height_for(self, width: int) -> int:
        """Inside and padding."""
        return self._inside.height_for(width - self._across()) + self._padding[1] + self._padding[3]

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place."""
        self._box = QRect(x, y, width, height)
        left, top, right, bottom = self._padding
        self._inside.place(x + left, y + top, width - left - right, height - top - bottom)

    def paint(self, painter: QPainter) -> None:
        """Draw what is behind, then what is inside."""
        if self._behind is not None:
            self._behind(painter, self._box)
        self._inside.paint(painter)

    @property
    def inside(self) -> Box:
        """What it holds."""
        return self._inside


class AtTop:
    """A box that keeps its own height, at the top of its place."""

    def __init__(self, inside: Box) -> None:
        self.share = inside.share
        self.inside = inside
        self.wanted_width = inside.wanted_width
        self.least_width = inside.least_width
        self.height_for = inside.height_for
        self.paint = inside.paint

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place."""
        self.inside.place(x, y, width, min(height, self.inside.height_for(width)))


class Row:
    """Boxes side by side. What wants no share gets what it wants, the others divide the rest."""

    def __init__(
        self, boxes: Sequence[Box], spacing: int = 0, *, share: int = 0, is_centred: bool = False
    ) -> None:
        """Make it.

        Args:
            boxes: from left to right.
            spacing: between two of them.
            share: of spare width in a row.
            is_centred: stand together in the middle of a wider place.
        """
        self.share = share
        self._boxes = tuple(boxes)
        self._spacing = spacing
        self._is_centred = is_centred
        self._found: dict[int, list[int]] = {}
        self._heights: dict[int, int] = {}
        self._wanted = self._least = -1

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What it holds."""
        return self._boxes

    def _gaps(self) -> int:
        return self._spacing * max(0, len(self._boxes) - 1)

    def wanted_width(self) -> int:
        """All of them and the room between."""
        if self._wanted < 0:
            self._wanted = sum(box.wanted_width() for box in self._boxes) + self._gaps()
        return self._wanted

    def least_width(self) -> int:
        """All of them at their narrowest."""
        if self._least < 0:
            self._least = sum(box.least_width() for box in self._boxes) + self._gaps()
        return self._least

    def _widths(self, width: int) -> list[int]:
        found = self._found.get(width)
        if found is None:
            found = self._found[width] = divide(self._boxes, width - self._gaps())
        return found

    def height_for(self, width: int) -> int:
        """As high as the highest."""
        found = self._heights.get(width)
        if found is None:
            pairs = zip(self._boxes, self._widths(width), strict=True)
            found = self._heights[width] = max((box.height_for(own) for box, own in pairs), default=0)
        return found

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place; every box has its whole height."""
        widths = self._widths(width)
        if self._is_centred:
            x += max(0, width - sum(widths) - self._gaps()) // 2
        for box, own in zip(self._boxes, widths, strict=True):
            box.place(x, y, own, height)
            x += own + self._spacing

    def paint(self, painter: QPainter) -> None:
        """Draw them."""
        for box in self._boxes:
            box.paint(painter)


class Column:
    """Boxes below each other, each as wide as the column; springs take the height that is left.

    Attributes:
        boxes: what it holds, springs left out.
    """

    def __init__(self, items: Sequence[Box | Spring], spacing: int = 0, *, share: int = 0) -> None:
        """Make it; there is no spacing around a spring of its own, only between two boxes."""
        self.share = share
        self._items = tuple(items)
        self._spacing = spacing
        self.boxes = tuple(item for item in self._items if not isinstance(item, Spring))
        self._heights: dict[int, int] = {}
        self._wanted = self._least = -1

    def wanted_width(self) -> int:
        """As wide as the widest."""
        if self._wanted < 0:
            self._wanted = max((box.wanted_width() for box in self.boxes), default=0)
        return self._wanted

    def least_width(self) -> int:
        """As wide as the widest at its narrowest."""
        if self._least < 0:
            self._least = max((box.least_width() for box in self.boxes), default=0)
        return self._least

    def height_for(self, width: int) -> int:
        """All of them and the room between."""
        found = self._heights.get(width)
        if found is None:
            gaps = self._spacing * max(0, len(self.boxes) - 1)
            found = self._heights[width] = sum(box.height_for(width) for box in self.boxes) + gaps
        return found

    def place(self, x: int, y: int, width: int, height: int) -> None:
        """Take a place."""
        spare = max(0, height - self.height_for(width))
        weights = sum(item.weight for item in self._items if isinstance(item, Spring))
        is_first, given, weighed = True, 0, 0
        for item in self._items:
            if isinstance(item, Spring):
                weighed += item.weight
                y += spare * weighed // weights - given
                given = spare * weighed // weights
                continue
            y += 0 if is_first else self._spacing
            is_first = False
            own = item.height_for(width)
            item.place(x, y, width, own)
            y += own

    def paint(self, painter: QPainter) -> None:
        """Draw them."""
        for box in self.boxes:
            box.paint(painter)


def divide(boxes: Sequence[Box], width: int) -> list[int]:
    """Share a width out among boxes, each at least its least.

    Boxes without a share first grow to what they want; what is left goes to the others by their shares. Boxes that
    do not fit even at their least stick out, as wide as that.
    """
    widths = [box.least_width() for box in boxes]
    room = width - sum(widths)
    for number, box in enumerate(boxes):
        if not box.share and room > 0:
            more = min(room, box.wanted_width() - widths[number])
            widths[number] += more
            room -= more
    sharing = [number for number, box in enumerate(boxes) if box.share]
    room += sum(widths[number] for number in sharing)
    while sharing:
        shares = sum(boxes[number].share for number in sharing)
        tight = [number for number in sharing if room * boxes[number].share < widths[number] * shares]
        if not tight:
            break
        for number in tight:
            room -= widths[number]
            sharing.remove(number)
    shares, begin = sum(boxes[number].share for number in sharing), 0
    for number in sharing:
        end = begin + boxes[number].share
        widths[number] = room * end // shares - room * begin // shares
        begin = end
    return widths


def spread(boxes: Iterable[Box]) -> list[Box | Spring]:
    """Put a spring between each two boxes, so that a column higher than they are spreads them evenly."""
    spread_out: list[Box | Spring] = []
    for box in boxes:
        spread_out += [box, Spring()]
    return spread_out[:-1]


def texts_in(box: Box) -> Iterator[TextBlock]:
    """Every text in a box and in what it holds."""
    if isinstance(box, TextBlock):
        yield box
    elif isinstance(box, (Padded, AtTop)):
        yield from texts_in(box.inside)
    elif isinstance(box, (Row, Column)):
        for inner in box.boxes:
            yield from texts_in(inner)
