"""Every location the application knows. Nothing else builds a path of its own."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

CONFIG_FILE = Path("/etc/kiosk/kiosk.toml")
"""Where `kiosk provision` puts the terminal's settings; `KIOSK_CONFIG` overrides it."""


def assets_dir() -> Path:
    """Icons, texts and demo data: inside the bundle when frozen, beside the packages otherwise."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else Path(__file__).resolve().parent.parent) / "assets"


def locale_dir() -> Path:
    """The text catalogues."""
    return assets_dir() / "locale"


def demo_dir() -> Path:
    """The fictitious registry."""
    return assets_dir() / "demo"


def config_file() -> Path:
    """The settings of this terminal, whether they exist or not."""
    return Path(os.environ.get("KIOSK_CONFIG", CONFIG_FILE))


@dataclass(frozen=True, slots=True)
class DataPaths:
    """What a terminal writes, all below one directory."""

    directory: Path

    @property
    def registry(self) -> Path:
        """The cached registry."""
        return self.directory / "registry"

    @property
    def journal(self) -> Path:
        """The print journal."""
        return self.directory / "print-journal.sqlite"

    @property
    def log(self) -> Path:
        """The log file."""
        return self.directory / "kiosk.log"
