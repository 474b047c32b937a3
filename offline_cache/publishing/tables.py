"""A CSV file or a spreadsheet -> rows of text cells with the line they stand on.

Knows columns and encodings, not agencies. Chinese spreadsheet programs save CSV as GB18030 by default, so a file
that is not UTF-8 is read as that. Headings may be the English names or the Chinese ones.
"""

from __future__ import annotations

import csv
import difflib
import io
import warnings
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from offline_cache.publishing.findings import BuildFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

MAX_SOURCE_BYTES = 32_000_000
MAX_ROWS = 20_000
_MAX_COLUMNS = 64


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, its Chinese heading, and whether every row fills it."""

    name: str
    heading: str
    required: bool = True
    """Must the column be there."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `line` as a spreadsheet numbers it (headings = 1), cells by column name, stripped."""

    file: str
    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What could be read of a file, and what could not."""

    rows: tuple[Row, ...]
    findings: tuple[BuildFinding, ...]


_Lines = list[tuple[int, list[str]]]


def read_table(path: Path, columns: Sequence[Column]) -> Table:
    """Read `.csv` or the first sheet of `.xlsx`.

    Args:
        path: the file; its ending decides how it is read.
        columns: what the headings may be.

    Raises:
        OSError: the file cannot be opened.
    """
    if path.stat().st_size > MAX_SOURCE_BYTES:
        return _refuse(path, 0, f"is larger than {MAX_SOURCE_BYTES} bytes", "Split it by city.")
    try:
        lines = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    except UnicodeDecodeError:
        return _refuse(path, 0, "is neither UTF-8 nor GB18030 text", "Save it again as CSV UTF-8 or as XLSX.")
    except csv.Error as error:
        return _refuse(path, 0, f"is not a CSV file ({error})", "Save it again as CSV UTF-8 or as XLSX.")
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ParseError, ValueError) as error:
        return _refuse(path, 0, f"is not a spreadsheet ({error})", "Save it again as XLSX.")
    if not lines:
        return _refuse(path, 0, "is empty", "Put the headings into the first row.")
    if len(lines) > MAX_ROWS + 1:
        return _refuse(path, 0, f"has more than {MAX_ROWS} rows", "Split it by city.")
    return _with_headings(path.name, lines, columns)


def _read_csv(path: Path) -> _Lines:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: _Lines = []
    begins = 1
    for cells in reader:
        lines.append((begins, [cell.strip() for cell in cells]))
        begins = reader.line_num + 1
    return lines


def _read_xlsx(path: Path) -> _Lines:
    with warnings.catch_warnings():
        # openpyxl warns about styles and extensions it leaves out; only the values matter here.
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=_MAX_COLUMNS, values_only=True)
            lines = [(number, [_as_text(value) for value in row]) for number, row in enumerate(rows, 1)]
        finally:
            book.close()
    return [(number, _without_empty_tail(cells)) for number, cells in lines]


def _as_text(value: object) -> str:
    """Give a spreadsheet's value as it would be typed into CSV."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _without_empty_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _with_headings(file: str, lines: _Lines, columns: Sequence[Column]) -> Table:
    names = [_column_name(heading, columns) for heading in lines[0][1]]
    findings = list(_heading_findings(file, lines[0][1], names, columns))
    if findings:
        return Table((), tuple(findings))
    rows: list[Row] = []
    for line, cells in lines[1:]:
        if not any(cells):
            continue
        if len(cells) > len(names):
            mend = "Put a cell that has a comma in it in double quotes, and clear cells beside the table."
            findings.append(BuildFinding(file, line, "", "has more cells than there are headings", mend))
            continue
        padded = cells + [""] * (len(names) - len(cells))
        rows.append(Row(file, line, dict(zip(names, padded, strict=True))))
    return Table(tuple(rows), tuple(findings))


def _column_name(heading: str, columns: Iterable[Column]) -> str:
    for column in columns:
        if heading in {column.name, column.heading}:
            return column.name
    return heading


def _heading_findings(
    file: str, headings: Sequence[str], names: Sequence[str], columns: Sequence[Column]
) -> Iterator[BuildFinding]:
    known = [column.name for column in columns]
    for heading, name in zip(headings, names, strict=True):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            mend = f"Did you mean {near[0]}?" if near else "Remove the column."
            yield BuildFinding(file, 1, heading, "is not a known heading", mend)
        elif names.count(name) > 1:
            yield BuildFinding(file, 1, heading, "stands in the headings twice", "Remove one of the columns.")
    for column in columns:
        if column.required and column.name not in names:
            mend = f"Add a column headed {column.name} or {column.heading}."
            yield BuildFinding(file, 1, column.name, "this column is missing", mend)


def _refuse(path: Path, line: int, why: str, mend: str) -> Table:
    return Table((), (BuildFinding(path.name, line, "", why, mend),))
