"""Asks the verification service about a scanned code, over HTTP: docs/openapi/resolver.yaml.

One request per question and never a second: the codes are one-time tokens, and a repeated one would be
refused as used. No redirect, no proxy from the environment, no cookie. The whole exchange has one deadline:
a server that sends a byte now and then satisfies any time-out between two bytes, so at the deadline the
socket itself is shut down.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import ipaddress
import logging
import secrets
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from scanner.licence import Recognised
from scanner.resolver import NotVerified, NotVerifiedReason, ServiceTrouble
from scanner.resolver_wire import (
    MAX_ANSWER_BYTES,
    SIGNATURE_HEADER,
    Resolution,
    ResolveRequest,
    SessionBegun,
    SessionRequest,
    SessionState,
    Untrustworthy,
    read_answer,
    verified,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from scanner.licence import Opaque
    from scanner.resolver import ResolverOutcome

AnswerKind = TypeVar("AnswerKind", Resolution, SessionBegun, SessionState)

_log = logging.getLogger(__name__)

_NONCE_BYTES: Final = 16
_KEY_BYTES: Final = 32
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """Where the service is and how each side knows the other.

    Attributes:
        base_url: https, or http on this machine itself; `/v1/...` is added.
        terminal: this terminal's id, known to the service.
        keys: the service's Ed25519 public keys (32 bytes) by key id.
        ca_file: PEM of the authority that signs the server's certificate; None = the system's.
        client_certificate: PEM of this terminal's certificate and key for mutual TLS.
        deadline_s: for the whole exchange.
    """

    base_url: str
    terminal: str
    keys: Mapping[str, bytes]
    ca_file: Path | None = None
    client_certificate: tuple[Path, Path] | None = None
    deadline_s: float = 3.0

    def __post_init__(self) -> None:
        """Refuse what could never be believed.

        Raises:
            ValueError: plain http to another machine, no key, or a key of another length.
        """
        parts = urlsplit(self.base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
            raise ValueError("the verification service needs https")
        if not self.keys or any(len(key) != _KEY_BYTES for key in self.keys.values()):
            raise ValueError("the verification service needs a pinned key of 32 bytes")


class ServiceLink:
    """Puts one question and gives the believed answer. One exchange at a time, from any one thread."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.settings = settings

    def ask(self, path: str, question: ResolveRequest | SessionRequest, kind: type[AnswerKind]) -> AnswerKind:
        """POST a question that has one kind of answer.

        Raises:
            Untrustworthy: no answer, none in time, or one that cannot be believed.
        """
        with _Deadline(self.settings.deadline_s) as deadline, self._session(deadline) as session:
            try:
                body, signature = self._exchange(session, path, question)
            except (requests.RequestException, HTTPError, OSError) as error:
                trouble = ServiceTrouble.TIMEOUT if deadline.is_over() else ServiceTrouble.UNREACHABLE
                raise Untrustworthy(trouble) from error
            if deadline.is_over():
                raise Untrustworthy(ServiceTrouble.TIMEOUT)
        answer = read_answer(body, signature, self.settings.keys, question.nonce)
        if not isinstance(answer, kind):
            raise Untrustworthy(ServiceTrouble.MALFORMED)
        return answer

    def _exchange(
        self, session: requests.Session, path: str, question: ResolveRequest | SessionRequest
    ) -> tuple[bytes, str]:
        response = session.post(
            self.settings.base_url.rstrip("/") + path,
            data=msgspec.json.encode(question),
            headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
            timeout=self.settings.deadline_s,
            allow_redirects=False,
            stream=True,
        )
        with contextlib.closing(response):
            if response.status_code != _OK:
                raise Untrustworthy(ServiceTrouble.SERVER_ERROR)
            body = response.raw.read(MAX_ANSWER_BYTES + 1, decode_content=False)
            return bytes(body), response.headers.get(SIGNATURE_HEADER, "")

    @contextlib.contextmanager
    def _session(self, deadline: _Deadline) -> Iterator[requests.Session]:
        settings = self.settings
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(settings.ca_file) if settings.ca_file else True
            if settings.client_certificate:
                certificate, key = settings.client_certificate
                session.cert = (str(certificate), str(key))
            for scheme in ("http://", "https://"):
                session.mount(scheme, _WatchedAdapter(deadline))
            yield session


