"""The table for technicians is what the engine does."""

from __future__ import annotations

from pathlib import Path

import pytest

from printing.simulator_model import Fault
from tests.support.printer_matrix import Moment, cell, table

pytestmark = pytest.mark.sample(every=3)

PAGE = Path(__file__).parents[2] / "docs" / "hardware" / "fault-matrix.md"


def page_rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [[part.strip() for part in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_half_way_that_is_mended_ends_as_the_page_says(fault: Fault, tmp_path: Path) -> None:
    (said,) = (
        row[2]
        for row in page_rows()
        if len(row) == 4 and row[0] == fault.value and Moment.HALF_WAY.value in row[1].split("; ")
    )
    assert str(cell(fault, Moment.HALF_WAY, mended=True, folder=tmp_path)) == said


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_the_whole_table_is_on_the_page(tmp_path: Path) -> None:
    assert table(tmp_path) in PAGE.read_text(encoding="utf-8")
