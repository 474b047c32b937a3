from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from printing.bitmap import Renderer
from printing.breaking import measure
from printing.display import PAPER_58, PAPER_80, Box, Layout, Paper, QrModules, TextRun, UnknownGlyph
from printing.document import (
    Bar,
    Bars,
    BlockMark,
    Columns,
    Document,
    EndMark,
    Field,
    Item,
    ItemRef,
    Paragraph,
    Phones,
    QrCode,
    Size,
    Space,
)
from printing.layout import lay_out
from tests.support.documents import document_ink, documents, ink
from tests.support.sample_slip import sample_slip, sample_slip_in_english

if TYPE_CHECKING:
    from printing.document import Block

pytestmark = pytest.mark.journey(every=3)

PAPERS = pytest.mark.parametrize("paper", [PAPER_80, PAPER_58], ids=["80mm", "58mm"])
DIGIT_DOTS = 35
"""4.4 mm: 25 minutes of arc at 60 cm."""


@pytest.fixture(scope="session")
def renderer() -> Renderer:
    return Renderer()


def layout_ink(layout: Layout) -> Counter[str]:
    total: Counter[str] = Counter()
    for mark in layout.marks:
        if isinstance(mark, TextRun):
            total += ink(mark.text)
        elif isinstance(mark, UnknownGlyph):
            total += ink(chr(mark.code_point))
    return total


def right_edge(renderer: Renderer, mark: TextRun | Box | UnknownGlyph | QrModules) -> int:
    match mark:
        case TextRun():
            return mark.x + measure(mark.text, renderer.fonts.advances(mark.face))
        case QrModules():
            return mark.x + mark.side_dots
        case Box() | UnknownGlyph():
            return mark.x + mark.width


def one(*blocks: Block) -> Document:
    return Document("one", "zh-CN", (*blocks, EndMark("完")))


