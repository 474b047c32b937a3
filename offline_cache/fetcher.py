"""Where the bytes of a repository come from: a web server, or a folder such as a USB stick.

Both implement tuf's `FetcherInterface`, so every check is the same. Nothing here is trusted and nothing is stored.
The web one never waits past its deadlines: a server that sends a byte now and then satisfies any time-out between
two bytes, so at the deadline the connection itself is shut down from outside.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

import requests
from requests.adapters import HTTPAdapter
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

_CHUNK_BYTES = 65_536
_SMALL_ERROR_PAGE_BYTES = 4_096
_OK, _NOT_FOUND = 200, 404
_METADATA, _TARGETS = "metadata/", "targets/"


@dataclass(frozen=True, slots=True)
class FetchDeadlines:
    """How long one request may take.

    A 3G modem in a market hall gives 20 KB/s on a bad day; the largest file of a first synchronisation is 300 KB,
    which takes 15 s there, and twice that is the total.
    """

    connect_s: float = 5.0
    between_bytes_s: float = 10.0
    request_s: float = 30.0


class Fetcher(Protocol):
    """What a synchronisation needs of its source, beside tuf's `FetcherInterface`.

    Attributes:
        requests: number of files asked for since `opened`.
        bytes_received: bytes of content received since `opened`.
    """

    requests: int
    bytes_received: int

    @property
    def urls(self) -> tuple[str, str]:
        """Base of metadata and of targets, each with a trailing slash."""
        ...

    @property
    def interface(self) -> FetcherInterface:
        """The same object for tuf."""
        ...

    def opened(self, total_s: float) -> AbstractContextManager[None]:
        """Set the counters to 0 and give all requests inside the block this many seconds together."""
        ...


class HttpFetcher(FetcherInterface):
    """Fetches over HTTP with deadlines; no redirects, no proxy from the environment, no content encoding.

    One request at a time, from any one thread. While a request runs, a timer thread guards its deadline.

    Args:
        base_url: the repository, with or without a trailing slash; `metadata/` and `targets/` lie below.
        deadlines: for one request.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        base_url: str,
        *,
        deadlines: FetchDeadlines | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url.rstrip("/") + "/"
        self._deadlines = deadlines or FetchDeadlines()
        self._clock = clock
        self._guard = _DeadlineGuard()
        self._session: requests.Session | None = None
        self._total_ends_s = 0.0
        self.requests = 0
        self.bytes_received = 0

    @property
    def urls(self) -> tuple[str, str]:
        """Base of metadata and of targets."""
        return self._base_url + _METADATA, self._base_url + _TARGETS

    @property
    def interface(self) -> FetcherInterface:
        """The same object for tuf."""
        return self

    @contextlib.contextmanager
    def opened(self, total_s: float) -> Iterator[None]:
        """Set the counters to 0 and give all requests inside the block this many seconds together."""
        self.requests = 0
        self.bytes_received = 0
        self._total_ends_s = self._clock() + total_s
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Accept-Encoding"] = "identity"
            for scheme in ("http://", "https://"):
                session.mount(scheme, _GuardedAdapter(self._guard))
            self._session = session
            try:
                yield
            finally:
                self._session = None
                self._guard.let_go()

    def _fetch(self, url: str) -> Iterator[bytes]:
        if self._session is None:
            raise DownloadError("the fetcher is not open")
        self.requests += 1
        allowed_s = min(self._deadlines.request_s, self._total_ends_s - self._clock())
        if allowed_s <= 0:
            raise SlowRetrievalError(f"no time left for {_shown(url)}")
        stop_guarding = self._guard.arm(allowed_s)
        try:
            response = self._session.get(
                url,
                stream=True,
                allow_redirects=False,
                timeout=(
                    min(self._deadlines.connect_s, allowed_s),
                    min(self._deadlines.between_bytes_s, allowed_s),
                ),
            )
        except (requests.RequestException, OSError) as error:
            stop_guarding()
            raise self._fault(url) from error
        if response.status_code != _OK:
            stop_guarding()
            _let_go(response)
            status = response.status_code
            raise DownloadHTTPError(f"the server answered {status} for {_shown(url)}", status)
        return self._body(url, response, stop_guarding)

    def _body(
        self, url: str, response: requests.Response, stop_guarding: Callable[[], None]
    ) -> Iterator[bytes]:
        try:
            # read1 gives what has arrived; read would wait for a whole chunk.
            while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
                self.bytes_received += len(chunk)
                yield chunk
            if self._guard.expired:
                raise self._fault(url)
        except (HTTPError, OSError) as error:
            raise self._fault(url) from error
        finally:
            stop_guarding()
            response.close()

    def _fault(self, url: str) -> DownloadError:
        if self._guard.expired:
            return SlowRetrievalError(f"{_shown(url)} did not arrive before its deadline")
        return DownloadError(f"{_shown(url)} could not be fetched")


