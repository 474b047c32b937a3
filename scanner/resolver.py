"""An opaque code, or a recognised one, -> identity and status, over a central service that may be absent.

Without a service every answer is "not verified", and the words on screen and paper say so. Nothing here ever
turns a scan into a verification by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from scanner.licence import Opaque, Recognised
    from scanner.uscc import Uscc


class EntityStatus(StrEnum):
    """State of a business in the register."""

    ACTIVE = "active"
    """Registered and operating."""
    REVOKED = "revoked"
    """Licence revoked by the authority."""
    DEREGISTERED = "deregistered"
    """Struck off the register."""
    OTHER = "other"
    """Anything the service reports beyond these."""


class NotVerifiedReason(StrEnum):
    """Why no identity is known."""

    OFFLINE = "offline"
    """The service did not answer in time."""
    REFUSED = "refused"
    """The service answered and does not know the code, or it is used up."""
    UNSUPPORTED = "unsupported"
    """No service is configured, or it does not take this kind of code."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What the service says, and when (aware UTC)."""

    name: str
    uscc: Uscc
    status: EntityStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class NotVerified:
    """No identity, with the reason."""

    reason: NotVerifiedReason


ResolverOutcome = Verified | NotVerified


class Resolver(Protocol):
    """Asks a service about a reading."""

    def resolve(self, reading: Recognised | Opaque) -> ResolverOutcome:
        """Give identity and status, or say why not.

        May block up to its own deadline: never on the GUI thread.
        """
        ...


class NoResolver:
    """The default: there is no service, so nothing is ever verified."""

    def resolve(self, reading: Recognised | Opaque) -> ResolverOutcome:
        """Answer at once that this is not supported."""
        del reading
        return NotVerified(NotVerifiedReason.UNSUPPORTED)
