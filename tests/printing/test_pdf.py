from __future__ import annotations

import logging
import shutil
import subprocess
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from printing.breaking import measure
from printing.display import Mark, QrModules, TextRun, UnknownGlyph
from printing.document import BlockMark, Document, EndMark, Field, Item, ItemRef, Paragraph, Phones, QrCode
from printing.fonts import REGULAR_FILE, Fonts, FontUnavailable, locate_pdf_font
from printing.pages import A4_HEIGHT_DOTS, A4_WIDTH_DOTS, Page, set_pages
from printing.pdf import PdfFont, render_pdf
from tests.support.documents import document_ink, documents, ink
from tests.support.sample_slip import sample_slip, sample_slip_in_english

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.journey(every=2)


@pytest.fixture(scope="session")
def font() -> PdfFont:
    return PdfFont()


@pytest.fixture(scope="session")
def pdftotext() -> str:
    found = shutil.which("pdftotext")
    if not found:
        pytest.fail("poppler-utils is not installed: run scripts/setup")
    return found


def read_back(pdftotext: str, path: Path) -> str:
    command = [pdftotext, "-raw", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, timeout=20).stdout.decode()


def page_ink(page: Page) -> Counter[str]:
    total: Counter[str] = Counter()
    for mark in page:
        if isinstance(mark, TextRun):
            total += ink(mark.text)
        elif isinstance(mark, UnknownGlyph):
            total += ink(chr(mark.code_point))
    return total


def right_and_bottom(mark: Mark, font: PdfFont) -> tuple[int, int]:
    if isinstance(mark, TextRun):
        return mark.x + measure(mark.text, font.advances(mark.face)), mark.baseline
    if isinstance(mark, QrModules):
        return mark.x + mark.side_dots, mark.y + mark.side_dots
    return mark.x + mark.width, mark.y + mark.height


def test_nothing_of_any_document_is_lost_or_leaves_the_page(font: PdfFont, *, soak: bool) -> None:
    @settings(
        max_examples=2000 if soak else 60,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(documents)
    def check(document: Document) -> None:
        pages = set_pages(document, font)
        marks = Counter[str]()
        for block in document.blocks:
            marks += ink(f"{block.index}/{block.total}") if isinstance(block, BlockMark) else Counter()
        assert sum(map(page_ink, pages), Counter()) == document_ink(document) - marks
        for mark in (mark for page in pages for mark in page):
            right, bottom = right_and_bottom(mark, font)
            assert 0 <= mark.x <= right <= A4_WIDTH_DOTS
            assert bottom <= A4_HEIGHT_DOTS

    check()


def test_any_document_can_be_written(font: PdfFont, tmp_path: Path, *, soak: bool) -> None:
    @settings(
        max_examples=500 if soak else 25,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(documents)
    def check(document: Document) -> None:
        assert render_pdf(document, tmp_path / "any.pdf", font) >= 1

    check()


def test_chinese_text_reads_back_from_the_file(font: PdfFont, tmp_path: Path, pdftotext: str) -> None:
    render_pdf(sample_slip(), tmp_path / "slip.pdf", font)
    text = read_back(pdftotext, tmp_path / "slip.pdf")
    for expected in (
        "台州合规债务管理机构清单",
        "9133**********0179 扫码识别（未联网核验）",
        "演示葭沚债务调解中心",
        "0576-00000010",
        "路桥区演示十里长街北段12号",
        "清单完 共10家",
    ):
        assert expected in text


def test_agencies_read_back_in_the_order_of_the_list(font: PdfFont, tmp_path: Path, pdftotext: str) -> None:
    render_pdf(sample_slip(), tmp_path / "slip.pdf", font)
    text = read_back(pdftotext, tmp_path / "slip.pdf")
    places = [text.index(f"0576-{rank:08d}") for rank in range(1, 11)]
    assert places == sorted(places)


def test_ten_agencies_fit_on_one_sheet(font: PdfFont, tmp_path: Path) -> None:
    assert render_pdf(sample_slip(), tmp_path / "slip.pdf", font) == 1


def test_pages_are_numbered(font: PdfFont, tmp_path: Path, pdftotext: str) -> None:
    slip = sample_slip_in_english()
    long = Document(slip.title, slip.language, (*slip.blocks[:-1] * 2, slip.blocks[-1]))
    pages = render_pdf(long, tmp_path / "slip.pdf", font)
    text = read_back(pdftotext, tmp_path / "slip.pdf")
    assert [f"{number}/{pages}" in text for number in range(1, pages + 1)] == [True, True]


def test_title_and_language_are_in_the_file_and_every_font_is_embedded(font: PdfFont, tmp_path: Path) -> None:
    render_pdf(sample_slip(1), tmp_path / "slip.pdf", font)
    content = (tmp_path / "slip.pdf").read_bytes()
    assert b"/Lang (zh-CN)" in content
    assert b"/DisplayDocTitle true" in content
    assert b"Helvetica" not in content
    assert b"/FontFile2" in content


def test_the_same_document_gives_the_same_file(font: PdfFont, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        render_pdf(sample_slip(2), tmp_path / name, font)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_an_item_longer_than_a_page_goes_on_overleaf(font: PdfFont) -> None:
    item = Item(ItemRef("A"), "1", "甲", (Paragraph("台州债务管理" * 900), Phones(("0576-00000001",))))
    document = Document("long", "zh-CN", (item, EndMark("完")))
    pages = set_pages(document, font)
    assert len(pages) >= 2
    assert sum(map(page_ink, pages), Counter()) == document_ink(document)


def test_four_fields_stand_in_two_columns(font: PdfFont) -> None:
    fields = tuple(Field("项", value) for value in "一二三四")
    marks = set_pages(Document("f", "zh-CN", (*fields, EndMark("完"))), font)[0]
    places = {mark.text: (mark.x, mark.baseline) for mark in marks if isinstance(mark, TextRun)}
    assert places["一"][0] == places["二"][0] < places["三"][0]
    assert places["一"][1] == places["三"][1]


def test_a_single_part_of_the_tail_has_the_whole_width(font: PdfFont) -> None:
    item = Item(ItemRef("A"), "1", "甲", ())
    long = "依法解决的途径" * 8
    marks = set_pages(Document("t", "zh-CN", (item, Paragraph(long), QrCode("A"), EndMark("完"))), font)[0]
    assert (
        max(measure(mark.text, font.advances(mark.face)) for mark in marks if isinstance(mark, TextRun))
        > 1000
    )


def test_a_character_outside_the_font_is_logged(
    font: PdfFont, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "printing.pdf"):
        render_pdf(Document("\ud800\n", "zh-CN", (EndMark("\U0001f600"),)), tmp_path / "x.pdf", font)
    assert "U+1F600" in caplog.text


def test_a_missing_pdf_font_names_its_package(tmp_path: Path) -> None:
    with pytest.raises(FontUnavailable, match="fonts-wqy-microhei"):
        locate_pdf_font([tmp_path / "none.ttc"])


def test_a_font_that_cannot_be_embedded_is_refused() -> None:
    with pytest.raises(FontUnavailable, match=REGULAR_FILE) as caught:
        PdfFont(Fonts.locate().regular)
    assert caught.value.code == "font_wrong"
