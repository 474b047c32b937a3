"""`kiosk demo`: what it refuses before anything is started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.terminal_cli import USAGE, kiosk

if TYPE_CHECKING:
    import pytest


def test_without_a_display_it_must_be_automatic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    result = kiosk("demo")
    assert result.exit_code == USAGE
    assert "Add --auto" in result.stderr


def test_an_unknown_language_is_usage() -> None:
    result = kiosk("demo", "--auto", "--language", "fr")
    assert result.exit_code == USAGE
    assert "'fr' is not one of" in result.stderr
