from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from offline_cache import publishing, records
from tests.support.registry_office import TWELVE_BAD_ROWS, make_twelve_mistakes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.registry_office import Office, Table

pytestmark = pytest.mark.journey(every=3)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_twelve_kinds_of_bad_rows_are_all_named(office: Office, kind: str) -> None:
    office.edit("agencies.csv", make_twelve_mistakes)
    if kind == "xlsx":
        office.to_xlsx("agencies")
    refused = [one for one in office.findings() if one.weight is publishing.Weight.REFUSED]
    assert [(one.file, one.line, one.field) for one in refused] == [
        (f"agencies.{kind}", row + 2, field) for row, field, *_ in TWELVE_BAD_ROWS
    ]
    assert all(part in one.why for one, (*_, part) in zip(refused, TWELVE_BAD_ROWS, strict=True))
    assert all(one.mend for one in refused)


def test_all_bad_cells_of_one_row_are_named_at_once(office: Office) -> None:
    def spoil(rows: Table) -> None:
        rows[0].update(
            listed_on="soon", amount_max="much", status="good", success_rate="high", fee=" ", uscc="1"
        )

    office.edit("agencies.csv", spoil)
    assert {one.field for one in office.findings() if one.line == 2} == {
        "listed_on", "amount_max", "status", "success_rate", "fee", "uscc",
    }  # fmt: skip


def test_a_day_that_is_not_in_the_calendar_and_a_district_of_elsewhere_are_named(office: Office) -> None:
    def spoil(rows: Table) -> None:
        rows[0]["listed_on"] = "2026-02-30"
        rows[1]["serves"] += ";330102"

    office.edit("agencies.csv", spoil)
    refused = [one for one in office.findings() if one.weight is publishing.Weight.REFUSED]
    assert [(one.line, one.field) for one in refused] == [(2, "listed_on"), (3, "serves")]


@pytest.mark.parametrize("written", ["2026/3/1", "2026.03.01", "2026年3月1日"])
def test_dates_are_read_as_people_write_them(office: Office, written: str) -> None:
    office.edit("agencies.csv", lambda rows: rows[0].update(listed_on=written))
    assert office.build().agencies[0].listing.listed_on.isoformat() == "2026-03-01"


def test_spreadsheet_and_csv_give_the_same_files(office: Office) -> None:
    from_csv = office.build().files
    office.to_xlsx("agencies")
    office.to_xlsx("exclusions")
    assert office.build().files == from_csv


def test_the_demo_data_has_what_a_demo_shows(office: Office) -> None:
    release = office.build()
    scores = sorted(agency.credit.score for agency in release.agencies)
    assert (len(release.agencies), len(release.contents.exclusions)) == (37, 63)
    assert Decimal(58) <= scores[0] < scores[1] < 60
    assert scores[-1] >= Decimal(97)
    assert len({agency.district for agency in release.agencies}) == 9
    assert sorted(one.field for one in release.notices) == [
        "certificate_valid_until", "score", "score", "status",
    ]  # fmt: skip


def test_demo_names_and_numbers_cannot_be_taken_for_real_ones(office: Office) -> None:
    release = office.build()
    struck = release.contents.exclusions
    assert all("演示" in one.name for one in (*release.agencies, *struck))
    assert all(one.name_en.endswith("(Demo)") and "演示" in one.address for one in release.agencies)
    phones = [phone for one in (*release.agencies, *struck) for phone in one.phones]
    assert all(phone.partition("-")[2].startswith(("0000", "0001")) for phone in phones)


def test_the_score_is_computed_when_the_column_is_empty_or_missing(office: Office) -> None:
    stated = office.build().files

    def forget(rows: Table) -> None:
        for row in rows:
            row["score"] = ""

    office.edit("agencies.csv", forget)
    assert office.build().files == stated


def test_a_terminal_accepts_what_was_built(office: Office) -> None:
    release = office.build(seq=4)
    verified = records.verify_release(release.files, tuple(release.contents.agencies))
    assert verified == release.contents
    assert verified.manifest.seq == release.seq == 4


def _twice(column: str) -> Callable[[Table], None]:
    def change(rows: Table) -> None:
        rows[5][column] = rows[0][column]

    return change


@pytest.mark.parametrize("column", ["id", "uscc"])
def test_a_second_row_of_the_same_agency_points_to_the_first(office: Office, column: str) -> None:
    office.edit("agencies.csv", _twice(column))
    found = [one for one in office.findings() if one.weight is publishing.Weight.REFUSED]
    assert [(one.line, one.field) for one in found] == [(7, column)]
    assert "agencies.csv:2 already" in found[0].why


@pytest.mark.parametrize(
    ("column", "of_agency"), [("uscc", "91331002MADEM0011U"), ("phones", "0576-00001037")]
)
def test_an_agency_that_was_struck_off_is_refused(office: Office, column: str, of_agency: str) -> None:
    def strike(rows: Table) -> None:
        rows[2][column] = of_agency

    office.edit("exclusions.csv", strike)
    found = [one for one in office.findings() if one.weight is publishing.Weight.REFUSED]
    assert [(one.line, one.field) for one in found] == [(2, column)]
    assert "exclusions.csv:4" in found[0].why


