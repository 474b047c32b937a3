"""Text mode: what goes out as GB18030 is what the document says; what cannot, goes out as a picture."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.escpos import commands, parser
from printing.escpos.text import encode_text, is_gbk, printable
from printing.layout import PAPER_80
from printing.profile import PrinterProfile, PrintMode
from printing.readback import ReadBackMismatch, read_back_text
from printing.simulator import SimulatedPrinter
from printing.slip_stream import prepare_slip
from printing.text_layout import QrLine, TextItem, TextLine, text_lines
from tests.support.printer import INSTANT, long_slip, renderer
from tests.support.sample_slip import sample_slip

if TYPE_CHECKING:
    from printing.escpos.raster import Chunk


def encoded(*lines: TextItem) -> bytes:
    chunks: tuple[Chunk, ...] = encode_text(lines, PAPER_80, renderer())
    return commands.INIT + commands.KANJI_ON + b"".join(chunk.data for chunk in chunks)


def test_a_slip_in_text_mode_reads_back_word_for_word() -> None:
    lines = text_lines(long_slip(), PAPER_80.columns)
    words = [printable(line) for line in lines if isinstance(line, TextLine)]
    assert parser.text_of(parser.parse(encoded(*lines))).split("\n")[:-1] == words


def test_size_and_weight_are_sent_when_they_change_and_for_both_character_sets() -> None:
    stream = encoded(TextLine("一", 2, 2), TextLine("二", 2, 2), TextLine("三", bold=True))
    assert stream.count(b"\x1d!") == stream.count(b"\x1c!") == 2
    assert stream.count(b"\x1bE") == 1


@pytest.mark.parametrize("text", ["𬭎", "㐀", "䶮", "€", "é"])
def test_a_line_the_printers_font_may_not_have_is_drawn(text: str) -> None:
    ops = parser.parse(encoded(TextLine(f"演示{text}公司")))
    kinds = {type(op) for op in ops}
    if is_gbk(text):
        assert parser.Text in kinds
    else:
        assert parser.Text not in kinds
        assert parser.Raster in kinds


def test_a_qr_code_is_drawn_by_us() -> None:
    ops = parser.parse(encoded(QrLine("https://example.invalid/1", 22.0)))
    assert any(isinstance(op, parser.Raster) for op in ops)


@given(st.text(max_size=24))
@settings(max_examples=100)
def test_no_text_at_all_becomes_a_forbidden_opcode(untrusted: str) -> None:
    parser.parse(encoded(TextLine(untrusted)))


def test_the_qr_code_on_paper_is_the_one_that_was_asked_for() -> None:
    payload = "https://example.invalid/verify?seq=12&seed=345678"
    dots = parser.paper_of(parser.parse(encoded(QrLine(payload, 22.0))), PAPER_80.width_dots)
    (found,) = zxingcpp.read_barcodes((1 - dots) * np.uint8(255))
    assert found.text == payload


def test_a_slip_with_its_qr_code_is_short_enough_for_a_serial_line() -> None:
    lines = text_lines(long_slip(), PAPER_80.columns)
    assert len(encoded(*lines)) <= 3200


def test_a_printer_that_draws_qr_codes_is_given_the_words_and_draws_the_same_code() -> None:
    payload = "TZDH2:JJ01-20261123-180507:42:7F3A19C266D0E8FE:2026.4:417093:GOODS:100K-500K:331002"
    profile = PrinterProfile(mode=PrintMode.TEXT, draws_qr=True)
    prepared = prepare_slip(sample_slip(2), profile, renderer())
    drawn_by_us = prepare_slip(sample_slip(2), replace(profile, draws_qr=False), renderer())
    assert read_back_text(prepared.stream.data, prepared.lines) == prepared.document.refs
    assert len(prepared.stream.data) < len(drawn_by_us.stream.data) - 400
    with SimulatedPrinter(INSTANT) as printer:
        print_on(printer, prepared.stream.data)
        dots = printer.slips[0].bitmap.rows
    (found,) = zxingcpp.read_barcodes(np.ascontiguousarray((1 - dots) * np.uint8(255)))
    assert found.text == payload


def test_a_qr_code_with_other_characters_is_drawn_by_us_all_the_same() -> None:
    chunks = encode_text((QrLine("台州", 22.0),), PAPER_80, renderer(), printer_draws_qr=True)
    ops = parser.parse(b"".join(chunk.data for chunk in chunks))
    assert any(isinstance(op, parser.Raster) for op in ops)


def test_another_code_in_the_stream_is_refused() -> None:
    profile = PrinterProfile(mode=PrintMode.TEXT, draws_qr=True)
    prepared = prepare_slip(sample_slip(1), profile, renderer())
    forged = prepared.stream.data.replace(b"TZDH2:JJ01", b"TZDH2:JJ02")
    with pytest.raises(ReadBackMismatch, match="QR"):
        read_back_text(forged, prepared.lines)


def test_a_slip_of_ten_agencies_as_text_is_short() -> None:
    profile = PrinterProfile(mode=PrintMode.TEXT, draws_qr=True)
    assert len(prepare_slip(sample_slip(), profile, renderer()).stream.data) <= 3200


def print_on(printer: SimulatedPrinter, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", printer.tcp_port), timeout=10.0) as client:
        client.sendall(data)
        assert printer.wait_for_cuts(1, 10.0)
