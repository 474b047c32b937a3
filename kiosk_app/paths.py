"""Every location the application knows. Nothing else builds a path of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from msgspec import Struct

CONFIG_FILE = Path("/etc/kiosk/kiosk.toml")
"""Where `kiosk provision` puts the terminal's settings; `KIOSK_CONFIG` overrides it."""


SECRETS_FILE = CONFIG_FILE.parent / "secrets.json"
"""The technician's PIN hash, one-time secret and recovery hashes."""

FLEET_KEY_FILE = CONFIG_FILE.parent / "fleet.pub"
"""The public key that signed bundles must follow from."""


PROGRAMS_DIR = Path("/opt/kiosk")
"""Two slots for programs and the link that says which one is started; root's."""

FACTORY_DIR = Path("/usr/lib/kiosk/kiosk")
"""The program the Debian package brings."""


def assets_dir() -> Path:
    """Icons, texts and demo data: inside the bundle when frozen, beside the packages otherwise."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) if bundle else Path(__file__).resolve().parent.parent) / "assets"


def locale_dir() -> Path:
    """The text catalogues."""
    return assets_dir() / "locale"


def sounds_dir() -> Path:
    """The tones."""
    return assets_dir() / "sounds"


def demo_dir() -> Path:
    """The fictitious registry."""
    return assets_dir() / "demo"


def config_file() -> Path:
    """The settings of this terminal, whether they exist or not."""
    return Path(os.environ.get("KIOSK_CONFIG", CONFIG_FILE))


class DataPaths(Struct, frozen=True):
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

    @property
    def printers(self) -> Path:
        """What printers answered when they were asked what they can do."""
        return self.directory / "printers.json"

    @property
    def audit(self) -> Path:
        """The folder of the audit log."""
        return self.directory / "audit"

    @property
    def technician(self) -> Path:
        """Wrong attempts, used steps and codes at the technician's door."""
        return self.directory / "technician.json"

    @property
    def service(self) -> Path:
        """Exists while staff have put the terminal out of service, with the reason."""
        return self.directory / "out-of-service.json"

    @property
    def test_prints(self) -> Path:
        """The last test prints, and what the person in front of them said."""
        return self.directory / "test-prints.json"

    @property
    def update_noted(self) -> Path:
        """How much of the history of updates the audit log has."""
        return self.directory / "update-noted"

    @property
    def provisioned(self) -> Path:
        """When, how and from which bundle this terminal was set up."""
        return self.directory / "provisioned.json"
