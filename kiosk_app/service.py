"""The terminal as a service: start-up tasks, then the terminal with its heartbeat, or the safe screen.

Start: settings -> log -> data folder -> how the last start ended -> font -> texts -> root of trust -> first frame, with
nothing to touch yet -> (on another thread) the libraries, printer's profile, list -> terminal -> `READY=1`. Whatever
cannot be done leads to the safe screen, which beats as well, and is left after a while for another try.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from kiosk_app.config import ConfigError, load_config
from kiosk_app.crash import CrashGuard
from kiosk_app.first_frame import FirstFrame, Loading
from kiosk_app.flow import Language, Timing
from kiosk_app.heartbeat import Heartbeat, Supervision
from kiosk_app.language import load_translations
from kiosk_app.logs import set_up_logs
from kiosk_app.opening import opening_view
from kiosk_app.paths import PROGRAMS_DIR, DataPaths, locale_dir
from kiosk_app.signals import quit_on_signal
from kiosk_app.startup import (
    ExitCode,
    StartFault,
    StartLedger,
    StartRefused,
    Task,
    ledger_folder,
    run_tasks,
)
from kiosk_app.theme import FontUnavailable, Panel, load_fonts
from kiosk_app.view_models import Look
from kiosk_app.window import KioskWindow

if TYPE_CHECKING:
    from kiosk_app.app import Terminal
    from kiosk_app.config import Config
    from kiosk_app.health import HealthWatch, Limits, RestartCause
    from kiosk_app.language import Translate

logger = logging.getLogger(__name__)

_ATTEND_MS: Final = 250
"""Python notices a signal when the event loop comes by this often."""


class ServiceOptions(Struct, frozen=True):
    """How the service is run.

    Attributes:
        config: the settings file.
        full_screen: False where there is no screen to fill.
        safe_screen: show why it cannot be started; False = `serve` raises instead, for a person at a shell.
        retry_s: how long the safe screen stays before the start is tried again. Five starts in five minutes are
            one too many for the service manager, so not shorter than 75 s there.
        loop_retry_s: the same after a crash loop.
        limits: see `health.Limits`; None = the usual ones.
        programs: the folder of program slots, whose history goes into the audit log.
    """

    config: Path
    full_screen: bool = True
    safe_screen: bool = True
    retry_s: float = 90.0
    loop_retry_s: float = 300.0
    limits: Limits | None = None
    programs: Path = PROGRAMS_DIR


def serve(options: ServiceOptions) -> int:
    """Run the terminal, or the safe screen, until it ends; return an `ExitCode`. Blocks in Qt's event loop.

    Raises:
        StartRefused: it cannot be started, and `options` want no safe screen.
    """
    supervision = Supervision.from_environment(os.environ)
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    start = _Start(options)
    refused = run_tasks(start.tasks(), lambda name: _tell(supervision, name))
    if refused is None:
        service = _Service(app, options, supervision, start)
        code = service.run()
        refused = service.refused
        if refused is None:
            return code
    if not options.safe_screen:
        raise refused
    return _be_safe(app, options, supervision, refused, start.panel)


def _tell(supervision: Supervision, name: str) -> None:
    supervision.notifier.tell(f"STATUS=starting: {name}")


class _Start:
    """The start-up tasks and what they find out."""

    def __init__(self, options: ServiceOptions) -> None:
        self._options = options
        self._config: Config | None = None
        self.root = b""
        self.words: dict[Language, Translate] = {}
        self.ledger: StartLedger | None = None
        self.panel: Panel | None = None

    def tasks(self) -> tuple[Task, ...]:
        return (
            Task("reading the settings", self._read_settings),
            Task("opening the data folder", self._open_data),
            Task("looking at the last start", self._look_back),
            Task("loading the font", self._load_font),
            Task("loading the texts", self._load_texts),
            Task("reading the root of trust", self._read_root),
        )

    @property
    def config(self) -> Config:
        if self._config is None:
            raise RuntimeError("the settings are read first")
        return self._config

    @property
    def data(self) -> DataPaths:
        return DataPaths(Path(self.config.data))

    @property
    def timing(self) -> Timing:
        session = self.config.session
        return Timing(question_s=session.question_s, list_s=session.list_s, warning_s=session.warning_s)

    def _read_settings(self) -> None:
        path = self._options.config
        try:
            self._config = load_config(path)
            panel = self._config.panel
            self.panel = Panel(panel.width_px, panel.height_px, panel.diagonal_in)
        except ConfigError as fault:
            is_new = not path.exists()
            raise StartRefused(
                StartFault.NOT_PROVISIONED if is_new else StartFault.SETTINGS, str(fault)
            ) from fault

    def _open_data(self) -> None:
        folder = self.data.directory
        try:
            with contextlib.suppress(FileExistsError):
                folder.mkdir(parents=True)
            # Readable is enough: on a full or read-only disk the list is still shown.
            os.listdir(folder)  # noqa: PTH208 - only whether it can be read
        except OSError as fault:
            raise StartRefused(StartFault.DATA_FOLDER, f"{folder}: {fault.strerror}") from fault
        set_up_logs(self.data.log)

    def _look_back(self) -> None:
        self.ledger = StartLedger(ledger_folder(os.environ, self.data.directory), time.monotonic)
        fault = self.ledger.begin()
        if fault is not None:
            raise StartRefused(fault, "")

    def _load_font(self) -> None:
        try:
            load_fonts()
        except FontUnavailable as fault:
            raise StartRefused(StartFault.FONT, str(fault)) from fault

    def _load_texts(self) -> None:
        try:
            self.words = load_translations(locale_dir())
        except OSError as fault:
            raise StartRefused(StartFault.TEXTS, str(fault)) from fault

    def _read_root(self) -> None:
        path = Path(self.config.registry.root)
        try:
            self.root = path.read_bytes()
        except OSError as fault:
            raise StartRefused(StartFault.ROOT_OF_TRUST, f"{path}: {fault.strerror}") from fault


class _Service(QObject):
    """The first frame, then the terminal behind it, its heartbeat and its watch over itself. GUI thread."""

    def __init__(
        self, app: QApplication, options: ServiceOptions, supervision: Supervision, start: _Start
    ) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self._supervision = supervision
        self._start = start
        self._ledger = start.ledger
        self._stack = contextlib.ExitStack()
        self._terminal: Terminal | None = None
        self.refused: StartRefused | None = None

    def run(self) -> int:
        """Until it ends; an end on purpose is noted as one. `refused` says that it could not be started."""
        window = self._show_opening()
        self._loading = Loading(partial(self._assemble, window), self)
        self._loading.done.connect(self._on_loaded)
        first = FirstFrame(window, self)
        first.painted.connect(self._loading.start)
        with quit_on_signal(self._app), CrashGuard(window):
            attend = _attending()
            code: int = self._app.exec()
            attend.stop()
            self._loading.wait()
            self._stack.close()
        if self._terminal is None:
            window.allow_close()
            window.close()
            window.deleteLater()
        if self.refused is None and code != ExitCode.BUG and self._ledger is not None:
            self._ledger.end()
        return code

    def _show_opening(self) -> KioskWindow:
        start = self._start
        window = KioskWindow(start.panel or Panel(1, 1), family=load_fonts(), hides_cursor=True)
        view = opening_view(start.words[Language.ZH], start.config.terminal.name_zh, start.timing)
        window.show_view(view, Look())
        if self._options.full_screen:
            window.show_full_screen()
        else:
            window.show()
        return window

    def _assemble(self, window: KioskWindow) -> Terminal:
        """On the loading thread.

        Raises:
            StartRefused: a task cannot be done.
        """
        from kiosk_app.assembly import Assembly  # noqa: PLC0415 - all libraries: not before the first frame

        start = self._start
        glass = window, start.panel or Panel(1, 1)
        assembly = Assembly(start.config, self._options.config, start.root, glass, start.timing)
        refused = run_tasks(assembly.tasks(), lambda name: _tell(self._supervision, name))
        if refused is not None:
            raise refused
        if assembly.terminal is None:
            raise RuntimeError("the last task puts the terminal together")
        return assembly.terminal

    @Slot()
    def _on_loaded(self) -> None:
        terminal = self._loading.terminal
        if terminal is None:
            self.refused = self._loading.refused
            self._app.exit(ExitCode.NOT_STARTED)
            return
        self._terminal = self._stack.enter_context(terminal)
        # In turns of the event loop: all of it at once would hold the GUI thread for longer than a glance.
        QTimer.singleShot(0, self, self._begin)

    @Slot()
    def _begin(self) -> None:
        if self._terminal is None:
            return
        self._terminal.begin(paced=True)
        # Everything until here stays, so there was nothing to collect (`cli.run_service`).
        gc.enable()
        QTimer.singleShot(0, self, self._stand_guard)

    @Slot()
    def _stand_guard(self) -> None:
        terminal = self._terminal
        if terminal is None:
            return
        heartbeat = Heartbeat(terminal.window, self._supervision, terminal.workers())
        heartbeat.ready.connect(self._on_ready)
        health = self._watch(terminal)
        if terminal.technician is not None:
            terminal.technician.restart_wanted.connect(self._on_fresh_start)
        heartbeat.start()
        health.start()
        self._stack.callback(heartbeat.stop)
        self._stack.callback(health.stop)

    def _watch(self, terminal: Terminal) -> HealthWatch:
        # Loaded long ago, by the thread that put the terminal together.
        from kiosk_app.health import (  # noqa: PLC0415 - not before the first frame
            HealthWatch,
            Limits,
            Senses,
            look_at_heat,
            look_at_storage,
            look_at_usage,
        )

        folder, limits = self._start.data.directory, self._options.limits or Limits()
        senses = Senses(lambda: look_at_storage(folder, limits), look_at_usage, heat=look_at_heat)
        health = HealthWatch(
            senses,
            lambda: terminal.is_idle,
            can_print=terminal.print_desk.can_print,
            limits=limits,
            parent=self,
        )
        health.restart_wanted.connect(self._on_restart_wanted)
        # The list is judged by the new time now, not within the hour.
        health.clock_jumped.connect(terminal.registry_desk.sync_now)
        return health

    @Slot()
    def _on_ready(self) -> None:
        if self._ledger is not None:
            self._ledger.complete()
        if self._terminal is not None:
            from kiosk_app.assembly import report_updates  # noqa: PLC0415 - same

            report_updates(self._terminal, self._options.programs)
        logger.info("in service")

    @Slot(object)
    def _on_restart_wanted(self, _cause: RestartCause) -> None:
        self._end_afresh()

    @Slot()
    def _on_fresh_start(self) -> None:
        logger.info("a technician wants a fresh start")
        self._end_afresh()

    def _end_afresh(self) -> None:
        if self._terminal is not None:
            self._terminal.window.forget()
        self._app.exit(ExitCode.AGAIN)


def _be_safe(
    app: QApplication,
    options: ServiceOptions,
    supervision: Supervision,
    refused: StartRefused,
    panel: Panel | None,
) -> int:
    from kiosk_app.safe_screen import open_safe_screen  # noqa: PLC0415 - an ordinary start does without

    gc.enable()
    window = open_safe_screen(refused, panel, full_screen=options.full_screen)
    heartbeat = Heartbeat(window, supervision, {}, status=f"safe screen: {refused.fault}")
    wait_s = options.loop_retry_s if refused.fault is StartFault.CRASH_LOOP else options.retry_s
    again = QTimer()
    again.setSingleShot(True)
    again.timeout.connect(lambda: app.exit(ExitCode.NOT_STARTED))
    again.start(round(wait_s * 1000))
    attend = _attending()
    heartbeat.start()
    with quit_on_signal(app):
        code: int = app.exec()
    heartbeat.stop()
    attend.stop()
    again.stop()
    window.allow_close()
    window.close()
    window.deleteLater()
    return code


def _attending() -> QTimer:
    timer = QTimer()
    timer.timeout.connect(_nothing)
    timer.start(_ATTEND_MS)
    return timer


def _nothing() -> None:
    """Let Python come by."""
