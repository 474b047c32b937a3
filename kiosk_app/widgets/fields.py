"""Labels with their values, and short lists of sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.theme import Role
from kiosk_app.widgets.icons import IconView
from kiosk_app.widgets.labels import plain_label
from kiosk_app.widgets.steps import Numeral
from kiosk_app.widgets.surfaces import Rule

if TYPE_CHECKING:
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Field


class FieldList(QWidget):
    """Fields below each other, with a rule between them."""

    def __init__(
        self,
        theme: Theme,
        fields: tuple[Field, ...],
        *,
        value_role: Role = Role.HEADING,
        is_airy: bool = False,
    ) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(6.0))
        grid.setVerticalSpacing(theme.space(3.4 if is_airy else 2.0))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        for number, field in enumerate(fields):
            if number:
                grid.addWidget(Rule(theme), 2 * number - 1, 0, 1, 2)
            label = plain_label(theme, field.label, Role.BODY, color=theme.palette.ink_soft)
            grid.addWidget(label, 2 * number, 0)
            grid.addWidget(plain_label(theme, field.value, value_role, bold=True), 2 * number, 1)


class SentenceList(QWidget):
    """Sentences below each other, numbered or with a mark."""

    def __init__(
        self, theme: Theme, sentences: tuple[str, ...], *, icon: str = "", role: Role = Role.BODY
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(2.4))
        for number, sentence in enumerate(sentences, start=1):
            row = QHBoxLayout()
            row.setSpacing(theme.space(3.0))
            if icon:
                side_px = QFontMetrics(theme.font(role)).height()
                mark: QWidget = IconView(theme, icon, side_px, ink=theme.palette.accent)
            else:
                mark = Numeral(theme, number, cap_mm=theme.cap_mm(role) * 0.98)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(plain_label(theme, sentence, role), 1)
            column.addLayout(row)
        # Spare room stays below the last sentence, not between a mark and its words.
        column.addStretch(1)


_NUMBERED: Final = re.compile(r"(\d+)[:：\s]+(.+)", re.DOTALL)


class RouteList(QWidget):
    """Where else to go: a hotline's number large and in a column of its own, other ways with a mark."""

    def __init__(self, theme: Theme, routes: tuple[str, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(6.0))
        grid.setVerticalSpacing(theme.space(3.4))
        grid.setColumnStretch(1, 1)
        for row, route in enumerate(routes):
            numbered = _NUMBERED.fullmatch(route)
            if numbered is None:
                side_px = theme.mm(theme.cap_mm(Role.NUMBER) * 1.5)
                mark: QWidget = IconView(theme, "court", side_px, ink=theme.palette.accent)
            else:
                mark = plain_label(theme, numbered[1], Role.NUMBER, color=theme.palette.accent, bold=True)
            grid.addWidget(mark, row, 0)
            words = numbered[2] if numbered is not None else route
            grid.addWidget(plain_label(theme, words, Role.BUTTON), row, 1)


class PaperList(QWidget):
    """Papers to bring, each with a box to tick in one's mind, in columns."""

    def __init__(self, theme: Theme, papers: tuple[str, ...], columns: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(5.0))
        grid.setVerticalSpacing(theme.space(1.4))
        rows = -(-len(papers) // columns)
        side_px = QFontMetrics(theme.font(Role.BODY)).height()
        for number, paper in enumerate(papers):
            row = QHBoxLayout()
            row.setSpacing(theme.space(2.4))
            mark = IconView(theme, "check", round(side_px * 0.8), ink=theme.palette.accent)
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
            row.addWidget(plain_label(theme, paper, Role.BODY), 1)
            # Read down the first column, then down the second.
            grid.addLayout(row, number % rows, number // rows)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
