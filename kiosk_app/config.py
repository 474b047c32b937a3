"""The terminal's settings: frozen, from one TOML file. An unknown key is an error with a suggestion, never ignored.

Defaults are here; what differs per site is in the file. Example: docs/operations/configuration.md.
"""

from __future__ import annotations

import difflib
import tomllib
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class ConfigError(Exception):
    """The settings cannot be used; the message says where and what to do."""


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Terminal(_Section, frozen=True, kw_only=True):
    """Which terminal this is and where it stands."""

    id: str
    name_zh: str
    name_en: str
    district: str
    cities: tuple[str, ...] = ("331000",)


class PanelSettings(_Section, frozen=True, kw_only=True):
    """The screen as measured; EDID is not believed."""

    width_px: int = 1080
    height_px: int = 1920
    diagonal_in: float = 21.5


class CameraSettings(_Section, frozen=True, kw_only=True):
    """The camera; bind it by `/dev/v4l/by-id/…`, its number may change."""

    device: str = "0"
    width_px: int = 1280
    height_px: int = 720


class PrinterSettings(_Section, frozen=True, kw_only=True):
    """The printer, as a port URL: tcp://, serial://, usb:// or file://."""

    url: str


class RegistrySettings(_Section, frozen=True, kw_only=True):
    """Where the registry comes from, and the root of trust it must follow from."""

    url: str
    root: str
    """Path of the pinned root.json."""
    every_s: float = 900.0


class SessionSettings(_Section, frozen=True, kw_only=True):
    """What the site allows; the delays are those of `flow.Timing`."""

    without_licence: bool = True
    slips: int = 2
    question_s: float = 90.0
    list_s: float = 120.0
    warning_s: float = 30.0


class Config(_Section, frozen=True, kw_only=True):
    """All settings of one terminal."""

    terminal: Terminal
    printer: PrinterSettings
    registry: RegistrySettings
    panel: PanelSettings = PanelSettings()
    camera: CameraSettings = CameraSettings()
    session: SessionSettings = SessionSettings()
    data: str = "/var/lib/kiosk"


def load_config(path: Path) -> Config:
    """Read the settings.

    Raises:
        ConfigError: no such file, not TOML, a key missing, unknown or of the wrong kind.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: this terminal is not provisioned yet") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error
    _refuse_unknown(raw, Config, path, "")
    try:
        return msgspec.convert(raw, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}") from error


def _refuse_unknown(raw: dict[str, Any], kind: type[msgspec.Struct], path: Path, where: str) -> None:
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in raw.items():
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(fields))}"
            raise ConfigError(f"{path}: unknown key {where}{key!r}{meant}")
        inner = fields[key]
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            _refuse_unknown(value, inner, path, f"{key}.")
