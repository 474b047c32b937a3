"""The few ESC/POS commands this library ever sends, as bytes.

Nothing else leaves the house: `parser.py` knows exactly these opcodes and refuses a stream with any other. Byte
values follow the Epson ESC/POS command reference; the names in the comments are the ones used there.
"""

from __future__ import annotations

from typing import Final

INIT: Final = b"\x1b@"
"""ESC @: modes back to power-on; data in the buffer is kept by some printers, so it is no substitute for a flush."""
KANJI_ON: Final = b"\x1c&"
"""FS &: two-byte characters; the power-on default differs between printers, so it is always sent."""
KANJI_OFF: Final = b"\x1c."
"""FS .: single-byte characters only."""
NO_UPPER_PAGE: Final = b"\x1bt\x00"
"""ESC t 0: code page 0; we never use a byte of its upper half, the choice only makes the state known."""
NEWLINE: Final = b"\n"
DLE_ENQ_CLEAR: Final = b"\x10\x05\x02"
"""DLE ENQ 2: clear the buffers after a recoverable (cutter) error; without effect otherwise."""
DLE_DC4_CLEAR: Final = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 fn 8: clear the buffers; newer printers only."""
ASB_ON: Final = b"\x1da\x0f"
"""GS a 15: report drawer, online, error and paper changes unasked. ESC @ switches it off again."""
GS_R_PAPER: Final = b"\x1dr\x01"
"""GS r 1: paper sensor status, answered in the order of the data."""
CUT_PARTIAL: Final = b"\x1dVB\x00"
"""GS V 66 0: feed to the cutter and cut, one point left."""
CUT_FULL: Final = b"\x1dVA\x00"
"""GS V 65 0: feed to the cutter and cut through."""

TOKEN_BYTES: Final = 4
MAX_RASTER_ROWS: Final = 128
"""Rows of one GS v 0: larger pictures overrun the memory of small printers."""
MAX_BYTE: Final = 255
MAX_QR_BYTES: Final = 300
"""Far below what a symbol holds: a symbol larger than that is no use on a slip."""
MAX_MODULE_DOTS: Final = 16
QR_LEVELS: Final = {"l": 48, "m": 49}
"""Error correction levels of GS ( k function 169."""
DOUBLE: Final = 2
"""The one scale of GS v 0 beside 1."""


def status_query(n: int) -> bytes:
    """DLE EOT n, answered at once even when data is waiting.

    Args:
        n: 1 printer, 2 offline cause, 3 error cause, 4 roll sensor.

    Raises:
        ValueError: another n.
    """
    if n not in {1, 2, 3, 4}:
        raise ValueError(f"no real-time status {n}")
    return bytes((0x10, 0x04, n))


def process_id(token: str) -> bytes:
    """GS ( H fn 48: the printer sends `token` back when everything before it is on paper.

    Args:
        token: 4 printable ASCII characters.

    Raises:
        ValueError: another length or another character.

    Source: Epson ESC/POS reference, "GS ( H <Function 48>".
    """
    raw = token.encode("ascii")
    if len(raw) != TOKEN_BYTES or not token.isprintable():
        raise ValueError("a process id has four printable characters")
    return b"\x1d(H\x06\x00\x30\x30" + raw


def printer_id(n: int) -> bytes:
    """GS I n: what the printer says it is (proves nothing; clones borrow names)."""
    return bytes((0x1D, 0x49, n))


def raster_header(width_bytes: int, rows: int, wide: int = 1, tall: int = 1) -> bytes:
    """GS v 0: `rows` rows of `width_bytes` bytes follow; `wide` and `tall` 2 burn every dot two wide, two high.

    Raises:
        ValueError: more rows than `MAX_RASTER_ROWS`, or a width no print head has.
    """
    if not 1 <= rows <= MAX_RASTER_ROWS or not 1 <= width_bytes <= MAX_BYTE:
        raise ValueError("raster band out of bounds")
    density = (wide == DOUBLE) | (tall == DOUBLE) << 1
    return bytes((0x1D, 0x76, 0x30, density, width_bytes, 0x00, rows, 0x00))


def feed_dots(rows: int) -> bytes:
    """ESC J, repeated: advance by `rows` dot rows (0 and more)."""
    whole, rest = divmod(rows, MAX_BYTE)
    return b"\x1bJ\xff" * whole + (bytes((0x1B, 0x4A, rest)) if rest else b"")


def ascii_size(width: int, height: int) -> bytes:
    """GS !: multiples 1-2, of Chinese characters too on some clones."""
    return bytes((0x1D, 0x21, (width - 1) << 4 | (height - 1)))


def chinese_size(width: int, height: int) -> bytes:
    """FS !: multiples 1-2 of Chinese characters."""
    return bytes((0x1C, 0x21, (width - 1) << 2 | (height - 1) << 3))


def qr_code(payload: str, module_dots: int, level: str) -> bytes:
    """GS ( k, cn 49: model 2, size, correction level, store, print. The printer keeps the symbol until ESC @.

    Args:
        payload: printable ASCII, at most `MAX_QR_BYTES`.
        module_dots: 1-16.
        level: `l` or `m`.

    Raises:
        ValueError: something the printer would not take, or that is not text.

    Source: Epson ESC/POS reference, "GS ( k <Function 165, 167, 169, 180, 181>".
    """
    is_text = payload.isascii() and payload.isprintable()
    if not is_text or not 1 <= len(payload) <= MAX_QR_BYTES or not 1 <= module_dots <= MAX_MODULE_DOTS:
        raise ValueError("a QR code of the printer takes printable ASCII and modules of 1 to 16 dots")
    head = b"\x1d(k"
    low, high = (len(payload) + 3) & 0xFF, (len(payload) + 3) >> 8
    return b"".join(
        (
            head + b"\x04\x00\x31\x41\x32\x00",
            head + b"\x03\x00\x31\x43" + bytes((module_dots,)),
            head + b"\x03\x00\x31\x45" + bytes((QR_LEVELS[level],)),
            head + bytes((low, high)) + b"\x31\x50\x30" + payload.encode("ascii"),
            head + b"\x03\x00\x31\x51\x30",
        )
    )


def align(place: int) -> bytes:
    """ESC a: 0 left, 1 centre, 2 right; obeyed at the beginning of a line, by pictures too."""
    return bytes((0x1B, 0x61, place))


def emphasis(*, on: bool) -> bytes:
    """ESC E."""
    return bytes((0x1B, 0x45, int(on)))
