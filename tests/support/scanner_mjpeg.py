"""A camera that speaks MJPEG over loopback HTTP, with the faults such cameras have."""

from __future__ import annotations

import contextlib
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Behaviour(StrEnum):
    """What the server does after its first `good` pictures."""

    STREAM = "stream"
    FREEZE = "freeze"
    SLOW = "slow"
    HANG = "hang"
    DROP = "drop"
    GARBAGE = "garbage"
    HUGE = "huge"
    REFUSE = "refuse"
    REDIRECT = "redirect"
    NO_HEADERS = "no_headers"
    SLOW_HEADERS = "slow_headers"


class MjpegServer:
    """Serves one picture over and over, at 30 per second, each a little different as a sensor's are.

    Context manager; `url` is its address.
    """

    def __init__(
        self, picture: NDArray[np.uint8], behaviour: Behaviour = Behaviour.STREAM, *, good: int = 3
    ) -> None:
        self.jpegs = [_jpeg(picture), _jpeg(cv2.add(picture, np.full_like(picture, 3)))]
        self.behaviour = behaviour
        self.good = good
        self.connections = 0
        self.stopping = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                owner.serve(self)

            def log_message(self, *_: Any) -> None:  # the test bed wants silence
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="mjpeg-server")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """Address of the stream."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/stream"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        self.connections += 1
        if self.behaviour is Behaviour.REFUSE:
            handler.send_error(503)
            return
        if self.behaviour is Behaviour.REDIRECT:
            handler.send_response(302)
            handler.send_header("Location", self.url)
            handler.end_headers()
            return
        if self.behaviour is Behaviour.NO_HEADERS:
            self.stopping.wait(10)
            return
        if self.behaviour is Behaviour.SLOW_HEADERS:
            self._drip(handler)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "multipart/x-mixed-replace; boundary=f")
        handler.end_headers()
        try:
            self._stream(handler)
        except OSError:
            return

    def _drip(self, handler: BaseHTTPRequestHandler) -> None:
        """Begin an answer and never come to its end, a byte at a time."""
        with contextlib.suppress(OSError):
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX: ")
            while not self.stopping.wait(0.1):
                handler.wfile.write(b"x")

    def _stream(self, handler: BaseHTTPRequestHandler) -> None:
        sent = 0
        while not self.stopping.wait(1 / (4 if self.behaviour is Behaviour.SLOW else 30)):
            if sent >= self.good and self.behaviour is Behaviour.HANG:
                self.stopping.wait(30)
                return
            if sent >= self.good and self.behaviour is Behaviour.DROP:
                return
            body = self.jpegs[0 if self.behaviour is Behaviour.FREEZE else sent % 2]
            if sent >= self.good and self.behaviour is Behaviour.GARBAGE:
                body = b"\xff\xd8\xff" + b"rubbish" * 40 + b"\xff\xd9"
            if sent >= self.good and self.behaviour is Behaviour.HUGE:
                body = with_claimed_size(body)
            handler.wfile.write(b"--f\r\nContent-Type: image/jpeg\r\n\r\n" + body + b"\r\n")
            sent += 1


def _jpeg(picture: NDArray[np.uint8]) -> bytes:
    return bytes(cv2.imencode(".jpg", picture)[1])


def with_claimed_size(jpeg: bytes) -> bytes:
    """Let the header of a JPEG claim 65,500 pixels each way, whatever it holds."""
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + b"\xff\xdc\xff\xdc" + jpeg[at + 4 :]
