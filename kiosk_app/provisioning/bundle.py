"""Signed settings on a USB stick: made at the office, believed at the terminal.

    tzdh-bundle-1          and a line end: 14 bytes
    signature              64 bytes, Ed25519 over the line above and everything below
    JSON                   serial, date, units, files

Order at the terminal: size -> signature by the pinned fleet key -> parse -> check. Nothing of a stranger reaches the
parser. A bundle holds no archive: files are values under a fixed set of names, so there is no path in it to follow.
It holds no secrets of technicians either; those are made at the terminal.
Source: RFC 8032.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from cryptography.exceptions import InvalidSignature
from msgspec import Meta

from kiosk_app.config import TerminalId  # noqa: TC001 - msgspec resolves annotations at run time
from kiosk_app.durable import read_bounded

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAGIC = b"tzdh-bundle-1\n"
SIGNATURE_BYTES = 64
MAX_BYTES = 512 * 1024
ROOT_FILE = "root.json"
FILES = frozenset({ROOT_FILE})
"""Exactly these: one too many is refused like one too few."""
_MAX_UNITS = 500


class BundleFault(StrEnum):
    """Why a bundle is refused."""

    UNREADABLE = "unreadable"
    """Missing, not a regular file, or too long."""
    NOT_A_BUNDLE = "not_a_bundle"
    """It does not begin like one."""
    NOT_SIGNED = "not_signed"
    """The signature does not follow from the pinned fleet key."""
    MALFORMED = "malformed"
    """Signed, but not in the form of this program."""
    OLDER = "older"
    """The terminal has had a newer one."""
    NO_SUCH_UNIT = "no_such_unit"
    """This terminal is not in it."""


class BundleRefused(Exception):  # noqa: N818 - says what happened
    """A bundle is not used; the message says what to do.

    Attributes:
        code: why.
    """

    def __init__(self, code: BundleFault, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class _Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    serial: Annotated[int, Meta(ge=1, le=2**40)]
    made: Annotated[str, Meta(max_length=40)]
    units: Annotated[dict[TerminalId, dict[str, Any]], Meta(min_length=1, max_length=_MAX_UNITS)]
    files: dict[str, str]


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """A verified bundle; only `open_bundle` makes one.

    Attributes:
        serial: grows with every bundle of the office.
        made: ISO date of the office.
        units: settings by terminal id, as nested tables.
        root: the root of trust.
    """

    serial: int
    made: str
    units: dict[str, dict[str, Any]]
    root: bytes

    def unit(self, terminal: str | None) -> tuple[str, dict[str, Any]]:
        """The settings of a terminal; without an id those of the only one.

        Raises:
            BundleRefused: NO_SUCH_UNIT.
        """
        if terminal is None and len(self.units) == 1:
            return next(iter(self.units.items()))
        if terminal is None or terminal not in self.units:
            known = ", ".join(sorted(self.units))
            raise BundleRefused(BundleFault.NO_SUCH_UNIT, f"Say --unit with one of: {known}")
        return terminal, self.units[terminal]


def seal_bundle(
    units: dict[str, dict[str, Any]], root: bytes, serial: int, made: datetime, key: Ed25519PrivateKey
) -> bytes:
    """Make a bundle at the office; the settings in it have been checked."""
    contents = _Contents(
        serial=serial,
        made=made.isoformat(timespec="seconds"),
        units=units,
        files={ROOT_FILE: b64encode(root).decode()},
    )
    body = msgspec.json.encode(contents, order="deterministic")
    return MAGIC + key.sign(MAGIC + body) + body


def open_bundle(path: Path, fleet_key: Ed25519PublicKey, *, newest_serial: int = 0) -> Bundle:
    """Read a bundle nobody has vouched for yet.

    Args:
        path: on a stick; a link, a device or a pipe is refused.
        fleet_key: pinned in this terminal.
        newest_serial: of the newest bundle this terminal has used.

    Raises:
        BundleRefused: nothing of it may be used.
    """
    try:
        untrusted = read_bounded(path, MAX_BYTES)
    except OSError as error:
        raise BundleRefused(
            BundleFault.UNREADABLE, f"{path.name} cannot be read: {error.strerror}"
        ) from error
    except ValueError as error:
        raise BundleRefused(BundleFault.UNREADABLE, f"{error}; copy the bundle itself") from error
    if not untrusted.startswith(MAGIC):
        raise BundleRefused(
            BundleFault.NOT_A_BUNDLE, f"{path.name} is not a bundle of `kiosk provision bundle`"
        )
    bundle = _read(_signed_body(untrusted, fleet_key))
    if bundle.serial < newest_serial:
        sentence = (
            f"bundle {bundle.serial} is older than {newest_serial}, already used here; ask for a new one"
        )
        raise BundleRefused(BundleFault.OLDER, sentence)
    return bundle


def _signed_body(untrusted: bytes, fleet_key: Ed25519PublicKey) -> bytes:
    at = len(MAGIC) + SIGNATURE_BYTES
    body = untrusted[at:]
    try:
        fleet_key.verify(untrusted[len(MAGIC) : at], MAGIC + body)
    except InvalidSignature as error:
        sentence = "the bundle is not signed by this fleet's key, or was changed on its way; copy it again"
        raise BundleRefused(BundleFault.NOT_SIGNED, sentence) from error
    return body


def _read(body: bytes) -> Bundle:
    try:
        contents = msgspec.json.decode(body, type=_Contents)
        root = _exact_files(contents.files)[ROOT_FILE]
    except (msgspec.DecodeError, binascii.Error, ValueError, RecursionError) as error:
        raise BundleRefused(BundleFault.MALFORMED, f"the bundle is of another make: {error}") from error
    return Bundle(serial=contents.serial, made=contents.made, units=contents.units, root=root)


def _exact_files(files: dict[str, str]) -> dict[str, bytes]:
    if files.keys() != FILES:
        raise ValueError(f"its files are not exactly {', '.join(sorted(FILES))}")
    return {name: b64decode(text, validate=True) for name, text in files.items()}
