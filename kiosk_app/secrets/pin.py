"""The technician's PIN: what is allowed as one, and the only form in which it is kept.

A PIN has few digits, so its hash is made slow on purpose: scrypt with 32 MiB costs about a tenth of a second here and
about a day for all six-digit PINs on the same machine. It is the doubling lock-out that guards the keypad.
Source: RFC 7914.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
from dataclasses import dataclass

FEWEST_DIGITS, MOST_DIGITS = 6, 12
SALT_BYTES = 16
_DIGEST_BYTES = 32
_COST_FACTORS = 3
_MAX_N, _MAX_R, _MAX_P = 2**20, 16, 4


@dataclass(frozen=True, slots=True)
class ScryptCost:
    """What one guess costs: 128 * n * r bytes of memory."""

    n: int = 2**15
    r: int = 8
    p: int = 1


PIN_COST = ScryptCost()
CODE_COST = ScryptCost(n=2**12)
"""For recovery codes: 59 bits of chance need no more slowing down than a wrong guess does."""


class SecretDamaged(Exception):  # noqa: N818 - says what happened
    """A stored secret is not in the form this program writes."""

    code = "secret_damaged"


def pin_advice(pin: str) -> str:
    """What is wrong with a new PIN and what to do; empty = it may be used."""
    if not (pin.isascii() and pin.isdigit()):
        return "A PIN is digits only: the keypad of the terminal has nothing else."
    if not FEWEST_DIGITS <= len(pin) <= MOST_DIGITS:
        return f"A PIN has {FEWEST_DIGITS} to {MOST_DIGITS} digits: choose a longer or shorter one."
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "This PIN is the first one a stranger tries: do not repeat one digit or count."
    return ""


def stretch(text: str, salt: bytes, cost: ScryptCost) -> bytes:
    """Derive 32 slow bytes of a short secret."""
    memory = 132 * cost.n * cost.r + 2**20
    return hashlib.scrypt(
        text.encode(), salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=_DIGEST_BYTES
    )


def hash_pin(pin: str, salt: bytes, cost: ScryptCost) -> str:
    """Give the form a PIN is kept in: `scrypt$n,r,p$salt$digest`, all readable."""
    return f"scrypt${cost.n},{cost.r},{cost.p}${salt.hex()}${stretch(pin, salt, cost).hex()}"


def pin_matches(pin: str, stored: str) -> bool:
    """Compare in constant time.

    Raises:
        SecretDamaged: `stored` was not made by `hash_pin`.
    """
    cost, salt, digest = _parts(stored)
    return hmac.compare_digest(stretch(pin, salt, cost), digest)


def _parts(stored: str) -> tuple[ScryptCost, bytes, bytes]:
    try:
        kind, factors, salt, digest = stored.split("$")
        cost = ScryptCost(*(int(factor) for factor in factors.split(",", _COST_FACTORS - 1)))
        raw = bytes.fromhex(salt), bytes.fromhex(digest)
    except (TypeError, ValueError) as error:
        raise SecretDamaged("the stored PIN is not in the form of this program") from error
    # Larger factors would only serve to exhaust the machine that checks them.
    affordable = 1 < cost.n <= _MAX_N and 1 <= cost.r <= _MAX_R and 1 <= cost.p <= _MAX_P
    if kind != "scrypt" or not affordable or len(raw[1]) != _DIGEST_BYTES:
        raise SecretDamaged("the stored PIN is not in the form of this program")
    return cost, *raw
