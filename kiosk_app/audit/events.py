"""What the audit log can say: a fixed list of events, each with its outcome and a few facts that name nobody.

An id is never renamed and never reused for something else: exports of years ago must stay readable. Texts are short
tokens and numbers are small, so that a name, a licence code or a telephone number has no place to stand in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_TOKEN = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
_DIGITS_IN_A_ROW = re.compile(r"\d{7}")
_LARGEST = 999_999_999
"""One digit fewer than the shortest telephone number with its area code."""


class EventId(StrEnum):
    """What happened."""

    APP_STARTED = "app-started"
    """The terminal shows its first screen."""
    APP_STOPPED = "app-stopped"
    """It ended on request; a start without this before it was a crash or a power cut."""
    SESSION_ENDED = "session-ended"
    """A visit is over and forgotten; `screens` = how many steps it had."""
    PRINT_ENDED = "print-ended"
    """A slip came to its end; `outcome` says which."""
    REGISTRY_SYNCED = "registry-synced"
    """A synchronisation ended; `seq` or `reason`."""
    REGISTRY_STATE = "registry-state"
    """What may be shown changed; `state`."""
    TERMINAL_PROVISIONED = "terminal-provisioned"
    """Settings were written; `source` = wizard, bundle or clone."""
    READINESS_MADE = "readiness-page-made"
    """The page with the terminal's identity and the anchor was printed or saved."""
    LOGIN = "technician-login"
    """An attempt at the technician's door; `factor`."""
    LOGOUT = "technician-logout"
    """The technician's mode ended."""
    PRINT_TESTED = "print-tested"
    """A test print, confirmed or refused by the person in front of it."""
    PAPER_CHANGED = "paper-changed"
    """Somebody says so."""
    SERVICE_CHANGED = "service-changed"
    """Put out of service, or back; `in_service` = 0 or 1."""
    SYNC_REQUESTED = "sync-requested"
    """Somebody at the terminal asked for the list now; `source` = network or stick."""
    EXAMINED = "terminal-examined"
    """The checks of the doctor were run on screen; `faults` = how many must be mended."""
    RESTART_REQUESTED = "restart-requested"
    """Somebody at the terminal asked for a fresh start; a failure while something was being printed."""
    OPERATOR_PIN_SET = "operator-pin-set"
    """A technician gave the staff of the hall a new PIN."""
    UPDATE_APPLIED = "update-applied"
    """A new program was put in, on trial; `version`."""
    UPDATE_PROVEN = "update-proven"
    """It was ready in time; `version`."""
    UPDATE_UNDONE = "update-undone"
    """Back to the program before; `version` of the one that was left, or gone back to by hand; `cause`."""
    AUDIT_EXPORTED = "audit-exported"
    """The log was copied; its head is now known outside."""
    AUDIT_ROTATED = "audit-rotated"
    """A new file begins; `oldest` = number of the oldest record still kept."""
    AUDIT_REPAIRED = "audit-repaired"
    """A line cut off by a power failure was removed; `bytes`."""
    AUDIT_LOST = "audit-lost"
    """The disk did not take records; `records` = how many are missing."""


class Disposition(StrEnum):
    """How it ended."""

    SUCCESS = "success"
    """As intended."""
    FAILURE = "failure"
    """Not as intended."""
    NA = "na"
    """Nothing that succeeds or fails."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One event. Facts: names and texts are tokens like `paper_out`, numbers are at most nine digits.

    Raises:
        ValueError: a fact that could carry somebody's data; a bug of the caller.
    """

    id: EventId
    disposition: Disposition = Disposition.NA
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, value in self.facts.items():
            if not (_is_token(name) and _is_harmless(value)):
                raise ValueError(f"the fact {name!r} of {self.id} is not a token or a small number")


def _is_token(text: str) -> bool:
    return bool(_TOKEN.fullmatch(text)) and not _DIGITS_IN_A_ROW.search(text)


def _is_harmless(value: str | int) -> bool:
    if isinstance(value, int):
        return -_LARGEST <= value <= _LARGEST
    return value == "" or _is_token(value)
