"""What is wrong with the source of a release, as the person at the desk reads it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """What a finding does to the release."""

    REFUSED = "refused"
    """The row cannot be published; the release is not built."""
    NOTICE = "notice"
    """Lawful, but worth a look before signing."""


@dataclass(frozen=True, slots=True)
class BuildFinding:
    """One thing found in one cell, row or file.

    Attributes:
        file: name of the source file.
        line: row in the file as a spreadsheet numbers it, headings = 1; 0 = the file as a whole.
        field: column, or "" for the whole row.
        why: what is wrong, a plain sentence.
        mend: what to do about it.
        weight: see `Weight`.
    """

    file: str
    line: int
    field: str
    why: str
    mend: str
    weight: Weight = Weight.REFUSED

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return (
            f"{place}: {self.field}: {self.why}. {self.mend}"
            if self.field
            else f"{place}: {self.why}. {self.mend}"
        )


_MENDS = {
    "id": "Give every agency its own number like TZ-0038; an agency keeps its number for life.",
    "name": "Write the full registered name, up to 200 characters, copied without line breaks.",
    "name_en": "Write a short English name or leave the cell empty.",
    "uscc": "Copy the 18 characters from the licence again; format the column as text, not as a number.",
    "status": "Write active or suspended.",
    "district": "Write the six-digit code of a district in rules.json, e.g. 331002.",
    "serves": "Write district codes of rules.json separated by ; and each one once.",
    "debt_types": "Write debt types of rules.json separated by ; and each one once.",
    "amount_min": "Write the amount in yuan with digits only, 50000 rather than 5万; 0 for no lower limit.",
    "amount_max": "Write the amount in yuan with digits only, not below amount_min; empty for no upper limit.",
    "phones": "Write 0576-88880000, 13800000000 or 400-000-0000, at most six numbers separated by ;",
    "certificate_valid_from": "Write the date as 2026-03-31.",
    "certificate_valid_until": "Write the date as 2026-03-31, not before certificate_valid_from.",
    "listed_on": "Write the date as 2026-03-31.",
    "excluded_on": "Write the date as 2026-03-31.",
    "quarter": "Write the quarter as 2026Q3.",
    "compliance": "Write a number from 0 to 100 with at most two decimals.",
    "success_rate": "Write a number from 0 to 100 with at most two decimals.",
    "complaint_penalty": "Write a number from 0 to 100 with at most two decimals; 0 for no upheld complaint.",
    "score": "Correct the parts, or leave the cell empty and it is computed.",
}
_ANY_MEND = "Fill in the cell: plain text, up to 200 characters, no line breaks."


def mend_of(field: str) -> str:
    """Say how a cell of this column is put right."""
    return _MENDS.get(field, _ANY_MEND)
