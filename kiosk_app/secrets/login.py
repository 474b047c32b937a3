"""The technician's door: PIN and a second factor together, one answer for both.

What was wrong is never said: a stranger learns nothing from a refusal. A recovery code counts as second factor at any
time, also while the keypad is shut, because it cannot be guessed and somebody may have shut the keypad on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from kiosk_app.secrets.lockout import Lockout, Moment
from kiosk_app.secrets.pin import pin_matches
from kiosk_app.secrets.recovery import find_code
from kiosk_app.secrets.totp import from_base32, matching_step

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk_app.secrets.store import StateStore, TechnicianSecrets, TechnicianState


class SecondFactor(StrEnum):
    """What opened the door besides the PIN."""

    TOTP = "totp"
    """The code of the telephone."""
    RECOVERY = "recovery"
    """A recovery code, now used up."""


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The door is open; `codes_left` recovery codes are unused."""

    by: SecondFactor
    codes_left: int


@dataclass(frozen=True, slots=True)
class LoginRefused:
    """PIN or code wrong, or code used before; the next attempt is looked at after `wait_s`."""

    wait_s: float


@dataclass(frozen=True, slots=True)
class KeypadShut:
    """Not looked at: too many wrong attempts; again after `wait_s`."""

    wait_s: float


LoginOutcome = LoggedIn | LoginRefused | KeypadShut


class TechnicianDoor:
    """Answers attempts. One thread; an attempt takes up to half a second (scrypt), so not the GUI thread.

    Args:
        secrets: of `read_secrets`.
        store: survives restarts.
        moment: the time since boot, see `machine_moment`.
    """

    def __init__(self, secrets: TechnicianSecrets, store: StateStore, moment: Callable[[], Moment]) -> None:
        self._secrets = secrets
        self._store = store
        self._moment = moment
        self._resume()

    def wait_s(self) -> float:
        """Seconds the keypad stays shut; 0 = open."""
        return self._store.state.lockout.wait_s(self._moment())

    def attempt(self, pin: str, code: str, now: datetime, *, clock_is_suspect: bool) -> LoginOutcome:
        """Look at one attempt.

        Args:
            pin: as typed.
            code: of the telephone, or a recovery code.
            now: the wall clock, aware.
            clock_is_suspect: the telephone's code cannot be checked then; a recovery code can.

        Raises:
            SecretDamaged: the stored secrets are not in the form of this program.
        """
        before = self._store.state
        recovery = self._unused(code, before)
        wait_s = before.lockout.wait_s(self._moment())
        if wait_s > 0 and recovery is None:
            return KeypadShut(wait_s)
        counted = msgspec.structs.replace(before, lockout=before.lockout.failed(self._moment()))
        # Before anything is compared: pulling the plug now must not make the attempt unhappen.
        self._store.save(counted)
        step = None if clock_is_suspect else self._step(code, now, before)
        pin_is_right = pin_matches(pin, self._secrets.pin)
        if not pin_is_right or (step is None and recovery is None):
            return LoginRefused(self.wait_s())
        return self._open(counted, step, recovery)

    def _open(self, state: TechnicianState, step: int | None, recovery: str | None) -> LoginOutcome:
        if recovery is None:
            last_step = step if step is not None else state.last_step
            state = msgspec.structs.replace(state, lockout=Lockout(), last_step=last_step)
            self._store.save(state)
            return LoggedIn(SecondFactor.TOTP, self._left(state))
        used = msgspec.structs.replace(state, lockout=Lockout(), used=(*state.used, recovery))
        if not self._store.save(used):
            # Single use cannot be promised on a disk that forgets: then the code is not good for the door.
            self._store.save(state)
            return LoginRefused(self.wait_s())
        return LoggedIn(SecondFactor.RECOVERY, self._left(used))

    def _resume(self) -> None:
        state = self._store.state
        resumed = state.lockout.resumed(self._moment())
        if resumed != state.lockout:
            self._store.save(msgspec.structs.replace(state, lockout=resumed))

    def _step(self, code: str, now: datetime, state: TechnicianState) -> int | None:
        return matching_step(from_base32(self._secrets.totp), code, now, state.last_step)

    def _unused(self, code: str, state: TechnicianState) -> str | None:
        secrets = self._secrets
        found = find_code(code, bytes.fromhex(secrets.recovery_salt), secrets.cost, secrets.recovery)
        return None if found in state.used else found

    def _left(self, state: TechnicianState) -> int:
        return len(set(self._secrets.recovery) - set(state.used))
