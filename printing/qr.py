"""QR symbols as rows of modules; drawn by us because the printers' own ones differ or are missing."""

from __future__ import annotations

import segno

QUIET_ZONE_MODULES = 4
"""White modules a reader needs around the symbol (ISO/IEC 18004, 6.3.8)."""

_LEVELS = ("m", "l")


def modules(payload: str) -> tuple[str, ...]:
    """Encode a payload, correction level M, or L where it is too long for M.

    Returns:
        Rows of `1` (black) and `0`, without the quiet zone.

    Raises:
        ValueError: empty, or longer than a symbol can hold (2,953 bytes).
    """
    return symbol(payload)[1]


def symbol(payload: str) -> tuple[str, tuple[str, ...]]:
    """The correction level taken (`m` or `l`) and the modules; else as `modules`."""
    if not payload:
        raise ValueError("a QR code needs a payload")
    content = payload if payload.isascii() else payload.encode("utf-8", "replace")
    for level in _LEVELS:
        try:
            code = segno.make(content, error=level, micro=False, boost_error=False)
        except segno.DataOverflowError:
            continue
        return level, tuple("".join("1" if cell else "0" for cell in row) for row in code.matrix)
    raise ValueError("the payload is too long for a QR code")


def module_dots(count: int, side_dots: int, room_dots: int) -> int:
    """Dots per module for a symbol of `count` modules: near `side_dots`, within `room_dots`, at least one."""
    return max(1, min(max(2, round(side_dots / count)), room_dots // count))
