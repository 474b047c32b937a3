"""The operators' door: a short PIN for the staff of a hall, set at the terminal by a technician.

It opens three harmless pages and nothing else, so one factor is enough; wrong attempts are slowed down exactly as at
the technician's door, and counted apart, so that nobody shuts the other door with this one.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from kiosk_app.secrets.lockout import Lockout
from kiosk_app.secrets.login import KeypadShut, LoginRefused
from kiosk_app.secrets.pin import PIN_COST, SALT_BYTES, ScryptCost, hash_pin, pin_matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.secrets.lockout import Moment
    from kiosk_app.secrets.store import StateStore

OPERATOR_DIGITS = (4, 6)
"""Fewest and most."""


@dataclass(frozen=True, slots=True)
class OperatorIn:
    """The operators' pages are open."""


@dataclass(frozen=True, slots=True)
class NoOperatorPin:
    """No technician has set one."""


OperatorOutcome = OperatorIn | NoOperatorPin | LoginRefused | KeypadShut


class OperatorDoor:
    """Answers attempts. One thread; an attempt takes about a tenth of a second (scrypt).

    Args:
        store: shared with `TechnicianDoor`.
        moment: the time since boot.
        cost: of one guess.
    """

    def __init__(
        self, store: StateStore, moment: Callable[[], Moment], *, cost: ScryptCost = PIN_COST
    ) -> None:
        self._store = store
        self._moment = moment
        self._cost = cost
        resumed = store.state.operator_lockout.resumed(moment())
        if resumed != store.state.operator_lockout:
            self._count(resumed)

    def attempt(self, pin: str) -> OperatorOutcome:
        """Look at one attempt.

        Raises:
            SecretDamaged: the stored PIN is not in the form of this program.
        """
        state, now = self._store.state, self._moment()
        if not state.operator_pin:
            return NoOperatorPin()
        wait_s = state.operator_lockout.wait_s(now)
        if wait_s > 0:
            return KeypadShut(wait_s)
        # Before anything is compared: pulling the plug now must not make the attempt unhappen.
        self._count(state.operator_lockout.failed(now))
        if not pin_matches(pin, state.operator_pin):
            return LoginRefused(self._store.state.operator_lockout.wait_s(self._moment()))
        self._count(Lockout())
        return OperatorIn()

    def set_pin(self, pin: str) -> bool:
        """Let operators in by this PIN from now on; False when that is forgotten at the next start.

        Raises:
            ValueError: not four to six digits.
        """
        fewest, most = OPERATOR_DIGITS
        if not (pin.isascii() and pin.isdigit() and fewest <= len(pin) <= most):
            raise ValueError(f"an operator's PIN has {fewest} to {most} digits")
        hashed = hash_pin(pin, os.urandom(SALT_BYTES), self._cost)
        changed = msgspec.structs.replace(self._store.state, operator_pin=hashed, operator_lockout=Lockout())
        return self._store.save(changed)

    def _count(self, lockout: Lockout) -> None:
        self._store.save(msgspec.structs.replace(self._store.state, operator_lockout=lockout))
