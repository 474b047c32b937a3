"""The office's readable files -> a release, or every reason why not.

The source is one folder: `agencies*.csv|xlsx` (one file per city, or one for all), `exclusions*.csv|xlsx` and
`rules.json`. Every row is read and checked; then the packed files go once through `records.verify_release`, the very
code a terminal refuses by, so that what is built here cannot be refused there.
Pure but for reading the source; nothing is signed or written. The time is an argument.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from offline_cache import records
from offline_cache.agency import Adcode, Agency, CityFile, Exclusion, Manifest, Rules
from offline_cache.merkle import record_root
from offline_cache.publishing import crosscheck, rows
from offline_cache.publishing.errors import SourceUnreadable
from offline_cache.publishing.findings import BuildFinding, Weight
from offline_cache.publishing.tables import Column, Row, read_table
from offline_cache.record_checks import MANIFEST_FORMAT, rules_findings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

RULES_SOURCE = "rules.json"
_RULES_MEND = "Correct rules.json; the demo data has a complete example."


@dataclass(frozen=True, slots=True)
class Release:
    """A release ready to be signed: every record passed the terminal's own checks."""

    contents: records.VerifiedRelease
    files: Mapping[str, bytes]
    """Target name -> the exact bytes to publish."""
    notices: tuple[BuildFinding, ...] = ()
    """Lawful, but worth a look before signing."""

    @property
    def seq(self) -> int:
        """The number of the release."""
        return self.contents.manifest.seq

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """All agencies of all cities, sorted by city and id."""
        return tuple(
            agency for city in sorted(self.contents.agencies) for agency in self.contents.agencies[city]
        )


@dataclass(frozen=True, slots=True)
class BuildRefused:
    """No release: at least one finding has weight `REFUSED`."""

    findings: tuple[BuildFinding, ...]


_Rules = Rules | tuple[BuildFinding, ...]


def build_release(source_dir: Path, seq: int, now: datetime) -> Release | BuildRefused:
    """Build a release from a folder of readable files.

    Args:
        source_dir: see the module.
        seq: number of the release, one above the last published.
        now: aware UTC; becomes the date of the release, without fractions of a second.

    Returns:
        The release, or all findings of all files, in the order of the files and their rows.

    Raises:
        SourceUnreadable: the folder or a file cannot be read, or there is no agency file.
    """
    try:
        rules = _read_rules(source_dir / RULES_SOURCE)
        agencies, agency_findings = _read_all(source_dir, "agencies", rows.AGENCY_COLUMNS, rows.read_agency)
        struck, struck_findings = _read_all(
            source_dir, "exclusions", rows.EXCLUSION_COLUMNS, rows.read_exclusion
        )
    except OSError as error:
        raise SourceUnreadable(f"cannot read {source_dir}: {error}") from error
    findings = [*agency_findings, *struck_findings]
    if isinstance(rules, Rules):
        findings += crosscheck.check(crosscheck.Source(rules, agencies, struck), now.date())
    else:
        findings += rules
    findings.sort(key=lambda finding: (finding.file, finding.line))
    if not isinstance(rules, Rules) or any(finding.weight is Weight.REFUSED for finding in findings):
        return BuildRefused(tuple(findings))
    plain = [agency for _, agency in agencies]
    return _assemble(rules, plain, [exclusion for _, exclusion in struck], (seq, now), tuple(findings))


def _read_all(
    source_dir: Path,
    kind: str,
    columns: tuple[Column, ...],
    read: Callable[[Row], crosscheck.AnyRecord | tuple[BuildFinding, ...]],
) -> tuple[list[tuple[Row, crosscheck.AnyRecord]], list[BuildFinding]]:
    paths = sorted(
        path for path in source_dir.iterdir()
        if path.name.startswith(kind) and path.suffix.lower() in {".csv", ".xlsx"}
    )  # fmt: skip
    if not paths:
        raise SourceUnreadable(f"{source_dir} has no {kind}.csv or {kind}.xlsx")
    good: list[tuple[Row, crosscheck.AnyRecord]] = []
    findings: list[BuildFinding] = []
    for path in paths:
        table = read_table(path, columns)
        findings += table.findings
        for row in table.rows:
            record = read(row)
            if isinstance(record, tuple):
                findings += record
            else:
                good.append((row, record))
    return good, findings


def _read_rules(path: Path) -> _Rules:
    raw = path.read_bytes()
    try:
        json.loads(raw)
        rules = msgspec.json.decode(raw, type=Rules)
    except json.JSONDecodeError as error:
        return (BuildFinding(RULES_SOURCE, error.lineno, "", f"is not JSON ({error.msg})", _RULES_MEND),)
    except (msgspec.DecodeError, ValueError) as error:
        return (BuildFinding(RULES_SOURCE, 0, "", f"cannot be read ({error})", _RULES_MEND),)
    found = [
        BuildFinding(RULES_SOURCE, 0, broken.field, broken.why, _RULES_MEND)
        for broken in rules_findings(rules)
    ]
    return tuple(found) or rules


def _assemble(
    rules: Rules,
    agencies: list[Agency],
    exclusions: list[Exclusion],
    number: tuple[int, datetime],
    notices: tuple[BuildFinding, ...],
) -> Release | BuildRefused:
    city_of = {district.adcode: district.city for district in rules.districts}
    by_city: dict[Adcode, list[Agency]] = defaultdict(list)
    for agency in agencies:
        by_city[city_of[agency.district]].append(agency)
    seq, now = number
    manifest = Manifest(
        format=MANIFEST_FORMAT,
        seq=seq,
        issued=now.replace(microsecond=0),
        cities={city: _city_file(city, listed) for city, listed in sorted(by_city.items())},
    )
    files = {
        records.MANIFEST_NAME: records.encode_manifest(manifest),
        records.RULES_NAME: records.encode_rules(rules),
        records.EXCLUSIONS_NAME: records.encode_exclusions(exclusions),
        **{records.city_file_name(city): records.encode_agencies(listed) for city, listed in by_city.items()},
    }
    try:
        contents = records.verify_release(files, tuple(sorted(by_city)))
    except records.RecordsRefused as refused:
        mend = "A terminal would refuse this release; correct the source."
        return BuildRefused((*notices, BuildFinding(refused.file, 0, "", refused.why, mend)))
    return Release(contents, files, notices)


def _city_file(city: Adcode, agencies: list[Agency]) -> CityFile:
    return CityFile(
        file=records.city_file_name(city), records=len(agencies), record_root=record_root(agencies)
    )
