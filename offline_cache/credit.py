"""The three-dimensional credit score: one formula, checked by publisher and terminal alike.

`score = 0.40 * compliance + 0.30 * success_rate + 0.30 * (100 - complaint_penalty)`, rounded half-up to one
decimal. Exact decimal arithmetic: a binary float would let two offices disagree by a tenth.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_COMPLIANCE_WEIGHT = Decimal("0.40")
_SUCCESS_WEIGHT = Decimal("0.30")
_COMPLAINTS_WEIGHT = Decimal("0.30")
_FULL = Decimal(100)
_TENTH = Decimal("0.1")


def score(compliance: Decimal, success_rate: Decimal, complaint_penalty: Decimal) -> Decimal:
    """Compute the credit score from its three parts.

    Args:
        compliance: 0-100.
        success_rate: 0-100.
        complaint_penalty: 0-100; 0 = no upheld complaint.

    Returns:
        0.0-100.0 with exactly one decimal.

    Raises:
        ValueError: a part is outside 0-100 or not a finite number.

    Source: the three-dimensional credit model of the regulator; example (98, 76, 0) -> 92.0, (58, 76, 30) -> 67.0.
    """
    for part in (compliance, success_rate, complaint_penalty):
        if not (part.is_finite() and 0 <= part <= _FULL):
            raise ValueError(f"a credit part must be 0-100, not {part}")
    exact = (
        _COMPLIANCE_WEIGHT * compliance
        + _SUCCESS_WEIGHT * success_rate
        + _COMPLAINTS_WEIGHT * (_FULL - complaint_penalty)
    )
    return exact.quantize(_TENTH, rounding=ROUND_HALF_UP)
