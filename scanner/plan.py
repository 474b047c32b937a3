"""The order in which a frame is tried, as data.

Measured with `scripts/bench_scan.py`, not folklore: the rows of `ROTATING` are those that read pictures no
other row reads, the most productive first. See docs/adr/0010-decoder-order.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scanner import images

if TYPE_CHECKING:
    from scanner.images import Operation


class Engine(StrEnum):
    """Which decoder looks at a prepared picture; the value is what a payload says it was read by."""

    ZXING = "zxing"
    """zxing-cpp, local threshold."""
    ZXING_GLOBAL = "zxing_global"
    """zxing-cpp, one threshold for the whole picture."""
    ZBAR = "zbar"
    """libzbar in binary mode."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One try: an operation on the gray frame, then a decoder. `cost_ms`: first guess at 1280x720."""

    name: str
    operation: Operation
    engine: Engine
    cost_ms: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try on a frame that the first look did not read."""

    centre_share: float
    """Side of the always sharpened middle, as a share of the frame's."""
    enlarge: float
    rotating: tuple[Pass, ...]


_CLAHE_SHARP = images.chained(images.clahe(3.0), images.whole_sharp(2.0))
_LARGE_ADAPTIVE = images.chained(images.resized(2.0), images.adaptive(31))

DEFAULT_PLAN: Final = Plan(
    centre_share=0.6,
    enlarge=2.0,
    rotating=(
        Pass("clahe global", images.clahe(3.0), Engine.ZXING_GLOBAL, 6.0),
        Pass("gamma 4", images.gamma(4.0), Engine.ZXING, 2.0),
        Pass("gamma 0.5 global", images.gamma(0.5), Engine.ZXING_GLOBAL, 1.5),
        Pass("flat global", images.stretched(1.0, 0.6), Engine.ZXING_GLOBAL, 2.5),
        Pass("larger", images.resized(1.5), Engine.ZXING, 6.0),
        Pass("half zbar", images.resized(0.5), Engine.ZBAR, 7.0),
        Pass("clahe, sharp", _CLAHE_SHARP, Engine.ZXING, 28.0),
        Pass("whole sharp x3", images.whole_sharp(3.0), Engine.ZXING, 32.0),
        Pass("deblur 2", images.deblurred(2.0, 0.006), Engine.ZXING, 13.0),
        Pass("zbar", images.plain, Engine.ZBAR, 25.0),
        Pass("narrow global", images.stretched(0.6, 1.0), Engine.ZXING_GLOBAL, 2.5),
        Pass("half clahe", images.chained(images.resized(0.5), images.clahe(3.0)), Engine.ZXING, 3.5),
        Pass("half adaptive", images.chained(images.resized(0.5), images.adaptive(31)), Engine.ZXING, 1.2),
        Pass("gamma 2", images.gamma(2.0), Engine.ZXING, 2.2),
        Pass("gamma 0.5", images.gamma(0.5), Engine.ZXING, 2.4),
        Pass("whole sharp", images.whole_sharp(2.0), Engine.ZXING, 16.0),
        Pass("adaptive gauss", images.adaptive_gauss(31), Engine.ZXING, 9.0),
        Pass("large adaptive", _LARGE_ADAPTIVE, Engine.ZXING, 17.0),
        Pass("even global", images.evened(81), Engine.ZXING_GLOBAL, 11.0),
        Pass("global", images.plain, Engine.ZXING_GLOBAL, 1.0),
        Pass("clahe", images.clahe(3.0), Engine.ZXING, 10.0),
        Pass("blur adaptive", images.chained(images.blurred(1.0), images.adaptive(61)), Engine.ZXING, 5.0),
        Pass("blur 1.5", images.blurred(1.5), Engine.ZXING, 3.0),
        Pass("rotate 45", images.rotated(45), Engine.ZXING, 9.0),
        Pass("rotate -20", images.rotated(-20), Engine.ZXING, 8.0),
        Pass("deblur 2.5", images.deblurred(2.5, 0.003), Engine.ZXING, 12.0),
        Pass("erode 3", images.eroded(3), Engine.ZXING, 2.0),
        Pass("smooth zbar", images.blurred(1.0), Engine.ZBAR, 20.0),
    ),
)
