"""The credit score: worked examples, rounding, bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offline_cache import credit

PARTS = st.decimals(0, 100, places=2)


@pytest.mark.parametrize(
    ("parts", "score"),
    [
        (("98", "76", "0"), "92.0"),
        (("58", "76", "30"), "67.0"),
        (("0", "0", "100"), "0.0"),
        (("100", "100", "0"), "100.0"),
        (("0", "0", "99.5"), "0.2"),
        (("0.125", "0", "100"), "0.1"),
    ],
)
def test_the_worked_examples_hold(parts: tuple[str, str, str], score: str) -> None:
    assert str(credit.score(*map(Decimal, parts))) == score


@pytest.mark.parametrize("part", ["-0.1", "100.1", "NaN", "Infinity"])
def test_a_part_outside_its_range_is_refused(part: str) -> None:
    with pytest.raises(ValueError, match="0-100"):
        credit.score(Decimal(1), Decimal(part), Decimal(1))


@given(compliance=PARTS, success=PARTS, penalty=PARTS)
def test_every_score_is_within_0_and_100_with_one_decimal(
    compliance: Decimal, success: Decimal, penalty: Decimal
) -> None:
    score = credit.score(compliance, success, penalty)
    assert 0 <= score <= 100
    assert score.as_tuple().exponent == -1


@given(compliance=PARTS, success=PARTS, fewer=PARTS, more=PARTS)
def test_more_complaints_never_raise_a_score(
    compliance: Decimal, success: Decimal, fewer: Decimal, more: Decimal
) -> None:
    low, high = sorted((fewer, more))
    assert credit.score(compliance, success, low) >= credit.score(compliance, success, high)
