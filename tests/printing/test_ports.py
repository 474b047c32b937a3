"""Each port keeps its deadlines and says what happened."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tty
from typing import TYPE_CHECKING

import pytest

from printing.ports import FilePort, Port, PortFault, PortFaultCode, SerialPort, TcpPort, open_port
from printing.simulator import SimulatedPrinter, Wiring
from tests.support.printer import INSTANT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUERY = b"\x10\x04\x01"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("tcp://printer.example:9101", TcpPort),
        ("tcp://[::1]", TcpPort),
        ("serial:///dev/ttyUSB0?baud=9600&flow=rts", SerialPort),
        ("file:///dev/usb/lp0", FilePort),
    ],
)
def test_an_address_names_its_port(url: str, kind: type) -> None:
    assert isinstance(open_port(url), kind)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://printer",
        "tcp://",
        "tcp://printer:99999",
        "serial://",
        "serial:///dev/ttyS0?baud=1",
        "serial:///dev/ttyS0?baud=x",
        "serial:///dev/ttyS0?flow=up",
        "usb://zz:1",
        "usb://04b8",
    ],
)
def test_an_address_that_names_nothing_is_a_fault(url: str) -> None:
    with pytest.raises(PortFault) as caught:
        open_port(url)
    assert caught.value.code is PortFaultCode.BAD_URL


@pytest.mark.parametrize(
    "url", ["tcp://127.0.0.1:1", "serial:///dev/no-such-line", "file:///no/such/directory/printer"]
)
def test_a_port_that_is_not_there_is_not_found(url: str) -> None:
    with pytest.raises(PortFault) as caught:
        open_port(url).open(0.5)
    assert caught.value.code is PortFaultCode.NOT_FOUND


@pytest.fixture(params=["tcp", "serial", "sim"])
def port(request: pytest.FixtureRequest) -> Iterator[Port]:
    """An opened port of each two-way kind at a simulated printer."""
    baud = 115200 if request.param == "serial" else None
    with SimulatedPrinter(INSTANT, wiring=Wiring(serial_baud=baud)) as printer:
        opened = open_port("sim://" if request.param == "sim" else printer.url)
        opened.open(1.0)
        yield opened
        opened.close()


def test_a_question_is_answered(port: Port) -> None:
    assert port.write(QUERY, 1.0) == len(QUERY)
    assert port.read(1.0) == b"\x12"


def test_silence_is_an_empty_answer_within_its_time(port: Port) -> None:
    started_s = time.monotonic()
    assert port.read(0.05) == b""
    assert time.monotonic() - started_s < 0.5


def test_closing_twice_is_fine_and_a_closed_port_is_gone(port: Port) -> None:
    port.close()
    port.close()
    with pytest.raises(PortFault) as caught:
        port.read(0.0)
    assert caught.value.code is PortFaultCode.GONE


def test_a_port_can_be_opened_again(port: Port) -> None:
    port.close()
    port.open(1.0)
    port.write(QUERY, 1.0)
    assert port.read(1.0) == b"\x12"


def test_a_printer_that_hangs_up_is_gone() -> None:
    with SimulatedPrinter(INSTANT) as printer:
        port = open_port(printer.url)
        port.open(1.0)
        printer.stop()
        with pytest.raises(PortFault) as caught:
            port.read(1.0)
    assert caught.value.code is PortFaultCode.GONE
    port.close()


def test_a_stalled_network_printer_is_told_by_the_count_and_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = TcpPort("127.0.0.1", server.getsockname()[1])
        port.open(1.0)
        started_s = time.monotonic()
        while port.write(bytes(1 << 20), 0.05):
            assert time.monotonic() - started_s < 5.0
        port.close()


def test_a_stalled_serial_line_is_told_by_the_count_and_closes_at_once() -> None:
    master, slave = os.openpty()
    tty.setraw(slave)
    port = open_port(f"serial://{os.ttyname(slave)}?flow=none")
    port.open(1.0)
    started_s = time.monotonic()
    while port.write(bytes(4096), 0.05):
        assert time.monotonic() - started_s < 5.0
    port.close()
    assert time.monotonic() - started_s < 5.0
    os.close(master)
    os.close(slave)


def test_a_file_takes_bytes_and_never_answers(tmp_path: Path) -> None:
    port = FilePort(tmp_path / "out.bin")
    port.open(1.0)
    assert port.write(b"abc", 1.0) == 3
    assert port.read(0.0) == b""
    assert not port.can_read
    port.close()
    assert (tmp_path / "out.bin").read_bytes() == b"abc"


def test_the_library_is_brought_in_without_its_database_of_printers() -> None:
    """Reading it holds every thread of the terminal for half a second."""
    asked = "import printing.connectors; from escpos.capabilities import CAPABILITIES; print(*CAPABILITIES['profiles'])"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "default"
