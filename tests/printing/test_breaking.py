from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.breaking import (
    NOT_AT_LINE_END,
    NOT_AT_LINE_START,
    balance,
    break_lines,
    is_number,
    measure,
    settle,
)
from printing.text_layout import cells
from tests.support.documents import ink, texts


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("台州市椒江区", 8, ("台州市椒", "江区")),
        ("台州市椒，江区", 8, ("台州市", "椒，江区")),
        ("台州市（椒江）", 8, ("台州市", "（椒江）")),
        ("电话0576-00000001转", 16, ("电话", "0576-00000001转")),
        ("电话 0576 0000 0001", 16, ("电话", "0576 0000 0001")),
        ("自2026年11月23日起", 16, ("自2026年11月23日", "起")),
        ("预收“保证金”不得", 10, ("预收“保证", "金”不得")),
        ("周一至周日 09:00—17:00", 18, ("周一至周日", "09:00—17:00")),
        ("金额 10万–50万元 之间", 12, ("金额", "10万–50万元", "之间")),
        ("one two three", 8, ("one two", "three")),
        ("第一行\n第二行", 20, ("第一行", "第二行")),
        ("有效至\u00a02027年止", 12, ("有效", "至 2027年止")),
        ("甲乙丙\u00a0丁", 6, ("甲乙", "丙 丁")),
        ("", 8, ("",)),
        ("12345678901234", 8, ("12345678", "901234")),
        ("清单——完", 6, ("清", "单——", "完")),
        ("预收款“保证", 8, ("预收款", "“保证")),
    ],
)
def test_lines_break_where_chinese_type_breaks(text: str, width: int, lines: tuple[str, ...]) -> None:
    assert break_lines(text, width, cells) == lines


def test_two_numbers_too_wide_for_one_line_part_at_their_space() -> None:
    assert break_lines("0576-00000001 0576-00000002", 16, cells) == ("0576-00000001", "0576-00000002")


def test_centred_lines_come_out_even() -> None:
    assert balance("台州合规债务管理机构清单", 20, cells) == ("台州合规债务", "管理机构清单")


def test_a_lone_last_character_gets_company() -> None:
    assert settle("遇到威胁骚扰请报警", 16, cells) == ("遇到威胁骚扰请", "报警")


@pytest.mark.parametrize(
    ("text", "expected"), [("0576-1 2", True), ("", False), ("-", False), ("第1次", False)]
)
def test_a_number_is_recognised(text: str, *, expected: bool) -> None:
    assert is_number(text) is expected


@given(texts, st.integers(4, 48))
@settings(max_examples=100, deadline=None, database=None)
def test_no_character_is_lost_and_no_line_too_wide(text: str, width: int) -> None:
    lines = break_lines(text, width, cells)
    assert ink("".join(lines)) == ink(text)
    assert all(measure(line, cells) <= width or len(line.strip()) <= 1 for line in lines)


@given(st.text("台州债务管理，。、）（“”《》0123456789 ", max_size=60), st.integers(24, 48))
@settings(max_examples=100, deadline=None, database=None)
def test_punctuation_keeps_its_side_of_the_break(text: str, width: int) -> None:
    # Runs of punctuation longer than a line have to be cut somewhere; words are shorter than the line here.
    if any(measure(unit, cells) > width for unit in _units(text)):
        return
    lines = [line for line in break_lines(text, width, cells) if line]
    spaced = set(text.split())
    for before, after in pairwise(lines):
        if not any(word.startswith(after[: len(word)]) or word.endswith(before[-1]) for word in spaced):
            assert after[0] not in NOT_AT_LINE_START
            assert before[-1] not in NOT_AT_LINE_END


def _units(text: str) -> list[str]:
    """Stretches without a place to break: what stands between two ordinary Chinese characters."""
    for char in "台州债务管理":
        text = text.replace(char, f" {char}")
    return text.split()


@given(
    st.lists(
        st.from_regex(r"0[0-9]{3}-[0-9]{8}|1[0-9]{10}|2026-[0-9]{2}-[0-9]{2}", fullmatch=True),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None, database=None)
def test_a_number_that_fits_a_line_is_never_broken(numbers: list[str]) -> None:
    lines = break_lines("，电话".join(numbers), 18, cells)
    assert all(any(number in line for line in lines) for number in numbers)
