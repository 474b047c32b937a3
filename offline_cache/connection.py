"""Connections that never outlive a deadline: name lookup, connecting, TLS, headers and body.

A server that sends a byte now and then satisfies any time-out between two bytes, so at the deadline the connection
itself is shut down from outside. Before there is a connection, the lookup is left behind and each attempt to connect
gets only the time that is left.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

Address = tuple[Any, Any, int, str, tuple[Any, ...]]
"""Family, kind, protocol, canonical name and address, as `socket.getaddrinfo` gives them."""


class DeadlineGuard:
    """Shuts the running connection down when its time is over, whatever the other side keeps sending.

    Attributes:
        why: one English sentence where no connection came about; empty otherwise.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed = 0
        self._connection: HTTPConnection | None = None
        self._watched: socket.socket | None = None
        self._ends_s = 0.0
        self.why = ""

    @property
    def expired(self) -> bool:
        """True when the running request, or the last one, has come to its deadline."""
        return self.remaining_s() <= 0

    def remaining_s(self) -> float:
        """Give the seconds the running request has left."""
        return self._ends_s - time.monotonic()

    def watch(self, connection: HTTPConnection, fresh: socket.socket) -> None:
        """Watch a connection from its first moment on, by a second handle on its socket.

        TLS takes the first handle away before its handshake, and http.client drops it once the headers are read.

        Raises:
            TimeoutError: the deadline came while it connected.
        """
        with self._lock:
            self._forget()
            self._connection, self._watched = connection, fresh.dup()
            if self.expired:
                raise TimeoutError("the deadline has passed")

    def let_go(self) -> None:
        """Close the connection now; urllib3 would leave that to the garbage collector."""
        if self._connection is not None:
            self._connection.close()
        with self._lock:
            self._forget()

    def arm(self, seconds: float) -> Callable[[], None]:
        """Start guarding one request; the callable returned ends it and may be called twice."""
        with self._lock:
            self._armed += 1
            self.why = ""
            self._ends_s = time.monotonic() + seconds
            timer = threading.Timer(seconds, self._expire, (self._armed,))
        timer.name = "fetch-deadline"
        timer.daemon = True
        timer.start()
        return timer.cancel

    def _expire(self, armed: int) -> None:
        with self._lock:
            if armed == self._armed and self._watched is not None:
                with contextlib.suppress(OSError):
                    self._watched.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        if self._watched is not None:
            self._watched.close()
        self._connection = self._watched = None


class NameLookup:
    """Finds the addresses of a name on a thread that can be left behind.

    The system's resolver takes no deadline: with a dead name server it answers after 10 s to a minute, and some
    modules of it never do. A lookup that is not over in time stays the one that is waited for next time, so that
    never more than one thread is left behind.

    Args:
        resolve: `socket.getaddrinfo`, or something of its form.
    """

    def __init__(self, resolve: Callable[..., list[Address]] = socket.getaddrinfo) -> None:
        self._resolve = resolve
        self._running: tuple[str, int, Future[list[Address]]] | None = None

    def addresses(self, host: str, port: int, within_s: float) -> list[Address]:
        """Find the addresses of a name; a literal address needs no lookup.

        Raises:
            TimeoutError: no answer within the time.
            OSError: the name is not known.
        """
        with contextlib.suppress(ValueError):
            ipaddress.ip_address(host)
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        running = self._running
        if running is None or running[:2] != (host, port):
            running = self._running = (host, port, self._start(host, port))
        answer = running[2]
        try:
            return answer.result(max(within_s, 0.0))
        finally:
            if answer.done():
                self._running = None

    def _start(self, host: str, port: int) -> Future[list[Address]]:
        answer: Future[list[Address]] = Future()

        def look_up() -> None:
            try:
                answer.set_result(self._resolve(host, port, type=socket.SOCK_STREAM))
            except (OSError, UnicodeError) as error:
                answer.set_exception(error)

        threading.Thread(target=look_up, name="name-lookup", daemon=True).start()
        return answer


class GuardedAdapter(HTTPAdapter):
    """An HTTP adapter whose connections report to the guard before they connect, and connect within its deadline."""

    def __init__(self, guard: DeadlineGuard, lookup: NameLookup) -> None:
        self._guard, self._lookup = guard, lookup
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed through
        """Let the pools make connections that keep the deadline."""
        super().init_poolmanager(*args, **kwargs)
        guard, lookup = self._guard, self._lookup

        class Connection(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _connected(self, guard, lookup)

        class TlsConnection(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _connected(self, guard, lookup)

        class Pool(HTTPConnectionPool):
            ConnectionCls = Connection

        class TlsPool(HTTPSConnectionPool):
            ConnectionCls = TlsConnection

        self.poolmanager.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}


def _connected(connection: HTTPConnection, guard: DeadlineGuard, lookup: NameLookup) -> socket.socket:
    """Look the name up and try its addresses in turn; lookup and all attempts together end at the deadline.

    Raises:
        urllib3.exceptions.NewConnectionError: no address answered.
    """
    host = connection.host.strip("[]")
    each_s = float(connection.timeout) if isinstance(connection.timeout, int | float) else guard.remaining_s()
    try:
        addresses = lookup.addresses(host, connection.port, min(each_s, guard.remaining_s()))
    except (OSError, UnicodeError) as error:
        late = isinstance(error, TimeoutError)
        guard.why = f"the name {host} was not resolved " + ("in time" if late else f"({error})")
        raise NewConnectionError(connection, guard.why) from error
    for info in addresses:
        allowed_s = min(each_s, guard.remaining_s())
        if allowed_s <= 0:
            break
        try:
            return _dialled(connection, guard, info, allowed_s)
        except OSError as error:
            guard.why = f"{host} does not answer ({error})"
    raise NewConnectionError(connection, guard.why or f"{host} has no address")


def _dialled(
    connection: HTTPConnection, guard: DeadlineGuard, info: Address, allowed_s: float
) -> socket.socket:
    family, kind, protocol, _, address = info
    fresh = socket.socket(family, kind, protocol)
    try:
        for option in connection.socket_options or ():
            fresh.setsockopt(*option)
        fresh.settimeout(allowed_s)
        fresh.connect(address)
        guard.watch(connection, fresh)
    except OSError:
        fresh.close()
        raise
    return fresh
