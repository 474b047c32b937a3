from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.escpos import commands, parser


@pytest.mark.parametrize(
    "stream",
    [
        b"\x1bp\x00\x19\xfa",
        b"\x10\x04\x01",
        b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08",
        b"\x1d(L\x04\x00\x30\x43\x00\x00",
        b"\x1dV\x07",
        b"\x1d(k\x04\x00\x30\x41\x32\x00",
        b"\x1d(k\x05\x00\x31\x50\x30\x10\x04",
        b"\x1d(k\x03\x00\x31\x99\x30",
        b"\x1d(k\xff\xff\x31\x50\x30",
        b"\x1d(k\x09\x00\x31\x50\x30torn",
        b"\x1dv0\x04\x01\x00\x01\x00\x00",
        b"\x00",
        b"\x07",
        b"\x1f",
        b"\x80",
        b"\xff\xff",
        b"\x1b",
        b"\x1b@\x1dv0\x00\x48\x00\x02\x00only half a row",
    ],
)
def test_whatever_is_not_on_the_list_is_refused(stream: bytes) -> None:
    with pytest.raises(parser.ForbiddenOpcode):
        parser.parse(stream)


def test_every_command_of_ours_is_on_the_list() -> None:
    stream = b"".join(
        (
            commands.INIT,
            commands.ASB_ON,
            commands.NO_UPPER_PAGE,
            commands.KANJI_ON,
            commands.ascii_size(2, 2),
            commands.chinese_size(2, 2),
            commands.emphasis(on=True),
            "演示A".encode("gb18030"),
            commands.NEWLINE,
            commands.KANJI_OFF,
            commands.feed_dots(3),
            commands.raster_header(1, 2),
            b"\x10\x04",
            commands.process_id("P001"),
            commands.GS_R_PAPER,
            commands.qr_code("TZDH2:1", 4, "m"),
            commands.CUT_PARTIAL,
        )
    )
    ops = parser.parse(stream)
    assert parser.text_of(ops) == "演示A\n"
    assert ops[-1] == parser.Cut(full=False)


def test_two_byte_characters_need_their_mode() -> None:
    with pytest.raises(parser.ForbiddenOpcode):
        parser.parse("演".encode("gb18030"))


def test_a_reset_ends_two_byte_mode() -> None:
    with pytest.raises(parser.ForbiddenOpcode):
        parser.parse(commands.KANJI_ON + commands.INIT + "演".encode("gb18030"))


def test_a_band_wider_than_the_paper_is_cropped() -> None:
    ops = parser.parse(commands.raster_header(3, 1) + b"\xff\x0f\xff")
    assert np.array_equal(parser.paper_of(ops, 16), [[1] * 8 + [0] * 4 + [1] * 4])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_never_lost(stream: bytes) -> None:
    at = 0
    while (taken := parser.take(stream, at, kanji=True)) is not None:
        op, length = taken
        assert length >= 1
        at += length + (op.width_bytes * op.rows if isinstance(op, parser.RasterHeader) else 0)
    assert at >= len(stream) or len(stream) - at < 12 or stream[at:].startswith(b"\x1d(k")
