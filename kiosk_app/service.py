"""The terminal as a service: start-up tasks, then the terminal with its heartbeat, or the safe screen.

Start: settings -> log -> data folder -> how the last start ended -> font -> texts -> root of trust -> printer's
profile -> terminal -> first frame -> `READY=1`. Whatever cannot be done leads to the safe screen, which beats as
well, and is left after a while for another try.
"""

from __future__ import annotations

import contextlib
import logging
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from kiosk_app.app import Terminal, TerminalSetup
from kiosk_app.clock import utc_now
from kiosk_app.config import ConfigError, load_config
from kiosk_app.crash import CrashGuard
from kiosk_app.doctor import Host
from kiosk_app.flow import Policy, Timing
from kiosk_app.health import (
    HealthWatch,
    Limits,
    RestartCause,
    Senses,
    look_at_heat,
    look_at_storage,
    look_at_usage,
)
from kiosk_app.heartbeat import Heartbeat, Supervision
from kiosk_app.language import load_translations
from kiosk_app.logs import set_up_logs
from kiosk_app.paths import FACTORY_DIR, PROGRAMS_DIR, DataPaths, locale_dir
from kiosk_app.presenter import Site
from kiosk_app.safe_screen import open_safe_screen
from kiosk_app.signals import quit_on_signal
from kiosk_app.sound import SoundPrograms
from kiosk_app.startup import (
    ExitCode,
    StartFault,
    StartLedger,
    StartRefused,
    Task,
    ledger_folder,
    run_tasks,
)
from kiosk_app.technician import OperatorAccess, TechnicianSetup
from kiosk_app.theme import FontUnavailable, Panel, load_fonts
from kiosk_app.updating import Slots, untold_events
from offline_cache import HttpFetcher
from offline_cache.agency import Adcode
from printing import FontUnavailable as PaperFontUnavailable
from printing import PortFault, PrinterProfile, ProbeStore, default_profile, find_profile, open_port
from scanner import LiveCamera

if TYPE_CHECKING:
    from kiosk_app.config import Config

logger = logging.getLogger(__name__)

_ATTEND_MS: Final = 250
"""Python notices a signal when the event loop comes by this often."""


@dataclass(frozen=True, slots=True)
class ServiceOptions:
    """How the service is run.

    Attributes:
        config: the settings file.
        full_screen: False where there is no screen to fill.
        safe_screen: show why it cannot be started; False = `serve` raises instead, for a person at a shell.
        retry_s: how long the safe screen stays before the start is tried again. Five starts in five minutes are
            one too many for the service manager, so not shorter than 75 s there.
        loop_retry_s: the same after a crash loop.
        limits: see `health.Limits`.
        programs: the folder of program slots, whose history goes into the audit log.
    """

    config: Path
    full_screen: bool = True
    safe_screen: bool = True
    retry_s: float = 90.0
    loop_retry_s: float = 300.0
    limits: Limits = field(default_factory=Limits)
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
    if refused is None and start.setup is not None:
        try:
            return _Service(app, options, supervision, start.setup, start.ledger).run()
        except (FontUnavailable, PaperFontUnavailable) as fault:
            refused = StartRefused(StartFault.FONT, str(fault))
    if refused is not None and not options.safe_screen:
        raise refused
    return _be_safe(app, options, supervision, refused or StartRefused(StartFault.SETTINGS, ""), start.panel)


def _tell(supervision: Supervision, name: str) -> None:
    supervision.notifier.tell(f"STATUS=starting: {name}")


class _Start:
    """The start-up tasks and what they find out."""

    def __init__(self, options: ServiceOptions) -> None:
        self._options = options
        self._config: Config | None = None
        self._root = b""
        self._profile: PrinterProfile | None = None
        self.ledger: StartLedger | None = None
        self.panel: Panel | None = None
        self.setup: TerminalSetup | None = None

    def tasks(self) -> tuple[Task, ...]:
        return (
            Task("reading the settings", self._read_settings),
            Task("opening the data folder", self._open_data),
            Task("looking at the last start", self._look_back),
            Task("loading the font", self._load_font),
            Task("loading the texts", self._load_texts),
            Task("reading the root of trust", self._read_root),
            Task("asking the printer what it can do", self._find_profile),
            Task("putting the terminal together", self._compose),
        )

    @property
    def config(self) -> Config:
        if self._config is None:
            raise RuntimeError("the settings are read first")
        return self._config

    @property
    def data(self) -> DataPaths:
        return DataPaths(Path(self.config.data))

    def _read_settings(self) -> None:
        path = self._options.config
        try:
            self._config = load_config(path)
            panel = self._config.panel
            self.panel = Panel(panel.width_px, panel.height_px, panel.diagonal_in)
            # Refused here rather than with a session under way.
            open_port(self._config.printer.url)
        except ConfigError as fault:
            is_new = not path.exists()
            raise StartRefused(
                StartFault.NOT_PROVISIONED if is_new else StartFault.SETTINGS, str(fault)
            ) from fault
        except PortFault as fault:
            raise StartRefused(StartFault.PRINTER_ADDRESS, str(fault)) from fault

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
            load_translations(locale_dir())
        except OSError as fault:
            raise StartRefused(StartFault.TEXTS, str(fault)) from fault

    def _read_root(self) -> None:
        path = Path(self.config.registry.root)
        try:
            self._root = path.read_bytes()
        except OSError as fault:
            raise StartRefused(StartFault.ROOT_OF_TRUST, f"{path}: {fault.strerror}") from fault

    def _find_profile(self) -> None:
        url = self.config.printer.url
        try:
            self._profile = find_profile(url, ProbeStore(self.data.directory / "printers.json"))
        except OSError as fault:
            # The answer could not be stored; the cautious profile prints as well.
            logger.info("the printer's profile is not kept: %s", fault.strerror)
            self._profile = default_profile(url)

    def _compose(self) -> None:
        settings = self.config
        terminal, session, camera = settings.terminal, settings.session, settings.camera
        sound = SoundPrograms(settings.sound.player, settings.sound.speech_zh, settings.sound.speech_en)
        timing = Timing(question_s=session.question_s, list_s=session.list_s, warning_s=session.warning_s)
        device = int(camera.device) if camera.device.isdecimal() else camera.device
        self.setup = TerminalSetup(
            site=Site(terminal.id, terminal.name_zh, terminal.name_en, terminal.district),
            policy=Policy(
                timing,
                without_licence=session.without_licence,
                slips_per_session=session.slips,
                sound=sound.any,
            ),
            sound=sound,
            panel=self.panel or Panel(1, 1),
            camera=LiveCamera(device, camera.width_px, camera.height_px),
            printer_url=settings.printer.url,
            source=HttpFetcher(settings.registry.url, ca_file=settings.registry.authorities),
            pinned_root=self._root,
            cities=tuple(Adcode(city) for city in terminal.cities),
            data=self.data,
            sync_every_s=settings.registry.every_s,
            printer_profile=self._profile,
            technician=_technician(settings, self._options.config),
        )