class FolderFetcher(FetcherInterface):
    """Reads a repository from a folder, e.g. a USB stick; the same checks follow as for the web.

    Args:
        directory: holds `metadata/` and `targets/`.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.requests = 0
        self.bytes_received = 0

    @property
    def urls(self) -> tuple[str, str]:
        """Base of metadata and of targets, relative to the folder."""
        return _METADATA, _TARGETS

    @property
    def interface(self) -> FetcherInterface:
        """The same object for tuf."""
        return self

    @contextlib.contextmanager
    def opened(self, total_s: float) -> Iterator[None]:  # noqa: ARG002 - a folder has no slow server
        """Set the counters to 0."""
        self.requests = 0
        self.bytes_received = 0
        yield

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.requests += 1
        inside = PurePosixPath(unquote(url))
        path = self._directory.joinpath(inside)
        if inside.is_absolute() or ".." in inside.parts or not path.is_file():
            raise DownloadHTTPError(f"there is no {_shown(url)} in the folder", _NOT_FOUND)
        return self._chunks(url, path)

    def _chunks(self, url: str, path: Path) -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    self.bytes_received += len(chunk)
                    yield chunk
        except OSError as error:
            raise DownloadError(f"{_shown(url)} cannot be read") from error


class _DeadlineGuard:
    """Shuts the running connection down when its time is over, whatever the other side keeps sending."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._armed = 0
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self.expired = False

    def connecting(self, connection: HTTPConnection) -> None:
        """Watch a connection whose socket appears only while it connects (a TLS handshake can drip too)."""
        self._connection, self._socket = connection, None

    def connected(self, connection: HTTPConnection) -> None:
        """Watch the socket itself: http.client drops it from the connection once the headers are read."""
        self._socket = connection.sock

    def let_go(self) -> None:
        """Close the connection now; urllib3 would leave that to the garbage collector."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._socket = None

    def arm(self, seconds: float) -> Callable[[], None]:
        """Start guarding one request; the callable returned ends it and may be called twice."""
        with self._lock:
            self._armed += 1
            self.expired = False
            timer = threading.Timer(seconds, self._expire, (self._armed,))
        timer.name = "fetch-deadline"
        timer.daemon = True
        timer.start()
        return timer.cancel

    def _expire(self, armed: int) -> None:
        with self._lock:
            if armed != self._armed:
                return
            self.expired = True
            connected = self._socket or (self._connection.sock if self._connection else None)
        if connected is not None:
            with contextlib.suppress(OSError):
                # The plain socket's method: a TLS socket's own would wait for nothing but changes its state.
                socket.socket.shutdown(connected, socket.SHUT_RDWR)


class _GuardedAdapter(HTTPAdapter):
    """An HTTP adapter whose connections report to the guard before they connect."""

    def __init__(self, guard: _DeadlineGuard) -> None:
        self._guard = guard
        super().__init__(max_retries=0, pool_connections=1, pool_maxsize=1)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed through
        super().init_poolmanager(*args, **kwargs)
        guard = self._guard

        class Connection(HTTPConnection):
            def connect(self) -> None:
                guard.connecting(self)
                super().connect()
                guard.connected(self)

        class TlsConnection(HTTPSConnection):
            def connect(self) -> None:
                guard.connecting(self)
                super().connect()
                guard.connected(self)

        class Pool(HTTPConnectionPool):
            ConnectionCls = Connection

        class TlsPool(HTTPSConnectionPool):
            ConnectionCls = TlsConnection

        self.poolmanager.pool_classes_by_scheme = {"http": Pool, "https": TlsPool}


def _let_go(response: requests.Response) -> None:
    """Drop an answer; a small one is read to its end first, so that the connection can be used again."""
    length = response.headers.get("Content-Length", "")
    with contextlib.suppress(requests.RequestException, HTTPError, OSError):
        if length.isdecimal() and int(length) <= _SMALL_ERROR_PAGE_BYTES:
            response.raw.read(_SMALL_ERROR_PAGE_BYTES, decode_content=False)
    response.close()


def _shown(url: str) -> str:
    return url.rpartition("/")[2]
