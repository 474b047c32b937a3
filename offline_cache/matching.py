"""Profile and registry in, ranked list out: who may be shown to this owner today, in which order, and why.

Pure: no clock, no file, no randomness of its own. Everything that decides is an argument or signed data, and all of
it is printed on the slip (release, rules version, seed), so that anyone can compute the list again.

In this order: the debt type and the area pick candidates -> the checks every listed agency must pass -> too few
widen the area -> score descending, equal scores rotated by the seed -> the recommended mark.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

import msgspec

from offline_cache.agency import AgencyStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from offline_cache.agency import Adcode, Agency, DebtTypeId, District, Rules
    from offline_cache.registry import Registry


NO_LIMIT = 10**15
"""CNY; more than a record may name."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about an agency on a day, a number for each place in `Registry.by_score`; all inclusive.

    Plain numbers side by side: a match looks at some hundred of 100 000 records, each with objects of its own, and
    would wait for the memory.

    Attributes:
        least: CNY.
        most: CNY; `NO_LIMIT` = no upper one.
        valid_from: first day of the certificate (`date.toordinal`).
        valid_until: its last day.
    """

    least: Sequence[int]
    most: Sequence[int]
    valid_from: Sequence[int]
    valid_until: Sequence[int]

    @classmethod
    def of(cls, by_score: Sequence[Agency]) -> Self:
        """Of these agencies, in their order."""
        certificates = [agency.certificate for agency in by_score]
        return cls(
            least=array("q", (agency.amount_min for agency in by_score)),
            most=array(
                "q",
                (NO_LIMIT if agency.amount_max is None else agency.amount_max for agency in by_score),
            ),
            valid_from=array("i", (certificate.valid_from.toordinal() for certificate in certificates)),
            valid_until=array("i", (certificate.valid_until.toordinal() for certificate in certificates)),
        )


class Areas:
    """Which codes an agency may name to count as near a place; it may name a whole city or province as well."""

    def __init__(self, districts: Iterable[District]) -> None:
        self._districts: dict[Adcode, District] = {}
        cities: dict[Adcode, set[Adcode]] = {}
        provinces: dict[Adcode, set[Adcode]] = {}
        self._province_of: dict[Adcode, Adcode] = {}
        for district in districts:
            self._districts[district.adcode] = district
            self._province_of[district.city] = district.province
            cities.setdefault(district.city, {district.city, district.province}).add(district.adcode)
            provinces.setdefault(district.province, {district.province}).update(
                (district.adcode, district.city)
            )
        self._cities = {city: tuple(sorted(codes)) for city, codes in cities.items()}
        self._provinces = {province: tuple(sorted(codes)) for province, codes in provinces.items()}

    def around(self, place: Adcode) -> Iterable[tuple[Widening, tuple[Adcode, ...]]]:
        """Give the codes for each level, the nearest first; of a place nobody knows the last one, with none."""
        home = self._districts.get(place)
        city = home.city if home is not None else place
        if home is not None:
            yield Widening.DISTRICT, (home.adcode, home.city, home.province)
        if city in self._cities:
            yield Widening.CITY, self._cities[city]
        yield Widening.PROVINCE, self._provinces.get(self._province_of.get(city, place), ())


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
    listed: dict[int, tuple[Reason, ...]] = {}
    widened = Widening.DISTRICT
    for level, areas in registry.areas.around(profile.district):
        widened, reasons = level, _reasons(_AREA_REASONS[level], profile.amount)
        found = _listable(registry.terms, registry.handling(profile.debt_type, areas), profile.amount, today)
        listed = dict.fromkeys(found, reasons) | listed  # who was found nearer keeps the nearer reason
        if len(listed) >= rules.widen_below:
            break
    return MatchResult(
        ranked=_ranked(registry, listed, seed, mark=recommend),
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


def is_barred(agency: Agency, rules: Rules) -> bool:
    """Tell whether a release keeps an agency off every list, whatever is asked on whatever day."""
    return agency.status is not AgencyStatus.ACTIVE or agency.credit.score < rules.score_floor


def _listable(terms: Terms, places: Iterable[int], amount: AmountRange, today: date) -> list[int]:
    """Keep the agencies that may be listed today for this amount; `places` hold none that is barred."""
    least, most, valid_from, valid_until = terms.least, terms.most, terms.valid_from, terms.valid_until
    low = NO_LIMIT if amount.low is None else amount.low
    high = 0 if amount.high is None else min(amount.high, NO_LIMIT)
    day = today.toordinal()
    return [
        place
        for place in places
        if least[place] <= low and high <= most[place] and valid_from[place] <= day <= valid_until[place]
    ]


def _ranked(
    registry: Registry, listed: Mapping[int, tuple[Reason, ...]], seed: int, *, mark: bool
) -> tuple[RankedAgency, ...]:
    places = sorted(listed)
    by_score = registry.by_score
    # Places rise, so equal scores are neighbours.
    tied = Counter(map(registry.equal_scores.__getitem__, places))
    marked = 0
    if mark and places and by_score[places[0]].credit.score >= registry.rules.recommended_from:
        marked = next(iter(tied.values()))
    return tuple(
        RankedAgency(by_score[place], rank, listed[place], rank <= marked)
        for rank, place in enumerate(_rotate_equals(places, tied.values(), seed), start=1)
    )


def _rotate_equals(places: list[int], tied: Iterable[int], seed: int) -> list[int]:
    """Turn each run of equal scores by the seed, which alone decides who of them comes first.

    Args:
        places: the highest score first.
        tied: the lengths of the runs, in the same order.
        seed: any integer.
    """
    ordered, begin = list(places), 0
    for length in tied:
        end, first = begin + length, begin + seed % length
        if first > begin:
            ordered[begin:end] = places[first:end] + places[begin:first]
        begin = end
    return ordered


def _reasons(area: Reason, amount: AmountRange) -> tuple[Reason, ...]:
    asked = amount.low is not None or amount.high is not None
    in_range = (Reason.AMOUNT_IN_RANGE,) if asked else ()
    return (area, Reason.HANDLES_DEBT_TYPE, *in_range, Reason.CERTIFICATE_VALID)


def _is_judgment(rules: Rules, debt_type: DebtTypeId) -> bool:
    return any(debt.id == debt_type and debt.judgment_in_force for debt in rules.debt_types)
