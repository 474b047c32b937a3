"""The terminal's settings: frozen, from one TOML file. An unknown key is an error with a suggestion, never ignored.

Defaults are here; what differs per site is in the file. Example: docs/operations/configuration.md.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from kiosk_app.durable import read_bounded

_MAX_BYTES = 64 * 1024

TerminalId = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9-]{1,15}\Z")]
"""`JJ-01`: short, because it stands on every slip."""
Name = Annotated[str, Meta(min_length=1, max_length=60)]
Adcode = Annotated[str, Meta(pattern=r"^[1-9][0-9]{5}\Z")]
"""Six digits of GB/T 2260."""
Pixels = Annotated[int, Meta(ge=320, le=16384)]
Seconds = Annotated[float, Meta(ge=10, le=3600)]


class ConfigError(Exception):
    """The settings cannot be used; the message says where and what to do."""


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Terminal(_Section, frozen=True, kw_only=True):
    """Which terminal this is and where it stands."""

    id: TerminalId
    name_zh: Name
    name_en: Name
    district: Adcode
    cities: Annotated[tuple[Adcode, ...], Meta(min_length=1, max_length=32)] = ("331000",)


class PanelSettings(_Section, frozen=True, kw_only=True):
    """The screen as measured; EDID is not believed."""

    width_px: Pixels = 1080
    height_px: Pixels = 1920
    diagonal_in: Annotated[float, Meta(ge=7, le=100)] = 21.5


class CameraSettings(_Section, frozen=True, kw_only=True):
    """The camera; bind it by `/dev/v4l/by-id/…`, its number may change."""

    device: Annotated[str, Meta(pattern=r"^(/dev/|[0-9]{1,2}\Z)")] = "0"
    width_px: Pixels = 1280
    height_px: Annotated[int, Meta(ge=240, le=8640)] = 720


class PrinterAbilities(_Section, frozen=True, kw_only=True):
    """What is known better than the printer's answers say; left out = as found by asking it (`printing.profile`)."""

    width_dots: Literal[384, 576] | None = None
    mode: Literal["raster", "text"] | None = None
    has_cutter: bool | None = None
    cuts_fully: bool | None = None
    fence: Literal["gs_h", "gs_r", "none"] | None = None
    answers_real_time: bool | None = None
    reports_changes: bool | None = None
    clears_by_dc4: bool | None = None
    draws_qr: bool | None = None
    feed_unit_is_dot: bool | None = None
    window_bytes: Annotated[int, Meta(ge=512, le=131_072)] | None = None
    slowest_mm_s: Annotated[float, Meta(ge=10, le=500)] | None = None
    cutter_feed_mm: Annotated[float, Meta(ge=0, le=60)] | None = None

    @property
    def known(self) -> dict[str, object]:
        """Those that are said."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if value is not None}


class PrinterSettings(_Section, frozen=True, kw_only=True):
    """The printer, as a port URL: tcp://, serial://, usb:// or file://."""

    url: Annotated[str, Meta(pattern=r"^(tcp|serial|usb|file|sim)://")]
    abilities: PrinterAbilities = PrinterAbilities()


class RegistrySettings(_Section, frozen=True, kw_only=True):
    """Where the registry comes from, and the root of trust it must follow from."""

    url: Annotated[str, Meta(pattern=r"^https?://[^/\s]+")]
    root: Annotated[str, Meta(pattern=r"^[^\s]+\Z")]
    """Path of the pinned root.json."""
    ca_file: Annotated[str, Meta(pattern=r"^(/[^\x00]*)?\Z")] = ""
    """PEM file of the authorities that vouch for an https server, in place of the public ones; empty = those."""
    every_s: Annotated[float, Meta(ge=60, le=86_400)] = 900.0

    @property
    def authorities(self) -> Path | None:
        """`ca_file` as a path; None when it is not set."""
        return Path(self.ca_file) if self.ca_file else None