@PAPERS
def test_nothing_of_any_document_is_lost_or_leaves_the_paper(
    renderer: Renderer, paper: Paper, *, soak: bool
) -> None:
    @settings(
        max_examples=3000 if soak else 80,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(documents)
    def check(document: Document) -> None:
        layout = renderer.lay_out(document, paper)
        assert layout_ink(layout) == document_ink(document)
        assert all(mark.x >= 0 and right_edge(renderer, mark) <= paper.width_dots for mark in layout.marks)
        assert [span.ref for span in layout.items] == list(document.refs)
        bitmap = renderer.render(layout)
        assert bitmap.rows.shape == (layout.height_dots, paper.width_dots)

    check()


@PAPERS
def test_items_follow_each_other_without_overlap(renderer: Renderer, paper: Paper) -> None:
    layout = renderer.lay_out(sample_slip(), paper)
    edges = [edge for span in layout.items for edge in (span.top, span.bottom)]
    assert edges == sorted(edges)
    assert len(layout.items) == 10
    assert layout.height_dots > edges[-1]


@PAPERS
@pytest.mark.parametrize("make", [sample_slip, sample_slip_in_english], ids=["zh", "en"])
def test_marks_of_an_item_lie_within_its_rows(renderer: Renderer, paper: Paper, make: type) -> None:
    layout = renderer.lay_out(make(), paper)
    for span, rank in zip(layout.items, range(1, 11), strict=True):
        inside = [
            mark.text
            for mark in layout.marks
            if isinstance(mark, TextRun) and span.top <= mark.baseline - mark.face.px // 2 < span.bottom
        ]
        assert f"0576-{rank:08d}" in inside


@PAPERS
def test_digits_of_a_telephone_number_can_be_read_at_60_cm(renderer: Renderer, paper: Paper) -> None:
    layout = renderer.lay_out(sample_slip(1), paper)
    run = next(mark for mark in layout.marks if isinstance(mark, TextRun) and mark.text == "0576-00000001")
    heights = [renderer.fonts.glyph(digit, run.face).rows.shape[0] for digit in "0123456789"]
    assert min(heights) >= DIGIT_DOTS


def test_ten_agencies_take_little_paper(renderer: Renderer) -> None:
    """The agencies alone, and the whole slip with its head, lawful routes, fine print and code."""
    layout = renderer.lay_out(sample_slip(), PAPER_80)
    assert (layout.items[-1].bottom - layout.items[0].top) / PAPER_80.dots_per_mm <= 170
    assert layout.height_mm <= 260


def test_further_numbers_are_smaller_and_below_the_first(renderer: Renderer) -> None:
    layout = renderer.lay_out(
        one(Phones(("0576-00000001", "0576-00000002"), "周一至周五 08:30–17:00")), PAPER_80
    )
    runs = {mark.text: mark for mark in layout.marks if isinstance(mark, TextRun)}
    first, second = runs["0576-00000001"], runs["0576-00000002"]
    hours = next(run for text, run in runs.items() if text.endswith("08:30–17:00"))
    assert 20 < second.face.px < first.face.px
    assert second.baseline > first.baseline
    assert hours.x > first.x + 300


def test_a_name_a_little_too_long_stays_on_one_line(renderer: Renderer) -> None:
    names = [Item(ItemRef("A"), "1", "演" * count, ()) for count in (19, 22, 26)]
    lines = [
        [mark.text for mark in renderer.lay_out(one(name), PAPER_80).marks if isinstance(mark, TextRun)]
        for name in names
    ]
    assert [sum("演" in text for text in texts) for texts in lines] == [1, 1, 2]


def test_two_lists_stand_side_by_side_where_that_is_shorter(renderer: Renderer) -> None:
    routes = tuple(Paragraph(f"{sign}支付令欠款清楚的向法院申请") for sign in "甲乙丙丁")
    block = Columns(routes, (Field("110", "报警"),))
    wide, narrow = (
        {
            mark.text[:1]: mark
            for mark in renderer.lay_out(one(block), paper).marks
            if isinstance(mark, TextRun)
        }
        for paper in (PAPER_80, PAPER_58)
    )
    assert wide["1"].x > wide["甲"].x + 300
    assert abs(wide["1"].baseline - wide["甲"].baseline) < 8
    assert narrow["1"].x == narrow["甲"].x
    assert narrow["1"].baseline > narrow["丁"].baseline


def test_a_part_is_named_beside_its_number(renderer: Renderer) -> None:
    layout = renderer.lay_out(one(BlockMark(2, 3, "依法讨回")), PAPER_80)
    runs = {mark.text: mark for mark in layout.marks if isinstance(mark, TextRun)}
    assert abs(runs["依法讨回"].baseline - runs["2/3"].baseline) < 8


def test_a_number_wider_than_the_line_is_set_smaller_before_it_is_broken(renderer: Renderer) -> None:
    layout = renderer.lay_out(one(Phones(("0576-00000001-000",))), PAPER_58)
    assert next(mark.text for mark in layout.marks if isinstance(mark, TextRun)) == "0576-00000001-000"


def test_a_large_paragraph_that_is_a_number_is_set_like_a_telephone_number(renderer: Renderer) -> None:
    plain = renderer.lay_out(one(Paragraph("0576-00000001", Size.LARGE)), PAPER_80)
    phones = renderer.lay_out(one(Phones(("0576-00000001",))), PAPER_80)
    assert plain.marks == phones.marks


def test_neighbouring_fields_share_one_column(renderer: Renderer) -> None:
    layout = renderer.lay_out(one(Field("甲", "一"), Field("甲乙丙", "二")), PAPER_80)
    values = {mark.text: mark.x for mark in layout.marks if isinstance(mark, TextRun)}
    assert values["一"] == values["二"]


def test_bars_are_as_long_as_their_value_and_bounded(renderer: Renderer) -> None:
    bars = Bars(tuple(Bar("甲", value, "1") for value in (50.0, 150.0, -5.0, float("nan"))))
    boxes = [mark for mark in renderer.lay_out(one(bars), PAPER_80).marks if isinstance(mark, Box)]
    hundred = next(box.width for box in boxes if box.height == 1)
    filled = [box.width for box in boxes if box.height == 3]
    assert filled == [round(hundred / 2), hundred]


def test_scores_and_certificate_share_the_last_line_of_an_agency(renderer: Renderer) -> None:
    layout = renderer.lay_out(sample_slip(1), PAPER_80)
    runs = {mark.text: mark for mark in layout.marks if isinstance(mark, TextRun)}
    line = [runs[text] for text in ("92.0", "合规", "98", "76", "投诉", "TZ-YS-2025-0001", "至2027-12-31")]
    assert [run.x for run in line] == sorted(run.x for run in line)
    assert {run.baseline for run in line} == {runs["92.0"].baseline}
    assert runs["信用"].x < runs["椒江区演示大道100号演示大厦3楼301室"].x


@pytest.mark.parametrize(
    ("address", "beside"),
    [("椒江区演示路14号演示大厦2楼", "address"), ("演示大道甲" * 5, "nothing")],
)
def test_a_long_certificate_ends_the_address_where_that_saves_a_line(
    renderer: Renderer, address: str, beside: str
) -> None:
    score = Bars((Bar("合规", 98, "98"),) * 3, "92.0", "信用", ("演示证字〔2025〕001 号", "至2031-05-31"))
    item = Item(ItemRef("A"), "1", "甲", (Phones(("0576-1",)), Paragraph(address), score))
    runs = [mark for mark in renderer.lay_out(one(item), PAPER_80).marks if isinstance(mark, TextRun)]
    at = next(run for run in runs if run.text.endswith("〔2025〕001 号"))
    until = next(run for run in runs if run.text == "至2031-05-31")
    assert at.text.startswith(address[:3]) == (beside == "address")
    assert (at.baseline < until.baseline) == (beside == "address")


@pytest.mark.parametrize("paper", [PAPER_80, PAPER_58], ids=["80mm", "58mm"])
def test_parts_too_wide_for_one_line_take_more_of_them(renderer: Renderer, paper: Paper) -> None:
    bars = Bars((Bar("", 1, "00000000±"),) * 9)
    marks = renderer.lay_out(one(bars), paper).marks
    assert len({mark.baseline for mark in marks if isinstance(mark, TextRun)}) > 2
    assert all(right_edge(renderer, mark) <= paper.width_dots for mark in marks)


def test_a_second_row_of_bars_keeps_its_total_beside_it(renderer: Renderer) -> None:
    bars = Bars((Bar("甲", 1, "1"),), "92.0", "分")
    item = Item(ItemRef("A"), "1", "甲", (Phones(("0576-1",)), bars, bars))
    layout = renderer.lay_out(one(item), PAPER_80)
    totals = [mark for mark in layout.marks if isinstance(mark, TextRun) and mark.text == "92.0"]
    assert totals[0].x < totals[1].x


def test_a_paragraph_with_a_bullet_hangs(renderer: Renderer) -> None:
    layout = renderer.lay_out(one(Paragraph("· " + "台州债务管理" * 8)), PAPER_80)
    bullet, *lines = [mark.x for mark in layout.marks if isinstance(mark, TextRun)][:-1]
    assert len(set(lines)) == 1
    assert lines[0] > bullet


def test_the_recommended_item_alone_has_a_black_tab(renderer: Renderer) -> None:
    layout = renderer.lay_out(sample_slip(2), PAPER_80)
    white = [mark.text for mark in layout.marks if isinstance(mark, TextRun) and mark.white]
    assert white == ["1", "推荐"]


def test_a_qr_code_keeps_its_quiet_zone_from_the_caption(renderer: Renderer) -> None:
    layout = renderer.lay_out(one(QrCode("https://example.invalid", "说明")), PAPER_80)
    code = next(mark for mark in layout.marks if isinstance(mark, QrModules))
    caption = next(mark for mark in layout.marks if isinstance(mark, TextRun) and mark.text == "说明")
    assert caption.x >= code.x + code.side_dots + 4 * code.module_dots


@pytest.mark.parametrize("payload", ["", "x" * 3000], ids=["empty", "too long"])
def test_an_impossible_qr_payload_is_refused(renderer: Renderer, payload: str) -> None:
    with pytest.raises(ValueError, match="payload"):
        renderer.lay_out(one(QrCode(payload)), PAPER_80)


def test_space_is_millimetres_of_white(renderer: Renderer) -> None:
    without, with_space = (renderer.lay_out(one(*blocks), PAPER_80) for blocks in ((), (Space(2.5),)))
    assert with_space.height_dots - without.height_dots == 20


def test_a_layout_needs_no_fonts_from_its_caller() -> None:
    assert lay_out(one(Item(ItemRef("A"), "1", "甲", ())), PAPER_80).items[0].ref == "A"
