"""Text on the glass as a widget: always plain, never selectable, never longer than its place without being noticed.

Qt's own label guesses whether its text is markup and then opens the files that markup names. There is none in the
terminal: what is written is a `TextBlock`, which knows no markup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from kiosk_app.widgets.text_block import TextBlock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.theme import Role, Theme


def _policy() -> QSizePolicy:
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    return policy


POLICY: Final = _policy()
"""Of everything whose height goes with its width."""


class PlainLabel(QWidget):
    """Shows its text literally, wraps it, and knows how much room it needs. Sizes in pixels; GUI thread."""

    def __init__(self, block: TextBlock) -> None:
        super().__init__()
        self._block = block
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(POLICY)

    @property
    def block(self) -> TextBlock:
        """What is written."""
        return self._block

    def text_blocks(self) -> Iterator[TextBlock]:
        """What is written, in its place."""
        self._block.place(0, 0, self.width(), self.height())
        yield self._block

    def forget_text(self) -> None:
        """Hold no text any more, broken into lines or not."""
        self._block.write("")

    def text(self) -> str:
        """What is written."""
        return self._block.text

    def setText(self, text: str) -> None:
        """Show another text."""
        if text != self._block.text:
            self._block.write(text)
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        """One line, as wide as the text; layouts take the height for the width they give."""
        width = self._block.wanted_width()
        return QSize(width, self._block.height_for(width))

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest part that cannot be broken."""
        return QSize(self._block.least_width(), self._block.face.height)

    def heightForWidth(self, width: int) -> int:
        """Return the height of as many lines as the width needs."""
        return self._block.height_for(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the lines."""
        del event
        self._block.place(0, 0, self.width(), self.height())
        self._block.paint(QPainter(self))


def text_block(  # noqa: PLR0913 - the properties of one text, all named
    theme: Theme,
    text: str,
    role: Role,
    *,
    color: str = "",
    bold: bool = False,
    centred: bool = False,
    share: int = 0,
) -> TextBlock:
    """Make a text. `color` is a palette entry, the ink when empty; `share` is of spare width in a row."""
    ink = QColor(color or theme.palette.ink)
    across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
    return TextBlock(text, theme.face(role, bold=bold), ink, across=across, share=share)


def plain_label(
    theme: Theme, text: str, role: Role, *, color: str = "", bold: bool = False, centred: bool = False
) -> PlainLabel:
    """Make a label. `color` is a palette entry, the ink when empty."""
    return PlainLabel(text_block(theme, text, role, color=color, bold=bold, centred=centred))
