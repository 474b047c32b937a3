"""Bytes back to operations: the opcode allow-list, and what a printer would make of a stream.

The same grammar serves three readers: `parse` refuses a stream of ours with anything outside the list, `paper_of`
turns it back into dots for the read-back, and the simulated printer takes it command by command from its buffer.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from printing.escpos import commands
from printing.escpos.ops import (
    Align,
    AutoStatus,
    CharacterSize,
    CodePage,
    Cut,
    Emphasis,
    Feed,
    FenceQuery,
    Foreign,
    IdQuery,
    Init,
    KanjiMode,
    Newline,
    Op,
    PaperQuery,
    QrPrint,
    QrSetting,
    QrStore,
    Raster,
    RasterHeader,
    RealTimeQuery,
    Text,
)

__all__ = [
    "Align",
    "AutoStatus",
    "CharacterSize",
    "CodePage",
    "Cut",
    "Emphasis",
    "Feed",
    "FenceQuery",
    "ForbiddenOpcode",
    "Foreign",
    "IdQuery",
    "Init",
    "KanjiMode",
    "Newline",
    "Op",
    "PaperQuery",
    "QrPrint",
    "QrSetting",
    "QrStore",
    "Raster",
    "RasterHeader",
    "RealTimeQuery",
    "Text",
    "dots_of",
    "paper_of",
    "parse",
    "take",
    "text_of",
]


_FIXED: Final[dict[bytes, int]] = {
    b"\x1b@": 2,
    b"\x1bJ": 3,
    b"\x1bE": 3,
    b"\x1ba": 3,
    b"\x1bt": 3,
    b"\x1c&": 2,
    b"\x1c.": 2,
    b"\x1c!": 3,
    b"\x1d!": 3,
    b"\x1da": 3,
    b"\x1dr": 3,
    b"\x1dI": 3,
    b"\x10\x04": 3,
    b"\x1dV": 3,
    b"\x1dv": 8,
    b"\x1d(": 11,
}
_PREFIXES: Final = frozenset(key[0] for key in _FIXED)
_CUT_AND_FEED: Final = frozenset({65, 66})
_QR: Final = 0x31
_GBK_LEAD: Final = range(0x81, 0xFF)


class ForbiddenOpcode(Exception):  # noqa: N818 - says what happened
    """A stream of ours contains something outside the allow-list, or ends inside a command."""


def take(buffer: bytes | bytearray | memoryview, at: int, *, kanji: bool) -> tuple[Op, int] | None:
    """Read one operation.

    A raster command is returned as its header: the caller consumes the rows.

    Args:
        buffer: the stream.
        at: offset of the operation.
        kanji: whether FS & is in force.

    Returns:
        The operation and its length in bytes, or None when the buffer ends inside it.
    """
    if at >= len(buffer):
        return None
    first = buffer[at]
    if first in _PREFIXES:
        return _take_command(buffer, at)
    if first == 0x0A:  # noqa: PLR2004 - LF
        return Newline(), 1
    if kanji and first in _GBK_LEAD:
        return _take_double_byte(buffer, at)
    if 0x20 <= first <= 0x7E:  # noqa: PLR2004 - printable ASCII
        return Text(chr(first), bytes((first,))), 1
    return Foreign(first), 1


def parse(stream: bytes) -> tuple[Op, ...]:
    """Read a whole stream of ours; neighbouring characters are joined.

    Raises:
        ForbiddenOpcode: anything outside the allow-list, or a torn end.
    """
    ops: list[Op] = []
    at, kanji = 0, False
    while at < len(stream):
        taken = take(stream, at, kanji=kanji)
        if taken is None:
            raise ForbiddenOpcode(f"the stream ends inside the command at {at}")
        op, length = taken
        match op:
            case Foreign(byte):
                raise ForbiddenOpcode(f"byte {byte:#04x} at {at} starts nothing on the list")
            case RealTimeQuery():
                raise ForbiddenOpcode(f"real-time command at {at} inside a job")
            case RasterHeader():
                op, length = _whole_raster(stream, at, op)
            case KanjiMode(on):
                kanji = on
            case Init():
                kanji = False
            case _:
                pass
        _append(ops, op)
        at += length
    return tuple(ops)


def paper_of(ops: tuple[Op, ...], width_dots: int) -> npt.NDArray[np.uint8]:
    """The dots a raster stream puts on paper, without the feed to the cutter.

    Args:
        ops: from `parse`; text in them is ignored.
        width_dots: of the paper; wider bands are cropped as a printer does.

    Returns:
        `(rows, width_dots) uint8`, 1 = black.
    """
    pieces = [np.zeros((0, width_dots), dtype=np.uint8)]
    place = 0
    for op in ops:
        if isinstance(op, Raster):
            pieces.append(dots_of(op, width_dots, place))
        elif isinstance(op, Align):
            place = op.place
        elif isinstance(op, Feed):
            pieces.append(np.zeros((op.rows, width_dots), dtype=np.uint8))
    return np.concatenate(pieces)


def dots_of(raster: Raster, width_dots: int, place: int = 0) -> npt.NDArray[np.uint8]:
    """One band as dots on the paper's width, put left (0), centre (1) or right (2), cropped where it is wider."""
    packed = np.frombuffer(raster.data, dtype=np.uint8).reshape(raster.rows, raster.width_bytes)
    bits = np.unpackbits(packed, axis=1)
    bits = bits.repeat(raster.tall, axis=0).repeat(raster.wide, axis=1)[:, :width_dots]
    free = width_dots - bits.shape[1]
    left = free * place // 2
    return np.pad(bits, ((0, 0), (left, free - left)))


