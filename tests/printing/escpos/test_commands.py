from __future__ import annotations

import pytest

from printing.escpos import commands


@pytest.mark.parametrize(
    ("made", "manual"),
    [
        (commands.status_query(4), "10 04 04"),
        (commands.process_id("P001"), "1d 28 48 06 00 30 30 50 30 30 31"),
        (commands.printer_id(67), "1d 49 43"),
        (commands.raster_header(72, 128), "1d 76 30 00 48 00 80 00"),
        (commands.raster_header(5, 60, tall=2), "1d 76 30 02 05 00 3c 00"),
        (commands.feed_dots(0), ""),
        (commands.feed_dots(300), "1b 4a ff 1b 4a 2d"),
        (commands.ascii_size(2, 1) + commands.chinese_size(2, 1), "1d 21 10 1c 21 04"),
        (commands.ascii_size(1, 2) + commands.chinese_size(1, 2), "1d 21 01 1c 21 08"),
        (commands.emphasis(on=True), "1b 45 01"),
        (commands.CUT_PARTIAL, "1d 56 42 00"),
    ],
)
def test_commands_are_the_bytes_of_the_manual(made: bytes, manual: str) -> None:
    assert made == bytes.fromhex(manual)


@pytest.mark.parametrize("token", ["", "abc", "abcde", "ab\nc", "ab\x7fc"])
def test_a_process_id_has_four_printable_characters(token: str) -> None:
    with pytest.raises(ValueError, match="four printable"):
        commands.process_id(token)


@pytest.mark.parametrize("n", [0, 5])
def test_there_are_four_real_time_questions(n: int) -> None:
    with pytest.raises(ValueError, match="real-time"):
        commands.status_query(n)


@pytest.mark.parametrize(("width", "rows"), [(0, 1), (256, 1), (72, 0), (72, 129)])
def test_a_band_no_printer_takes_is_refused(width: int, rows: int) -> None:
    with pytest.raises(ValueError, match="bounds"):
        commands.raster_header(width, rows)


@pytest.mark.parametrize(
    ("payload", "dots"), [("", 3), ("台", 3), ("a\n", 3), ("a" * 301, 3), ("a", 0), ("a", 17)]
)
def test_a_qr_code_the_printer_cannot_draw_is_refused(payload: str, dots: int) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        commands.qr_code(payload, dots, "m")
