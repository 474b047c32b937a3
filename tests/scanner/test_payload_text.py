from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import text_of

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)


@given(HAN)
def test_chinese_in_utf8_is_read_exactly(text: str) -> None:
    assert text_of(text.encode()) == text


@given(HAN.filter(lambda text: len(text) >= 2))
def test_chinese_in_gb18030_is_read_exactly_unless_it_is_chinese_in_utf8_too(text: str) -> None:
    data = text.encode("gb18030")
    assert text_of(data) == text or text_of(data).encode() == data


@pytest.mark.parametrize("text", ["联通", "张三", "李四公司", "台州市椒江区演示有限公司"])
def test_names_in_gbk_are_read(text: str) -> None:
    assert text_of(text.encode("gbk")) == text


def test_a_byte_order_mark_is_dropped() -> None:
    assert text_of("\ufeff你好".encode()) == "你好"


@pytest.mark.parametrize("text", ["", "plain", "Zürich Café", "naïve", "λόγος", "Привет"])
def test_other_scripts_stay_themselves(text: str) -> None:
    assert text_of(text.encode()) == text


@given(st.binary(max_size=200))
def test_any_bytes_give_some_text(data: bytes) -> None:
    assert isinstance(text_of(data), str)
