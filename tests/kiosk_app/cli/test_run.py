"""`kiosk run`: the terminal itself, from its settings - or one sentence that says why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.terminal_cli import OK, USAGE, Provisioned, kiosk, provision

if TYPE_CHECKING:
    from tests.support.terminal import Around

pytestmark = pytest.mark.journey(every=2)

DEADLINE_S = 30.0


def test_without_settings_it_says_where_to_write_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "none.toml"))
    result = kiosk("run")
    assert result.exit_code == USAGE
    assert "not provisioned" in result.stderr
    assert "kiosk demo" in result.stderr


def test_settings_named_and_not_there_are_usage(tmp_path: Path) -> None:
    result = kiosk("run", "--config", tmp_path / "kiosk.toml")
    assert result.exit_code == USAGE
    assert "does not exist" in result.stderr


def test_a_wrong_key_is_said_with_what_was_meant(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text("[printr]\n", encoding="utf-8")
    result = kiosk("run", "--config", tmp_path / "kiosk.toml")
    assert result.exit_code == USAGE
    assert "did you mean 'printer'?" in result.stderr


def test_without_a_display_it_says_so(monkeypatch: pytest.MonkeyPatch, terminal: Provisioned) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    result = kiosk("run", "--config", terminal.config)
    assert result.exit_code == USAGE
    assert "There is no display" in result.stderr


def test_a_running_terminal_ends_when_it_is_told_to(around: Around, tmp_path: Path) -> None:
    own = provision(around, tmp_path, data=tmp_path / "data")
    command = [Path(sys.executable).with_name("kiosk"), "run", "--config", own.config]
    environment = os.environ | {"DISPLAY": ":drawn-nowhere", "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        late = threading.Timer(DEADLINE_S, process.kill)
        late.start()
        said: list[str] = []
        for line in process.stderr or ():
            said.append(line)
            if "idle -> out_of_service" in line:
                process.send_signal(signal.SIGTERM)
        late.cancel()
        late.join()
    assert process.returncode == OK, "".join(said)
    assert "idle -> out_of_service" in (own.data / "kiosk.log").read_text(encoding="utf-8")
