"""Profile and registry in, ranked list out: who may be shown to this owner today, in which order, and why.

Pure: no clock, no file, no randomness of its own. Everything that decides is an argument or signed data, and all of
it is printed on the slip (release, rules version, seed), so that anyone can compute the list again.

In this order: the debt type and the area pick candidates -> the checks every listed agency must pass -> too few
widen the area -> score descending, equal scores rotated by the seed -> the recommended mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from offline_cache.agency import AgencyStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from offline_cache.agency import Adcode, Agency, DebtTypeId, Rules
    from offline_cache.registry import Registry


@dataclass(frozen=True, slots=True)
class AmountRange:
    """The amount asked for in CNY, both bounds inclusive; None = not known on that side."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class DebtProfile:
    """What the owner said about the debt; nothing in it names a person."""

    debt_type: DebtTypeId
    amount: AmountRange
    district: Adcode
    """A district; the code of a city or province asks for all of it."""
    judgment_in_force: bool = False


class Widening(StrEnum):
    """How far the search went."""

    DISTRICT = "district"
    """Agencies that serve the district."""
    CITY = "city"
    """Too few there: those that serve another district of the same city are listed too."""
    PROVINCE = "province"
    """Still too few: the whole province."""


class Reason(StrEnum):
    """Why an agency is on the list; each holds for this agency and this profile."""

    SERVES_DISTRICT = "serves_district"
    """It serves the district itself."""
    SERVES_CITY = "serves_city"
    """It serves another district of the city."""
    SERVES_PROVINCE = "serves_province"
    """It serves another place of the province."""
    HANDLES_DEBT_TYPE = "handles_debt_type"
    """It takes this type of debt."""
    AMOUNT_IN_RANGE = "amount_in_range"
    """It takes the whole range of amounts asked for (only when an amount was given)."""
    CERTIFICATE_VALID = "certificate_valid"
    """Its certificate is valid today."""


@dataclass(frozen=True, slots=True)
class RankedAgency:
    """One line of the list.

    Attributes:
        agency: the whole public record.
        rank: place on the list, 1 = first; no two agencies share one.
        reasons: why it is listed.
        recommended: it has the highest score of the list, and that is above the threshold of the rules.
    """

    agency: Agency
    rank: int
    reasons: tuple[Reason, ...]
    recommended: bool


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The list, and everything needed to compute it again.

    Attributes:
        ranked: in order of rank; empty when nobody may be listed.
        widened: the widest area searched.
        seed: what rotated equal scores.
        seq: release number of the registry.
        rules_version: version of the rules applied.
        judgment_first: the court's enforcement desk comes before any agency.
    """

    ranked: tuple[RankedAgency, ...]
    widened: Widening
    seed: int
    seq: int
    rules_version: str
    judgment_first: bool


def match(
    registry: Registry, profile: DebtProfile, *, today: date, seed: int, recommend: bool
) -> MatchResult:
    """List the agencies for a profile.

    Args:
        registry: the verified release.
        profile: what the owner said.
        today: the local date the certificates must be valid on.
        seed: any integer; printed on the slip. Equal scores are sorted by id and rotated by it.
        recommend: False when the registry is not current: nobody carries the mark.
    """
    rules = registry.rules
    eligible: dict[str, tuple[Agency, Reason]] = {}
    widened = Widening.DISTRICT
    for level, areas in _areas(rules, profile.district):
        widened = level
        for agency in registry.handling(profile.debt_type, areas):
            if agency.id not in eligible and _may_be_listed(agency, profile.amount, rules.score_floor, today):
                eligible[agency.id] = agency, _AREA_REASONS[level]
        if len(eligible) >= rules.widen_below:
            break
    ordered = _order((agency for agency, _ in eligible.values()), seed)
    reasons = {area: _reasons(area, profile.amount) for area in _AREA_REASONS.values()}
    best = ordered[0].credit.score if ordered else None
    marked = best if recommend and best is not None and best >= rules.recommended_from else None
    return MatchResult(
        ranked=tuple(
            RankedAgency(
                agency=agency,
                rank=rank,
                reasons=reasons[eligible[agency.id][1]],
                recommended=marked is not None and agency.credit.score == marked,
            )
            for rank, agency in enumerate(ordered, start=1)
        ),
        widened=widened,
        seed=seed,
        seq=registry.seq,
        rules_version=rules.version,
        judgment_first=profile.judgment_in_force or _is_judgment(rules, profile.debt_type),
    )


_AREA_REASONS = {
    Widening.DISTRICT: Reason.SERVES_DISTRICT,
    Widening.CITY: Reason.SERVES_CITY,
    Widening.PROVINCE: Reason.SERVES_PROVINCE,
}


def _areas(rules: Rules, place: Adcode) -> Iterable[tuple[Widening, tuple[Adcode, ...]]]:
    """Give the codes an agency may name for each level; an agency may name a whole city or province as well."""
    home = next((district for district in rules.districts if district.adcode == place), None)
    if home is not None:
        yield Widening.DISTRICT, (home.adcode, home.city, home.province)
    cities = {district.city for district in rules.districts if place in {district.adcode, district.city}}
    if cities:
        provinces = {district.province for district in rules.districts if district.city in cities}
        inside = {district.adcode for district in rules.districts if district.city in cities}
        yield Widening.CITY, tuple(sorted(inside | cities | provinces))
    provinces = {
        district.province
        for district in rules.districts
        if place in {district.adcode, district.city, district.province}
    }
    inside = {
        code
        for district in rules.districts
        if district.province in provinces
        for code in (district.adcode, district.city)
    }
    yield Widening.PROVINCE, tuple(sorted(inside | provinces))


def _may_be_listed(agency: Agency, amount: AmountRange, score_floor: Decimal, today: date) -> bool:
    return (
        agency.status is AgencyStatus.ACTIVE
        and agency.certificate.valid_from <= today <= agency.certificate.valid_until
        and (amount.low is None or agency.amount_min <= amount.low)
        and (amount.high is None or agency.amount_max is None or amount.high <= agency.amount_max)
        and agency.credit.score >= score_floor
    )


def _order(agencies: Iterable[Agency], seed: int) -> list[Agency]:
    by_id = sorted(agencies, key=attrgetter("id"))
    # Stable: equal scores stay sorted by id, so that the seed alone decides who of them comes first.
    by_score = sorted(by_id, key=attrgetter("credit.score"), reverse=True)
    ordered: list[Agency] = []
    for _, equals in groupby(by_score, key=attrgetter("credit.score")):
        tied = list(equals)
        first = seed % len(tied)
        ordered += tied[first:] + tied[:first]
    return ordered


def _reasons(area: Reason, amount: AmountRange) -> tuple[Reason, ...]:
    asked = amount.low is not None or amount.high is not None
    in_range = (Reason.AMOUNT_IN_RANGE,) if asked else ()
    return (area, Reason.HANDLES_DEBT_TYPE, *in_range, Reason.CERTIFICATE_VALID)


def _is_judgment(rules: Rules, debt_type: DebtTypeId) -> bool:
    return any(debt.id == debt_type and debt.judgment_in_force for debt in rules.debt_types)
