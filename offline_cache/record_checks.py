"""What must hold for the records of a registry, one finding per broken rule.

The terminal refuses a file at the first finding; the publisher shows all of them with the row they come from.
Pure functions over decoded structs: the shape (field names, types) is the decoder's job in `records.py`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from stdnum.cn import uscc as stdnum_uscc

from offline_cache import credit
from offline_cache.phone_number import is_registered_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from offline_cache.agency import Agency, Credit, Exclusion, Manifest, Rules, Text

MANIFEST_FORMAT = 1
MAX_RECORDS = 20_000
"""Per file. The largest city has some 2 500 agencies; a terminal must stay within 50 MB (20 000 records)."""
MAX_CITIES = 500
MAX_SEQ = 2**53
_MAX_CNY = 10**12
_MAX_PHONES = 6
_MAX_CODES = 200
_MAX_LIST = 64
_SHORT, _LINE, _PARAGRAPH = 40, 200, 2_000

_AGENCY_ID = re.compile(r"[A-Z]{2,4}-[0-9]{4,8}")
_ADCODE = re.compile(r"[1-9][0-9]{5}")
_WORD_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_QUARTER = re.compile(r"20[0-9]{2}-?Q[1-4]")
_ROOT = re.compile(r"[0-9a-f]{64}")
_HOTLINE = re.compile(r"[0-9][0-9-]{2,19}")
_USCC_SHAPE = re.compile(r"[1-9ANY][1-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_FORBIDDEN_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule a record breaks: the record (its id or name), the field, and a plain sentence why."""

    record: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.record}: {self.field}: {self.why}"


def is_uscc(code: str) -> bool:
    """Check a unified social credit code, any registering body: company, law firm, association, institution.

    python-stdnum knows the check digit but refuses the letters A, N and Y that GB 32100-2015 also uses for
    the registering body; the shape is checked here, the check digit there.
    """
    return bool(_USCC_SHAPE.fullmatch(code)) and stdnum_uscc.calc_check_digit(code) == code[-1]


def agency_findings(agency: Agency) -> tuple[Finding, ...]:
    """Check one agency by itself; empty when everything holds."""
    return tuple(Finding(_shown(agency.id), field, why) for field, why in _agency_problems(agency))


def exclusion_findings(exclusion: Exclusion) -> tuple[Finding, ...]:
    """Check one exclusion by itself; it needs a USCC or a phone number to be found by."""
    return tuple(Finding(_shown(exclusion.name), field, why) for field, why in _exclusion_problems(exclusion))


def rules_findings(rules: Rules) -> tuple[Finding, ...]:
    """Check rules.json: texts, ids without duplicates, bounds."""
    return tuple(Finding("rules", field, why) for field, why in _rules_problems(rules))


def manifest_findings(manifest: Manifest) -> tuple[Finding, ...]:
    """Check manifest.json: known format, sane numbers, UTC date, file names that follow from the adcode."""
    return tuple(Finding("manifest", field, why) for field, why in _manifest_problems(manifest))


def _agency_problems(agency: Agency) -> Iterator[tuple[str, str]]:
    if not _AGENCY_ID.fullmatch(agency.id):
        yield "id", "must look like TZ-0007"
    if not is_uscc(agency.uscc):
        yield "uscc", "is not a valid unified social credit code"
    yield from _texts(_agency_texts(agency))
    if agency.certificate.valid_until < agency.certificate.valid_from:
        yield "certificate", "ends before it begins"
    yield from _phones(agency.phones, at_least=1)
    if not _ADCODE.fullmatch(agency.district):
        yield "district", "is not a six-digit area code"
    yield from _codes("serves", agency.serves, _ADCODE)
    yield from _codes("debt_types", agency.debt_types, _WORD_ID)
    if not 0 <= agency.amount_min <= _MAX_CNY:
        yield "amount_min", "must be 0 or more"
    if agency.amount_max is not None and not agency.amount_min <= agency.amount_max <= _MAX_CNY:
        yield "amount_max", "must not be below amount_min"
    yield from _credit_problems(agency.credit)


