"""Ways to a printer, each operation with a deadline.

python-escpos opens the device (its connectors Network, Serial, Usb and File); reading and writing are done here on
what it opened, because its own calls neither bound their time nor say how much went out. A port never retries, is
used by one thread, and takes a fresh connector for every opening.

    tcp://host:9100    serial:///dev/ttyUSB0?baud=115200&flow=dtr    usb://    usb://04b8:0e15
    file:///dev/usb/lp0    sim://
"""

from __future__ import annotations

import os
import select
import socket
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from printing.simulator import SimulatedPrinter

_READ_BYTES: Final = 4096
_DEFAULT_TCP_PORT: Final = 9100
_BAUD_RATES: Final = frozenset({9600, 19200, 38400, 57600, 115200})


class PortFaultCode(StrEnum):
    """Stable codes of what can go wrong with a port."""

    BAD_URL = "bad_url"
    """The port's address cannot be understood."""
    NOT_FOUND = "not_found"
    """No such host, device file or USB printer."""
    BUSY = "busy"
    """Somebody else has it, or we may not open it."""
    GONE = "gone"
    """It was open and has disappeared."""
    STALLED = "stalled"
    """Bytes could not be handed over in time."""


class PortFault(Exception):  # noqa: N818 - faults are named after what happened
    """A port cannot be used.

    Attributes:
        code: what happened.
    """

    def __init__(self, code: PortFaultCode, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class Port(Protocol):
    """A two-way (or write-only) byte link to one printer; one owning thread.

    Attributes:
        can_read: False when answers cannot come back.
    """

    can_read: bool

    def open(self, deadline_s: float) -> None:
        """Open within `deadline_s` seconds from now. Raises PortFault."""
        ...

    def write(self, data: bytes | memoryview, deadline_s: float) -> int:
        """Hand over as much of `data` as the link takes within `deadline_s` seconds; return how many bytes.

        Raises PortFault; then a part may have gone out.
        """
        ...

    def read(self, deadline_s: float) -> bytes:
        """Whatever has come, waiting at most `deadline_s` seconds for the first byte; empty = nothing came.

        Raises PortFault (GONE) when the other side has closed.
        """
        ...

    def close(self) -> None:
        """Close; idempotent, never raises, never waits for a printer."""
        ...


def open_port(url: str) -> Port:
    """The port for an address; not yet opened.

    Raises:
        PortFault: BAD_URL.
    """
    parts = urlsplit(url)
    try:
        match parts.scheme:
            case "tcp" if parts.hostname:
                return TcpPort(parts.hostname, parts.port or _DEFAULT_TCP_PORT)
            case "serial" if parts.path:
                return _serial_port(parts.path, parse_qs(parts.query))
            case "file" if parts.path:
                return FilePort(Path(parts.path))
            case "usb":
                from printing.usb_port import usb_port  # noqa: PLC0415 - libusb is loaded only where it is used

                return usb_port(parts.netloc)
            case "sim":
                return SimulatorPort()
            case _:
                raise PortFault(PortFaultCode.BAD_URL, url)
    except ValueError as error:
        raise PortFault(PortFaultCode.BAD_URL, url) from error


def _serial_port(device: str, query: dict[str, list[str]]) -> SerialPort:
    baud = int(query.get("baud", ["115200"])[0])
    flow = SerialFlow(query.get("flow", ["dtr"])[0])
    if baud not in _BAUD_RATES:
        raise ValueError(baud)
    return SerialPort(Path(device), baud, flow)


@dataclass(slots=True)
class TcpPort:
    """Raw port 9100 over the Network connector. "Sent" means the kernel has it, nothing more."""

    host: str
    port: int
    can_read: bool = True
    _connector: Any = None

    def open(self, deadline_s: float) -> None:
        """Connect (IPv4 or IPv6); one connection, no other client may share it."""
        from printing.connectors import Network  # noqa: PLC0415 - 0.1 s; no printer is looked for before the first frame

        self.close()
        try:
            # WORKAROUND: the connector's own open() leaks its socket when the connection fails and knows only
            # IPv4; so it is given a connected socket, until it closes what it could not connect.
            device = socket.create_connection((self.host, self.port), timeout=deadline_s)
        except OSError as error:
            raise PortFault(PortFaultCode.NOT_FOUND, f"{self.host}:{self.port}") from error
        device.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        device.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._connector = Network(self.host, self.port, timeout=deadline_s)
        self._connector.device = device

    def write(self, data: bytes | memoryview, deadline_s: float) -> int:
        """Send; the count is what the kernel has taken."""
        device = self._opened()
        try:
            if not select.select([], [device], [], max(0.0, deadline_s))[1]:
                return 0
            device.settimeout(max(0.001, deadline_s))
            return int(device.send(data))
        except TimeoutError:
            return 0
        except (OSError, ValueError) as error:
            raise PortFault(PortFaultCode.GONE, str(error)) from error

    def read(self, deadline_s: float) -> bytes:
        """Receive once."""
        device = self._opened()
        try:
            if not select.select([device], [], [], max(0.0, deadline_s))[0]:
                return b""
            device.settimeout(1.0)
            data: bytes = device.recv(_READ_BYTES)
        except (OSError, ValueError) as error:
            raise PortFault(PortFaultCode.GONE, str(error)) from error
        if not data:
            raise PortFault(PortFaultCode.GONE, "closed by the printer")
        return data

    def close(self) -> None:
        """Drop the connection."""
        connector, self._connector = self._connector, None
        if connector is not None:
            connector.close()

    def _opened(self) -> Any:  # noqa: ANN401 - a socket, from an untyped library
        if self._connector is None:
            raise PortFault(PortFaultCode.GONE, "not open")
        return self._connector.device


class SerialFlow(StrEnum):
    """Who stops the sender when the printer's buffer is full."""

    DTR = "dtr"
    """The DSR line, the usual wiring of receipt printers."""
    RTS = "rts"
    """The CTS line."""
    XON = "xon"
    """XON/XOFF characters."""
    NONE = "none"
    """Nobody: only the window of the engine."""


@dataclass(slots=True)
class SerialPort:
    """A serial line over the Serial connector, with the write timeout it does not set."""

    device: Path
    baud: int
    flow: SerialFlow
    can_read: bool = True
    _connector: Any = None

    def open(self, deadline_s: float) -> None:
        """Open the line, 8N1, exclusively."""
        from printing.connectors import DeviceNotFoundError, Serial  # noqa: PLC0415 - as above

        self.close()
        connector = Serial(
            str(self.device),
            baudrate=self.baud,
            timeout=deadline_s,
            xonxoff=self.flow is SerialFlow.XON,
            dsrdtr=self.flow is SerialFlow.DTR,
        )
        try:
            connector.open()
        except DeviceNotFoundError as error:
            code = PortFaultCode.BUSY if self.device.exists() else PortFaultCode.NOT_FOUND
            raise PortFault(code, str(self.device)) from error
        connector.device.rtscts = self.flow is SerialFlow.RTS
        self._connector = connector

    def write(self, data: bytes | memoryview, deadline_s: float) -> int:
        """Send what the line takes; pyserial's own write does not tell how much went out before its timeout."""
        return _write_descriptor(self._opened().fileno(), data, deadline_s)

    def read(self, deadline_s: float) -> bytes:
        """Read what is there; empty is "no answer", never a status."""
        device = self._opened()
        try:
            device.timeout = max(0.0, deadline_s)
            first: bytes = device.read(1)
            if not first:
                return b""
            waiting = device.in_waiting
            rest: bytes = device.read(min(waiting, _READ_BYTES)) if waiting else b""
        except (OSError, TypeError) as error:
            # WORKAROUND: pyserial raises TypeError when the descriptor vanishes during a read.
            raise PortFault(PortFaultCode.GONE, str(error)) from error
        return first + rest

    def close(self) -> None:
        """Close without waiting for the line to drain."""
        connector, self._connector = self._connector, None
        if connector is None:
            return
        try:
            # The connector flushes at closing, which would wait for a blocked printer forever.
            connector.device.reset_output_buffer()
            connector.device.close()
        except OSError:
            return

    def _opened(self) -> Any:  # noqa: ANN401 - a pyserial device, from an untyped library
        if self._connector is None:
            raise PortFault(PortFaultCode.GONE, "not open")
        return self._connector.device


@dataclass(slots=True)
class FilePort:
    """A device file or a plain file over the File connector: no answers, so no status and no proof."""

    path: Path
    can_read: bool = False
    _connector: Any = None

    def open(self, deadline_s: float) -> None:  # noqa: ARG002 - opening a file does not wait
        """Open for writing."""
        from printing.connectors import DeviceNotFoundError, File  # noqa: PLC0415 - as above

        self.close()
        connector = File(str(self.path))
        try:
            connector.open()
        except DeviceNotFoundError as error:
            raise PortFault(PortFaultCode.NOT_FOUND, str(self.path)) from error
        os.set_blocking(connector.device.fileno(), False)
        self._connector = connector

    def write(self, data: bytes | memoryview, deadline_s: float) -> int:
        """Write what the device takes."""
        if self._connector is None:
            raise PortFault(PortFaultCode.GONE, "not open")
        return _write_descriptor(self._connector.device.fileno(), data, deadline_s)

    def read(self, deadline_s: float) -> bytes:  # noqa: ARG002 - nothing can come
        """Nothing, ever."""
        return b""

    def close(self) -> None:
        """Close the file."""
        connector, self._connector = self._connector, None
        if connector is not None:
            connector.close()


def _write_descriptor(descriptor: int, data: bytes | memoryview, deadline_s: float) -> int:
    try:
        if not select.select([], [descriptor], [], max(0.0, deadline_s))[1]:
            return 0
        return os.write(descriptor, data)
    except BlockingIOError:
        return 0
    except OSError as error:
        raise PortFault(PortFaultCode.GONE, str(error)) from error


class SimulatorPort:
    """A simulated printer of its own, alive as long as the port is open."""

    can_read = True

    def __init__(self) -> None:
        self._printer: SimulatedPrinter | None = None
        self._tcp: TcpPort | None = None

    def open(self, deadline_s: float) -> None:
        """Start the printer and connect to it."""
        from printing.simulator import SimulatedPrinter  # noqa: PLC0415 - only where no real printer is

        self.close()
        self._printer = SimulatedPrinter()
        self._printer.start()
        self._tcp = TcpPort("127.0.0.1", self._printer.tcp_port)
        self._tcp.open(deadline_s)

    def write(self, data: bytes | memoryview, deadline_s: float) -> int:
        """As TcpPort."""
        return self._opened().write(data, deadline_s)

    def read(self, deadline_s: float) -> bytes:
        """As TcpPort."""
        return self._opened().read(deadline_s)

    def close(self) -> None:
        """Disconnect and stop the printer."""
        if self._tcp is not None:
            self._tcp.close()
        if self._printer is not None:
            self._printer.stop()
        self._tcp = self._printer = None

    def _opened(self) -> TcpPort:
        if self._tcp is None:
            raise PortFault(PortFaultCode.GONE, "not open")
        return self._tcp
