"""The settings file as a technician keeps it: written from values, comments and order kept.

A first file is the template below, so that a person who opens it finds what each line is for. Afterwards only values
that differ are touched; everything else in the file, comments included, stays byte for byte.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk_app.config import ConfigError, parse_config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tomlkit import TOMLDocument

    from kiosk_app.config import Config

Values = dict[str, Any]
"""Settings by dotted name, `printer.url`."""

HASH_DIGITS = 16

_TEMPLATE = """\
# Settings of this terminal. Changed by `kiosk provision`, or by hand: then run `kiosk doctor` and restart the service.
# A key this program does not know is an error, so a typing mistake never goes unnoticed.

data = "/var/lib/kiosk"            # registry cache, print journal, logs

[terminal]
id = ""                            # printed on every slip
name_zh = ""
name_en = ""
district = ""                      # offered first
cities = []                        # which city files this terminal subscribes to

[panel]                            # measured on the glass; what the screen says of itself is not believed
width_px = 1080
height_px = 1920
diagonal_in = 21.5

[camera]
device = "0"                       # by /dev/v4l/by-id/…: a number may change when something is plugged in
width_px = 1280
height_px = 720

[printer]
url = ""                           # usb://04b8:0e15, tcp://host:9100, serial:///dev/ttyUSB0?baud=115200, file:///dev/usb/lp0

[registry]
url = ""
root = ""                          # root of trust, from the key ceremony

[session]
without_licence = true             # may an owner go on without showing a licence?

[technician]
secrets = ""                       # PIN hash, one-time secret, recovery hashes; never part of a bundle or a clone
"""


def flattened(settings: Mapping[str, Any]) -> Values:
    """Nested tables as dotted names."""
    flat: Values = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": deeper for inner, deeper in flattened(value).items()}
        else:
            flat[name] = value
    return flat


def nested(values: Values) -> dict[str, Any]:
    """The other way round."""
    tables: dict[str, Any] = {}
    for name, value in values.items():
        at = tables
        *path, last = name.split(".")
        for part in path:
            at = at.setdefault(part, {})
        at[last] = value
    return tables


def values_of(text: str) -> Values:
    """What a settings file says, by dotted name.

    Raises:
        ConfigError: not TOML.
    """
    try:
        return flattened(tomlkit.parse(text).unwrap())
    except TOMLKitError as error:
        raise ConfigError(f"not valid TOML: {error}") from error


def settings_text(values: Values, existing: str | None = None) -> str:
    """The file for these values.

    Args:
        values: those to set; others stay as they are.
        existing: the file as it is; None or unusable TOML = begin with the template.
    """
    document = _parsed(existing)
    for name, value in values.items():
        table: Any = document
        *path, last = name.split(".")
        for part in path:
            if part not in table:
                table.add(part, tomlkit.table())
            table = table[part]
        # Setting an equal value would still lay the line out anew.
        if last not in table or table[last] != value:
            table[last] = value
    return tomlkit.dumps(document)


def checked(text: str) -> Config:
    """The settings in a text about to be written.

    Raises:
        ConfigError: it would not start the terminal.
    """
    return parse_config(text, "the new settings")


def config_hash(text: str) -> str:
    """What identifies these settings on the readiness page: 16 hex digits of SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def _parsed(existing: str | None) -> TOMLDocument:
    if existing is not None:
        try:
            return tomlkit.parse(existing)
        except TOMLKitError:
            pass  # a broken file is replaced by a whole one; provisioning keeps a copy of it
    return tomlkit.parse(_TEMPLATE)
