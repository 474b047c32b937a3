"""One row of a source table -> one record, or every reason why not.

Each cell is read by itself, and the terminal's own rules (`record_checks`) run over what came of it even when some
cells were bad, so that one pass over a spreadsheet names all of its faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from offline_cache import credit, record_checks
from offline_cache.agency import (
    Adcode,
    Agency,
    AgencyId,
    AgencyStatus,
    Certificate,
    Credit,
    DebtTypeId,
    Exclusion,
    Listing,
)
from offline_cache.publishing.findings import BuildFinding, mend_of
from offline_cache.publishing.tables import Column, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

AGENCY_COLUMNS = (
    Column("id", "编号"),
    Column("name", "名称"),
    Column("name_en", "英文名称", required=False),
    Column("uscc", "统一社会信用代码"),
    Column("status", "状态"),
    Column("district", "所在区划"),
    Column("serves", "服务区划"),
    Column("debt_types", "债务类型"),
    Column("amount_min", "最低金额"),
    Column("amount_max", "最高金额"),
    Column("phones", "电话"),
    Column("address", "地址"),
    Column("hours", "服务时间"),
    Column("fee", "收费"),
    Column("certificate_number", "证书编号"),
    Column("certificate_issued_by", "发证机关"),
    Column("certificate_valid_from", "证书起始日期"),
    Column("certificate_valid_until", "证书截止日期"),
    Column("listing_authority", "列名机关"),
    Column("listing_basis", "列名依据"),
    Column("listed_on", "列名日期"),
    Column("quarter", "评分季度"),
    Column("compliance", "合规得分"),
    Column("success_rate", "成功率"),
    Column("complaint_penalty", "投诉扣分"),
    Column("score", "信用分", required=False),
)
EXCLUSION_COLUMNS = (
    Column("name", "名称"),
    Column("uscc", "统一社会信用代码"),
    Column("phones", "电话"),
    Column("reason", "原因"),
    Column("authority", "决定机关"),
    Column("excluded_on", "清出日期"),
)

_SEPARATORS = re.compile(r"[;；、\n]")
_COLUMN_OF = {
    "certificate": "certificate_valid_until",
    "certificate.number": "certificate_number",
    "certificate.issued_by": "certificate_issued_by",
    "listing.authority": "listing_authority",
    "listing.basis": "listing_basis",
    "credit": "compliance",
    "credit.quarter": "quarter",
    "credit.score": "score",
}
_STATUSES = {"active": AgencyStatus.ACTIVE, "正常": AgencyStatus.ACTIVE,
             "suspended": AgencyStatus.SUSPENDED, "暂停": AgencyStatus.SUSPENDED}  # fmt: skip
_NO_DAY = date(2000, 1, 1)
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_SHOWN_CHARACTERS = 40


@dataclass(slots=True)
class _Cells:
    """Reads the cells of one row and collects what is wrong with them."""

    row: Row
    findings: list[BuildFinding] = field(default_factory=list)

    def text(self, column: str) -> str:
        return self.row.cells.get(column, "")

    def several(self, column: str) -> tuple[str, ...]:
        parts = (part.strip() for part in _SEPARATORS.split(self.text(column)))
        return tuple(part for part in parts if part)

    def day(self, column: str) -> date:
        match = _DAY.fullmatch(self.text(column))
        try:
            return date(*map(int, match.groups())) if match else self._bad_day(column)
        except ValueError:
            return self._bad_day(column)

    def whole(self, column: str) -> int:
        text = self.text(column).replace(",", "").replace("，", "")
        if re.fullmatch(r"[0-9]{1,13}", text):
            return int(text)
        self.add(column, f"{self._shown(column)} is not a whole number of yuan")
        return 0

    def number(self, column: str) -> Decimal:
        try:
            number = Decimal(self.text(column))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and 0 <= number <= 100:  # noqa: PLR2004 - every part of a score is 0-100
            return number
        self.add(column, f"{self._shown(column)} is not a number from 0 to 100")
        return Decimal(0)

    def status(self) -> AgencyStatus:
        status = _STATUSES.get(self.text("status").lower())
        if status is None:
            self.add("status", f"{self._shown('status')} is not a known status")
        return status or AgencyStatus.ACTIVE

    def credit(self) -> Credit:
        parts = [self.number(column) for column in ("compliance", "success_rate", "complaint_penalty")]
        computed = credit.score(*parts)
        stated = self.number("score") if self.text("score") else computed
        return Credit(
            quarter=self.text("quarter"),
            compliance=parts[0],
            success_rate=parts[1],
            complaint_penalty=parts[2],
            # The digits of the formula, not of the cell: 92 and 92.0 must not be two different records.
            score=computed if stated == computed else stated,
        )

    def add(self, column: str, why: str) -> None:
        self.findings.append(BuildFinding(self.row.file, self.row.line, column, why, mend_of(column)))

    def add_rules(self, found: Iterable[record_checks.Finding]) -> None:
        """Take over what the terminal's rules found, unless the cell was already named."""
        named = {finding.field for finding in self.findings}
        if named & {"compliance", "success_rate", "complaint_penalty"}:
            named |= {"compliance", "score"}
        for finding in found:
            column = _COLUMN_OF.get(finding.field, finding.field)
            if column not in named:
                self.add(column, finding.why)

    def _bad_day(self, column: str) -> date:
        self.add(column, f"{self._shown(column)} is not a date")
        return _NO_DAY

    def _shown(self, column: str) -> str:
        return ascii(self.text(column)[:_SHOWN_CHARACTERS]) if self.text(column) else "an empty cell"


def read_agency(row: Row) -> Agency | tuple[BuildFinding, ...]:
    """Read one agency; what is returned instead names every bad cell of the row."""
    cells = _Cells(row)
    agency = Agency(
        id=AgencyId(cells.text("id")),
        name=cells.text("name"),
        name_en=cells.text("name_en"),
        uscc=cells.text("uscc").upper(),
        certificate=Certificate(
            number=cells.text("certificate_number"),
            issued_by=cells.text("certificate_issued_by"),
            valid_from=cells.day("certificate_valid_from"),
            valid_until=cells.day("certificate_valid_until"),
        ),
        listing=Listing(
            authority=cells.text("listing_authority"),
            basis=cells.text("listing_basis"),
            listed_on=cells.day("listed_on"),
        ),
        status=cells.status(),
        phones=cells.several("phones"),
        address=cells.text("address"),
        district=Adcode(cells.text("district")),
        serves=tuple(Adcode(code) for code in cells.several("serves")),
        debt_types=tuple(DebtTypeId(debt) for debt in cells.several("debt_types")),
        amount_min=cells.whole("amount_min"),
        amount_max=cells.whole("amount_max") if cells.text("amount_max") else None,
        fee=cells.text("fee"),
        hours=cells.text("hours"),
        credit=cells.credit(),
    )
    cells.add_rules(record_checks.agency_findings(agency))
    return tuple(cells.findings) or agency


def read_exclusion(row: Row) -> Exclusion | tuple[BuildFinding, ...]:
    """Read one outfit struck off; what is returned instead names every bad cell of the row."""
    cells = _Cells(row)
    exclusion = Exclusion(
        name=cells.text("name"),
        uscc=cells.text("uscc").upper(),
        phones=cells.several("phones"),
        reason=cells.text("reason"),
        authority=cells.text("authority"),
        excluded_on=cells.day("excluded_on"),
    )
    cells.add_rules(record_checks.exclusion_findings(exclusion))
    return tuple(cells.findings) or exclusion
