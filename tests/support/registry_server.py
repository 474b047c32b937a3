"""A loopback web server for a repository folder, with the faults a network can have. Real sockets, no mocks."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable
    from pathlib import Path

_STOP_DEADLINE_S = 5.0
_DRIP_PAUSE_S = 0.05


@dataclass
class Faults:
    """What goes wrong; each takes effect with the next request.

    Attributes:
        status: path suffix (or empty for every path) -> status code sent instead of the file.
        body: path suffix -> bytes sent with status 200 instead of the file.
        endless: path suffix that never ends.
        drip: path suffix sent a byte now and then, with its headers first.
        drip_headers: path suffix of which not even the headers end.
        cut_after: serve so many requests, then drop every connection.
        truncate: path suffix of which only half is sent, under its full length.
    """

    status: dict[str, int] = field(default_factory=dict)
    body: dict[str, bytes] = field(default_factory=dict)
    endless: str | None = None
    drip: str | None = None
    drip_headers: str | None = None
    cut_after: int | None = None
    truncate: str | None = None


class FaultyServer:
    """Serves one folder on loopback until left.

    Attributes:
        url: base of the repository; https when there is a TLS context.
        faults: what goes wrong.
        seen: paths asked for, in order.
    """

    def __init__(self, directory: Path, *, tls: ssl.SSLContext | None = None) -> None:
        self.directory = directory
        self._scheme = "https" if tls else "http"
        self.faults = Faults()
        self.seen: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.stopping = threading.Event()
        world = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10
            disable_nagle_algorithm = True  # headers and body are two writes: 40 ms of delayed ACK each

            def do_GET(self) -> None:
                _answer(world, self)

            def log_message(self, *_: object) -> None:
                return

        class Server(ThreadingHTTPServer):
            daemon_threads = False
            block_on_close = True

            def handle_error(self, *_: object) -> None:
                return

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="faulty-server"
        )

    @property
    def url(self) -> str:
        host, port = self._server.server_address[:2]
        return f"{self._scheme}://{host!s}:{port}/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(_STOP_DEADLINE_S)


def _answer(world: FaultyServer, request: BaseHTTPRequestHandler) -> None:
    world.seen.append(request.path)
    world.headers.append(dict(request.headers))
    faults = world.faults
    if faults.cut_after is not None and len(world.seen) > faults.cut_after:
        request.close_connection = True
        return
    special = _special(world, request)
    if special is not None:
        request.close_connection = True
        special()
        return
    for suffix, body in faults.body.items():
        if request.path.endswith(suffix):
            _send(request, 200, body)
            return
    for suffix, status in faults.status.items():
        if request.path.endswith(suffix):
            _send(request, status, b"no")
            return
    path = world.directory / request.path.lstrip("/")
    if path.is_file():
        _send(request, 200, path.read_bytes())
    else:
        _send(request, 404, b"")


def _special(world: FaultyServer, request: BaseHTTPRequestHandler) -> Callable[[], None] | None:
    faults, path = world.faults, request.path

    def endless() -> None:
        _start(request, None)
        while not world.stopping.is_set():
            request.wfile.write(b"x" * 8192)

    def drip() -> None:
        _start(request, 1_000_000)
        while not world.stopping.wait(_DRIP_PAUSE_S):
            request.wfile.write(b"x")

    def drip_headers() -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not world.stopping.wait(_DRIP_PAUSE_S):
            request.wfile.write(b"x")

    def truncate() -> None:
        data = (world.directory / path.lstrip("/")).read_bytes()
        _start(request, len(data))
        request.wfile.write(data[: len(data) // 2])

    choices: tuple[tuple[str | None, Any], ...] = (
        (faults.endless, endless),
        (faults.drip, drip),
        (faults.drip_headers, drip_headers),
        (faults.truncate, truncate),
    )
    return next((action for suffix, action in choices if suffix and path.endswith(suffix)), None)


def _start(request: BaseHTTPRequestHandler, length: int | None) -> None:
    request.send_response(200)
    if length is not None:
        request.send_header("Content-Length", str(length))
    request.send_header("Connection", "close")
    request.end_headers()


def _send(request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    request.send_response(status)
    if 300 <= status < 400:
        request.send_header("Location", "/elsewhere")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
