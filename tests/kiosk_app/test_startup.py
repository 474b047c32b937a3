"""A start that fails ends on a readable screen, and one that fails again and again is not tried for ever."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from kiosk_app.health import Limits
from kiosk_app.safe_screen import CURES, open_safe_screen, safe_view
from kiosk_app.service import ServiceOptions, serve
from kiosk_app.startup import (
    INCOMPLETE_FLAG,
    ExitCode,
    StartFault,
    StartLedger,
    StartRefused,
    Task,
    ledger_folder,
    run_tasks,
)
from kiosk_app.theme import Panel
from tests.support.screens_stage import texts_on
from tests.support.service_manager import ServiceManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

pytestmark = [pytest.mark.sample(every=3), pytest.mark.journey(every=2)]

SETTINGS = """
data = "{folder}/data"
[terminal]
id = "JJ-01"
name_zh = "演示"
name_en = "Demo"
district = "331002"
[printer]
url = "{printer}"
[registry]
url = "http://127.0.0.1:9/"
root = "{folder}/root.json"
"""


class Machine:
    """A terminal's folder, and the clock of the machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now_s = 100.0

    def start(self) -> tuple[StartLedger, StartFault | None]:
        self.now_s += 10
        ledger = StartLedger(self.folder, lambda: self.now_s)
        return ledger, ledger.begin()

    def crash(self) -> StartFault | None:
        """Start, reach the first frame, and be killed."""
        ledger, fault = self.start()
        if fault is None:
            ledger.complete()
        return fault


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "run")


def test_tasks_run_in_order_and_stop_at_the_first_that_cannot_be_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    def refuse() -> None:
        raise StartRefused(StartFault.FONT, "no file")

    tasks = [
        Task("one", lambda: done.append("1")),
        Task("two", refuse),
        Task("three", lambda: done.append("3")),
    ]
    told: list[str] = []
    refused = run_tasks(tasks, told.append)
    assert refused is not None
    assert refused.fault is StartFault.FONT
    assert (done, told) == (["1"], ["one", "two"])
    assert "start-up stopped at 'two': font: no file" in caplog.text
    caplog.clear()


def test_an_orderly_life_is_never_a_safe_start(machine: Machine) -> None:
    for _ in range(5):
        ledger, fault = machine.start()
        assert fault is None
        ledger.complete()
        ledger.end()


def test_R5_a_start_that_was_not_completed_makes_the_next_one_safe_and_the_one_after_ordinary(
    machine: Machine,
) -> None:
    machine.start()
    assert (machine.folder / INCOMPLETE_FLAG).exists()
    assert machine.start()[1] is StartFault.INCOMPLETE
    assert machine.start()[1] is None


def test_R4_three_ends_by_accident_in_ten_minutes_are_a_crash_loop(machine: Machine) -> None:
    assert [machine.crash() for _ in range(4)] == [None, None, None, StartFault.CRASH_LOOP]
    assert machine.crash() is None


def test_accidents_far_apart_are_no_loop(machine: Machine) -> None:
    for _ in range(6):
        assert machine.crash() is None
        machine.now_s += 400


def test_what_was_noted_before_the_machine_was_started_anew_does_not_count(machine: Machine) -> None:
    for _ in range(3):
        machine.crash()
    machine.now_s = 5.0
    assert machine.crash() is None


@pytest.mark.parametrize("noted", ["", "{", "7", '["x"]', "[1e999]", "\x00"])
def test_damaged_notes_are_no_notes(machine: Machine, noted: str) -> None:
    machine.folder.mkdir()
    (machine.folder / "accidents.json").write_text(noted, encoding="utf-8")
    assert machine.crash() is None
    assert machine.crash() is None
    assert len(json.loads((machine.folder / "accidents.json").read_text(encoding="ascii"))) == 1


def test_where_nothing_can_be_noted_every_start_is_ordinary(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="ascii")
    machine = Machine(tmp_path / "file" / "run")
    assert [machine.crash() for _ in range(5)] == [None] * 5


def test_the_ledger_lies_in_the_services_own_folder(tmp_path: Path) -> None:
    assert ledger_folder({"RUNTIME_DIRECTORY": "/run/kiosk:/run/other"}, tmp_path) == Path("/run/kiosk")
    assert ledger_folder({}, tmp_path) == tmp_path


def test_every_fault_has_a_cure_in_both_languages(qtbot: QtBot) -> None:
    for fault in StartFault:
        window = open_safe_screen(StartRefused(fault, "detail " * 60), Panel(1080, 1920), full_screen=False)
        qtbot.addWidget(window)
        shown = " ".join(texts_on(window))
        assert CURES[fault].zh in shown
        assert CURES[fault].en in shown
        assert "12345" in shown
        assert f"[{fault}]" in shown
        window.allow_close()


