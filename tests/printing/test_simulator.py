"""The simulated printer behaves as the manuals say, by itself and for any client."""

from __future__ import annotations

import socket
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from printing.escpos import commands
from printing.escpos.raster import encode_raster
from printing.simulator import SimulatedPrinter, Wiring
from printing.simulator_glyphs import line_drawer
from printing.simulator_machine import AnswerKind, Machine
from printing.simulator_model import EPSON, XPRINTER, Fault, PrinterModel
from printing.simulator_paper import PaperCut, PaperGrew, PaperRoll
from tests.support.printer import INSTANT, renderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from printing.simulator_paper import PaperEvent

FENCE = commands.process_id("P001")
FENCE_ANSWER = b"\x37\x22P001\x00"


@pytest.fixture
def machine() -> Machine:
    return machine_of(INSTANT)


def machine_of(model: PrinterModel, listener: Callable[[PaperEvent], None] | None = None) -> Machine:
    return Machine(model, PaperRoll(model.width_dots, listener))


def answers(machine: Machine) -> bytes:
    return b"".join(answer.data for answer in machine.take_answers())


def band(rows: int) -> bytes:
    return b"".join(chunk.data for chunk in encode_raster(np.ones((rows, 576), np.uint8)))


@pytest.mark.parametrize(
    ("fault", "n", "bits"),
    [
        (None, 1, 0x12),
        (Fault.OFFLINE, 1, 0x1A),
        (Fault.COVER_OPEN, 2, 0x16),
        (Fault.FEEDING, 2, 0x1A),
        (Fault.PAPER_OUT, 2, 0x32),
        (Fault.OVERHEATED, 2, 0x52),
        (Fault.UNRECOVERABLE, 3, 0x32),
        (Fault.OVERHEATED, 3, 0x52),
        (Fault.NEAR_END, 4, 0x1E),
        (Fault.PAPER_OUT, 4, 0x7E),
        (Fault.NEAR_END, 1, 0x12),
    ],
)
def test_real_time_answers_follow_the_table(fault: Fault | None, n: int, bits: int, machine: Machine) -> None:
    if fault is not None:
        machine.set_fault(fault)
    machine.receive(commands.status_query(n))
    assert answers(machine) == bytes((bits,))


def test_a_single_sensor_clone_gives_no_early_warning() -> None:
    machine = machine_of(replace(XPRINTER, speed_mm_s=None))
    machine.set_fault(Fault.NEAR_END)
    machine.receive(commands.status_query(4))
    assert answers(machine) == b"\x12"


def test_a_real_time_question_inside_a_picture_is_answered_and_stays_in_the_picture(machine: Machine) -> None:
    machine.receive(commands.raster_header(3, 1) + b"\x10\x04\x01")
    machine.advance(None)
    assert answers(machine) == b"\x12"
    assert machine.paper.snapshot().rows[0].sum() == 3


def test_a_fence_is_answered_when_its_rows_are_on_paper_and_not_before(machine: Machine) -> None:
    machine.receive(band(20) + FENCE)
    machine.advance(19)
    assert answers(machine) == b""
    machine.advance(1)
    machine.advance(0)
    assert answers(machine) == FENCE_ANSWER


def test_paper_out_stops_between_two_rows_and_the_rest_comes_after_the_reload(machine: Machine) -> None:
    machine.at_row[7] = Fault.PAPER_OUT
    machine.receive(band(20) + FENCE)
    machine.advance(None)
    assert (machine.paper.height_dots, answers(machine)) == (7, b"")
    machine.clear_fault(Fault.PAPER_OUT)
    machine.advance(None)
    assert (machine.paper.height_dots, answers(machine)) == (20, FENCE_ANSWER)


def test_power_off_loses_what_was_not_printed(machine: Machine) -> None:
    machine.receive(band(20))
    machine.advance(5)
    machine.set_fault(Fault.POWER)
    machine.clear_fault(Fault.POWER)
    machine.advance(None)
    assert machine.paper.height_dots == 5


def test_a_jammed_cutter_is_reported_and_its_cut_made_after_the_repair(machine: Machine) -> None:
    machine.set_fault(Fault.CUTTER)
    machine.receive(band(3) + commands.CUT_PARTIAL + FENCE)
    machine.advance(None)
    machine.receive(commands.status_query(3))
    assert answers(machine) == b"\x1a"
    machine.clear_fault(Fault.CUTTER)
    machine.advance(None)
    assert len(machine.paper.slips) == 1
    assert answers(machine) == FENCE_ANSWER


def test_changes_are_reported_unasked_until_a_reset(machine: Machine) -> None:
    machine.receive(commands.ASB_ON)
    machine.advance(None)
    machine.set_fault(Fault.COVER_OPEN)
    assert answers(machine) == bytes.fromhex("10 00 00 00 38 00 00 00")
    machine.clear_fault(Fault.COVER_OPEN)
    machine.receive(commands.INIT)
    machine.advance(None)
    answers(machine)
    machine.set_fault(Fault.COVER_OPEN)
    assert answers(machine) == b""


