"""What pages are made of: a remark with its cure, facts that change in place, small lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk_app.theme import Role
from kiosk_app.view_models import Tone
from kiosk_app.widgets.banner import tone_fill, tone_ink
from kiosk_app.widgets.icons import TONE_ICONS, IconView
from kiosk_app.widgets.labels import PlainLabel, plain_label
from kiosk_app.widgets.surfaces import RoundBox, Rule

if TYPE_CHECKING:
    from kiosk_app.technician.view import Remark
    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Field


class RemarkBox(RoundBox):
    """A `Remark`: what it is in bold, what to do below, the machine's own words small."""

    def __init__(self, theme: Theme, remark: Remark) -> None:
        colours = theme.palette
        # A whole page of dark boxes cannot be read: a problem is told by its shape and a heavy outline.
        tone = remark.tone if remark.tone is not Tone.PROBLEM else Tone.CALM
        fill = tone_fill(colours, tone)
        heavy = remark.tone in {Tone.PROBLEM, Tone.ATTENTION}
        outline = colours.problem if remark.tone is Tone.PROBLEM else colours.line
        super().__init__(
            theme, fill, outline if heavy else colours.hairline, outline_mm=0.9 if heavy else 0.3
        )
        row = QHBoxLayout(self)
        across, along = theme.space(4.0), theme.space(2.2)
        row.setContentsMargins(across, along, across, along)
        row.setSpacing(theme.space(3.5))
        ink = tone_ink(colours, tone)
        side_px = theme.mm(theme.cap_mm(Role.BODY) * 1.9)
        icon = IconView(theme, TONE_ICONS[remark.tone], side_px, ink=ink, paper=fill)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(theme.space(1.0))
        texts.addWidget(plain_label(theme, remark.title, Role.BODY, color=ink, bold=True))
        if remark.fix:
            texts.addWidget(plain_label(theme, remark.fix, Role.BODY, color=ink))
        if remark.detail:
            texts.addWidget(plain_label(theme, remark.detail, Role.CAPTION, color=ink))
        row.addLayout(texts, 1)


class FactTable(QWidget):
    """Labels and values; `show_fields` changes the values in place."""

    def __init__(self, theme: Theme, fields: tuple[Field, ...]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.space(5.0))
        grid.setVerticalSpacing(theme.space(1.6))
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 5)
        self._values: list[PlainLabel] = []
        for number, field in enumerate(fields):
            if number:
                grid.addWidget(Rule(theme), 2 * number - 1, 0, 1, 2)
            label = plain_label(theme, field.label, Role.BODY, color=theme.palette.ink_soft)
            grid.addWidget(label, 2 * number, 0)
            value = plain_label(theme, field.value, Role.BODY, bold=True)
            grid.addWidget(value, 2 * number, 1)
            self._values.append(value)

    def show_fields(self, fields: tuple[Field, ...]) -> None:
        """Change the values; there are as many as before."""
        for label, field in zip(self._values, fields, strict=True):
            if label.text() != field.value:
                label.setText(field.value)


class LineList(QWidget):
    """Lines of a log, small but legible."""

    def __init__(self, theme: Theme, lines: tuple[str, ...]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.4))
        for number, line in enumerate(lines):
            if number:
                column.addWidget(Rule(theme))
            column.addWidget(plain_label(theme, line, Role.CAPTION))
