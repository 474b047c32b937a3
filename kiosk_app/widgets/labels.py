"""Text on the glass: always plain, never selectable, never longer than its place without being noticed.

A QLabel guesses whether its text is markup and then opens the files that markup names. Every label of the
terminal comes from here and is told not to guess.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from kiosk_app.theme import Role, Theme

_CHUNK: Final = re.compile(r"[\u2E80-\uFFEF]|[^\s\u2E80-\uFFEF]+")
"""What a line break cannot split: one ideograph, or one word of anything else."""


class PlainLabel(QLabel):
    """A label that shows its text literally, wraps it, and knows how much room it needs."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setOpenExternalLinks(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setText(text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """One line, as wide as the text; layouts take the height for the width they give."""
        metrics = self.fontMetrics()
        width = max((metrics.horizontalAdvance(line) for line in self.text().split("\n")), default=0)
        return QSize(width + 2, self.heightForWidth(width + 2))

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest part that cannot be broken."""
        return QSize(self.longest_chunk_px(), self.fontMetrics().height())

    def longest_chunk_px(self) -> int:
        """Width of the longest part a line break cannot split."""
        metrics = self.fontMetrics()
        if not self.wordWrap():
            return metrics.horizontalAdvance(self.text()) + 2
        return longest_chunk_px(self.text(), metrics)

    def is_clipped(self) -> bool:
        """Whether some of the text lies outside the label."""
        if not self.text():
            return False
        return self.width() < self.longest_chunk_px() or self.height() < self.heightForWidth(self.width())


def longest_chunk_px(text: str, metrics: QFontMetrics) -> int:
    """Width of the longest unbreakable part of a text, with the pixel Qt keeps free on either side."""
    return max((metrics.horizontalAdvance(chunk) for chunk in _CHUNK.findall(text)), default=0) + 2


def plain_label(
    theme: Theme, text: str, role: Role, *, color: str = "", bold: bool = False, centred: bool = False
) -> PlainLabel:
    """Make a label. `color` is a palette entry, the ink when empty."""
    label = PlainLabel(text)
    label.setFont(theme.font(role, bold=bold))
    # Inside a button Qt would otherwise take the button's text colour.
    label.setForegroundRole(QPalette.ColorRole.WindowText)
    recolor(label, theme, color or theme.palette.ink)
    across = Qt.AlignmentFlag.AlignHCenter if centred else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(across | Qt.AlignmentFlag.AlignVCenter)
    return label


def recolor(label: QLabel, theme: Theme, color: str) -> None:
    """Give a label another text colour."""
    palette = label.palette()
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        palette.setColor(group, QPalette.ColorRole.WindowText, theme.color(color))
    label.setPalette(palette)
