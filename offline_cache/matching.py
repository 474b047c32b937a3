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
from typing import TYPE_CHECKING

import msgspec

from offline_cache.agency import AgencyStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

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


class RankedAgency(msgspec.Struct, frozen=True, gc=False):
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
    by_score = registry.by_score
    listed: dict[int, tuple[Reason, ...]] = {}
    widened = Widening.DISTRICT
    for level, areas in _areas(rules, profile.district):
        widened, reasons = level, _reasons(_AREA_REASONS[level], profile.amount)
        for place in _listable(registry, registry.handling(profile.debt_type, areas), profile.amount, today):
            listed.setdefault(place, reasons)
        if len(listed) >= rules.widen_below:
            break
    ordered = _rotate_equals(sorted(listed), registry.equal_scores, seed)
    best = by_score[ordered[0]].credit.score if ordered else None
    marked = best if recommend and best is not None and best >= rules.recommended_from else None
    return MatchResult(
        ranked=tuple(
            RankedAgency(by_score[place], rank, listed[place], by_score[place].credit.score == marked)
            for rank, place in enumerate(ordered, start=1)
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


def _listable(registry: Registry, places: Iterable[int], amount: AmountRange, today: date) -> Iterable[int]:
    """Keep the agencies that may be listed: this is the whole rule, in one expression, for some hundred of them."""
    by_score, floor, active = registry.by_score, registry.rules.score_floor, AgencyStatus.ACTIVE
    low, high = amount.low, amount.high
    return (
        place
        for place in places
        if (agency := by_score[place]).status is active
        and (low is None or agency.amount_min <= low)
        and (high is None or agency.amount_max is None or high <= agency.amount_max)
        and (certificate := agency.certificate).valid_from <= today <= certificate.valid_until
        and agency.credit.score >= floor
    )


def _rotate_equals(places: Iterable[int], equal_scores: Sequence[int], seed: int) -> list[int]:
    """Turn each run of equal scores by the seed, which alone decides who of them comes first."""
    ordered: list[int] = []
    for _, equals in groupby(places, key=equal_scores.__getitem__):
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
