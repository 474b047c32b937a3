"""The Qt binding keeps its promises to the interpreter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("calls", [2000])
def test_void_calls_keep_the_count_of_none(qtbot: QtBot, calls: int) -> None:
    """PySide6 6.12.0 loses one per call on Python 3.11, and the interpreter dies of it (ADR 0051)."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(calls):
        label.setText("x")
    assert sys.getrefcount(None) > before - calls // 2
