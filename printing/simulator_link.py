"""How bytes reach a simulated printer: a loopback TCP port, or a pty standing in for a serial line."""

from __future__ import annotations

import os
import select
import socket
import tty
from typing import Final, Protocol

_WAKE: Final = b"w"


class Link(Protocol):
    """One client at a time, as on a real printer; used by the printer's thread, `wake` by any."""

    url: str

    def receive(self, room: int, wait_s: float) -> bytes:
        """At most `room` bytes, waiting at most `wait_s` seconds; with no room it waits for a wake-up."""
        ...

    def send(self, data: bytes) -> None:
        """Send to the client; nothing happens when there is none."""
        ...

    def set_cut_off(self, is_cut_off: bool) -> None:  # noqa: FBT001 - the only argument
        """Pull or plug the cable."""
        ...

    def wake(self) -> None:
        """End the wait of `receive`."""
        ...

    def close(self) -> None:
        """Give everything back."""
        ...


class _Waker:
    """A pipe that ends a select."""

    def __init__(self) -> None:
        self.reader, self._writer = os.pipe()
        os.set_blocking(self.reader, False)
        os.set_blocking(self._writer, False)

    def wake(self) -> None:
        try:
            os.write(self._writer, _WAKE)
        except BlockingIOError:
            return

    def drain(self) -> None:
        try:
            os.read(self.reader, 4096)
        except BlockingIOError:
            return

    def close(self) -> None:
        os.close(self.reader)
        os.close(self._writer)


class TcpLink:
    """Port 9100 on the loopback address."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener: socket.socket | None = self._listen()
        self._waker = _Waker()
        self._client: socket.socket | None = None
        self.url = f"tcp://127.0.0.1:{self._port}"

    def receive(self, room: int, wait_s: float) -> bytes:
        """Accept a client or read from it."""
        watched: list[socket.socket | int] = [self._waker.reader]
        if self._client is None and self._listener is not None:
            watched.append(self._listener)
        if self._client is not None and room > 0:
            watched.append(self._client)
        ready, _, _ = select.select(watched, [], [], wait_s)
        if self._waker.reader in ready:
            self._waker.drain()
        if self._listener in ready and self._listener is not None:
            self._client, _ = self._listener.accept()
            self._client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return b""
        return self._read(room) if self._client in ready else b""

    def send(self, data: bytes) -> None:
        """Send; a client that has left loses it."""
        if self._client is None:
            return
        try:
            self._client.sendall(data)
        except OSError:
            self._drop_client()

    def set_cut_off(self, is_cut_off: bool) -> None:  # noqa: FBT001 - the only argument
        """Refuse connections while cut off."""
        if is_cut_off:
            # First the listener: a client that sees its end and tries again at once must be refused.
            if self._listener is not None:
                self._listener.close()
                self._listener = None
            self._drop_client()
        elif self._listener is None:
            self._listener = self._listen()

    def wake(self) -> None:
        """End a wait."""
        self._waker.wake()

    def close(self) -> None:
        """Close all sockets."""
        self._drop_client()
        if self._listener is not None:
            self._listener.close()
        self._waker.close()

    def _listen(self) -> socket.socket:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A small receive window, so that a full printer is felt by the sender as it would be on a real one.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        try:
            listener.bind(("127.0.0.1", self._port))
            listener.listen(1)
        except OSError:
            listener.close()
            raise
        self._port = int(listener.getsockname()[1])
        return listener

    def _read(self, room: int) -> bytes:
        if self._client is None:
            return b""
        try:
            data = self._client.recv(room)
        except OSError:
            data = b""
        if not data:
            self._drop_client()
        return data

    def _drop_client(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


class PtyLink:
    """A pseudo terminal; its other end is the serial device of the client."""

    def __init__(self, baud: int) -> None:
        self._waker = _Waker()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self._is_cut_off = False
        self.url = f"serial://{os.ttyname(self._slave)}?baud={baud}&flow=none"

    def receive(self, room: int, wait_s: float) -> bytes:
        """Read at most `room` bytes from the line."""
        watched = [self._waker.reader]
        if room > 0 and not self._is_cut_off:
            watched.append(self._master)
        ready, _, _ = select.select(watched, [], [], wait_s)
        if self._waker.reader in ready:
            self._waker.drain()
        if self._master not in ready:
            return b""
        try:
            return os.read(self._master, room)
        except OSError:
            return b""

    def send(self, data: bytes) -> None:
        """Send; what the line does not take is lost, as on a line without flow control."""
        try:
            os.write(self._master, data)
        except OSError:
            return

    def set_cut_off(self, is_cut_off: bool) -> None:  # noqa: FBT001 - the only argument
        """A serial line gives no sign of a pulled cable: bytes just stop."""
        self._is_cut_off = is_cut_off

    def wake(self) -> None:
        """End a wait."""
        self._waker.wake()

    def close(self) -> None:
        """Close both ends."""
        os.close(self._master)
        os.close(self._slave)
        self._waker.close()
