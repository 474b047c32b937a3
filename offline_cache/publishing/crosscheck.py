"""The records of a source against each other and against the rules.

Refused: what a terminal would refuse or could never show rightly. Noticed: what is lawful but worth a look before
anyone signs (a certificate about to end, an agency below the floor, names that look alike).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from offline_cache.agency import Agency, AgencyStatus, Exclusion
from offline_cache.phone_number import normalise
from offline_cache.publishing.findings import BuildFinding, Weight, mend_of
from offline_cache.publishing.lookalikes import has_foreign_letters, skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from datetime import date

    from offline_cache.agency import Rules
    from offline_cache.publishing.tables import Row

AnyRecord = TypeVar("AnyRecord", Agency, Exclusion)

_SOON = timedelta(days=30)
"""A certificate that ends before the next monthly release."""


@dataclass(frozen=True, slots=True)
class Source:
    """All records that could be read, each with the row it came from."""

    rules: Rules
    agencies: Sequence[tuple[Row, Agency]]
    exclusions: Sequence[tuple[Row, Exclusion]]


def check(source: Source, today: date) -> Iterator[BuildFinding]:
    """Give everything that is wrong or worth a look, in no particular order."""
    yield from _unknown_codes(source)
    yield from _twice(source.agencies, "id", lambda agency: agency.id)
    yield from _twice(source.agencies, "uscc", lambda agency: agency.uscc)
    yield from _struck_off(source)
    yield from _dates_and_scores(source, today)
    yield from _alike(source)
    if not source.agencies:
        yield BuildFinding("agencies", 0, "", "no agency could be read", "Correct the rows named here.")


def _unknown_codes(source: Source) -> Iterator[BuildFinding]:
    districts = {district.adcode for district in source.rules.districts}
    debts = {debt.id for debt in source.rules.debt_types}
    for row, agency in source.agencies:
        if agency.district not in districts:
            yield _bad(row, "district", f"{agency.district} is not a district of rules.json")
        for code in agency.serves:
            if code not in districts:
                yield _bad(row, "serves", f"{code} is not a district of rules.json")
        for debt in agency.debt_types:
            if debt not in debts:
                yield _bad(row, "debt_types", f"{debt} is not a debt type of rules.json")


def _twice(
    agencies: Sequence[tuple[Row, Agency]], field: str, key: Callable[[Agency], Hashable]
) -> Iterator[BuildFinding]:
    first: dict[Hashable, Row] = {}
    for row, agency in agencies:
        before = first.setdefault(key(agency), row)
        if before is not row:
            why = f"{key(agency)} stands in {before.file}:{before.line} already"
            yield BuildFinding(row.file, row.line, field, why, "Remove one of the two rows, or correct it.")


def _struck_off(source: Source) -> Iterator[BuildFinding]:
    codes = {exclusion.uscc: row for row, exclusion in source.exclusions if exclusion.uscc}
    phones = {normalise(phone): row for row, exclusion in source.exclusions for phone in exclusion.phones}
    mend = "An agency that was struck off leaves this file; if it was not, correct the list of exclusions."
    for row, agency in source.agencies:
        if agency.uscc in codes:
            struck = codes[agency.uscc]
            yield BuildFinding(
                row.file, row.line, "uscc", f"is struck off in {struck.file}:{struck.line}", mend
            )
        for phone in agency.phones:
            if normalise(phone) in phones:
                struck = phones[normalise(phone)]
                why = f"{phone} belongs to the outfit struck off in {struck.file}:{struck.line}"
                yield BuildFinding(row.file, row.line, "phones", why, mend)


def _dates_and_scores(source: Source, today: date) -> Iterator[BuildFinding]:
    for row, agency in source.agencies:
        until = agency.certificate.valid_until
        if until < today:
            yield _notice(
                row, "certificate_valid_until", f"the certificate ended on {until}; it will not be listed"
            )
        elif until < today + _SOON:
            yield _notice(row, "certificate_valid_until", f"the certificate ends soon, on {until}")
        if agency.certificate.valid_from > today:
            yield _notice(
                row, "certificate_valid_from", "the certificate is not valid yet; it will not be listed"
            )
        if agency.credit.score < source.rules.score_floor:
            why = f"{agency.credit.score} is below the floor of {source.rules.score_floor}; it will not be listed"
            yield _notice(row, "score", why)
        if agency.status is AgencyStatus.SUSPENDED:
            yield _notice(row, "status", "is suspended; it will not be listed")
        if agency.district not in agency.serves:
            yield _notice(row, "serves", "does not serve the district it sits in")


def _alike(source: Source) -> Iterator[BuildFinding]:
    seen: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row, exclusion in source.exclusions:
        seen[skeleton(exclusion.name)].append((row, exclusion.name))
    for row, agency in source.agencies:
        if has_foreign_letters(agency.name):
            yield _notice(row, "name", "has letters of another script that look like Latin ones")
        alike = seen[skeleton(agency.name)]
        if alike:
            other = alike[0][0]
            yield _notice(row, "name", f"looks like {alike[0][1]} in {other.file}:{other.line}")
        alike.append((row, agency.name))


def _bad(row: Row, field: str, why: str) -> BuildFinding:
    return BuildFinding(row.file, row.line, field, why, mend_of(field))


def _notice(row: Row, field: str, why: str) -> BuildFinding:
    return BuildFinding(row.file, row.line, field, why, "Check before signing.", Weight.NOTICE)
