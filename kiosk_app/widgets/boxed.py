"""Widgets whose contents are boxes: they give the boxes their places and draw them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from kiosk_app.widgets.boxes import texts_in
from kiosk_app.widgets.labels import POLICY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.widgets.boxes import Box
    from kiosk_app.widgets.text_block import TextBlock

    Base = QWidget
else:
    Base = object


class HoldsBoxes(Base):
    """Mixed into a widget. GUI thread; sizes in pixels.

    Boxes take their places when somebody looks at them: a page that is measured and thrown away never gives them any.
    """

    _root: Box
    _placed_in: QSize | None = None

    def hold(self, root: Box) -> None:
        """Take contents, in place of those before."""
        self._root = root
        self._placed_in = None

    def text_blocks(self) -> Iterator[TextBlock]:
        """Every text in it, in its place."""
        self._settle()
        return texts_in(self._root)

    def forget_text(self) -> None:
        """Keep nothing of what was said."""
        for block in texts_in(self._root):
            block.write("")
        self.setAccessibleName("")

    def sizeHint(self) -> QSize:
        """What the contents want."""
        width = self._root.wanted_width()
        return QSize(width, self._root.height_for(width))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the contents can be."""
        return QSize(self._root.least_width(), self.minimumHeight())

    def heightForWidth(self, width: int) -> int:
        """Return the height the contents need."""
        return max(self._root.height_for(width), self.minimumHeight())

    def paint_boxes(self, painter: QPainter) -> None:
        """Draw the contents."""
        self._settle()
        self._root.paint(painter)

    def _settle(self) -> None:
        size = self.size()
        if size != self._placed_in:
            self._root.place(0, 0, size.width(), size.height())
            self._placed_in = size


class BoxView(HoldsBoxes, QWidget):
    """Boxes on a sheet, not to be touched."""

    def __init__(self, root: Box) -> None:
        super().__init__()
        self.hold(root)
        self.setSizePolicy(POLICY)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw them."""
        del event
        self.paint_boxes(QPainter(self))