class HttpResolver:
    """Asks about scanned codes; see `Resolver`. Blocks up to the deadline: on a worker's thread only."""

    def __init__(self, settings: ServiceSettings, *, new_nonce: Callable[[], str] | None = None) -> None:
        self._link = ServiceLink(settings)
        self._new_nonce = new_nonce or (lambda: secrets.token_hex(_NONCE_BYTES))

    def resolve(self, reading: Recognised | Opaque) -> ResolverOutcome:
        """Give identity and status, or say why not."""
        asked = reading.uscc if isinstance(reading, Recognised) else None
        try:
            answer = self._link.ask("/v1/resolve", self._question(reading), Resolution)
            if answer.outcome == "found":
                return verified(answer.entity, answer.at, asked)
        except Untrustworthy as fault:
            _log.info("verification service: %s", fault.trouble.value)
            return NotVerified(NotVerifiedReason.OFFLINE, fault.trouble)
        unsupported = answer.outcome == "unsupported"
        return NotVerified(NotVerifiedReason.UNSUPPORTED if unsupported else NotVerifiedReason.REFUSED)

    def _question(self, reading: Recognised | Opaque) -> ResolveRequest:
        terminal, nonce = self._link.settings.terminal, self._new_nonce()
        if isinstance(reading, Recognised):
            return ResolveRequest(terminal, nonce, reading.source.value, uscc=reading.uscc)
        token = base64.b64encode(reading.token).decode()
        return ResolveRequest(terminal, nonce, reading.kind.value, payload_b64=token)


class _Deadline:
    """Shuts every socket it was shown when the time is over. Context manager; one timer thread inside."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_s = 0.0
        self._lock = threading.Lock()
        self._over = False
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.name = "resolver-deadline"

    def __enter__(self) -> Self:
        self._ends_s = time.monotonic() + self._seconds
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self._timer.join()
        for watched in self._sockets:
            watched.close()

    def is_over(self) -> bool:
        """Whether the time is over."""
        return self._over or time.monotonic() >= self._ends_s

    def watch(self, watched: socket.socket) -> None:
        """Watch a connection. A duplicate: TLS takes the original apart, shutting either ends both."""
        with self._lock:
            self._sockets.append(watched.dup())
            if self._over:
                _shut(self._sockets[-1])

    def _expire(self) -> None:
        with self._lock:
            self._over = True
            for watched in self._sockets:
                _shut(watched)


def _shut(watched: socket.socket) -> None:
    with contextlib.suppress(OSError):
        watched.shutdown(socket.SHUT_RDWR)


class _WatchedAdapter(HTTPAdapter):
    """Connections whose sockets the deadline knows; it never retries (`max_retries` is 0 by default)."""

    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
        super().__init__()

    def get_connection_with_tls_context(self, *arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - passed on as they are
        """Give a pool whose connections show their sockets."""
        pool: Any = super().get_connection_with_tls_context(*arguments, **named)
        pool.ConnectionCls = functools.partial(
            _WatchedTls if pool.scheme == "https" else _WatchedPlain, deadline=self._deadline
        )
        return pool


class _WatchedPlain(HTTPConnection):
    def __init__(self, *arguments: Any, deadline: _Deadline, **named: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*arguments, **named)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        self._deadline.watch(connected)
        return connected


class _WatchedTls(HTTPSConnection):
    def __init__(self, *arguments: Any, deadline: _Deadline, **named: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*arguments, **named)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        self._deadline.watch(connected)
        return connected


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
