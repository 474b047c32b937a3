"""The handbook names every error code, every column and every key there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_cache import StateReason, SyncFailure, publishing
from offline_cache.publishing.rows import AGENCY_COLUMNS, EXCLUSION_COLUMNS

HANDBOOK = Path(__file__).parents[3] / "docs" / "operations" / "registry.md"


@pytest.fixture(scope="module")
def handbook() -> str:
    return HANDBOOK.read_text(encoding="utf-8")


def test_every_error_code_has_its_remedy(handbook: str) -> None:
    codes = {error.code for error in publishing.PublishingError.__subclasses__()}
    assert not {code for code in codes if f"| `{code}` |" not in handbook}


def test_every_answer_of_a_terminal_has_its_remedy(handbook: str) -> None:
    assert not [reason for reason in SyncFailure if f"| `{reason}` |" not in handbook]
    fine = {StateReason.FRESH, StateReason.TIMESTAMP_EXPIRED, StateReason.SNAPSHOT_EXPIRED}
    assert not [reason for reason in StateReason if reason not in fine and f"`{reason}`" not in handbook]


def test_every_column_is_explained_with_its_chinese_heading(handbook: str) -> None:
    columns = (*AGENCY_COLUMNS, *EXCLUSION_COLUMNS)
    assert not [one for one in columns if f"`{one.name}`" not in handbook or one.heading not in handbook]


def test_the_table_of_roles_is_the_profile(handbook: str) -> None:
    for role in publishing.Role:
        rules = publishing.OFFICE_PROFILE.of(role)
        line = next(line for line in handbook.splitlines() if line.startswith(f"| {role}: "))
        hours = int(rules.lifetime.total_seconds()) // 3600
        lasts = f"{hours} hours" if hours < 168 else f"{rules.lifetime.days} days"
        assert f"| {rules.keys} | {rules.threshold} | {lasts} |" in line
