"""A USB printer over the Usb connector, found by vendor and product or as the only printer there.

The connector resets the device when it opens it: so it is opened once, kept open, and never reopened while a job is
not final (the engine sees to that). Times are milliseconds here, and never 0, which would mean forever.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

import usb.core
import usb.util

from printing.connectors import DeviceNotFoundError, Usb
from printing.ports import PortFault, PortFaultCode

_PRINTER_CLASS: Final = 7
_PIECE_BYTES: Final = 4096
_READ_BYTES: Final = 512
_SHORT_READ_MS: Final = 50
_HEX: Final = 16


def usb_port(location: str) -> UsbPort:
    """The port for `vvvv:pppp` (hexadecimal), or for an empty location the only printer.

    Raises:
        ValueError: not two hexadecimal numbers.
    """
    if not location:
        return UsbPort(None)
    vendor, product = location.split(":")
    return UsbPort((int(vendor, _HEX), int(product, _HEX)))


@dataclass(slots=True)
class UsbPort:
    """One USB printer; `ids` None means whichever single printer is plugged in."""

    ids: tuple[int, int] | None
    can_read: bool = True
    _connector: Any = None
    _ends: tuple[int, int] = (0, 0)

    def open(self, deadline_s: float) -> None:
        """Find the device, take it from the kernel driver, learn its end points."""
        self.close()
        vendor, product = self.ids or _only_printer()
        connector = Usb(vendor, product, timeout=_milliseconds(deadline_s))
        try:
            connector.open()
            self._ends = _end_points(connector.device)
        except DeviceNotFoundError as error:
            raise PortFault(PortFaultCode.NOT_FOUND, f"{vendor:04x}:{product:04x}") from error
        except usb.core.USBError as error:
            raise PortFault(PortFaultCode.BUSY, str(error)) from error
        self._connector = connector

    def write(self, data: bytes | memoryview, deadline_s: float) -> int:
        """Send one piece."""
        try:
            return int(
                self._opened().write(self._ends[1], bytes(data[:_PIECE_BYTES]), _milliseconds(deadline_s))
            )
        except usb.core.USBTimeoutError as error:
            # libusb does not tell what went out before the timeout: the job cannot go on from here.
            raise PortFault(PortFaultCode.STALLED, str(error)) from error
        except usb.core.USBError as error:
            raise PortFault(PortFaultCode.GONE, str(error)) from error

    def read(self, deadline_s: float) -> bytes:
        """Read; one answer may take several short reads, so an empty one before the deadline is not the end."""
        device = self._opened()
        end = time.monotonic() + deadline_s
        while True:
            left_ms = min(_SHORT_READ_MS, _milliseconds(end - time.monotonic()))
            try:
                data = bytes(device.read(self._ends[0], _READ_BYTES, left_ms))
            except usb.core.USBTimeoutError:
                data = b""
            except usb.core.USBError as error:
                raise PortFault(PortFaultCode.GONE, str(error)) from error
            if data or time.monotonic() >= end:
                return data

    def close(self) -> None:
        """Release the device."""
        connector, self._connector = self._connector, None
        if connector is None:
            return
        try:
            connector.close()
        except usb.core.USBError:
            return

    def _opened(self) -> Any:  # noqa: ANN401 - a pyusb device, from an untyped library
        if self._connector is None:
            raise PortFault(PortFaultCode.GONE, "not open")
        return self._connector.device


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))


def _only_printer() -> tuple[int, int]:
    try:
        found = list(usb.core.find(find_all=True, custom_match=_is_printer))
    except usb.core.NoBackendError as error:
        raise PortFault(PortFaultCode.NOT_FOUND, "libusb is missing") from error
    if len(found) != 1:
        raise PortFault(
            PortFaultCode.NOT_FOUND, f"{len(found)} USB printers; name one as usb://vendor:product"
        )
    return found[0].idVendor, found[0].idProduct


def _is_printer(device: Any) -> bool:  # noqa: ANN401 - a pyusb device
    return any(
        interface.bInterfaceClass == _PRINTER_CLASS for configuration in device for interface in configuration
    )


def _end_points(device: Any) -> tuple[int, int]:  # noqa: ANN401 - a pyusb device
    """Addresses of the bulk end points in and out of the printer interface."""
    configuration = device.get_active_configuration()
    interface = (
        usb.util.find_descriptor(configuration, bInterfaceClass=_PRINTER_CLASS) or configuration[(0, 0)]
    )
    incoming = outgoing = 0
    for end in interface:
        if usb.util.endpoint_direction(end.bEndpointAddress) == usb.util.ENDPOINT_IN:
            incoming = incoming or end.bEndpointAddress
        else:
            outgoing = outgoing or end.bEndpointAddress
    return incoming, outgoing
