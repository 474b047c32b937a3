from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from printing.breaking import measure
from printing.document import Document, EndMark, Field, Item, ItemRef, Paragraph, Phones, QrCode
from printing.text_layout import QrLine, TextLine, cells, text_lines
from tests.support.documents import document_ink, documents, ink
from tests.support.sample_slip import sample_slip

pytestmark = pytest.mark.journey(every=2)

COLUMNS = pytest.mark.parametrize("columns", [48, 32])
_OURS = frozenset("-=.【】/0123456789")
"""What text mode adds of its own: rules, the point after a rank, the badge's brackets."""


@COLUMNS
def test_no_line_of_any_document_is_wider_than_the_paper(columns: int, *, soak: bool) -> None:
    @settings(
        max_examples=3000 if soak else 80,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(documents)
    def check(document: Document) -> None:
        lines = [line for line in text_lines(document, columns) if isinstance(line, TextLine)]
        assert all(measure(line.text, cells) * line.width <= columns for line in lines)
        printed, asked = ink("".join(line.text for line in lines)), document_ink(document)
        assert all(count <= printed[char] for char, count in asked.items())
        assert all(char in _OURS or count == asked[char] for char, count in printed.items())

    check()


@COLUMNS
def test_lines_of_an_item_name_it(columns: int) -> None:
    lines = text_lines(sample_slip(3), columns)
    named = [line.ref for line in lines if isinstance(line, TextLine) and line.ref]
    assert list(dict.fromkeys(named)) == ["TZ-0001", "TZ-0002", "TZ-0003"]


@COLUMNS
def test_telephone_numbers_are_whole_and_twice_as_large(columns: int) -> None:
    lines = text_lines(sample_slip(), columns)
    large = [line.text for line in lines if isinstance(line, TextLine) and line.width == line.height == 2]
    assert {f"0576-{rank:08d}" for rank in range(1, 11)} < set(large)


def test_the_last_line_is_the_end_mark() -> None:
    last = text_lines(sample_slip(2), 48)[-1]
    assert isinstance(last, TextLine)
    assert last.text.strip() == "—— 清单完 共2家 ——"


def test_a_qr_code_has_its_place_among_the_lines() -> None:
    lines = text_lines(Document("q", "en", (QrCode("A", "caption", 20.0), EndMark("end"))), 32)
    assert lines[0] == QrLine("A", 20.0)
    assert lines[1] == TextLine(" " * 12 + "caption")


def test_a_paragraph_with_a_bullet_hangs() -> None:
    document = Document("b", "zh-CN", (Paragraph("· 台州债务管理台州债务管理台州债务管理"), EndMark("完")))
    lines = [line.text for line in text_lines(document, 32)[:2] if isinstance(line, TextLine)]
    assert lines == ["· 台州债务管理台州债务管理台州", "   债务管理"]


def test_values_stand_below_each_other() -> None:
    document = Document("f", "zh-CN", (Field("单号", "一"), Field("生效时间", "二"), EndMark("完")))
    assert [line.text for line in text_lines(document, 32)[:2] if isinstance(line, TextLine)] == [
        "单号     一",
        "生效时间 二",
    ]


def test_a_number_too_long_for_large_digits_is_set_in_high_ones() -> None:
    item = Item(ItemRef("A"), "1", "甲", (Phones(("0576-00000001-000",)),))
    lines = text_lines(Document("p", "zh-CN", (item, EndMark("完"))), 32)
    assert TextLine("0576-00000001-000", height=2, ref=ItemRef("A")) in lines
