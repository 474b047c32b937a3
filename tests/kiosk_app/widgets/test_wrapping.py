"""Where texts are broken into lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.widgets.wrapping import break_lines, parts_of


def width_of(text: str) -> float:
    """One for a wide character, half of one for any other."""
    return sum(1.0 if ord(one) > 0x2E80 else 0.5 for one in text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("请取走您的清单", 10, ("请取走您的清单",)),
        # Not a single character alone on the last line, and the break stands at a comma.
        (
            "查合规的债务服务机构，打印清单带回家。免费，约一分钟。",
            24,
            ("查合规的债务服务机构，", "打印清单带回家。免费，约一分钟。"),
        ),
        ("无操作 120 秒，自动清除。", 8, ("无操作 120 秒，", "自动清除。")),
        ("第 1 页，共 3 页", 5, ("第 1 页，", "共 3 页")),
        ("货款 · 20 万—100 万元 · 椒江区", 12, ("货款 · 20 万—100 万元 ·", "椒江区")),
        ("演示·椒江衡信债务管理咨询有限公司", 10, ("演示·椒江衡信债务", "管理咨询有限公司")),
        ("Hold your licence code to the camera", 10, ("Hold your licence", "code to the camera")),
        ("0576-00001074   0576-00001075", 20, ("0576-00001074   0576-00001075",)),
        ("一行\n又一行", 9, ("一行", "又一行")),
        ("", 9, ("",)),
    ],
)
def test_a_text_is_broken_where_it_reads_best(text: str, width: float, lines: tuple[str, ...]) -> None:
    assert break_lines(text, width, width_of) == lines


def test_marks_stay_with_what_they_belong_to() -> None:
    assert parts_of("点“出示执照”。") == ("点", "“出", "示", "执", "照”。")


@given(st.text(alphabet="债务，。“”（）· 12 ab—\u202e\0", max_size=60), st.integers(2, 30))
def test_no_character_is_lost_and_no_line_is_too_wide_without_need(text: str, width: int) -> None:
    lines = break_lines(text, width, width_of)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert width_of(line) <= width or len(parts_of(line)) <= 1


@given(st.text(alphabet="债务一二三四，", min_size=1, max_size=40), st.integers(4, 12))
def test_balance_costs_no_line(text: str, width: int) -> None:
    greedy = 1
    used = 0.0
    for part in parts_of(text):
        if used + width_of(part) > width:
            greedy, used = greedy + 1, 0.0
        used += width_of(part)
    assert len(break_lines(text, width, width_of)) <= greedy
