"""zbar in binary mode: the third opinion, giving bytes.

`pyzbar.decode` is not used: it converts text by guesswork, raises on a structured-append set (an orientation
its enumeration does not know) and divides by zero on an empty picture. Its bindings are, with binary mode
switched on.
"""

from __future__ import annotations

from ctypes import c_char_p, c_void_p, cast, string_at
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

_CFG_BINARY = 4
"""ZBAR_CFG_BINARY of zbar.h since 0.23.1; the enumeration of pyzbar 0.1.9 still calls 4 the number of
configs."""
_Y800 = 0x30303859
_QR = 64
_MAX_SYMBOLS = 8

Quad = tuple[tuple[float, float], ...]


class ZbarMissing(Exception):  # noqa: N818 - a fact about the installation
    """The system library `libzbar.so.0` cannot be loaded."""


class ZbarReader:
    """One scanner object of libzbar, QR codes only. Use on one thread; `close` frees it."""

    def __init__(self) -> None:
        try:
            from pyzbar import wrapper  # noqa: PLC0415 - it loads the system library
        except (ImportError, OSError) as error:
            raise ZbarMissing(str(error)) from error
        self._zbar: Any = wrapper
        self._scanner: Any = wrapper.zbar_image_scanner_create()
        self._set(0, wrapper.ZBarConfig.CFG_ENABLE, 0)
        self._set(_QR, wrapper.ZBarConfig.CFG_ENABLE, 1)
        self._set(_QR, _CFG_BINARY, 1)

    def read(self, gray: NDArray[np.uint8]) -> list[tuple[bytes, Quad]]:
        """Read all QR codes of a `(h, w) uint8` picture: payload bytes and corners in pixels."""
        height, width = gray.shape
        if not height or not width:
            return []
        zbar = self._zbar
        data = gray.tobytes()
        image = zbar.zbar_image_create()
        try:
            zbar.zbar_image_set_format(image, _Y800)
            zbar.zbar_image_set_size(image, width, height)
            zbar.zbar_image_set_data(image, cast(c_char_p(data), c_void_p), len(data), None)
            if zbar.zbar_scan_image(self._scanner, image) <= 0:
                return []
            return list(self._symbols(image))
        finally:
            zbar.zbar_image_destroy(image)

    def close(self) -> None:
        """Free the scanner object. Closing twice is fine."""
        if self._scanner is not None:
            self._zbar.zbar_image_scanner_destroy(self._scanner)
            self._scanner = None

    def _set(self, symbology: int, option: int, value: int) -> None:
        self._zbar.zbar_image_scanner_set_config(self._scanner, symbology, option, value)

    def _symbols(self, image: object) -> Iterator[tuple[bytes, Quad]]:
        zbar = self._zbar
        symbol = zbar.zbar_image_first_symbol(image)
        seen = 0
        while symbol and seen < _MAX_SYMBOLS:
            seen += 1
            if symbol.contents.type == _QR:
                data = string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))
                corners = tuple(
                    (
                        float(zbar.zbar_symbol_get_loc_x(symbol, n)),
                        float(zbar.zbar_symbol_get_loc_y(symbol, n)),
                    )
                    for n in range(zbar.zbar_symbol_get_loc_size(symbol))
                )
                yield data, corners
            symbol = zbar.zbar_symbol_next(symbol)