def test_the_safe_screen_shows_no_more_of_a_detail_than_a_line() -> None:
    view = safe_view(StartRefused(StartFault.SETTINGS, "a\nb " + "x" * 500))
    lines = view.help_line.splitlines()
    assert len(lines) == 4
    assert max(map(len, lines)) < 200


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServiceManager]:
    with ServiceManager(tmp_path) as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", str(manager.address))
        monkeypatch.setenv("RUNTIME_DIRECTORY", str(tmp_path / "run"))
        yield manager


@pytest.fixture
def _own_logs() -> Iterator[None]:
    """Takes away what a terminal adds to the root logger."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    logging.getLogger("tuf").setLevel(logging.NOTSET)


def provision(folder: Path, printer: str = "file:///dev/null") -> Path:
    config = folder / "kiosk.toml"
    config.write_text(SETTINGS.format(folder=folder, printer=printer), encoding="utf-8")
    (folder / "root.json").write_text("{}", encoding="ascii")
    return config


def forget_settings(folder: Path) -> None:
    (folder / "kiosk.toml").unlink()


def break_settings(folder: Path) -> None:
    (folder / "kiosk.toml").write_text("[terminal\n", encoding="ascii")


def misspell_a_key(folder: Path) -> None:
    text = (folder / "kiosk.toml").read_text(encoding="utf-8")
    (folder / "kiosk.toml").write_text(text.replace("district", "distrikt"), encoding="utf-8")


def lose_the_root(folder: Path) -> None:
    (folder / "root.json").unlink()


def put_a_file_for_the_data_folder(folder: Path) -> None:
    (folder / "data").write_text("", encoding="ascii")


def leave_an_incomplete_start(folder: Path) -> None:
    (folder / "run").mkdir()
    (folder / "run" / INCOMPLETE_FLAG).write_text("", encoding="ascii")


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (forget_settings, StartFault.NOT_PROVISIONED),
        (break_settings, StartFault.SETTINGS),
        (misspell_a_key, StartFault.SETTINGS),
        (lose_the_root, StartFault.ROOT_OF_TRUST),
        (put_a_file_for_the_data_folder, StartFault.DATA_FOLDER),
        (leave_an_incomplete_start, StartFault.INCOMPLETE),
    ],
)
@pytest.mark.allow_log("start-up stopped at")
@pytest.mark.usefixtures("qapp", "_own_logs")
def test_R5_what_cannot_be_started_shows_the_safe_screen_beats_and_is_tried_again(
    manager: ServiceManager, tmp_path: Path, damage: Callable[[Path], None], fault: StartFault
) -> None:
    config = provision(tmp_path)
    damage(tmp_path)
    shown: list[str] = []
    QTimer.singleShot(100, lambda: shown.extend(texts_on_screen()))
    options = ServiceOptions(config, full_screen=False, retry_s=0.2)
    assert serve(options) == ExitCode.NOT_STARTED
    assert any(CURES[fault].en in text for text in shown)
    while "STOPPING=1" not in manager.told:
        assert manager.hear(1.0)
    assert "READY=1" in manager.told
    assert "WATCHDOG=1" in manager.told
    assert f"STATUS=safe screen: {fault}" in manager.told


@pytest.mark.allow_log("start-up stopped at")
@pytest.mark.usefixtures("qapp", "_own_logs", "manager")
def test_R5_a_missing_font_shows_the_safe_screen_in_whatever_font_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk_app.theme.FONT_FAMILY", "No Such Family")
    shown: list[str] = []
    QTimer.singleShot(100, lambda: shown.extend(texts_on_screen()))
    options = ServiceOptions(provision(tmp_path), full_screen=False, retry_s=0.2)
    assert serve(options) == ExitCode.NOT_STARTED
    assert any("fonts-noto-cjk" in text for text in shown)


@pytest.mark.usefixtures("qapp", "_own_logs", "manager")
def test_a_whole_start_is_noted_complete_and_its_end_orderly(qapp: QApplication, tmp_path: Path) -> None:
    noted: list[list[str]] = []

    def look() -> None:
        noted.append(files_in(tmp_path / "run"))
        if noted[-1] == [".running"]:
            qapp.exit(0)

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(50)
    assert serve(ServiceOptions(provision(tmp_path), full_screen=False)) == ExitCode.ENDED
    timer.stop()
    assert noted[-1] == [".running"]
    assert files_in(tmp_path / "run") == []


@pytest.mark.usefixtures("qapp", "_own_logs", "manager")
def test_R25_a_terminal_that_runs_short_ends_on_purpose_and_that_is_no_accident(tmp_path: Path) -> None:
    limits = Limits(every_s=0.1, memory_bytes=1)
    options = ServiceOptions(provision(tmp_path), full_screen=False, limits=limits)
    assert serve(options) == ExitCode.AGAIN
    assert files_in(tmp_path / "run") == []


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def texts_on_screen() -> list[str]:
    return [text for window in QApplication.topLevelWidgets() for text in texts_on(window)]