def _technician(settings: Config, settings_file: Path) -> TechnicianSetup:
    wishes = settings.technician
    return TechnicianSetup(
        secrets=Path(wishes.secrets),
        settings_file=settings_file,
        operators=OperatorAccess(wishes.operators),
        sticks=Path(wishes.sticks),
        roll_m=wishes.roll_m,
        registry_url=settings.registry.url,
        camera_device=settings.camera.device,
        camera_width_px=settings.camera.width_px,
        host=Host(settings_file=settings_file, is_terminal=True),
    )


class _Service(QObject):
    """A started terminal, its heartbeat and its watch over itself. GUI thread."""

    def __init__(
        self,
        app: QApplication,
        options: ServiceOptions,
        supervision: Supervision,
        setup: TerminalSetup,
        ledger: StartLedger | None,
    ) -> None:
        super().__init__()
        self._app = app
        self._options = options
        self._supervision = supervision
        self._setup = setup
        self._ledger = ledger
        self._terminal = Terminal(setup)

    def run(self) -> int:
        """Until it ends; an end on purpose is noted as one."""
        with self._terminal as terminal, quit_on_signal(self._app), CrashGuard(terminal.window):
            terminal.begin(full_screen=self._options.full_screen)
            heartbeat = Heartbeat(terminal.window, self._supervision, terminal.workers())
            heartbeat.ready.connect(self._on_ready)
            health = self._watch(terminal)
            if terminal.technician is not None:
                terminal.technician.restart_wanted.connect(self._on_fresh_start)
            heartbeat.start()
            health.start()
            code: int = self._app.exec()
            health.stop()
            heartbeat.stop()
        if code != ExitCode.BUG and self._ledger is not None:
            self._ledger.end()
        return code

    def _watch(self, terminal: Terminal) -> HealthWatch:
        folder, limits = self._setup.data.directory, self._options.limits
        senses = Senses(lambda: look_at_storage(folder, limits), look_at_usage, heat=look_at_heat)
        health = HealthWatch(
            senses,
            lambda: terminal.is_idle,
            can_print=terminal.print_desk.can_print,
            limits=limits,
            parent=self,
        )
        health.restart_wanted.connect(self._on_restart_wanted)
        health.clock_jumped.connect(self._on_clock_jumped)
        return health

    @Slot()
    def _on_ready(self) -> None:
        if self._ledger is not None:
            self._ledger.complete()
        slots = Slots(self._options.programs, FACTORY_DIR, "", utc_now)
        for event in untold_events(slots.state(), self._setup.data.update_noted):
            self._terminal.audit.report(event)
        logger.info("in service")

    @Slot(object)
    def _on_restart_wanted(self, _cause: RestartCause) -> None:
        self._terminal.window.forget()
        self._app.exit(ExitCode.AGAIN)

    @Slot()
    def _on_fresh_start(self) -> None:
        logger.info("a technician wants a fresh start")
        self._terminal.window.forget()
        self._app.exit(ExitCode.AGAIN)

    @Slot(float)
    def _on_clock_jumped(self, _seconds: float) -> None:
        # The list is judged by the new time now, not within the hour.
        self._terminal.registry_desk.sync_now()


def _be_safe(
    app: QApplication,
    options: ServiceOptions,
    supervision: Supervision,
    refused: StartRefused,
    panel: Panel | None,
) -> int:
    window = open_safe_screen(refused, panel, full_screen=options.full_screen)
    heartbeat = Heartbeat(window, supervision, {}, status=f"safe screen: {refused.fault}")
    wait_s = options.loop_retry_s if refused.fault is StartFault.CRASH_LOOP else options.retry_s
    again = QTimer()
    again.setSingleShot(True)
    again.timeout.connect(lambda: app.exit(ExitCode.NOT_STARTED))
    again.start(round(wait_s * 1000))
    attend = QTimer()
    attend.timeout.connect(_nothing)
    attend.start(_ATTEND_MS)
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


def _nothing() -> None:
    """Let Python come by."""
