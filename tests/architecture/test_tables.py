"""The tables of faults and of threats leave no row out and name only tests that exist."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TABLES = {"reliability.md": ("R", 25), "security.md": ("T", 27)}


def named_tests(text: str) -> list[tuple[str, str]]:
    return re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)


@cache
def functions_in(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("page", TABLES)
def test_every_row_has_a_test_and_every_named_test_is_there(page: str) -> None:
    letter, last = TABLES[page]
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    rows: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        found = re.match(rf"\| ({letter}\d+) \|", line)
        if found:
            rows.setdefault(found[1], []).extend(named_tests(line))
    assert list(rows) == [f"{letter}{number}" for number in range(1, last + 1)]
    assert not [row for row, tests in rows.items() if not tests], "rows without a test"
    missing = [
        (file, test) for tests in rows.values() for file, test in tests if test not in functions_in(file)
    ]
    assert not missing


@pytest.mark.parametrize("page", TABLES)
def test_a_test_that_carries_a_rows_number_stands_in_that_row(page: str) -> None:
    letter, _ = TABLES[page]
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    wrong = [
        (row, test)
        for row, rest in re.findall(rf"^\| ({letter}\d+) \|(.*)$", text, re.MULTILINE)
        for _, test in named_tests(rest)
        if (carried := re.match(rf"test_({letter}\d+)_", test)) and carried[1] != row
    ]
    assert not wrong


def test_every_page_and_picture_a_handbook_points_to_is_there() -> None:
    pages = [*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "operations").glob("*.md")]
    links = [
        (page.name, link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]
    assert not links


def test_the_index_of_decisions_lists_each_with_its_title() -> None:
    folder = ROOT / "docs" / "adr"
    titles = [page.read_text(encoding="utf-8").partition("\n")[0] for page in sorted(folder.glob("0*.md"))]
    pages = [page.name for page in sorted(folder.glob("0*.md"))]
    wanted = [f"- [{title[2:6]}]({page}) {title[7:]}" for title, page in zip(titles, pages, strict=True)]
    index = (folder / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in index if line.startswith("- ")] == wanted


def test_every_file_the_overview_names_is_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:kiosk_app|scanner|offline_cache|printing|scripts|tests|assets)/[\w/.]+)`", text)
    assert len(named) > 20, "the overview names its files by their paths"
    assert not [path for path in named if not (ROOT / path).exists()]
