"""The settings file as commands are given it, without loading what only some of them need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk_app.cli.output import stop
from kiosk_app.config import ConfigError, load_config
from kiosk_app.paths import config_file

if TYPE_CHECKING:
    from kiosk_app.config import Config

ConfigFile = Annotated[Path | None, typer.Option("--config", help="Settings of the terminal (TOML).")]


def read_config(path: Path | None) -> Config | None:
    """The terminal's settings; None when it is not provisioned and no file was named. Stops on a bad file."""
    file = path or config_file()
    if path is None and not file.exists():
        return None
    try:
        return load_config(file)
    except ConfigError as fault:
        stop(str(fault))
