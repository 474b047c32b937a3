"""Serve a repository folder on loopback, for tests and the demo; a real registry lies on any web server or CDN."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

_REQUEST_DEADLINE_S = 10.0
_STOP_POLL_S = 0.02


class RegistryServer:
    """A quiet static web server on 127.0.0.1, on a thread of its own named `registry-server`.

    Use as a context manager; it serves until the block ends.

    Args:
        directory: the repository folder.
        port: 0 = any free one.
    """

    def __init__(self, directory: Path, *, port: int = 0) -> None:
        self._server = _Server(("127.0.0.1", port), partial(_QuietHandler, directory=str(directory)))
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_STOP_POLL_S,), name="registry-server"
        )

    @property
    def url(self) -> str:
        """Base URL without a slash at its end: `http://127.0.0.1:40123`."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True


class _QuietHandler(SimpleHTTPRequestHandler):
    timeout = _REQUEST_DEADLINE_S
    # Headers and body are two writes: the second must not wait for the acknowledgement of the first.
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the base class gives it
        """Stay quiet: requests of a demo are of no interest to its log."""

    def list_directory(self, path: str) -> None:  # type: ignore[override] # never a listing
        """Answer 404: a registry is asked for by name only."""
        del path
        self.send_error(404)
