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


DEFAULT_PLAN: Final = Plan(
    centre_share=0.6,
    enlarge=2.0,
    rotating=(
        Pass("adaptive 61", images.adaptive(61), Engine.ZXING_GLOBAL, 2.7),
        Pass("clahe", images.clahe(3.0), Engine.ZXING, 5.0),
        Pass("whole sharp", images.whole_sharp(2.0), Engine.ZXING, 15.0),
        Pass("zbar", images.plain, Engine.ZBAR, 20.0),
        Pass("gamma 2", images.gamma(2.0), Engine.ZXING, 2.2),
        Pass("gamma 0.5", images.gamma(0.5), Engine.ZXING, 2.4),
        Pass("erode 3", images.eroded(3), Engine.ZXING, 1.8),
        Pass("half", images.resized(0.5), Engine.ZXING, 1.0),
        Pass("global", images.plain, Engine.ZXING_GLOBAL, 1.1),
        Pass("rotate 45", images.rotated(45), Engine.ZXING, 5.3),
        Pass("rotate 15", images.rotated(15), Engine.ZXING, 4.7),
        Pass("blur 1.5", images.blurred(1.5), Engine.ZXING, 2.5),
    ),
)
