"""`kiosk printer-sim` as a technician uses it: print on it, break it, mend it, look at its slips."""

from __future__ import annotations

import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from kiosk_app.cli.app import app
from kiosk_app.cli.printer_sim import KEYS, Bystander, SimulatedModel
from printing import CLONES, Fault, SimulatedPrinter
from tests.support.printer import expected, slip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.journey(every=2)

COMMAND = "from kiosk_app.cli import main; main()"


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command in a process of its own, and the address it prints."""
    command = [sys.executable, "-c", COMMAND, "printer-sim", *options]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_slip_sent_to_it_is_left_as_a_picture(tmp_path: Path) -> None:
    with running("--port", "0", "--out", str(tmp_path / "paper")) as (process, url):
        port = int(url.rpartition(":")[2])
        stream = expected(slip()).stream.data + b"\x1d(H\x06\x000000C1"
        with socket.create_connection(("127.0.0.1", port), timeout=10.0) as client:
            client.sendall(stream)
            answer = b""
            while not answer.endswith(b"00C1\x00"):
                answer += client.recv(64)
        _, notes = process.communicate("q", timeout=20)
        assert process.returncode == 0
    assert "slip 1 cut" in notes
    with Image.open(tmp_path / "paper" / "slip-001.png") as picture:
        dots = 1 - np.asarray(picture.convert("1"), np.uint8)
    assert np.array_equal(dots, expected(slip()).bitmap.rows)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_breaks_and_the_same_key_mends(key: str) -> None:
    fault, _ = KEYS[key]
    with SimulatedPrinter() as printer:
        Bystander(None).press(key, printer)
        assert printer.faults == {fault}
        Bystander(None).press(key, printer)
        assert not printer.faults


def test_mending_everything_and_keys_without_a_meaning() -> None:
    with SimulatedPrinter() as printer:
        for key in "pcxz ":
            Bystander(None).press(key, printer)
        assert printer.faults == {Fault.PAPER_OUT, Fault.COVER_OPEN}
        Bystander(None).press("m", printer)
        assert not printer.faults


def test_lines_on_stdin_are_keys_too() -> None:
    result = CliRunner().invoke(app, ["printer-sim", "--port", "0"], input="p\n?\nm\nq\n")
    assert result.exit_code == 0
    assert result.stdout.startswith("tcp://127.0.0.1:")
    assert "printer: paper_out" in result.stderr
    assert "printer: nothing wrong" in result.stderr


def test_a_serial_line_has_its_address_too() -> None:
    result = CliRunner().invoke(app, ["printer-sim", "--pty", "--model", "zjiang"], input="q")
    assert result.stdout.startswith("serial:///dev/pts/")


def test_a_port_that_is_taken_is_said() -> None:
    with SimulatedPrinter() as printer:
        result = CliRunner().invoke(app, ["printer-sim", "--port", str(printer.tcp_port)])
    assert result.exit_code == 1
    assert "cannot start" in result.stderr


def test_an_unknown_model_is_wrong_usage() -> None:
    result = CliRunner().invoke(app, ["printer-sim", "--model", "nobody"])
    assert result.exit_code == 2
    assert "epson" in result.stderr


def test_every_clone_can_be_chosen() -> None:
    assert {model.value for model in SimulatedModel} == set(CLONES)


def test_the_help_has_an_example() -> None:
    assert "Example: kiosk printer-sim" in CliRunner().invoke(app, ["printer-sim", "--help"]).stdout
