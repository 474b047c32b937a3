"""A technician at a bare machine: root of trust, fleet key and folders as on a terminal, all below one folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from typer.testing import CliRunner

from kiosk_app import provisioning
from kiosk_app.cli.app import app
from kiosk_app.config import Config

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PASSPHRASE = "only for tests"  # noqa: S105 - opens throw-away keys
ROOT = msgspec.json.encode(
    {"signed": {"_type": "root", "version": 1}, "signatures": [{"keyid": "0", "sig": "0"}]}
)
MADE = datetime(2026, 11, 23, tzinfo=UTC)
UNIT: dict[str, Any] = {
    "terminal": {
        "id": "JJ-01", "name_zh": "演示大厅（椒江）", "name_en": "Demonstration hall",
        "district": "331002", "cities": ["331000"],
    },
    "printer": {"url": "tcp://127.0.0.1:9"},
    "registry": {"url": "https://registry.example"},
}  # fmt: skip


def settings_of_a_terminal() -> Config:
    """Usable settings; the devices they name are not there."""
    return msgspec.convert(UNIT | {"registry": UNIT["registry"] | {"root": "/etc/kiosk/root.json"}}, Config)


ANSWERS = (
    "JJ-01",
    "演示大厅",
    "Demonstration hall",
    "331002",
    "",
    "",
    "",
    "",
    "/dev/null",
    "sim://",
    "https://r.example",
    "y",
)
"""To the wizard's questions, in order; empty = the default."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Folders of one machine, and the shell of the technician."""

    folder: Path

    @property
    def settings(self) -> Path:
        return self.folder / "etc" / "kiosk.toml"

    @property
    def secrets(self) -> Path:
        return self.folder / "etc" / "secrets.json"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def set_up(self) -> Machine:
        """Bring what the package and the office bring."""
        self.data.mkdir(parents=True)
        self.settings.parent.mkdir()
        (self.folder / "root.json").write_bytes(ROOT)
        (self.folder / "pin").write_text("730194\n", encoding="ascii")
        provisioning.make_fleet_key(self.folder / "etc", PASSPHRASE)
        return self

    def fleet_key(self) -> Ed25519PrivateKey:
        return provisioning.open_fleet_key(self.folder / "etc" / "fleet.key", PASSPHRASE)

    def bundle(self, serial: int = 1, **units: dict[str, Any]) -> Path:
        """A bundle as the office signs it."""
        path = self.folder / f"fleet-{serial}.bundle"
        path.write_bytes(
            provisioning.seal_bundle(units or {"JJ-01": UNIT}, ROOT, serial, MADE, self.fleet_key())
        )
        return path

    def provision(self, *words: object, typed: str | None = None) -> Result:
        """`kiosk provision …` with this machine's places."""
        places = (
            "--config", self.settings, "--secrets", self.secrets, "--data", self.data,
            "--fleet-key", self.folder / "etc" / "fleet.pub", "--pin-file", self.folder / "pin",
        )  # fmt: skip
        return self.kiosk("provision", *places, *words, typed=typed)

    def kiosk(self, *words: object, typed: str | None = None) -> Result:
        """Any command."""
        return CliRunner(env={"COLUMNS": "200", "KIOSK_PASSPHRASE": PASSPHRASE}).invoke(
            app, [str(word) for word in words], input=typed, catch_exceptions=False
        )
