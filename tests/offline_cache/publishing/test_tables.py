from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from offline_cache.publishing import tables
from offline_cache.publishing.tables import Column, Table, read_table

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (Column("name", "名称"), Column("phone", "电话"), Column("note", "备注", required=False))


def _csv(folder: Path, content: bytes) -> Table:
    path = folder / "some.csv"
    path.write_bytes(content)
    return read_table(path, COLUMNS)


def _cells(table: Table) -> list[dict[str, str]]:
    assert not table.findings
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_encodings_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    table = _csv(tmp_path, "名称,电话\n演示·衡信,0576\n".encode(encoding))
    assert _cells(table) == [{"name": "演示·衡信", "phone": "0576"}]


def test_lines_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    table = _csv(tmp_path, b'name,phone\r\n"two\r\nlines",1\r\n\r\nlast,2\r\n')
    assert [row.line for row in table.rows] == [2, 5]


def test_a_spreadsheet_gives_the_text_that_was_meant(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["name", "phone", "note"])
    sheet.append([datetime(2026, 3, 31), 5.0, None])  # noqa: DTZ001 - a spreadsheet has no zones
    sheet.append([date(2026, 3, 31), 92.5, " x "])
    sheet.append([datetime(2026, 3, 31, 8, 30), True])  # noqa: DTZ001 - same
    book.save(tmp_path / "some.xlsx")
    assert _cells(read_table(tmp_path / "some.xlsx", COLUMNS)) == [
        {"name": "2026-03-31", "phone": "5", "note": ""},
        {"name": "2026-03-31", "phone": "92.5", "note": "x"},
        {"name": "2026-03-31 08:30:00", "phone": "True", "note": ""},
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"name\nx\n", "column is missing"),
        (b"name,phone,nmae\n", "not a known heading"),
        (b"name,phone,phone\n", "twice"),
        (b"name,phone\nx,1,2\n", "more cells than"),
        (b'name,phone\n"x\n', "not a CSV file"),
        (b"name,phone\n\xff\xff\xff", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, why: str) -> None:
    assert why in _csv(tmp_path, content).findings[0].why


def test_a_mistyped_heading_names_the_one_that_was_meant(tmp_path: Path) -> None:
    assert "Did you mean name?" in {finding.mend for finding in _csv(tmp_path, b"nmae,phone\n").findings}


def test_a_picture_named_xlsx_is_not_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "some.xlsx").write_bytes(b"\x89PNG")
    assert "not a spreadsheet" in read_table(tmp_path / "some.xlsx", COLUMNS).findings[0].why


@pytest.mark.parametrize(("limit", "why"), [("MAX_SOURCE_BYTES", "larger than"), ("MAX_ROWS", "more than")])
def test_a_table_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, why: str) -> None:
    monkeypatch.setattr(tables, limit, 1)
    assert why in _csv(tmp_path, b"name,phone\na,1\nb,2\n").findings[0].why