def _agency_texts(agency: Agency) -> Iterator[tuple[str, str, int]]:
    yield "name", agency.name, _LINE
    if agency.name_en:
        yield "name_en", agency.name_en, _LINE
    yield "certificate.number", agency.certificate.number, _LINE
    yield "certificate.issued_by", agency.certificate.issued_by, _LINE
    yield "listing.authority", agency.listing.authority, _LINE
    yield "listing.basis", agency.listing.basis, _LINE
    yield "address", agency.address, _LINE
    yield "fee", agency.fee, _LINE
    yield "hours", agency.hours, _LINE


def _credit_problems(parts: Credit) -> Iterator[tuple[str, str]]:
    if not _QUARTER.fullmatch(parts.quarter):
        yield "credit.quarter", "must look like 2026Q3"
    if not all(
        _is_short_decimal(part) for part in (parts.compliance, parts.success_rate, parts.complaint_penalty)
    ):
        yield "credit", "a part must have at most two decimals"
        return
    try:
        follows = credit.score(parts.compliance, parts.success_rate, parts.complaint_penalty)
    except ValueError as error:
        yield "credit", str(error)
        return
    if not _is_short_decimal(parts.score) or parts.score != follows:
        yield "credit.score", f"says {_shown(str(parts.score))}, but {follows} follows from its parts"


