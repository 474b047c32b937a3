"""The first picture: there before the libraries, honest about the list, and not to be touched."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kiosk_app.cli.run_service import settings_if_plain
from kiosk_app.first_frame import FirstFrame, Loading
from kiosk_app.flow import Language
from kiosk_app.flow.timing import Timing
from kiosk_app.language import load_translations
from kiosk_app.opening import opening_view
from kiosk_app.paths import locale_dir
from kiosk_app.startup import StartFault, StartRefused
from kiosk_app.theme import Panel, load_fonts
from kiosk_app.view_models import Look
from kiosk_app.widgets.touch import pressables
from kiosk_app.window import KioskWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]
NOT_YET = {
    "cv2",
    "escpos",
    "json",
    "numpy",
    "openpyxl",
    "PIL",
    "psutil",
    "reportlab",
    "requests",
    "rich",
    "sqlite3",
    "tuf",
    "typer",
    "kiosk_app.assembly",
    "kiosk_app.flow.machine",
    "kiosk_app.flow.session",
    "kiosk_app.health",
    "kiosk_app.safe_screen",
    "kiosk_app.screens.scan_screen",
    "kiosk_app.screens.visit",
    "kiosk_app.view_models.visit",
}
"""What the first picture does not wait for."""

SETTINGS = """
data = "{folder}/data"
[terminal]
id = "JJ-01"
name_zh = "演示"
name_en = "Demo"
district = "331002"
[printer]
url = "file:///dev/null"
[registry]
url = "http://127.0.0.1:9/"
root = "{folder}/root.json"
"""

UNTIL_PAINTED = """
import builtins, os, sys
from kiosk_app import first_frame
from kiosk_app.cli import main
def report(_loading):
    print(builtins.__import__.__name__, *sys.modules, flush=True)
    os._exit(0)
first_frame.Loading.start = report
sys.argv = ["kiosk", "run", "--config", sys.argv[1]]
main()
"""
"""`kiosk run` as the service manager starts it, up to the moment the libraries are brought in."""


def test_the_first_picture_waits_for_no_library_and_no_other_screen(tmp_path: Path) -> None:
    (tmp_path / "root.json").write_text("{}", encoding="ascii")
    settings = tmp_path / "kiosk.toml"
    settings.write_text(SETTINGS.format(folder=tmp_path), encoding="utf-8")
    service = {
        "NOTIFY_SOCKET": "@nobody",
        "QT_QPA_PLATFORM": "offscreen",
        "RUNTIME_DIRECTORY": str(tmp_path / "run"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", UNTIL_PAINTED, settings],
        cwd=ROOT,
        env={**os.environ, **service},
        check=True,
        capture_output=True,
        text=True,
    )
    hook, *loaded = ran.stdout.split()
    assert "kiosk_app.window" in loaded
    assert not NOT_YET & set(loaded)
    assert hook != "__feature_import__"  # which reads the source of every module


def test_only_a_plain_call_of_the_service_manager_goes_round_it() -> None:
    service = {"NOTIFY_SOCKET": "@x", "WAYLAND_DISPLAY": "wayland-0"}
    assert settings_if_plain(["--config", "a.toml"], service) == Path("a.toml")
    assert settings_if_plain([], service) is not None
    for odd in (["--help"], ["--config"], ["--config", "--help"], ["--config", ""], ["--config=a", "b"]):
        assert settings_if_plain(odd, service) is None
    assert settings_if_plain([], {"WAYLAND_DISPLAY": "wayland-0"}) is None
    assert settings_if_plain([], {"NOTIFY_SOCKET": "@x"}) is None


def test_nothing_on_the_first_picture_can_be_touched(qtbot: QtBot) -> None:
    window = KioskWindow(Panel(1080, 1920), family=load_fonts())
    qtbot.addWidget(window)
    words = load_translations(locale_dir())
    view = opening_view(words[Language.ZH], "演示大厅", Timing())
    window.show_view(view, Look())
    assert window.screen_shown is not None
    assert not any(button.isEnabled() for button in pressables(window.screen_shown))
    assert "正在核对" in view.freshness.text
    window.allow_close()


def test_the_first_frame_is_told_once(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    first, told = FirstFrame(window), []
    first.painted.connect(lambda: told.append(1))
    with qtbot.waitSignal(first.painted):
        window.show()
    window.repaint()
    assert told == [1]


def test_a_refusal_of_the_second_half_reaches_the_gui_thread(qtbot: QtBot) -> None:
    def work() -> None:
        raise StartRefused(StartFault.PRINTER_ADDRESS, "none")

    loading = Loading(work)  # type: ignore[arg-type]  # it never returns
    with qtbot.waitSignal(loading.done):
        loading.start()
    loading.wait()
    assert loading.terminal is None
    assert loading.refused is not None
    assert loading.refused.fault is StartFault.PRINTER_ADDRESS
