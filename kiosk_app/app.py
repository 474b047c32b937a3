"""Composition root: settings -> devices, desks, controller, window; their start and stop in order.

Start: cached registry verified -> window -> camera child -> printer -> synchronisation -> first screen.
Stop: the other way round; the window goes last, so that whatever hangs hangs behind a friendly screen.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import sys
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self

from kiosk_app import technician
from kiosk_app.audit_listener import AuditListener
from kiosk_app.clock import utc_now
from kiosk_app.controller import Controller, Desks, Surroundings
from kiosk_app.flow import State
from kiosk_app.language import load_translations
from kiosk_app.paths import locale_dir
from kiosk_app.presenter import Presenter
from kiosk_app.sound import SoundListener, SoundPrograms
from kiosk_app.technician import read_switch
from kiosk_app.theme import load_fonts
from kiosk_app.window import KioskWindow
from kiosk_app.workers import NoPrinter, PrintDesk, RegistryDesk, ScanDesk
from offline_cache import RegistryStore, Synchroniser
from printing import EngineOptions, Journal, JournalFault, PrintEngine
from scanner import ScannerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from kiosk_app.flow import Policy
    from kiosk_app.paths import DataPaths
    from kiosk_app.presenter import Site
    from kiosk_app.technician import TechnicianMode, TechnicianSetup
    from kiosk_app.theme import Panel
    from kiosk_app.view_models import View
    from offline_cache import Fetcher, RegistryState
    from offline_cache.agency import Adcode
    from printing import PrinterProfile
    from scanner import CameraSource

logger = logging.getLogger(__name__)

_SWITCH_S = 0.0001
"""How soon a busy thread hands the interpreter over. Qt lets go of it at every call, so building a screen beside a slip
being drawn waited 5 ms, the default, some dozens of times: a list took 386 ms."""
_THREADS = ("printer", "sync")
"""Of the workers; the camera's child looks after itself and is replaced without anybody's help."""


@dataclass(frozen=True, slots=True)
class TerminalSetup:
    """Everything that differs between one terminal, a demonstration and a test.

    Attributes:
        source: where the registry is synchronised from; None = never.
        pinned_root: bytes of the root.json everything must follow from.
        sound: what makes a sound at the site.
        tap: receives the exact bytes of every slip, on the printer's thread.
        printer_options: the printer's delays and fonts.
        clock: aware UTC.
        window: what is on the glass already; None = a new one is made. The terminal closes it either way.
        monotonic: seconds; for the session's delays and the settling time of a new screen.
        technician: None = there is no technician's mode.
    """

    site: Site
    policy: Policy
    panel: Panel
    camera: CameraSource
    printer_url: str
    source: Fetcher | None
    pinned_root: bytes
    cities: tuple[Adcode, ...]
    data: DataPaths
    sync_every_s: float = 900.0
    printer_profile: PrinterProfile | None = None
    tap: Callable[[bytes], None] | None = None
    hides_cursor: bool = True
    sound: SoundPrograms = field(default_factory=SoundPrograms)
    printer_options: EngineOptions = field(default_factory=EngineOptions)
    clock: Callable[[], datetime] = utc_now
    monotonic: Callable[[], float] = time.monotonic
    technician: TechnicianSetup | None = None
    window: KioskWindow | None = None


class Terminal:
    """A whole terminal, as a context manager. GUI thread; a `QApplication` must exist."""

    def __init__(self, setup: TerminalSetup) -> None:
        self.setup = setup
        self._stack = contextlib.ExitStack()
        self._journal: Journal | None = None
        self._list: tuple[RegistryStore, RegistryState] | None = None
        self.technician: TechnicianMode | None = None

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            self._build(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def load_list(self) -> None:
        """Verify the cached list before the terminal is entered. On any thread, and never after entering."""
        self._list = self._open_list()

    def _open_list(self) -> tuple[RegistryStore, RegistryState]:
        setup = self.setup
        store = RegistryStore(setup.data.registry, setup.pinned_root, cities=setup.cities)
        return store, store.load(setup.clock())

    def _build(self, stack: contextlib.ExitStack) -> None:
        setup = self.setup
        sys.setswitchinterval(_SWITCH_S)
        with contextlib.suppress(OSError):  # read-only or full: the list is shown all the same
            setup.data.directory.mkdir(parents=True, exist_ok=True)
        store, state = self._list or self._open_list()
        stack.enter_context(store)
        self.window = setup.window or KioskWindow(
            setup.panel, family=load_fonts(), clock=setup.monotonic, hides_cursor=setup.hides_cursor
        )
        stack.callback(self._close_window)
        self.scan_desk = self._open_scanner(stack)
        self.print_desk = self._open_printer(stack)
        self.registry_desk = self._open_registry(stack, store)
        self.controller = self._compose(state)
        stack.callback(self._disconnect)
        self.audit = stack.enter_context(AuditListener(setup.data, setup.clock))
        self.audit.listen(self.controller, self.print_desk, self.registry_desk)
        self._open_technician(stack)
        if setup.sound.any:
            sounds = stack.enter_context(SoundListener(setup.sound, self._view))
            sounds.listen(self.controller)

    def begin(self, *, full_screen: bool = False, paced: bool = False) -> None:
        """Show the first screen and start synchronising. A window that is on the glass stays where it is.

        Args:
            full_screen: fill the screen.
            paced: see `KioskWindow.pace`; without it every screen is there when the call that shows it returns.
        """
        if paced:
            self.window.pace()
            # What was made to get here stays: a collector that looks through all of it holds everybody for 100 ms.
            gc.freeze()
        self.controller.begin()
        if full_screen:
            self.window.show_full_screen()
        elif not self.window.isVisible():
            self.window.show()
        if self.technician is not None:
            self.technician.begin()
        self.registry_desk.start()

    @property
    def is_idle(self) -> bool:
        """Whether nobody would lose anything if the process ended now."""
        if self.technician is not None and self.technician.is_open:
            return False
        return self.controller.session.state in {State.IDLE, State.OUT_OF_SERVICE}

    def workers(self) -> Mapping[str, Callable[[], bool]]:
        """Name -> whether it is alive, for the heartbeat; after `begin`. GUI thread."""
        names = _THREADS if self.print_desk.can_print else _THREADS[1:]
        return {name: partial(_is_running, name) for name in names}

    def _open_scanner(self, stack: contextlib.ExitStack) -> ScanDesk:
        desk = ScanDesk(stack.enter_context(ScannerProcess(self.setup.camera)))
        stack.callback(desk.close)
        return desk

    def _open_printer(self, stack: contextlib.ExitStack) -> PrintDesk:
        setup = self.setup
        desk = PrintDesk()
        try:
            journal = self._journal = stack.enter_context(Journal(setup.data.journal, time.time))
            engine = PrintEngine(
                setup.printer_url,
                journal,
                setup.printer_profile,
                desk.engine_event,
                tap=setup.tap,
                options=setup.printer_options,
            )
            desk.use(stack.enter_context(engine))
        except JournalFault as fault:
            logger.error("nothing will be printed: the journal cannot be used: %s", fault)  # noqa: TRY400 - the reason is enough
            desk.use(NoPrinter(str(fault)))
        return desk

    def _open_registry(self, stack: contextlib.ExitStack, store: RegistryStore) -> RegistryDesk:
        setup = self.setup
        synchroniser = Synchroniser(store, setup.source) if setup.source is not None else None
        desk = RegistryDesk(store, synchroniser, utc_now=setup.clock, every_s=setup.sync_every_s)
        stack.callback(desk.stop)
        return desk

    def _compose(self, state: RegistryState) -> Controller:
        setup = self.setup
        translations = load_translations(locale_dir())
        around = Surroundings(
            window=self.window,
            presenter=Presenter(
                translations,
                setup.site,
                setup.policy,
                is_portrait=setup.panel.is_portrait,
                is_small=setup.panel.is_small,
            ),
            site=setup.site,
            policy=setup.policy,
            translations=translations,
            utc_now=setup.clock,
            monotonic=setup.monotonic,
            # The switch of the staff counts also where nobody can come in to turn it.
            closed=read_switch(setup.data.service),
        )
        controller = Controller(self._desks, around, state)
        self.window.intent.connect(controller.on_intent)
        return controller

    @property
    def _desks(self) -> Desks:
        return Desks(self.scan_desk, self.print_desk, self.registry_desk)

    def _open_technician(self, stack: contextlib.ExitStack) -> None:
        setup = self.setup
        if setup.technician is None:
            return
        sources = technician.Sources(
            self.controller,
            self._desks,
            setup.technician,
            setup.data,
            setup.site,
            setup.printer_url,
            setup.clock,
            setup.monotonic,
        )
        around = technician.Surroundings(
            self.window,
            self._journal,
            setup.pinned_root,
            load_translations(locale_dir()),
            self.audit.report,
        )
        self.technician = technician.open_technician_mode(sources, around)
        stack.callback(self.technician.end)

    def _view(self) -> View | None:
        return self.window.view

    def _disconnect(self) -> None:
        self.window.intent.disconnect(self.controller.on_intent)
        self.controller.end()

    def _close_window(self) -> None:
        self.window.allow_close()
        self.window.close()
        self.window.deleteLater()


def _is_running(thread: str) -> bool:
    return any(running.name == thread for running in threading.enumerate())
