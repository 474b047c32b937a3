"""Single-use recovery codes: the second factor when the clock cannot be believed or the telephone is lost.

Twelve characters of the public keypad's alphabet carry 59 bits, so they cannot be guessed at the terminal. They are
kept only as scrypt digests under one salt, so that a check costs one derivation.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from kiosk_app.secrets.pin import ScryptCost, stretch
from scanner import KEYPAD_ALPHABET

if TYPE_CHECKING:
    from collections.abc import Callable

CODES = 8
_CHARACTERS = 12
_GROUP = 4


def new_codes(choose: Callable[[str], str], count: int = CODES) -> tuple[str, ...]:
    """Draw codes, `XXXX-XXXX-XXXX`; `choose` picks one character of a string (`secrets.choice`)."""
    drawn = ("".join(choose(KEYPAD_ALPHABET) for _ in range(_CHARACTERS)) for _ in range(count))
    return tuple("-".join(code[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP)) for code in drawn)


def normalised(typed: str) -> str:
    """A code as typed, without separators and in capitals; empty when it cannot be one."""
    text = "".join(typed.upper().replace("-", " ").split())
    return text if len(text) == _CHARACTERS and set(text) <= set(KEYPAD_ALPHABET) else ""


def hash_code(code: str, salt: bytes, cost: ScryptCost) -> str:
    """The form a code is kept in."""
    return stretch(normalised(code), salt, cost).hex()


def find_code(typed: str, salt: bytes, cost: ScryptCost, hashes: tuple[str, ...]) -> str | None:
    """The stored hash of a typed code, or None."""
    if not normalised(typed):
        return None
    digest = hash_code(typed, salt, cost)
    found = [stored for stored in hashes if hmac.compare_digest(digest, stored)]
    return found[0] if found else None
