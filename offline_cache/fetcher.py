"""Where the bytes of a repository come from: what a source is, and the one that asks a web server.

The other one, a folder such as a USB stick, is `folder_fetcher.py`; both implement tuf's `FetcherInterface`, so every
check is the same. Nothing here is trusted and nothing is stored. No request outlives its deadline, see
`connection.py`.
"""

from __future__ import annotations

import contextlib
import ssl
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import requests
from tuf.api.exceptions import DownloadError, DownloadHTTPError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface
from urllib3.exceptions import HTTPError

from offline_cache.connection import DeadlineGuard, GuardedAdapter, NameLookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

_CHUNK_BYTES = 65_536
_SMALL_ERROR_PAGE_BYTES = 4_096
_OK = 200
_METADATA, _TARGETS = "metadata/", "targets/"


@dataclass(frozen=True, slots=True)
class FetchDeadlines:
    """How long one request may take.

    A 3G modem in a market hall gives 20 KB/s on a bad day; the largest file of a first synchronisation is 300 KB,
    which takes 15 s there, and twice that is the total.

    Attributes:
        connect_s: for looking the name up, and again for each address that is tried.
        between_bytes_s: without a byte.
        request_s: for all of it together.
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
        ca_file: PEM file of the authorities that vouch for an https server, in place of the public ones.
        lookup: finds the addresses of the server's name.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        base_url: str,
        *,
        deadlines: FetchDeadlines | None = None,
        ca_file: Path | None = None,
        lookup: NameLookup | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base_url = base_url.rstrip("/") + "/"
        self._deadlines = deadlines or FetchDeadlines()
        self._ca_file = ca_file
        self._lookup = lookup or NameLookup()
        self._clock = clock
        self._guard = DeadlineGuard()
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
        """Set the counters to 0 and give all requests inside the block this many seconds together.

        Raises:
            DownloadError: the file of the authorities cannot be used.
        """
        self.requests = 0
        self.bytes_received = 0
        self._total_ends_s = self._clock() + total_s
        with requests.Session() as session:
            session.trust_env = False
            session.verify = self._authorities()
            session.headers["Accept-Encoding"] = "identity"
            for scheme in ("http://", "https://"):
                session.mount(scheme, GuardedAdapter(self._guard, self._lookup))
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
            raise self._fault(url, error) from error
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

    def _authorities(self) -> str | bool:
        if self._ca_file is None:
            return True
        try:
            ssl.create_default_context(cafile=self._ca_file)
        except OSError as error:
            raise DownloadError(f"{self._ca_file} is not a file of certificates in PEM form") from error
        return str(self._ca_file)

    def _fault(self, url: str, error: Exception | None = None) -> DownloadError:
        if self._guard.expired:
            return SlowRetrievalError(f"{_shown(url)} did not arrive before its deadline")
        if isinstance(error, requests.exceptions.SSLError):
            why = f": TLS was refused ({_innermost(error)})"
        else:
            why = f": {self._guard.why}" if self._guard.why else ""
        return DownloadError(f"{_shown(url)} could not be fetched{why}")


def _let_go(response: requests.Response) -> None:
    """Drop an answer; a small one is read to its end first, so that the connection can be used again."""
    length = response.headers.get("Content-Length", "")
    with contextlib.suppress(requests.RequestException, HTTPError, OSError):
        if length.isdecimal() and int(length) <= _SMALL_ERROR_PAGE_BYTES:
            response.raw.read(_SMALL_ERROR_PAGE_BYTES, decode_content=False)
    response.close()


def _innermost(error: BaseException) -> str:
    """Say what OpenSSL said, without the layers that wrapped it."""
    for arg in error.args:
        if isinstance(arg, BaseException):
            return _innermost(arg)
    reason = getattr(error, "reason", None)
    return _innermost(reason) if isinstance(reason, BaseException) else str(error)


def _shown(url: str) -> str:
    return url.rpartition("/")[2]
