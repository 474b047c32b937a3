"""Labels with their values, and short lists of sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kiosk_app.theme import Role
from kiosk_app.widgets.boxed import BoxView
from kiosk_app.widgets.boxes import AtTop, Column, Padded, Row, Shape, Spring, spread
from kiosk_app.widgets.icons import icon_box
from kiosk_app.widgets.labels import text_block
from kiosk_app.widgets.steps import numeral
from kiosk_app.widgets.surfaces import rule_box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect
    from PySide6.QtGui import QPainter

    from kiosk_app.theme import Theme
    from kiosk_app.view_models import Field
    from kiosk_app.widgets.boxes import Box
    from kiosk_app.widgets.text_block import TextBlock


def field_list(
    theme: Theme, fields: tuple[Field, ...], *, value_role: Role = Role.HEADING, is_airy: bool = False
) -> BoxView:
    """Set fields below each other, with a rule between them."""
    soft = theme.palette.ink_soft
    labels = [text_block(theme, field.label, Role.BODY, color=soft, share=2) for field in fields]
    values = [text_block(theme, field.value, value_role, bold=True, share=5) for field in fields]
    align(labels)
    align(values)
    items: list[Box | Spring] = []
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        if number:
            items += [rule_box(theme), Spring()]
        items += [Row([label, value], theme.space(6.0)), Spring()]
    return BoxView(Column(items[:-1], theme.space(3.4 if is_airy else 2.0)))


def sentence_list(
    theme: Theme, sentences: tuple[str, ...], *, icon: str = "", role: Role = Role.BODY
) -> BoxView:
    """Set sentences below each other, numbered or with a mark."""
    rows: list[Box | Spring] = []
    side_px = theme.face(role).height
    for number, sentence in enumerate(sentences, start=1):
        if icon:
            mark = icon_box(theme, icon, side_px, ink=theme.palette.accent)
        else:
            mark = numeral(theme, number, cap_mm=theme.cap_mm(role) * 0.98)
        rows.append(Row([AtTop(mark), text_block(theme, sentence, role, share=1)], theme.space(3.0)))
    # Spare room stays below the last sentence, not between a mark and its words.
    return BoxView(Column([*rows, Spring()], theme.space(2.4)))


_NUMBERED: Final = re.compile(r"(\d+)[:：\s]+(.+)", re.DOTALL)


def route_list(theme: Theme, routes: tuple[str, ...]) -> BoxView:
    """Set where else to go: a hotline's number large and in a column of its own, other ways with a mark."""
    accent = theme.palette.accent
    side_px = theme.mm(theme.cap_mm(Role.NUMBER) * 1.5)
    parted = [_NUMBERED.fullmatch(route) for route in routes]
    numbers = {
        row: text_block(theme, found[1], Role.NUMBER, color=accent, bold=True)
        for row, found in enumerate(parted)
        if found is not None
    }
    column_px = max((number.wanted_width() for number in numbers.values()), default=side_px)
    spare = max(0, column_px - side_px)
    rows = []
    for row, (route, found) in enumerate(zip(routes, parted, strict=True)):
        if found is None:
            icon = icon_box(theme, "court", side_px, ink=accent)
            mark: Box = Padded(icon, (spare // 2, 0, spare - spare // 2, 0))
        else:
            mark = numbers[row]
            numbers[row].least_px = column_px
        words = text_block(theme, found[2] if found is not None else route, Role.BUTTON, share=1)
        rows.append(Row([mark, words], theme.space(6.0)))
    return BoxView(Column(spread(rows), theme.space(3.4)))


def paper_list(theme: Theme, papers: tuple[str, ...], columns: int) -> BoxView:
    """Set papers to bring, each with a box to tick in one's mind, in columns that are read downwards."""
    rows = -(-len(papers) // columns)
    side_px = round(theme.face(Role.BODY).height * 0.8)

    def cell(number: int) -> Box:
        if number >= len(papers):
            return Shape(0, 0, _nothing, share=1)
        mark = icon_box(theme, "check", side_px, ink=theme.palette.accent)
        return Row([mark, text_block(theme, papers[number], Role.BODY, share=1)], theme.space(2.4), share=1)

    lines = [
        Row([cell(row + column * rows) for column in range(columns)], theme.space(5.0)) for row in range(rows)
    ]
    return BoxView(Column(spread(lines), theme.space(1.4)))


def align(blocks: Sequence[TextBlock]) -> None:
    """Make texts that stand below each other in rows of their own equally narrow at the least."""
    least_px = max((block.least_width() for block in blocks), default=0)
    for block in blocks:
        block.least_px = least_px


def _nothing(painter: QPainter, box: QRect) -> None:
    del painter, box
