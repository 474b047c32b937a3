from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from printing.bitmap import Bitmap, Renderer, draw_qr, render
from printing.display import PAPER_58, PAPER_80, Box, Layout, Paper, TextRun, UnknownGlyph
from printing.document import Document, EndMark, Item, ItemRef, Paragraph
from printing.text_layout import TextLine
from tests.support.regenerate_slips import golden_folder, golden_slips
from tests.support.sample_slip import CODE, sample_slip, sample_slip_in_english

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


def drawn(renderer: Renderer, *marks: Box | TextRun | UnknownGlyph) -> np.ndarray:
    return renderer.render(Layout(Paper(40, 0), 30, marks, ())).rows


@pytest.mark.parametrize("name", list(golden_slips()))
def test_the_slip_equals_its_golden_dot_by_dot(renderer: Renderer, name: str) -> None:
    golden = golden_folder(renderer.fonts) / f"{name}.png"
    if not golden.exists():
        pytest.skip("no goldens for the installed release of the font")
    document, paper = golden_slips()[name]
    with Image.open(golden) as picture:
        expected = 1 - np.asarray(picture.convert("1"), np.uint8)
    assert np.array_equal(renderer.render(renderer.lay_out(document, paper)).rows, expected)


def test_the_same_slip_comes_out_the_same_from_fresh_fonts(renderer: Renderer) -> None:
    layout = renderer.lay_out(sample_slip(3), PAPER_80)
    assert render(layout) == renderer.render(layout)
    assert hash(render(layout)) == hash(renderer.render(layout))


@pytest.mark.parametrize("paper", [PAPER_80, PAPER_58], ids=["80mm", "58mm"])
@pytest.mark.parametrize("make", [sample_slip, sample_slip_in_english], ids=["zh", "en"])
def test_a_fifth_of_the_paper_is_black_at_most(renderer: Renderer, paper: Paper, make: type) -> None:
    assert renderer.render(renderer.lay_out(make(), paper)).coverage <= 0.20


@pytest.mark.parametrize("paper", [PAPER_80, PAPER_58], ids=["80mm", "58mm"])
def test_the_qr_code_on_the_slip_can_be_read(renderer: Renderer, paper: Paper) -> None:
    rows = renderer.render(renderer.lay_out(sample_slip(2), paper)).rows
    picture = np.ascontiguousarray((1 - rows) * np.uint8(255))
    found = [code.text for code in zxingcpp.read_barcodes(picture)]
    assert found == [CODE]


def test_a_qr_code_alone_is_centred_and_readable() -> None:
    code = draw_qr("台州 https://example.invalid", PAPER_58, 20)
    picture = np.ascontiguousarray((1 - code.rows) * np.uint8(255))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["台州 https://example.invalid"]
    columns = np.flatnonzero(code.rows.any(axis=0))
    assert abs(int(columns[0]) - (383 - int(columns[-1]))) <= 1


def test_a_character_outside_the_font_is_a_visible_box_and_logged(
    renderer: Renderer, caplog: pytest.LogCaptureFixture
) -> None:
    document = Document("x", "zh-CN", (Paragraph("甲\U0001f600"), EndMark("完")))
    layout = renderer.lay_out(document, PAPER_80)
    box = next(mark for mark in layout.marks if isinstance(mark, UnknownGlyph))
    with caplog.at_level(logging.INFO, "printing.bitmap"):
        rows = renderer.render(layout).rows
    assert rows[box.y, box.x : box.x + box.width].all()
    assert "U+1F600" in caplog.text


def test_a_box_on_the_black_tab_is_white(renderer: Renderer) -> None:
    item = Item(ItemRef("A"), "\U0001f600", "甲", (), "推荐")
    layout = renderer.lay_out(Document("x", "zh-CN", (item, EndMark("完"))), PAPER_80)
    box = next(mark for mark in layout.marks if isinstance(mark, UnknownGlyph))
    assert not renderer.render(layout).rows[box.y, box.x : box.x + box.width].any()


def test_what_lies_beyond_the_paper_is_left_out(renderer: Renderer) -> None:
    face = renderer.lay_out(sample_slip(0), PAPER_80).marks[0].face  # type: ignore[union-attr]  # the title
    runs = [TextRun(x, y, "国", face) for x, y in ((-20, 20), (35, 20), (5, 3), (5, 60), (90, 20), (-90, 20))]
    assert drawn(renderer, *runs, Box(-5, -5, 8, 8), UnknownGlyph(36, 26, 10, 10, 0)).shape == (30, 40)


def test_an_outline_is_drawn_inwards(renderer: Renderer) -> None:
    rows = drawn(renderer, Box(2, 3, 10, 6, 1))
    assert rows.sum() == 2 * 10 + 2 * 4
    assert rows[3, 2:12].all()


def test_a_png_is_one_bit_at_203_dpi(renderer: Renderer, tmp_path: Path) -> None:
    bitmap = renderer.render(renderer.lay_out(sample_slip(1), PAPER_58))
    bitmap.to_png(tmp_path / "slip.png")
    with Image.open(tmp_path / "slip.png") as picture:
        assert (picture.mode, picture.size) == ("1", (384, bitmap.height_dots))
        assert round(picture.info["dpi"][0]) == 203


@pytest.mark.parametrize("rows", [np.zeros((2, 3), np.uint8), np.zeros((2, 4), bool), np.zeros(4, np.uint8)])
def test_a_bitmap_of_another_shape_is_refused(rows: np.ndarray) -> None:
    with pytest.raises(ValueError, match="uint8"):
        Bitmap(4, rows)


def test_a_bitmap_cannot_be_written_to() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Bitmap(1, np.zeros((1, 1), np.uint8)).rows[0, 0] = 1


def test_an_empty_bitmap_covers_nothing() -> None:
    assert Bitmap(4, np.zeros((0, 4), np.uint8)).coverage == 0.0


@pytest.mark.parametrize(
    ("line", "height"), [(TextLine("台州𬭎"), 24), (TextLine("台州", 2, 2, bold=True), 48)]
)
def test_a_line_of_text_mode_can_be_drawn_on_its_cells(
    renderer: Renderer, line: TextLine, height: int
) -> None:
    bitmap = renderer.draw_line(line, PAPER_80)
    assert bitmap.rows.shape == (height, 576)
    inked = np.flatnonzero(bitmap.rows.any(axis=0))
    assert inked[-1] < 24 * len(line.text) * line.width
    assert inked[-1] > 24 * (len(line.text) - 1) * line.width


def test_a_drawn_line_shows_characters_outside_the_font(renderer: Renderer) -> None:
    assert renderer.draw_line(TextLine("\U0001f600"), PAPER_58).rows[:, :24].any()


def test_ten_agencies_are_drawn_within_the_budget(renderer: Renderer) -> None:
    document = sample_slip()
    spent = []
    for _ in range(3):
        start = time.thread_time()
        renderer.render(renderer.lay_out(document, PAPER_80))
        spent.append(time.thread_time() - start)
    # The budget is 80 ms of a machine to itself, where drawing never waits; other tests run beside this one.
    assert min(spent) <= 0.080