def test_clearing_by_real_time_command_drops_the_held_rest(machine: Machine) -> None:
    machine.set_fault(Fault.PAPER_OUT)
    machine.receive(band(20) + commands.DLE_DC4_CLEAR)
    machine.clear_fault(Fault.PAPER_OUT)
    machine.advance(None)
    assert machine.paper.height_dots == 0


def test_names_are_told_and_the_paper_sensor_is_asked_in_turn(machine: Machine) -> None:
    machine.receive(commands.printer_id(66) + commands.GS_R_PAPER)
    machine.advance(None)
    assert answers(machine) == b"\x5fEPSON\x00\x00"


def test_a_full_buffer_takes_nothing_more() -> None:
    machine = machine_of(replace(INSTANT, buffer_bytes=100))
    machine.set_fault(Fault.PAPER_OUT)
    machine.receive(bytes(100))
    assert machine.room == 0


def test_text_is_drawn_and_noted() -> None:
    machine = Machine(INSTANT, PaperRoll(576), line_drawer(renderer()))
    stream = commands.KANJI_ON + commands.align(1) + commands.ascii_size(2, 2)
    machine.receive(stream + "演示A\n".encode("gb18030"))
    machine.advance(None)
    rows = machine.paper.snapshot().rows
    black = np.flatnonzero(rows.any(axis=0))
    assert machine.paper.text == "演示A\n"
    assert rows.shape == (48, 576)
    assert abs(int(black[0]) - (576 - int(black[-1]))) < 12


def test_the_paper_tells_of_every_row_and_cut() -> None:
    seen: list[PaperEvent] = []
    machine = machine_of(INSTANT, seen.append)
    machine.receive(band(4) + commands.CUT_FULL)
    machine.advance(None)
    assert [type(event) for event in seen] == [PaperGrew] * 4 + [PaperCut]


# As a client sees it ------------------------------------------------------------------------------------------


@contextmanager
def connected(model: PrinterModel) -> Iterator[tuple[SimulatedPrinter, socket.socket]]:
    with SimulatedPrinter(model) as printer:
        address = ("127.0.0.1", printer.tcp_port)
        with socket.create_connection(address, timeout=5.0) as client:
            yield printer, client


def test_mechanics_take_their_time() -> None:
    """80 mm at 400 mm/s cannot be proven before 0.2 s."""
    with connected(replace(EPSON, speed_mm_s=400.0, buffer_bytes=100_000)) as (_, client):
        started_s = time.monotonic()
        client.sendall(band(640) + FENCE)
        assert client.recv(16) == FENCE_ANSWER
        assert 0.19 < time.monotonic() - started_s < 2.0


def test_lost_late_and_garbled_answers_are_what_they_say() -> None:
    with connected(INSTANT) as (printer, client):
        printer.lose_answers(AnswerKind.REAL_TIME)
        client.sendall(commands.status_query(1))
        printer.garble_answers(AnswerKind.PROCESS_ID)
        client.sendall(FENCE)
        assert client.recv(16) == b"\xff" + FENCE_ANSWER[1:]
        printer.delay_answers(0.1)
        started_s = time.monotonic()
        client.sendall(commands.status_query(1))
        assert client.recv(16) == b"\x12"
        assert time.monotonic() - started_s >= 0.1


def test_a_pulled_cable_ends_the_connection_and_a_plugged_one_takes_it_again() -> None:
    with SimulatedPrinter(INSTANT) as printer:
        with socket.create_connection(("127.0.0.1", printer.tcp_port), timeout=5.0) as client:
            printer.fault(Fault.CABLE)
            assert client.recv(16) == b""
        with pytest.raises(ConnectionError):
            socket.create_connection(("127.0.0.1", printer.tcp_port), timeout=5.0)
        printer.repair()
        assert _connects_again(printer.tcp_port)


def _connects_again(port: int) -> bool:
    end_s = time.monotonic() + 5.0
    while time.monotonic() < end_s:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5.0):
                return True
        except ConnectionError:
            continue
    return False


def test_a_fault_can_wait_for_a_byte() -> None:
    with connected(INSTANT) as (printer, client):
        printer.fault_at_byte(2, Fault.COVER_OPEN)
        client.sendall(b"A\n" + commands.status_query(2))
        assert client.recv(16) == b"\x16"
        assert printer.faults == {Fault.COVER_OPEN}


def test_it_stops_at_once_and_twice() -> None:
    printer = SimulatedPrinter(INSTANT, wiring=Wiring(serial_baud=9600))
    printer.start()
    started_s = time.monotonic()
    printer.stop()
    printer.stop()
    assert time.monotonic() - started_s < 1.0