@pytest.mark.parametrize(
    "name", ["演示・椒江衡信债务管理咨询 有限公司", "演示·椒江衡信债务管理咨询有限责任公司"]
)
def test_a_name_that_looks_like_another_is_noticed(office: Office, name: str) -> None:
    def rename(rows: Table) -> None:
        rows[9]["name"] = name

    office.edit("agencies.csv", rename)
    notices = [one for one in office.build().notices if one.field == "name"]
    assert [one.line for one in notices] == [11]
    assert "looks like 演示·椒江衡信" in notices[0].why


def test_a_one_stroke_twin_of_a_struck_off_outfit_is_noticed(office: Office) -> None:
    def rename(rows: Table) -> None:
        rows[0]["name"] = "演示·椒江天眼债务处理工作室"

    office.edit("agencies.csv", rename)
    office.edit("exclusions.csv", lambda rows: rows[0].update(name="演示·椒江夭眼债务处理工作室"))
    assert "name" in {one.field for one in office.build().notices}


def test_letters_of_another_script_are_noticed(office: Office) -> None:
    office.edit("agencies.csv", lambda rows: rows[0].update(name="演示·АBC债务管理有限公司"))
    assert any("another script" in one.why for one in office.build().notices)


def test_certificates_about_to_end_or_not_begun_are_noticed(office: Office) -> None:
    soon, later = office.now.date() + timedelta(days=9), office.now.date() + timedelta(days=2)

    def change(rows: Table) -> None:
        rows[0]["certificate_valid_until"] = soon.isoformat()
        rows[1]["certificate_valid_from"] = later.isoformat()

    office.edit("agencies.csv", change)
    noticed = {(one.line, one.field) for one in office.build().notices}
    assert noticed >= {(2, "certificate_valid_until"), (3, "certificate_valid_from")}


def test_an_agency_that_does_not_serve_its_own_district_is_noticed(office: Office) -> None:
    office.edit("agencies.csv", lambda rows: rows[0].update(serves="331004"))
    assert (2, "serves") in {(one.line, one.field) for one in office.build().notices}


@pytest.mark.parametrize(
    ("change", "line", "part"),
    [
        (lambda text: text.replace("{", "", 1), 2, "not JSON"),
        (lambda text: text.replace('"score_floor": 60', '"score_floor": 160'), 0, "0-100"),
        (lambda text: text.replace('"score_floor"', '"score_flour"'), 0, "score_flour"),
    ],
)
def test_broken_rules_are_named_beside_the_rows(
    office: Office, change: Callable[[str], str], line: int, part: str
) -> None:
    path = office.source / "rules.json"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    office.edit("agencies.csv", lambda rows: rows[0].update(id=""))
    found = office.findings()
    assert {one.file for one in found} == {"agencies.csv", "rules.json"}
    assert any(one.file == "rules.json" and one.line == line and part in str(one) for one in found)


def test_a_bad_exclusion_is_named(office: Office) -> None:
    office.edit("exclusions.csv", lambda rows: rows[0].update(uscc="", phones="", excluded_on=""))
    assert {one.field for one in office.findings()} >= {"uscc", "excluded_on"}


def test_two_cities_become_two_files(office: Office) -> None:
    path = office.source / "rules.json"
    rules = json.loads(path.read_text(encoding="utf-8"))
    rules["districts"][-1]["city"] = "331099"
    path.write_text(json.dumps(rules), encoding="utf-8")
    release = office.build()
    assert {city: entry.records for city, entry in release.contents.manifest.cities.items()} == {
        "331000": 33, "331099": 4,
    }  # fmt: skip


def test_agencies_may_come_in_several_files(office: Office) -> None:
    lines = (office.source / "agencies.csv").read_text(encoding="utf-8").splitlines()
    (office.source / "agencies.csv").write_text("\n".join(lines[:20]), encoding="utf-8")
    (office.source / "agencies-more.csv").write_text("\n".join([lines[0], *lines[20:]]), encoding="utf-8")
    assert len(office.build().agencies) == 37


def test_an_empty_list_is_refused(office: Office) -> None:
    office.edit("agencies.csv", lambda rows: rows.clear())
    assert "no agency could be read" in {one.why for one in office.findings()}


@pytest.mark.parametrize("missing", ["agencies.csv", "exclusions.csv", "rules.json"])
def test_a_missing_file_is_a_clear_error(office: Office, missing: str) -> None:
    (office.source / missing).unlink()
    with pytest.raises(publishing.SourceUnreadable, match=missing.partition(".")[0]):
        office.build()


def test_what_only_the_terminal_refuses_is_refused_here_too(office: Office, tmp_path: Path) -> None:
    """A release number the terminal cannot hold passes every row check and still never leaves the office."""
    del tmp_path
    refused = publishing.build_release(office.source, 0, office.now)
    assert isinstance(refused, publishing.BuildRefused)
    assert refused.findings[-1].file == "manifest.json"


def test_a_finding_reads_as_file_line_field_why_and_mend() -> None:
    finding = publishing.BuildFinding("agencies.csv", 3, "uscc", "is bad", "Mend it.")
    assert str(finding) == "agencies.csv:3: uscc: is bad. Mend it."
    assert str(publishing.BuildFinding("x.csv", 0, "", "is empty", "Fill it.")) == "x.csv: is empty. Fill it."
