"""`kiosk run`: the terminal itself, from its settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kiosk_app.cli.matching import ConfigFile  # noqa: TC001 - typer resolves annotations at run time
from kiosk_app.cli.output import stop
from kiosk_app.cli.source import read_config, read_root, site_of

if TYPE_CHECKING:
    from kiosk_app.app import TerminalSetup
    from kiosk_app.config import Config


def run(config: ConfigFile = None) -> None:
    """Run the terminal full screen with the settings of /etc/kiosk/kiosk.toml, or those of --config.

    Example: kiosk run --config kiosk.toml

    Exit codes: 0 ended on request, 2 the settings or the display cannot be used, 70 a bug ended it.
    """
    # Qt is loaded by this command alone, not by those that need no window.
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from kiosk_app.app import Terminal  # noqa: PLC0415
    from kiosk_app.crash import CrashGuard  # noqa: PLC0415
    from kiosk_app.demo.run import has_display, quit_on_signal  # noqa: PLC0415
    from kiosk_app.logs import set_up_logs  # noqa: PLC0415

    settings = read_config(config)
    if settings is None:
        stop(
            "This terminal is not provisioned. Write its settings to /etc/kiosk/kiosk.toml, or try: kiosk demo"
        )
    if not has_display():
        stop("There is no display: start this under cage or X (the service kiosk.service does).")
    setup = _setup(settings)
    set_up_logs(setup.data.log)
    app = QApplication([])
    with Terminal(setup) as terminal, quit_on_signal(app), CrashGuard(terminal.window):
        terminal.begin(full_screen=True)
        code = app.exec()
    raise typer.Exit(code)


def _setup(settings: Config) -> TerminalSetup:
    from kiosk_app.app import TerminalSetup  # noqa: PLC0415 - loads Qt, see `run`
    from kiosk_app.flow import Policy, Timing  # noqa: PLC0415 - same
    from kiosk_app.paths import DataPaths  # noqa: PLC0415 - same
    from kiosk_app.theme import Panel  # noqa: PLC0415 - same
    from offline_cache import Adcode, HttpFetcher  # noqa: PLC0415 - same
    from printing import ProbeStore, find_profile  # noqa: PLC0415 - same
    from scanner import LiveCamera  # noqa: PLC0415 - same

    session, panel, camera = settings.session, settings.panel, settings.camera
    timing = Timing(question_s=session.question_s, list_s=session.list_s, warning_s=session.warning_s)
    data = DataPaths(Path(settings.data))
    data.directory.mkdir(parents=True, exist_ok=True)
    device = int(camera.device) if camera.device.isdecimal() else camera.device
    return TerminalSetup(
        site=site_of(settings),
        policy=Policy(timing, without_licence=session.without_licence, slips_per_session=session.slips),
        panel=Panel(panel.width_px, panel.height_px, panel.diagonal_in),
        camera=LiveCamera(device, camera.width_px, camera.height_px),
        printer_url=settings.printer.url,
        source=HttpFetcher(settings.registry.url),
        pinned_root=read_root(Path(settings.registry.root)),
        cities=tuple(Adcode(city) for city in settings.terminal.cities),
        data=data,
        sync_every_s=settings.registry.every_s,
        printer_profile=find_profile(settings.printer.url, ProbeStore(data.directory / "printers.json")),
    )