def text_of(ops: tuple[Op, ...]) -> str:
    """The characters a text stream prints, line by line; pictures leave nothing."""
    return "".join(op.text if isinstance(op, Text) else "\n" for op in ops if isinstance(op, Text | Newline))


def _append(ops: list[Op], op: Op) -> None:
    last = ops[-1] if ops else None
    if isinstance(op, Text) and isinstance(last, Text):
        ops[-1] = Text(last.text + op.text, last.raw + op.raw)
    else:
        ops.append(op)


def _whole_raster(stream: bytes, at: int, header: RasterHeader) -> tuple[Raster, int]:
    start = at + 8
    end = start + header.width_bytes * header.rows
    if end > len(stream):
        raise ForbiddenOpcode(f"the stream ends inside the picture at {at}")
    return Raster(header.width_bytes, header.rows, stream[start:end], header.wide, header.tall), end - at


def _take_double_byte(buffer: bytes | bytearray | memoryview, at: int) -> tuple[Op, int] | None:
    if at + 1 >= len(buffer):
        return None
    raw = bytes(buffer[at : at + 2])
    try:
        return Text(raw.decode("gb18030"), raw), 2
    except UnicodeDecodeError:
        return Foreign(raw[0]), 1


def _take_command(buffer: bytes | bytearray | memoryview, at: int) -> tuple[Op, int] | None:
    if at + 1 >= len(buffer):
        return None
    opcode = bytes(buffer[at : at + 2])
    if opcode == b"\x1d(" and at + 2 < len(buffer) and buffer[at + 2] == ord("k"):
        return _take_qr(buffer, at)
    length = _FIXED.get(opcode)
    if length is None:
        return Foreign(opcode[0]), 1
    if opcode == b"\x1dV" and at + 2 < len(buffer) and buffer[at + 2] in _CUT_AND_FEED:
        length = 4
    if at + length > len(buffer):
        return None
    op = _read_short(opcode, bytes(buffer[at : at + length]))
    return (op, length) if op is not None else (Foreign(opcode[0]), 1)


def _take_qr(buffer: bytes | bytearray | memoryview, at: int) -> tuple[Op, int] | None:
    """GS ( k pL pH cn fn ...: its length stands in it."""
    if at + 5 > len(buffer):
        return None
    body = buffer[at + 3] | buffer[at + 4] << 8
    if not 3 <= body <= commands.MAX_QR_BYTES + 3:  # noqa: PLR2004 - cn, fn and one parameter
        return Foreign(buffer[at]), 1
    end = at + 5 + body
    if end > len(buffer):
        return None
    op = _read_qr(bytes(buffer[at + 5 : end]))
    return (op, end - at) if op is not None else (Foreign(buffer[at]), 1)


def _read_qr(body: bytes) -> Op | None:
    function, parameters = body[1], body[2:]
    match function, len(parameters):
        case (65, 2) | (67, 1) | (69, 1) if body[0] == _QR:
            return QrSetting(function, parameters[0])
        case 80, _ if body[0] == _QR and parameters[:1] == b"0":
            payload = parameters[1:].decode("ascii", "replace")
            return QrStore(payload) if payload.isprintable() and payload.isascii() else None
        case 81, 1 if body[0] == _QR:
            return QrPrint()
        case _:
            return None


def _read_short(opcode: bytes, raw: bytes) -> Op | None:  # noqa: C901, PLR0911, PLR0912 - one line per opcode reads best as a table
    argument = raw[2] if len(raw) > 2 else 0  # noqa: PLR2004 - after the two opcode bytes
    match opcode:
        case b"\x1b@":
            return Init()
        case b"\x1bJ":
            return Feed(argument)
        case b"\x1bE":
            return Emphasis(bool(argument & 1))
        case b"\x1ba" if argument in {0, 1, 2}:
            return Align(argument)
        case b"\x1bt":
            return CodePage(argument)
        case b"\x1c&" | b"\x1c.":
            return KanjiMode(opcode == b"\x1c&")
        case b"\x1c!":
            return CharacterSize(1 + (argument >> 2 & 1), 1 + (argument >> 3 & 1), kanji=True)
        case b"\x1d!":
            return CharacterSize(1 + (argument >> 4 & 7), 1 + (argument & 7), kanji=False)
        case b"\x1da":
            return AutoStatus(argument)
        case b"\x1dr":
            return PaperQuery(argument)
        case b"\x1dI":
            return IdQuery(argument)
        case b"\x10\x04" if argument in {1, 2, 3, 4}:
            return RealTimeQuery(argument)
        case b"\x1dV" if argument in {0, 1, 65, 66}:
            return Cut(full=argument in {0, 65})
        case b"\x1dv" if raw[2:4] in {b"0\x00", b"0\x01", b"0\x02", b"0\x03"}:
            return _raster_header(raw)
        case b"\x1d(" if raw[2:7] == b"H\x06\x00\x30\x30":
            return FenceQuery(raw[7:])
        case _:
            return None


def _raster_header(raw: bytes) -> Op | None:
    width_bytes, rows = raw[4] | raw[5] << 8, raw[6] | raw[7] << 8
    wide, tall = 1 + (raw[3] & 1), 1 + (raw[3] >> 1)
    return RasterHeader(width_bytes, rows, wide, tall) if width_bytes and rows else None
