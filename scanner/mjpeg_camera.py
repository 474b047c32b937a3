"""A camera that serves `multipart/x-mixed-replace` JPEG over HTTP, read with our own deadlines.

Not through OpenCV: its HTTP reader follows redirects and hangs for as long as the server likes. Pictures are
found by their JPEG markers, so that it does not matter which boundary or headers a server writes.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import cv2
import numpy as np

from scanner.camera import CameraFault, CameraFaultCode, Frame, MjpegUrl

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_START: Final = b"\xff\xd8\xff"
_END: Final = b"\xff\xd9"
_MAX_PICTURE_BYTES: Final = 4_000_000
_CHUNK_BYTES: Final = 65_536
_OPEN_S: Final = 0.9
"""To connect, and once more until the answer begins: together less than the silence after which a child is replaced."""
_BAD_PICTURES_ALLOWED: Final = 5
_OK: Final = 200


class MjpegCamera:
    """One connection to an MJPEG server; no redirect, no proxy, no retry inside."""

    def __init__(self, source: MjpegUrl, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = source.url
        self._clock = clock
        self._connection: http.client.HTTPConnection | None = None
        self._response: http.client.HTTPResponse | None = None
        self._socket: socket.socket | None = None
        self._buffer = bytearray()
        self._bad = 0

    def open(self) -> None:
        """Connect and ask for the stream. See `Camera.open`."""
        self.close()
        parts = urlsplit(self._url)
        if parts.scheme != "http" or not parts.hostname:
            raise CameraFault(CameraFaultCode.GONE, "only http:// addresses")
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_OPEN_S)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            self._connection.connect()
            # The connection lets go of its socket once the answer begins; the deadline of every read is set
            # on it.
            self._socket = self._connection.sock
            self._response = self._ask(self._connection, self._connection.sock, target)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            silent = isinstance(error, TimeoutError)
            code = CameraFaultCode.SILENT if silent else CameraFaultCode.GONE
            raise CameraFault(code, type(error).__name__) from error
        if self._response.status != _OK:
            status = self._response.status
            self.close()
            raise CameraFault(CameraFaultCode.GONE, f"status {status}")

    def read(self, deadline_s: float) -> Frame:
        """Wait for the next picture. See `Camera.read`."""
        until = self._clock() + deadline_s
        while True:
            picture = self._take_picture()
            if picture is None:
                self._receive(until)
                continue
            pixels = _unpack(picture)
            if pixels is not None:
                self._bad = 0
                return Frame(pixels, self._clock())
            self._bad += 1
            if self._bad > _BAD_PICTURES_ALLOWED:
                raise CameraFault(CameraFaultCode.NOT_A_PICTURE, "no picture in the stream")

    def close(self) -> None:
        """Hang up."""
        if self._response is not None:
            self._response.close()
            self._response = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._socket = None
        self._buffer.clear()
        self._bad = 0

    @staticmethod
    def _ask(
        connection: http.client.HTTPConnection, channel: socket.socket, target: str
    ) -> http.client.HTTPResponse:
        """Ask for the stream. The timer is for a server that sends its headers byte by byte."""
        late = threading.Event()

        def hang_up() -> None:
            late.set()
            with contextlib.suppress(OSError):
                channel.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(_OPEN_S, hang_up)
        timer.start()
        try:
            connection.request("GET", target, headers={"Accept": "multipart/x-mixed-replace"})
            response = connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            if late.is_set():
                raise TimeoutError from error
            raise
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():
            # Headers that were cut off read like complete ones.
            response.close()
            raise TimeoutError
        return response

    def _take_picture(self) -> bytes | None:
        start = self._buffer.find(_START)
        if start < 0:
            del self._buffer[: max(0, len(self._buffer) - len(_START))]
            return None
        end = self._buffer.find(_END, start)
        if end < 0:
            del self._buffer[:start]
            return None
        picture = bytes(self._buffer[start : end + len(_END)])
        del self._buffer[: end + len(_END)]
        return picture

    def _receive(self, until: float) -> None:
        left_s = until - self._clock()
        if self._response is None or self._socket is None:
            raise CameraFault(CameraFaultCode.GONE, "not open")
        if left_s <= 0:
            raise CameraFault(CameraFaultCode.SILENT)
        if len(self._buffer) > _MAX_PICTURE_BYTES:
            raise CameraFault(CameraFaultCode.NOT_A_PICTURE, "no end of picture in sight")
        try:
            self._socket.settimeout(left_s)
            data = self._response.read1(_CHUNK_BYTES)
        except TimeoutError as error:
            raise CameraFault(CameraFaultCode.SILENT) from error
        except (OSError, http.client.HTTPException) as error:
            raise CameraFault(CameraFaultCode.GONE, type(error).__name__) from error
        if not data:
            raise CameraFault(CameraFaultCode.GONE, "the server hung up")
        self._buffer += data


def _unpack(untrusted: bytes) -> NDArray[np.uint8] | None:
    try:
        pixels = cv2.imdecode(np.frombuffer(untrusted, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        # A header that asks for more pixels or memory than there may be.
        return None
    return None if pixels is None else np.asarray(pixels, dtype=np.uint8)
