"""`kiosk run`: the terminal itself, from its settings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import typer

from kiosk_app.cli.output import stop
from kiosk_app.cli.run_service import is_offscreen, is_service, run_terminal
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
    as_service = is_service(os.environ)
    if not as_service:
        _ask_for_settings(config)
    if not has_display(os.environ) and not (as_service and is_offscreen(os.environ)):
        stop("There is no display: start this under cage or X (the service kiosk.service does).")
    try:
        code = run_terminal(config or config_file(), safe_screen=as_service)
    except StartRefused as refused:
        # Qt is loaded by this command alone, not by those that need no window.
        from kiosk_app.safe_screen import CURES  # noqa: PLC0415 - loads Qt

        stop(f"{CURES[refused.fault].en} {refused.detail}".rstrip())
    raise typer.Exit(code)


def _ask_for_settings(config: Path | None) -> None:
    if read_config(config) is None:
        stop(
            "This terminal is not provisioned. Write its settings to /etc/kiosk/kiosk.toml, or try: kiosk demo"
        )
