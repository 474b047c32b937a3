"""Putting the terminal together from its settings: everything that needs the libraries of camera, list and printer.

Loading this module takes most of a second, so the service does it on a thread of its own, with the first screen on
the glass already. Nothing here touches a widget.
"""

from __future__ import annotations

import logging
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk_app.app import Terminal, TerminalSetup
from kiosk_app.clock import utc_now
from kiosk_app.doctor import Host
from kiosk_app.flow import Policy
from kiosk_app.paths import FACTORY_DIR, DataPaths
from kiosk_app.presenter import Site
from kiosk_app.sound import SoundPrograms
from kiosk_app.startup import StartFault, StartRefused, Task
from kiosk_app.technician import OperatorAccess, TechnicianSetup
from kiosk_app.updating import Slots, untold_events
from offline_cache import HttpFetcher
from offline_cache.agency import Adcode
from printing import FontUnavailable as PaperFontUnavailable
from printing import (
    PortFault,
    PrinterProfile,
    ProbeStore,
    Renderer,
    default_profile,
    find_profile,
    open_port,
    overridden,
)
from scanner import LiveCamera

if TYPE_CHECKING:
    from kiosk_app.config import Config
    from kiosk_app.flow import Timing
    from kiosk_app.theme import Panel
    from kiosk_app.window import KioskWindow

logger = logging.getLogger(__name__)

_NEEDED_SOON: Final = ("kiosk_app.flow.machine", "kiosk_app.health", "kiosk_app.screens.visit")
"""What the GUI thread would otherwise load itself, a touch waiting for it."""


class Assembly:
    """The second half of the start-up tasks; on any one thread.

    Args:
        settings: of the terminal.
        settings_file: where they were read.
        root: bytes of the pinned root.json.
        glass: what is on it, and its panel.
        timing: the session's delays.
    """

    def __init__(
        self,
        settings: Config,
        settings_file: Path,
        root: bytes,
        glass: tuple[KioskWindow, Panel],
        timing: Timing,
    ) -> None:
        self._settings = settings
        self._settings_file = settings_file
        self._root = root
        self._window, self._panel = glass
        self._timing = timing
        self._profile: PrinterProfile | None = None
        self.terminal: Terminal | None = None

    def tasks(self) -> tuple[Task, ...]:
        """In order; after the last one `terminal` can be entered, on the GUI thread."""
        return (
            Task("loading the screens", self._load_screens),
            Task("checking the printer's address", self._check_address),
            Task("loading the font of the paper", self._load_paper_font),
            Task("asking the printer what it can do", self._find_profile),
            Task("verifying the list", self._compose),
        )

    @staticmethod
    def _load_screens() -> None:
        for name in _NEEDED_SOON:
            import_module(name)

    def _check_address(self) -> None:
        try:
            open_port(self._settings.printer.url)
        except PortFault as fault:
            raise StartRefused(StartFault.PRINTER_ADDRESS, str(fault)) from fault

    @staticmethod
    def _load_paper_font() -> None:
        try:
            Renderer()
        except PaperFontUnavailable as fault:
            raise StartRefused(StartFault.FONT, str(fault)) from fault

    def _find_profile(self) -> None:
        url, known = self._settings.printer.url, self._settings.printer.abilities.known
        try:
            self._profile = find_profile(url, ProbeStore(Path(self._settings.data) / "printers.json"), known)
        except OSError as fault:
            # The answer could not be stored; the cautious profile prints as well.
            logger.info("the printer's profile is not kept: %s", fault.strerror)
            self._profile = overridden(default_profile(url), known)

    def _compose(self) -> None:
        self.terminal = Terminal(self._setup())
        self.terminal.load_list()

    def _setup(self) -> TerminalSetup:
        settings = self._settings
        terminal, session, camera = settings.terminal, settings.session, settings.camera
        sound = SoundPrograms(settings.sound.player, settings.sound.speech_zh, settings.sound.speech_en)
        device = int(camera.device) if camera.device.isdecimal() else camera.device
        return TerminalSetup(
            site=Site(terminal.id, terminal.name_zh, terminal.name_en, terminal.district),
            policy=Policy(
                self._timing,
                without_licence=session.without_licence,
                slips_per_session=session.slips,
                slips_per_hour=session.slips_per_hour,
                slip_pause_s=session.slip_pause_s,
                sound=sound.any,
            ),
            sound=sound,
            panel=self._panel,
            camera=LiveCamera(device, camera.width_px, camera.height_px),
            printer_url=settings.printer.url,
            source=HttpFetcher(settings.registry.url, ca_file=settings.registry.authorities),
            pinned_root=self._root,
            cities=tuple(Adcode(city) for city in terminal.cities),
            data=DataPaths(Path(settings.data)),
            sync_every_s=settings.registry.every_s,
            printer_profile=self._profile,
            technician=_technician(settings, self._settings_file),
            window=self._window,
        )


def report_updates(terminal: Terminal, programs: Path) -> None:
    """Write into the audit log what has happened to the program slots since it was last told. GUI thread."""
    slots = Slots(programs, FACTORY_DIR, "", utc_now)
    for event in untold_events(slots.state(), terminal.setup.data.update_noted):
        terminal.audit.report(event)


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
