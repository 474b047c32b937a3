"""Boxes: nothing is narrower than it can be, nothing overlaps, spare room goes where it is meant to."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from kiosk_app.theme import Panel, Role, Theme, load_fonts
from kiosk_app.view_models import Look
from kiosk_app.widgets.boxed import BoxView
from kiosk_app.widgets.boxes import AtTop, Column, Padded, Row, Shape, Spring, divide, spread, texts_in
from kiosk_app.widgets.labels import text_block
from kiosk_app.widgets.skins import Layer, paint_skin
from tests.support.screens_walk import pixels_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from kiosk_app.widgets.boxes import Box


@dataclass
class Brick:
    """A box of whole numbers; wraps like a text: half as wide is twice as high."""

    least: int
    more: int
    share: int
    area: int = 400
    place_px: QRect = field(default_factory=QRect)

    def wanted_width(self) -> int:
        return self.least + self.more

    def least_width(self) -> int:
        return self.least

    def height_for(self, width: int) -> int:
        return -(-self.area // max(1, width))

    def place(self, x: int, y: int, width: int, height: int) -> None:
        self.place_px = QRect(x, y, width, height)

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.place_px, 0)


bricks = st.lists(
    st.builds(Brick, least=st.integers(1, 60), more=st.integers(0, 90), share=st.integers(0, 3)),
    min_size=1,
    max_size=6,
)


@given(bricks, st.integers(0, 500))
def test_a_width_is_shared_out_fairly(row: list[Brick], width: int) -> None:
    widths = divide(row, width)
    least = sum(brick.least for brick in row)
    assert all(own >= brick.least for own, brick in zip(widths, row, strict=True))
    assert all(
        own <= brick.least + brick.more for own, brick in zip(widths, row, strict=True) if not brick.share
    )
    assert sum(widths) <= max(width, least)
    sharing = [(own / brick.share, brick) for own, brick in zip(widths, row, strict=True) if brick.share]
    if sharing and width >= least:
        assert sum(widths) == width
        # Whoever got more than the least got no more for a share than anybody else, but for a rounding.
        smallest = min(per_share for per_share, _ in sharing)
        for per_share, brick in sharing:
            assert per_share * brick.share <= brick.least or per_share <= smallest + 1


@given(bricks, st.integers(0, 9), st.integers(0, 500), st.integers(0, 300), st.booleans())
def test_side_by_side_nothing_overlaps(
    row: list[Brick], spacing: int, width: int, height: int, is_centred: bool
) -> None:
    box = Row(row, spacing, is_centred=is_centred)
    box.place(10, 20, width, height)
    for one, other in pairwise(row):
        assert other.place_px.x() == one.place_px.x() + one.place_px.width() + spacing
    assert row[0].place_px.x() >= 10
    if width >= box.least_width():
        assert row[-1].place_px.x() + row[-1].place_px.width() <= 10 + width
        assert box.height_for(width) == max(brick.height_for(brick.place_px.width()) for brick in row)


@given(bricks, st.integers(0, 9), st.integers(1, 500), st.integers(0, 2000))
def test_below_each_other_nothing_overlaps_and_springs_take_the_rest(
    items: list[Brick], spacing: int, width: int, height: int
) -> None:
    column = Column([Spring(), *spread(items), Spring(2)], spacing)
    column.place(5, 7, width, height)
    needed = column.height_for(width)
    for one, other in pairwise(items):
        assert other.place_px.y() >= one.place_px.y() + one.place_px.height() + spacing
    assert items[0].place_px.y() >= 7
    assert items[-1].place_px.y() + items[-1].place_px.height() <= 7 + max(height, needed)
    if height >= needed:
        springs = len(items) + 2
        below = 7 + height - items[-1].place_px.y() - items[-1].place_px.height()
        assert abs(below - (height - needed) * 2 / springs) <= 1


def test_what_stands_at_the_top_keeps_its_height() -> None:
    brick = Brick(10, 0, 0)
    Row([AtTop(brick), Brick(10, 0, 1)]).place(0, 0, 200, 90)
    assert brick.place_px == QRect(0, 0, 10, 40)


def test_padding_lies_around_and_what_is_behind_fills_it() -> None:
    brick, behind = Brick(10, 10, 0), []
    padded = Padded(brick, (1, 2, 3, 4), behind=lambda _, box: behind.append(box))
    padded.place(0, 0, 100, 50)
    picture = QImage(100, 50, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    padded.paint(painter)
    painter.end()
    assert brick.place_px == QRect(1, 2, 96, 44)
    assert behind == [QRect(0, 0, 100, 50)]
    assert (padded.wanted_width(), padded.least_width()) == (24, 14)


def test_every_text_is_found_and_forgotten(qtbot: QtBot) -> None:
    load_fonts()
    theme = Theme(Panel(1080, 1920), Look())
    one, two = (text_block(theme, text, Role.BODY) for text in ("甲", "乙"))
    parts: list[Box] = [
        AtTop(Padded(one, (1, 1, 1, 1))),
        Column([two, Spring()]),
        Shape(3, 3, lambda *_: None),
    ]
    view = BoxView(Row(parts))
    qtbot.addWidget(view)
    assert list(texts_in(Row(parts))) == [one, two]
    view.setAccessibleName("丙")
    view.forget_text()
    assert (one.text, two.text, view.accessibleName()) == ("", "", "")


SKINS = {
    "a key": (Layer("#112233", "#445566", 1.0, 13.0), Layer("#112233", "#ddeeff", 1.0, 13.0, 5)),
    "a box with a heavy outline": (Layer("#000000", "#fbe6b4", 4.0, 10.0),),
    "a bar with round ends": (Layer("#69736f", "#084846", 1.0, 6.5),),
}


@pytest.mark.parametrize("size", [(300, 200), (300, 13), (40, 200), (27, 27), (13, 13), (0, 5)])
@pytest.mark.parametrize("name", SKINS)
@pytest.mark.usefixtures("qapp")
def test_a_skin_put_together_has_the_dots_of_one_drawn_whole(name: str, size: tuple[int, int]) -> None:
    skin, box = SKINS[name], QRect(4, 6, *size)
    put, drawn = (QImage(320, 220, QImage.Format.Format_ARGB32_Premultiplied) for _ in range(2))
    for image in (put, drawn):
        image.fill(0xFFE8E6DF)
    painter = QPainter(put)
    paint_skin(painter, box, skin)
    painter.end()
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for layer in skin if min(size) > 0 else ():
        half = layer.width / 2
        painter.setPen(QPen(QColor(layer.outline), layer.width))
        painter.setBrush(QColor(layer.fill))
        whole = QRectF(box).adjusted(half, half, -half, -half - layer.above_bottom)
        painter.drawRoundedRect(whole, layer.corner, layer.corner)
    painter.end()
    difference = np.abs(pixels_of(put).astype(int) - pixels_of(drawn))
    # Laying corners over each other before they lie on the ground rounds a little differently.
    assert difference.max() <= 3