class SessionSettings(_Section, frozen=True, kw_only=True):
    """What the site allows; the delays are those of `flow.Timing`."""

    without_licence: bool = True
    slips: Annotated[int, Meta(ge=1, le=10)] = 2
    slips_per_hour: Annotated[int, Meta(ge=1, le=600)] = 40
    """Of all visits together; test prints of the staff are not counted."""
    slip_pause_s: Annotated[float, Meta(ge=0, le=600)] = 10.0
    """From one slip to the next."""
    question_s: Seconds = 90.0
    list_s: Seconds = 120.0
    warning_s: Annotated[float, Meta(ge=20, le=600)] = 30.0
    """At least 20 s to say "I am still here" (WCAG 2.2, criterion 2.2.1)."""


Program = Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...], Meta(max_length=16)]
"""What to run, and its arguments, one by one; there is no shell to take a sentence apart."""


class SoundSettings(_Section, frozen=True, kw_only=True):
    """What makes a sound at this site; nothing, unless it is named here."""

    player: Program = ()
    """Plays the WAV file that is added as its last argument: `["aplay", "-q"]`."""
    speech_zh: Program = ()
    """Reads its standard input aloud: `["espeak-ng", "-v", "cmn", "--stdin"]`."""
    speech_en: Program = ()


class TechnicianSettings(_Section, frozen=True, kw_only=True):
    """Technician's mode; the secrets are not in this file, which may be copied to other terminals."""

    secrets: str = "/etc/kiosk/secrets.json"
    operators: Literal["pin", "open", "off"] = "pin"
    """How the staff of the hall get to paper, test print and out of service: by a PIN of their own, freely, or not."""
    sticks: Annotated[str, Meta(pattern=r"^/[^\s]+\Z")] = "/media"
    """Below this folder the system mounts USB sticks, read-only."""
    roll_m: Annotated[float, Meta(ge=5, le=500)] = 80.0
    """Paper on a new roll, for the forecast."""


class Config(_Section, frozen=True, kw_only=True):
    """All settings of one terminal."""

    terminal: Terminal
    printer: PrinterSettings
    registry: RegistrySettings
    panel: PanelSettings = PanelSettings()
    camera: CameraSettings = CameraSettings()
    session: SessionSettings = SessionSettings()
    sound: SoundSettings = SoundSettings()
    technician: TechnicianSettings = TechnicianSettings()
    data: str = "/var/lib/kiosk"


def load_config(path: Path) -> Config:
    """Read the settings.

    Raises:
        ConfigError: no such file, not TOML, a key missing, unknown, of the wrong kind or out of its range.
    """
    try:
        text = read_bounded(path, _MAX_BYTES, follows_links=True).decode("utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist: this terminal is not provisioned yet") from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    return parse_config(text, str(path))


def parse_config(text: str, name: str) -> Config:
    """Read settings that are not in a file, or not yet.

    Args:
        text: TOML.
        name: where it is from, for the message.

    Raises:
        ConfigError: as `load_config`.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name} is not valid TOML: {error}") from error
    try:
        _refuse_unknown(raw, Config, "")
        return msgspec.convert(raw, Config)
    except _UnknownKey as unknown:
        raise ConfigError(f"{name}: {unknown}{_line_of(text, unknown.key)}") from None
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {error}") from error


class _UnknownKey(Exception):  # noqa: N818 - says what it is; never leaves this module
    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def _refuse_unknown(raw: dict[str, Any], kind: type[msgspec.Struct], where: str) -> None:
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in raw.items():
        if key not in fields:
            import difflib  # noqa: PLC0415 - for a mistake alone

            near = difflib.get_close_matches(key, fields, n=1)
            meant = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(fields))}"
            raise _UnknownKey(key, f"unknown key {where}{key!r}{meant}")
        inner = fields[key]
        if isinstance(value, dict) and isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            _refuse_unknown(value, inner, f"{key}.")


def _line_of(text: str, key: str) -> str:
    """Where a key stands; only a help for the eye, so the first place that looks like it will do."""
    found = re.search(rf"^\s*\[?\s*\"?{re.escape(key)}\b", text, re.MULTILINE)
    return f" (line {text.count(chr(10), 0, found.end()) + 1})" if found else ""