def _is_short_decimal(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -2 <= exponent <= 2  # noqa: PLR2004 - two decimals; 1E+2 is 100


def _exclusion_problems(exclusion: Exclusion) -> Iterator[tuple[str, str]]:
    yield from _texts(
        (
            ("name", exclusion.name, _LINE),
            ("reason", exclusion.reason, _LINE),
            ("authority", exclusion.authority, _LINE),
        )
    )
    if exclusion.uscc and not is_uscc(exclusion.uscc):
        yield "uscc", "is not a valid unified social credit code"
    if not (exclusion.uscc or exclusion.phones):
        yield "uscc", "an exclusion needs a code or a phone number to be found by"
    yield from _phones(exclusion.phones, at_least=0)


def _rules_problems(rules: Rules) -> Iterator[tuple[str, str]]:
    yield from _texts((("version", rules.version, _SHORT),))
    yield from _codes("debt_types", [debt.id for debt in rules.debt_types], _WORD_ID)
    yield from _codes("amount_bands", [band.id for band in rules.amount_bands], _WORD_ID)
    yield from _codes("districts", [district.adcode for district in rules.districts], _ADCODE)
    areas = {code for district in rules.districts for code in (district.city, district.province)}
    if not all(_ADCODE.fullmatch(code) for code in areas):
        yield "districts", "a city or province is not a six-digit area code"
    for band in rules.amount_bands:
        low, high = band.low or 0, _MAX_CNY if band.high is None else band.high
        if not 0 <= low <= high <= _MAX_CNY:
            yield "amount_bands", f"{band.id}: bounds are not in order"
    for field, threshold in (
        ("score_floor", rules.score_floor),
        ("recommended_from", rules.recommended_from),
    ):
        if not (_is_short_decimal(threshold) and 0 <= threshold <= 100):  # noqa: PLR2004 - a score is 0-100
            yield field, "must be 0-100 with at most two decimals"
    if not 0 <= rules.widen_below <= _MAX_LIST:
        yield "widen_below", f"must be 0-{_MAX_LIST}"
    yield from _rules_text_problems(rules)


def _rules_text_problems(rules: Rules) -> Iterator[tuple[str, str]]:
    for name, items in (("lawful_routes", rules.lawful_routes), ("hotlines", rules.hotlines)):
        if not 1 <= len(items) <= _MAX_LIST:
            yield name, f"must have 1-{_MAX_LIST} entries"
    if any(len(debt.papers) > _MAX_LIST for debt in rules.debt_types):
        yield "debt_types.papers", f"must have at most {_MAX_LIST} entries"
    for hotline in rules.hotlines:
        if not _HOTLINE.fullmatch(hotline.number):
            yield "hotlines", f"{_shown(hotline.number)} is not a phone number"
    yield from _texts(
        (field, text, _PARAGRAPH) for field, both in _rules_texts(rules) for text in (both.zh, both.en)
    )
    yield from _texts(("debt_types.case_name", debt.case_name, _LINE) for debt in rules.debt_types)


def _rules_texts(rules: Rules) -> Iterator[tuple[str, Text]]:
    for debt in rules.debt_types:
        for text in (debt.label, debt.hint, debt.reminder, *debt.papers):
            yield f"debt_types.{_shown(debt.id)}", text
    for band in rules.amount_bands:
        yield "amount_bands", band.label
    for district in rules.districts:
        yield "districts", district.name
    for route in rules.lawful_routes:
        yield "lawful_routes", route
    for hotline in rules.hotlines:
        yield "hotlines", hotline.label
    yield "disclaimer", rules.disclaimer
    yield "how_to_check", rules.how_to_check


def _manifest_problems(manifest: Manifest) -> Iterator[tuple[str, str]]:
    if manifest.format != MANIFEST_FORMAT:
        yield "format", f"is {manifest.format}, this terminal reads {MANIFEST_FORMAT}"
    if not 1 <= manifest.seq <= MAX_SEQ:
        yield "seq", "must be 1 or more"
    if manifest.issued.utcoffset() != timedelta(0):
        yield "issued", "must be a UTC date and time"
    if not 1 <= len(manifest.cities) <= MAX_CITIES:
        yield "cities", f"must name 1-{MAX_CITIES} cities"
    for adcode, city in manifest.cities.items():
        if not _ADCODE.fullmatch(adcode) or city.file != f"reg/{adcode}.json.zst":
            yield "cities", f"{_shown(adcode)}: the file must be reg/<adcode>.json.zst"
        if not 0 <= city.records <= MAX_RECORDS:
            yield "cities", f"{_shown(adcode)}: {city.records} records are more than {MAX_RECORDS}"
        if not _ROOT.fullmatch(city.record_root):
            yield "cities", f"{_shown(adcode)}: the record root is not 64 hex digits"


def _texts(fields: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, str]]:
    for field, text, limit in fields:
        if not text or text != text.strip():
            yield field, "is empty or has white space around it"
        elif len(text) > limit:
            yield field, f"is longer than {limit} characters"
        elif not text.isprintable() and any(unicodedata.category(c) in _FORBIDDEN_CATEGORIES for c in text):
            yield field, "has a control character"


def _phones(phones: Sequence[str], *, at_least: int) -> Iterator[tuple[str, str]]:
    if not at_least <= len(phones) <= _MAX_PHONES:
        yield "phones", f"must be {at_least}-{_MAX_PHONES} numbers"
    for phone in phones:
        if not is_registered_form(phone):
            yield "phones", f"{_shown(phone)} is not written as 0576-88880000, 13800000000 or 400-000-0000"
    if len(set(phones)) != len(phones):
        yield "phones", "names a number twice"


def _codes(field: str, codes: Sequence[str], shape: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    if not 1 <= len(codes) <= _MAX_CODES:
        yield field, f"must have 1-{_MAX_CODES} entries"
    for code in codes:
        if not shape.fullmatch(code):
            yield field, f"{_shown(code)} is not a known form of code"
    if len(set(codes)) != len(codes):
        yield field, "names a code twice"


def _shown(untrusted: str) -> str:
    """Shorten and escape a value so that it can stand in a one-line message."""
    return ascii(untrusted[:_SHORT])[1:-1] if not untrusted.isprintable() else untrusted[:_SHORT]
