"""What single widgets look like: places for characters, seals, marks, and marks that move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage

from kiosk_app.screens.drifting import DriftingScreen
from kiosk_app.theme import Role, Theme, load_fonts
from kiosk_app.view_models import Contrast, Look, OutOfServiceView, Tone
from kiosk_app.widgets.code_cells import CodeCells
from kiosk_app.widgets.labels import PlainLabel, text_block
from kiosk_app.widgets.pictures import Picture
from kiosk_app.widgets.steps import StepMarks
from tests.support.screens_samples import SAMPLES, Texts
from tests.support.screens_stage import PORTRAIT, stage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot


def drawn(qtbot: QtBot, widget: QWidget, width: int, height: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    return widget.grab().toImage()


def inked(picture: QImage, colour: str) -> list[tuple[int, int]]:
    wanted = QColor(colour).rgb()
    return [
        (x, y)
        for y in range(0, picture.height(), 2)
        for x in range(0, picture.width(), 2)
        if picture.pixel(x, y) == wanted
    ]


@pytest.fixture
def theme(qtbot: QtBot) -> Theme:
    assert qtbot is not None
    load_fonts()
    return Theme(PORTRAIT, Look())


def test_eighteen_places_take_two_rows_where_one_is_too_long(theme: Theme) -> None:
    cells = CodeCells(theme, "91 33100_ _________ _")
    one_row = cells.sizeHint().width()
    assert cells.heightForWidth(one_row - 1) == 2 * cells.heightForWidth(one_row)
    assert cells.minimumSizeHint().width() < one_row


def test_the_next_place_to_fill_moves_on(qtbot: QtBot, theme: Theme) -> None:
    edges = []
    for text in ("9_ ______", "91 ______", "91 3_____"):
        picture = drawn(qtbot, CodeCells(theme, text), 600, 90)
        edges.append(min(x for x, _ in inked(picture, theme.palette.accent)))
    assert edges == sorted(set(edges))


def test_a_full_code_has_no_place_left(qtbot: QtBot, theme: Theme) -> None:
    picture = drawn(qtbot, CodeCells(theme, "91 331002"), 600, 90)
    assert not inked(picture, theme.palette.accent)


def test_a_seal_is_tinted_by_its_tone_and_only_outlined_in_high_contrast(qtbot: QtBot, theme: Theme) -> None:
    good = drawn(qtbot, Picture(theme, "licence"), 400, 400)
    bad = drawn(qtbot, Picture(theme, "paper_out", tone=Tone.PROBLEM), 400, 400)
    assert QColor(good.pixel(200, 45)) == QColor(theme.palette.accent_soft)
    assert QColor(bad.pixel(200, 45)) == QColor(theme.palette.attention)
    flat = Theme(PORTRAIT, Look(contrast=Contrast.DARK))
    outlined = drawn(qtbot, Picture(flat, "licence"), 400, 400)
    assert inked(outlined, flat.palette.line)


def test_where_there_is_no_room_a_picture_says_nothing(qtbot: QtBot, theme: Theme) -> None:
    empty = drawn(qtbot, Picture(theme, "nothing-of-that-name", least_mm=1.0), 30, 30)
    assert drawn(qtbot, Picture(theme, "licence", least_mm=1.0), 30, 30) == empty


def test_a_picture_asks_for_no_more_than_its_least(theme: Theme) -> None:
    """A generous picture must not make the words of its screen smaller."""
    small = Picture(theme, "licence", least_mm=8.0, most_mm=110.0)
    assert small.sizeHint() == small.minimumSize()


def test_the_present_step_is_the_long_one(qtbot: QtBot, theme: Theme) -> None:
    widths = {number: StepMarks(theme, number, 4).sizeHint().width() for number in (1, 4)}
    assert widths[1] == widths[4]
    first, last = (drawn(qtbot, StepMarks(theme, number, 4), widths[1], 10) for number in (1, 4))
    assert len(inked(last, theme.palette.accent)) > len(inked(first, theme.palette.accent))


def test_a_label_that_is_cleared_keeps_no_line(theme: Theme) -> None:
    block = text_block(theme, "一行又一行", Role.BODY)
    label = PlainLabel(block)
    assert len(block.lines(80)) > 1
    label.forget_text()
    assert block.lines(80) == ("",)
    assert label.text() == ""


def test_the_out_of_service_screen_moves_its_marks_too(qtbot: QtBot) -> None:
    window = stage(PORTRAIT)
    qtbot.addWidget(window, before_close_func=lambda widget: widget.allow_close())
    view = next(
        view
        for view in (make(Texts("zh")) for make in SAMPLES.values())
        if isinstance(view, OutOfServiceView)
    )
    window.show_view(view, Look())
    at_rest = window.grab().toImage()
    screen = window.screen_shown
    assert isinstance(screen, DriftingScreen)
    screen.drift()
    assert window.grab().toImage() != at_rest
