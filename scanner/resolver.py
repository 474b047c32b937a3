"""An opaque code, or a recognised one, -> identity and status, over a central service that may be absent.

Without a service every answer is "not verified", and the words on screen and paper say so. Nothing here ever
turns a scan into a verification by itself. The adapters that speak to a service are `scanner.resolver_http`
(a scanned code) and `scanner.resolver_reverse` (a code the terminal shows); they are imported by themselves,
because they load an HTTP library.
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
    """The service gave no answer in time that can be believed."""
    REFUSED = "refused"
    """The service answered and does not know the code, or it is used up."""
    UNSUPPORTED = "unsupported"
    """No service is configured, or it does not take this kind of code."""


class ServiceTrouble(StrEnum):
    """What lies behind `OFFLINE`, for technicians; a person is told the reason only."""

    NONE = "none"
    """The service answered as it should."""
    UNREACHABLE = "unreachable"
    """No connection, or it broke."""
    TIMEOUT = "timeout"
    """The whole answer was not there before the deadline."""
    SERVER_ERROR = "server_error"
    """A status other than 200."""
    MALFORMED = "malformed"
    """Too large, not the message agreed, or values that cannot be."""
    WRONG_SIGNER = "wrong_signer"
    """Not signed, or not by a pinned key."""
    REPLAYED = "replayed"
    """The answer to another question."""


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
    trouble: ServiceTrouble = ServiceTrouble.NONE


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


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A code for the terminal's screen, bound to one session. `text`: an https link to draw as a QR code."""

    text: str
    expires_in_s: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nobody has confirmed yet. `scanned`: the owner's app has read the code and asks its owner."""

    scanned: bool
    trouble: ServiceTrouble = ServiceTrouble.NONE


class ReverseFlow(Protocol):
    """The terminal shows a code, the owner's app scans it and consents. All methods on one worker thread."""

    def begin(self) -> ShownCode | NotVerified:
        """Ask for a code to show; a session under way is forgotten."""
        ...

    def poll(self) -> Waiting | ResolverOutcome:
        """Ask once how the session stands; call every three seconds until it is no longer `Waiting`."""
        ...

    def forget(self) -> None:
        """Drop the session: its answer is of no interest any more."""
        ...
