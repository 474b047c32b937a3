"""`kiosk audit` as a technician types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from kiosk_app.audit import AuditEvent, AuditLog, EventId
from kiosk_app.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The data of a terminal with five records."""
    log = AuditLog(tmp_path / "audit", lambda: datetime(2026, 11, 23, tzinfo=UTC), "boot")
    for _ in range(5):
        log.append(AuditEvent(EventId.PAPER_CHANGED))
    return tmp_path


def kiosk(*words: object) -> Result:
    return CliRunner().invoke(app, ["audit", *map(str, words)], catch_exceptions=False)


def test_a_whole_log_exits_0_and_says_its_head(data: Path) -> None:
    answer = kiosk("verify", "--data", data)
    assert (answer.exit_code, "5 records, nothing changed" in answer.stdout) == (0, True)


def test_what_is_missing_at_the_end_is_found_against_an_export(data: Path) -> None:
    export = data / "taken-along.jsonl"
    assert kiosk("export", export, "--data", data).exit_code == 0
    assert kiosk("verify", "--export", export).exit_code == 0
    file = data / "audit" / "audit.log"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:3]))
    assert kiosk("verify", "--data", data).exit_code == 0
    answer = kiosk("verify", "--data", data, "--against", export, "--json")
    assert answer.exit_code == 1
    assert [finding["kind"] for finding in json.loads(answer.stdout)["findings"]] == ["truncated"]


def test_a_changed_record_exits_1_and_names_its_number(data: Path) -> None:
    file = data / "audit" / "audit.log"
    file.write_bytes(file.read_bytes().replace(b'"seq":3', b'"seq":4'))
    answer = kiosk("verify", "--data", data)
    assert answer.exit_code == 1
    assert "records 3 to 3 are missing" in answer.stdout


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("verify", "--anchor", "x"), "looks like 1234"),
        (("verify", "--export", "nowhere.jsonl"), "cannot be read"),
        (("export", "/nowhere/at/all.jsonl"), "Not exported"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_do(data: Path, words: tuple[str, ...], advice: str) -> None:
    answer = kiosk(*words, "--data", data)
    assert (answer.exit_code, advice in answer.stderr) == (2, True)


def test_an_export_is_never_overwritten(data: Path) -> None:
    assert kiosk("export", data / "a.jsonl", "--data", data).exit_code == 0
    assert kiosk("export", data / "a.jsonl", "--data", data).exit_code == 2


def test_an_empty_log_has_nothing_to_export(tmp_path: Path) -> None:
    assert kiosk("export", tmp_path / "a.jsonl", "--data", tmp_path).exit_code == 1
