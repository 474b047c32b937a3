"""The office's key that signs bundles: made once, sealed with a passphrase; its public half is pinned in terminals."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from kiosk_app.durable import PUBLIC, read_bounded, write_durably

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE_NAME, PUBLIC_NAME = "fleet.key", "fleet.pub"
SHORTEST_PASSPHRASE = 12
_MAX_BYTES = 4096
_PUBLIC_BYTES = 32


class FleetKeyUnusable(Exception):  # noqa: N818 - says what happened
    """A key file cannot be used; the message says what to do."""

    code = "fleet_key_unusable"


def make_fleet_key(folder: Path, passphrase: str) -> Ed25519PublicKey:
    """Write `fleet.key` (sealed) and `fleet.pub` to a folder.

    Raises:
        FleetKeyUnusable: there is one already, or the passphrase is too short.
        OSError: cannot be written.
    """
    if (folder / PRIVATE_NAME).exists():
        raise FleetKeyUnusable(
            f"{folder / PRIVATE_NAME} exists: a second key would lock the fleet out of the first"
        )
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise FleetKeyUnusable(f"the passphrase needs at least {SHORTEST_PASSPHRASE} characters")
    private = Ed25519PrivateKey.generate()
    sealing = BestAvailableEncryption(passphrase.encode())
    write_durably(folder / PRIVATE_NAME, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealing))
    public = private.public_key()
    write_durably(folder / PUBLIC_NAME, public.public_bytes_raw().hex().encode() + b"\n", mode=PUBLIC)
    return public


def open_fleet_key(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """Unseal the office's key.

    Raises:
        FleetKeyUnusable: missing, another kind of key, or the passphrase does not open it.
    """
    try:
        key = load_pem_private_key(read_bounded(path, _MAX_BYTES), passphrase.encode())
    except OSError as error:
        raise FleetKeyUnusable(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, TypeError) as error:
        raise FleetKeyUnusable(f"{path} does not open with this passphrase") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise FleetKeyUnusable(f"{path} is not an Ed25519 key")
    return key


def read_public_key(path: Path) -> Ed25519PublicKey:
    """The pinned public half.

    Raises:
        FleetKeyUnusable: missing, or not 64 hex digits.
    """
    try:
        raw = bytes.fromhex(read_bounded(path, _MAX_BYTES).decode("ascii").strip())
    except OSError as error:
        raise FleetKeyUnusable(
            f"{path} cannot be read ({error.strerror}): the package or the office brings it"
        ) from error
    except ValueError as error:
        raise FleetKeyUnusable(f"{path} is not a fleet key: it is one line of 64 hex digits") from error
    if len(raw) != _PUBLIC_BYTES:
        raise FleetKeyUnusable(f"{path} is not a fleet key: it is one line of 64 hex digits")
    return Ed25519PublicKey.from_public_bytes(raw)


def fingerprint(key: bytes) -> str:
    """What people compare: 16 hex digits of SHA-256."""
    return hashlib.sha256(key).hexdigest()[:16]
