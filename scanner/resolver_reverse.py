"""The reverse flow: the terminal shows a code bound to its session, the owner's app scans it and consents.

It removes what a scanned code cannot rule out, a photographed one: the code is the terminal's own, new for
each session, and worth nothing after about a minute. Sequence: `begin` - show the code - `poll` every three
seconds - `Verified`, or an end without.
"""

from __future__ import annotations

import logging
import secrets
import time
from typing import TYPE_CHECKING, Final

from scanner.resolver import NotVerified, NotVerifiedReason, ServiceTrouble, ShownCode, Waiting
from scanner.resolver_http import ServiceLink
from scanner.resolver_wire import SessionBegun, SessionRequest, SessionState, Untrustworthy, verified

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.resolver import ResolverOutcome
    from scanner.resolver_http import ServiceSettings

_log = logging.getLogger(__name__)

_NONCE_BYTES: Final = 16
_LOST_MESSAGES: Final = frozenset(
    {ServiceTrouble.UNREACHABLE, ServiceTrouble.TIMEOUT, ServiceTrouble.SERVER_ERROR}
)
"""A poll may get lost and the next one get through; a forged answer ends the session."""


class HttpReverseFlow:
    """One session at a time; see `ReverseFlow`. Blocks up to the deadline: on a worker's thread only."""

    def __init__(self, settings: ServiceSettings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._link = ServiceLink(settings)
        self._clock = clock
        self._session: str | None = None
        self._ends_s = 0.0
        self._scanned = False

    def begin(self) -> ShownCode | NotVerified:
        """Ask for a code to show; a session under way is forgotten."""
        self.forget()
        try:
            answer = self._link.ask("/v1/sessions", self._question(None), SessionBegun)
        except Untrustworthy as fault:
            return self._end(fault.trouble)
        self._session, self._scanned = answer.session, False
        self._ends_s = self._clock() + answer.expires_in_s
        return ShownCode(answer.code, answer.expires_in_s)

    def poll(self) -> Waiting | ResolverOutcome:
        """Ask once how the session stands."""
        if self._session is None or self._clock() >= self._ends_s:
            self.forget()
            return NotVerified(NotVerifiedReason.REFUSED)
        try:
            return self._outcome(
                self._link.ask("/v1/sessions/poll", self._question(self._session), SessionState)
            )
        except Untrustworthy as fault:
            if fault.trouble in _LOST_MESSAGES:
                return Waiting(self._scanned, fault.trouble)
            return self._end(fault.trouble)

    def forget(self) -> None:
        """Drop the session."""
        self._session = None

    def _outcome(self, answer: SessionState) -> Waiting | ResolverOutcome:
        if answer.session != self._session:
            raise Untrustworthy(ServiceTrouble.REPLAYED)
        if answer.state in {"waiting", "scanned"}:
            self._scanned = answer.state == "scanned"
            return Waiting(self._scanned)
        self.forget()
        if answer.state == "confirmed":
            return verified(answer.entity, answer.at, None)
        return NotVerified(NotVerifiedReason.REFUSED)

    def _end(self, trouble: ServiceTrouble) -> NotVerified:
        _log.info("verification session: %s", trouble.value)
        self.forget()
        return NotVerified(NotVerifiedReason.OFFLINE, trouble)

    def _question(self, session: str | None) -> SessionRequest:
        return SessionRequest(self._link.settings.terminal, secrets.token_hex(_NONCE_BYTES), session)
