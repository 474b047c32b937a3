"""The records of the registry: agencies, exclusions and the rules they are matched by.

Plain frozen msgspec structs, exactly as they lie in the signed files. Shape only: the strict limits (lengths,
phone grammar, codes, duplicates) are checked by `records.py` before one of these is believed.
"""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - msgspec resolves these annotations at run time
from decimal import Decimal  # noqa: TC003 - same
from enum import StrEnum
from typing import NewType

import msgspec

AgencyId = NewType("AgencyId", str)
"""`TZ-0007`: stable for the life of an agency."""
Adcode = NewType("Adcode", str)
"""Six digits of GB/T 2260: `331002` Jiaojiang, `331000` Taizhou (city), `330000` Zhejiang."""
DebtTypeId = NewType("DebtTypeId", str)
"""`goods`, `processing`, …: defined by rules.json, never by code."""
AmountBandId = NewType("AmountBandId", str)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, gc=False):
    """What every struct of the registry shares: immutable, named fields, nothing unknown.

    No record refers back to another, so the cycle collector need not look at tens of thousands of them.
    """


class Text(Record, frozen=True, kw_only=True):
    """One text in both languages of the terminal."""

    zh: str
    en: str


class AgencyStatus(StrEnum):
    """Whether the regulator lets an agency work."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Certificate(Record, frozen=True, kw_only=True):
    """The certificate an agency works under; valid on both days it names."""

    number: str
    issued_by: str
    valid_from: date
    valid_until: date


class Listing(Record, frozen=True, kw_only=True):
    """Who put the agency on the list, on what basis, and when."""

    authority: str
    basis: str
    listed_on: date


class Credit(Record, frozen=True, kw_only=True):
    """The three-dimensional credit score of one quarter; every part 0-100, the score with one decimal.

    `score` must follow from the parts (`credit.score`); a record where it does not is refused.
    """

    quarter: str
    compliance: Decimal
    success_rate: Decimal
    complaint_penalty: Decimal
    score: Decimal


class Agency(Record, frozen=True, kw_only=True):
    """One certified agency; all of it is public data."""

    id: AgencyId
    name: str
    name_en: str = ""
    uscc: str
    certificate: Certificate
    listing: Listing
    status: AgencyStatus
    phones: tuple[str, ...]
    address: str
    district: Adcode
    serves: tuple[Adcode, ...]
    debt_types: tuple[DebtTypeId, ...]
    amount_min: int
    """CNY, inclusive."""
    amount_max: int | None = None
    """CNY, inclusive; None = no upper limit."""
    fee: str
    hours: str
    credit: Credit


class Exclusion(Record, frozen=True, kw_only=True):
    """An outfit that was struck off; never shown as an agency, found by the phone check."""

    name: str
    uscc: str = ""
    phones: tuple[str, ...] = ()
    reason: str
    authority: str
    excluded_on: date


class DebtType(Record, frozen=True, kw_only=True):
    """One answer to "what kind of debt is it?"."""

    id: DebtTypeId
    label: Text
    hint: Text
    case_name: str
    """The Supreme Court's name for such a case (案由), zh-CN only."""
    papers: tuple[Text, ...]
    """What the creditor should bring."""
    reminder: Text
    """The limitation reminder for this type; neutral, no computed verdict."""
    judgment_in_force: bool = False
    """True for 判决已生效: the court's enforcement desk comes first."""


class District(Record, frozen=True, kw_only=True):
    """A place an owner can name, and the areas the search widens to."""

    adcode: Adcode
    name: Text
    city: Adcode
    province: Adcode


class AmountBand(Record, frozen=True, kw_only=True):
    """One answer to "how much is owed?"; both bounds in CNY, inclusive; None = open or not known."""

    id: AmountBandId
    label: Text
    low: int | None = None
    high: int | None = None


class Hotline(Record, frozen=True, kw_only=True):
    """A public number printed on every slip."""

    label: Text
    number: str


class Rules(Record, frozen=True, kw_only=True):
    """rules.json: everything the terminal decides by that is not an agency."""

    version: str
    debt_types: tuple[DebtType, ...]
    districts: tuple[District, ...]
    amount_bands: tuple[AmountBand, ...]
    score_floor: Decimal
    """An agency below it is not listed."""
    recommended_from: Decimal
    """The top of the list carries the recommended mark from this score on."""
    widen_below: int
    """Fewer agencies than this widen the search."""
    lawful_routes: tuple[Text, ...]
    hotlines: tuple[Hotline, ...]
    disclaimer: Text
    how_to_check: Text


class CityFile(Record, frozen=True, kw_only=True):
    """The manifest's line about one city's file."""

    file: str
    records: int
    record_root: str
    """Hex RFC 6962 Merkle root over the canonical records sorted by id."""


class Manifest(Record, frozen=True, kw_only=True):
    """manifest.json: the release the other files belong to."""

    format: int
    seq: int
    issued: datetime
    """Aware UTC."""
    cities: dict[str, CityFile]
    """Adcode of the city -> its file."""
