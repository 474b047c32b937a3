"""`kiosk run`: the terminal itself, from its settings."""

from __future__ import annotations

import faulthandler
import os
import resource
import sys
from typing import TYPE_CHECKING

import typer

from kiosk_app.cli.output import stop
from kiosk_app.cli.settings import ConfigFile, read_config
from kiosk_app.paths import config_file
from kiosk_app.startup import StartRefused, has_display

if TYPE_CHECKING:
    from pathlib import Path


def run(config: ConfigFile = None) -> None:
    """Run the terminal full screen with the settings of /etc/kiosk/kiosk.toml, or those of --config.

    Under the service manager a terminal that cannot be started shows why on a safe screen and ends after a while, to
    be started again; at a shell it says so and ends at once.

    Example: kiosk run --config kiosk.toml

    Exit codes: 0 ended on request, 2 it cannot be started (at a shell), 70 a bug ended it, 75 it wants to be started
    afresh, 78 it could not be started and has shown the safe screen.
    """
    is_service = bool(os.environ.get("NOTIFY_SOCKET"))
    if not is_service:
        _ask_for_settings(config)
    is_offscreen = os.environ.get("QT_QPA_PLATFORM") == "offscreen"
    if not has_display(os.environ) and not (is_service and is_offscreen):
        stop("There is no display: start this under cage or X (the service kiosk.service does).")
    # Qt is loaded by this command alone, not by those that need no window.
    from kiosk_app.safe_screen import CURES  # noqa: PLC0415 - loads Qt
    from kiosk_app.service import ServiceOptions, serve  # noqa: PLC0415 - loads Qt and all devices

    options = ServiceOptions(config or config_file(), full_screen=not is_offscreen, safe_screen=is_service)
    # A stack of Python frames, without values, for whatever ends the process from outside; no core dump.
    faulthandler.enable(sys.__stderr__ or 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        code = serve(options)
    except StartRefused as refused:
        stop(f"{CURES[refused.fault].en} {refused.detail}".rstrip())
    raise typer.Exit(code)


def _ask_for_settings(config: Path | None) -> None:
    if read_config(config) is None:
        stop(
            "This terminal is not provisioned. Write its settings to /etc/kiosk/kiosk.toml, or try: kiosk demo"
        )
