"""The debt profile as options of a command: ids or Chinese labels, checked against the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.cli.output import stop
from offline_cache import AmountRange, DebtProfile

if TYPE_CHECKING:
    from offline_cache.agency import Adcode, DebtTypeId, Rules


def read_profile(
    rules: Rules, *, debt: str, district: str, amount: float | None, judgment: bool
) -> DebtProfile:
    """Check the options; stops with the possible values when one is not known."""
    if amount is not None and not 0 <= amount <= 10**12:
        stop("--amount must be between 0 and 1000000000000 CNY.")
    exact = round(amount) if amount is not None else None
    return DebtProfile(
        debt_type=_debt_type(rules, debt),
        amount=AmountRange(exact, exact),
        district=_district(rules, district),
        judgment_in_force=judgment,
    )


def _debt_type(rules: Rules, debt: str) -> DebtTypeId:
    fits = [kind.id for kind in rules.debt_types if debt in {kind.id, kind.label.zh, kind.label.en}]
    if not fits:
        known = ", ".join(f"{kind.id} ({kind.label.zh})" for kind in rules.debt_types)
        stop(f"--debt {debt!r} is not known. Known are: {known}")
    return fits[0]


def _district(rules: Rules, district: str) -> Adcode:
    fits = [d.adcode for d in rules.districts if district in {d.adcode, d.name.zh, d.name.en}]
    if not fits:
        known = ", ".join(f"{d.adcode} ({d.name.zh})" for d in rules.districts)
        stop(f"--district {district!r} is not known. Known are: {known}")
    return fits[0]
