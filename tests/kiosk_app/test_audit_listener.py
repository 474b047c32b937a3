"""What a running terminal reports: each event once, and nothing of anybody."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QObject, Signal

from kiosk_app import flow
from kiosk_app.audit import AuditLog
from kiosk_app.audit_listener import AuditListener
from kiosk_app.paths import DataPaths
from kiosk_app.presenter import World
from offline_cache import SyncFailed, SyncFailure, Unchanged
from printing import JobFinished, Unconfirmed

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from offline_cache import RegistryState

NOON = datetime(2026, 11, 23, tzinfo=UTC)


class Signals(QObject):
    """The signals a listener listens to, without what is behind them."""

    moved = Signal(object, object)
    finished = Signal(object)
    synced = Signal(object)


@pytest.fixture
def records(qtbot: QtBot, tmp_path: Path, registry: RegistryState) -> list[dict[str, Any]]:
    """The log of a terminal that was visited once, synchronised three times and failed to print."""
    del qtbot
    data, signals = DataPaths(tmp_path), Signals()
    idle, world = flow.first(), World(registry)
    with AuditListener(data, lambda: NOON) as listener:
        listener.listen(signals, signals, signals)  # type: ignore[arg-type]  # its signals are all that is asked of them
        for state in (flow.State.SCAN, flow.State.CONFIRM, flow.State.CONFIRM, flow.State.IDLE):
            signals.moved.emit(replace(idle, state=state, uscc="91331002MA2DEM0179"), world)
        signals.finished.emit(JobFinished("key", Unconfirmed()))
        for outcome in (Unchanged(7, 1, 1), Unchanged(7, 2, 2), SyncFailed(SyncFailure.UNREACHABLE, "host")):
            signals.synced.emit(outcome)
    log = AuditLog(data.audit, lambda: NOON, "boot")
    assert log.verify().is_whole
    return [json.loads(line) for line in log.lines()]


def test_a_day_is_told_in_order_and_a_repeated_answer_once(records: list[dict[str, Any]]) -> None:
    assert [(record["id"], record["end"]) for record in records] == [
        ("app-started", "success"),
        ("registry-state", "na"),
        ("session-ended", "na"),
        ("print-ended", "failure"),
        ("registry-synced", "success"),
        ("registry-synced", "failure"),
        ("app-stopped", "success"),
    ]


def test_facts_are_counts_and_words_of_ours(records: list[dict[str, Any]]) -> None:
    facts = [record["facts"] for record in records]
    assert facts[2:6] == [{"screens": 2}, {"outcome": "unconfirmed"}, {"seq": 7}, {"reason": "unreachable"}]
    assert "91331002" not in json.dumps(records)
