"""Time-based one-time codes. Pure.

Source: RFC 4226 (HOTP), RFC 6238 (TOTP; section 5.2: a code is accepted once, one step of drift either way).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime

STEP_S = 30
DIGITS = 6
SECRET_BYTES = 20
"""As long as the digest, as RFC 4226 section 4 recommends."""
DRIFT_STEPS = 1


def hotp(secret: bytes, counter: int, *, digits: int = DIGITS, digest: str = "sha1") -> str:
    """One code of a counter (RFC 4226 section 5.3).

    Args:
        secret: shared with the technician's telephone.
        counter: 0 or more.
        digits: 6 to 8.
        digest: `sha1`, `sha256` or `sha512`; telephones know the first one reliably.
    """
    mac = hmac.new(secret, struct.pack(">Q", counter), getattr(hashlib, digest)).digest()
    at = mac[-1] & 0x0F
    number = int.from_bytes(mac[at : at + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_of(now: datetime) -> int:
    """The time step a moment is in; `now` is aware."""
    return int(now.timestamp()) // STEP_S


def matching_step(secret: bytes, code: str, now: datetime, last_step: int) -> int | None:
    """The step a code belongs to, or None when it may not be used.

    Args:
        secret: see `hotp`.
        code: as typed.
        now: aware; the caller has made sure that the clock can be believed.
        last_step: of the last code accepted; that one and everything before it is refused.
    """
    step = step_of(now)
    found = None
    for candidate in range(max(0, step - DRIFT_STEPS), step + DRIFT_STEPS + 1):
        # All candidates are compared, so that the time taken says nothing about which one fits.
        if hmac.compare_digest(hotp(secret, candidate).encode(), code.encode()) and candidate > last_step:
            found = candidate
    return found


def to_base32(secret: bytes) -> str:
    """The form a secret is typed in."""
    return base64.b32encode(secret).decode().rstrip("=")


def from_base32(text: str) -> bytes:
    """Read what `to_base32` wrote.

    Raises:
        ValueError: not Base32, or too short to be a secret.
    """
    try:
        secret = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise ValueError("not Base32") from error
    if len(secret) < SECRET_BYTES:
        raise ValueError("too short for a secret")
    return secret


def enrolment_uri(secret: bytes, terminal: str) -> str:
    """What an authenticator program reads from a QR code: `otpauth://totp/…`."""
    label = quote(f"kiosk:{terminal}", safe=":")
    return f"otpauth://totp/{label}?secret={to_base32(secret)}&issuer=kiosk&digits={DIGITS}&period={STEP_S}"
