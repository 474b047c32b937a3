"""The two files behind the technician's door.

`secrets.json` is written once by provisioning and only read afterwards: PIN hash, TOTP secret, recovery hashes.
`technician.json` lies with the terminal's data and changes: wrong attempts, last step, codes used. Whoever can change
the second one has the terminal already; whoever cannot must not get round it by pulling the plug, so an attempt is
written down before it is looked at.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import msgspec

from kiosk_app.durable import GROUP_READS, OWNER_ONLY, read_bounded, write_durably
from kiosk_app.secrets.lockout import FREE_TRIES, Lockout
from kiosk_app.secrets.pin import CODE_COST, PIN_COST, SALT_BYTES, ScryptCost, SecretDamaged, hash_pin
from kiosk_app.secrets.recovery import hash_code
from kiosk_app.secrets.totp import from_base32, to_base32

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)

_MAX_BYTES = 16_384
_FORMAT = 1


class TechnicianSecrets(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the terminal knows about its technicians; nothing in it opens the door by itself but `totp`.

    Attributes:
        pin: see `pin.hash_pin`.
        totp: Base32.
        recovery_salt: hex.
        recovery_cost: n, r, p of scrypt.
        recovery: hashes of the codes, in no order that means anything.
    """

    format: int = _FORMAT
    pin: str
    totp: str
    recovery_salt: str
    recovery_cost: tuple[int, int, int]
    recovery: tuple[str, ...]

    @property
    def cost(self) -> ScryptCost:
        """Of the recovery codes."""
        return ScryptCost(*self.recovery_cost)


class TechnicianState(msgspec.Struct, frozen=True, kw_only=True):
    """What happened at the door so far."""

    lockout: Lockout = Lockout()
    last_step: int = 0
    used: tuple[str, ...] = ()
    operator_pin: str = ""
    """See `pin.hash_pin`; empty = the staff of the hall has none."""
    operator_lockout: Lockout = Lockout()


def make_secrets(
    pin: str,
    totp: bytes,
    codes: tuple[str, ...],
    *,
    pin_cost: ScryptCost = PIN_COST,
    code_cost: ScryptCost = CODE_COST,
) -> TechnicianSecrets:
    """Turn what the technician keeps into what the terminal keeps.

    Args:
        pin: allowed by `pin_advice`.
        totp: 20 random bytes.
        codes: of `new_codes`.
        pin_cost: of one guess at the PIN.
        code_cost: of one guess at the codes; eight of them are made at once.
    """
    salt = os.urandom(SALT_BYTES)
    return TechnicianSecrets(
        pin=hash_pin(pin, os.urandom(SALT_BYTES), pin_cost),
        totp=to_base32(totp),
        recovery_salt=salt.hex(),
        recovery_cost=(code_cost.n, code_cost.r, code_cost.p),
        recovery=tuple(sorted(hash_code(code, salt, code_cost) for code in codes)),
    )


def write_secrets(path: Path, secrets: TechnicianSecrets, *, group: int | None = None) -> None:
    """Write `secrets.json`, readable by its owner and, where one is given, by the terminal's group.

    Raises:
        OSError: cannot be written; what was there stays.
    """
    mode = OWNER_ONLY if group is None else GROUP_READS
    write_durably(path, msgspec.json.format(msgspec.json.encode(secrets)) + b"\n", mode=mode, group=group)


def read_secrets(path: Path) -> TechnicianSecrets:
    """Read `secrets.json`.

    Raises:
        OSError: missing or unreadable.
        SecretDamaged: not what `write_secrets` wrote.
    """
    try:
        secrets = msgspec.json.decode(read_bounded(path, _MAX_BYTES), type=TechnicianSecrets)
        from_base32(secrets.totp)
        bytes.fromhex(secrets.recovery_salt)
    except (msgspec.DecodeError, ValueError) as error:
        raise SecretDamaged(f"{path.name} is not in the form of this program") from error
    if secrets.format != _FORMAT:
        raise SecretDamaged(f"{path.name} has format {secrets.format}, this program writes {_FORMAT}")
    return secrets


class StateStore:
    """Keeps a `TechnicianState` in a file and in memory; a disk that cannot be written leaves the memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._state = self._read()

    @property
    def state(self) -> TechnicianState:
        """As last saved, also when the disk did not take it."""
        return self._state

    def save(self, state: TechnicianState) -> bool:
        """Take over a new state; False when it will not survive a restart."""
        self._state = state
        try:
            write_durably(self._path, msgspec.json.encode(state), mode=OWNER_ONLY)
        except OSError as error:
            logger.info("the technician's state is kept in memory only: %s", error.strerror)
            return False
        return True

    def _read(self) -> TechnicianState:
        try:
            return msgspec.json.decode(read_bounded(self._path, _MAX_BYTES), type=TechnicianState)
        except FileNotFoundError:
            return TechnicianState()
        except (OSError, ValueError) as error:
            # Damaged is not the same as new: the free tries are gone.
            logger.info("the technician's state starts anew: %s", type(error).__name__)
            return TechnicianState(lockout=Lockout(FREE_TRIES), operator_lockout=Lockout(FREE_TRIES))
