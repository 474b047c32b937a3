"""The cascade: gray frame -> payload bytes, place and a hint, within a time budget.

1. zxing-cpp on the frame; symbols it locates and cannot read are remembered.
2. zxing-cpp on the sharpened and enlarged place of the last symbol, or the middle of the frame.
3. The pass that read the last frame, then the other passes of the plan, least recently run first. What does not
   fit into the rest of the budget looks at a part of the frame (see `scanner.rotation`).

A decoder never stops the cascade: whatever it raises is counted and the next one goes on. Payloads are
bytes; no decoder's own idea of the text is used. State belongs to the instance; use it on one thread.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import zxingcpp

from scanner import images
from scanner.hints import Hint, hint_for_unread
from scanner.plan import DEFAULT_PLAN, Engine, Plan
from scanner.rotation import Rotation
from scanner.zbar_reader import ZbarMissing, ZbarReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from scanner.images import Gray, Operation, Prepared, Quad, Region
    from scanner.rotation import Turn

_log = logging.getLogger(__name__)

_MIN_SIDE_PX: Final = 21
"""A version 1 symbol has 21 modules: nothing smaller can hold one."""
_MAX_SIDE_PX: Final = 8192
_MEMORY_FRAMES: Final = 10
"""How long the place of a symbol is worth another look."""
_SHARP_SIDE_PX: Final = 1600


@dataclass(frozen=True, slots=True)
class Payload:
    """One symbol read.

    Attributes:
        data: its bytes, exactly.
        decoder: `zxing` or `zbar`.
        corners: in frame pixels, clockwise from the symbol's own top left (zbar: a hull in no order).
    """

    data: bytes
    decoder: str
    corners: Quad


@dataclass(frozen=True, slots=True)
class Decoding:
    """The outcome of one frame. `located`: places of symbols seen and not read; `by`: pass that read."""

    payloads: tuple[Payload, ...]
    hint: Hint
    ms: float
    located: tuple[Quad, ...] = ()
    by: str = ""


@dataclass(slots=True)
class _Frame:
    """Work in progress on one frame."""

    gray: Gray
    deadline: float
    located: list[Quad] = field(default_factory=list)


class Decoder:
    """Reads QR codes off frames, learning from one frame to the next."""

    def __init__(self, plan: Plan = DEFAULT_PLAN, *, clock: Callable[[], float] = time.perf_counter) -> None:
        self._plan = plan
        self._clock = clock
        self._rotation = Rotation(plan.rotating)
        self._frame_number = 0
        self._place: Quad | None = None
        self._place_frame = -_MEMORY_FRAMES
        self._zbar = _zbar_reader()
        self.contained_errors = 0
        """How often a decoder raised; the cascade went on."""

    def decode(self, pixels: NDArray[np.uint8], budget_ms: float = 22.0) -> Decoding:
        """Read the QR codes of one frame.

        Args:
            pixels: `(h, w, 3) uint8 BGR` or `(h, w) uint8`; any size, also empty.
            budget_ms: time in which to end; only the first two looks are taken whatever they cost.
        """
        start = self._clock()
        self._frame_number += 1
        gray = _checked(pixels)
        if gray is None:
            return Decoding((), Hint.NONE, 0.0)
        frame = _Frame(gray, start + budget_ms / 1000)
        for name, payloads in self._tries(frame):
            if payloads:
                self._remember(payloads[0].corners)
                hint = Hint.TOO_MANY if len({payload.data for payload in payloads}) > 1 else Hint.NONE
                return Decoding(payloads, hint, self._ms_since(start), tuple(frame.located), name)
        if frame.located:
            self._remember(frame.located[0])
        hint = hint_for_unread(gray, tuple(frame.located))
        return Decoding((), hint, self._ms_since(start), tuple(frame.located))

    def close(self) -> None:
        """Free the decoders' own memory. Closing twice is fine."""
        if self._zbar is not None:
            self._zbar.close()
            self._zbar = None

    def _tries(self, frame: _Frame) -> Iterator[tuple[str, tuple[Payload, ...]]]:
        yield "plain", self._look(images.plain, Engine.ZXING, frame)
        yield "sharp", self._look(self._sharp_place(frame), Engine.ZXING, frame)
        height, width = frame.gray.shape
        for turn in self._rotation:
            left_ms = (frame.deadline - self._clock()) * 1000
            if left_ms <= 0:
                return
            region = turn.region((width, height), left_ms, self._place_in(frame))
            if region is not None:
                yield turn.step.name, self._run(turn, region, frame)

    def _run(self, turn: Turn, region: Region, frame: _Frame) -> tuple[Payload, ...]:
        begin = self._clock()
        turn.last_frame = self._frame_number
        payloads, _ = self._look_at(images.within(region, turn.step.operation), turn.step.engine, frame.gray)
        turn.note(self._ms_since(begin), region.area_px)
        if payloads:
            self._rotation.won(turn)
        return payloads

    def _place_in(self, frame: _Frame) -> Quad | None:
        if frame.located:
            return frame.located[0]
        is_fresh = self._frame_number - self._place_frame <= _MEMORY_FRAMES
        return self._place if is_fresh else None

    def _sharp_place(self, frame: _Frame) -> Operation:
        """Sharpen and enlarge where a symbol is or was, else the middle; large regions are enlarged less."""
        place = self._place_in(frame)
        if place:
            region = images.around(place, frame.gray, 0.35 if frame.located else 0.5)
        else:
            region = images.centre(frame.gray, self._plan.centre_share)
        side = max(region.right - region.left, region.bottom - region.top, 1)
        enlarge = max(1.0, min(self._plan.enlarge, _SHARP_SIDE_PX / side))
        return lambda gray: images.sharp_and_large(gray, region, enlarge)

    def _look(self, operation: Operation, engine: Engine, frame: _Frame) -> tuple[Payload, ...]:
        payloads, located = self._look_at(operation, engine, frame.gray)
        frame.located.extend(located)
        return payloads

    def _look_at(
        self, operation: Operation, engine: Engine, gray: Gray
    ) -> tuple[tuple[Payload, ...], tuple[Quad, ...]]:
        try:
            prepared = operation(gray)
        except (cv2.error, ValueError, MemoryError) as error:
            # A symbol located at the very edge, or a picture too small for an operation: the next pass goes on.
            self._contain(engine, error)
            return (), ()
        if engine is Engine.ZBAR:
            return self._read_zbar(prepared), ()
        return self._read_zxing(prepared, engine)

    def read_prepared(self, prepared: Prepared, engine: Engine) -> tuple[Payload, ...]:
        """Let one engine look at one prepared picture, outside any plan: for measuring."""
        return self._read_zbar(prepared) if engine is Engine.ZBAR else self._read_zxing(prepared, engine)[0]

    def _read_zxing(self, prepared: Prepared, engine: Engine) -> tuple[tuple[Payload, ...], tuple[Quad, ...]]:
        """Give what was read, and the places of what was only located."""
        binarizer = (
            zxingcpp.Binarizer.GlobalHistogram
            if engine is Engine.ZXING_GLOBAL
            else zxingcpp.Binarizer.LocalAverage
        )
        formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
        try:
            symbols = zxingcpp.read_barcodes(prepared.gray, formats, binarizer=binarizer, return_errors=True)
            found = [(symbol.valid, bytes(symbol.bytes), _corners(symbol)) for symbol in symbols]
        except (ValueError, RuntimeError, TypeError) as error:
            self._contain(engine, error)
            return (), ()
        places = [images.map_points(prepared.to_frame, corners) for _, _, corners in found]
        return (
            tuple(
                Payload(data, Engine.ZXING.value, place)
                for (valid, data, _), place in zip(found, places, strict=True)
                if valid and data
            ),
            tuple(place for (valid, _, _), place in zip(found, places, strict=True) if not valid),
        )

    def _read_zbar(self, prepared: Prepared) -> tuple[Payload, ...]:
        if self._zbar is None:
            return ()
        try:
            symbols = self._zbar.read(prepared.gray)
        except (ValueError, RuntimeError, OSError, ArithmeticError) as error:
            self._contain(Engine.ZBAR, error)
            return ()
        return tuple(
            Payload(data, Engine.ZBAR.value, images.map_points(prepared.to_frame, corners))
            for data, corners in symbols
            if data
        )

    def _contain(self, engine: Engine, error: Exception) -> None:
        self.contained_errors += 1
        _log.info("decoder %s raised %s; going on", engine.value, type(error).__name__)

    def _remember(self, quad: Quad) -> None:
        if quad:
            self._place, self._place_frame = quad, self._frame_number

    def _ms_since(self, begin: float) -> float:
        return (self._clock() - begin) * 1000


def _checked(pixels: NDArray[np.uint8]) -> Gray | None:
    if pixels.ndim not in {2, 3} or pixels.dtype != np.uint8:
        return None
    if not all(_MIN_SIDE_PX <= side <= _MAX_SIDE_PX for side in pixels.shape[:2]):
        return None
    return np.ascontiguousarray(images.as_gray(pixels))


def _corners(symbol: zxingcpp.Barcode) -> tuple[tuple[float, float], ...]:
    place = symbol.position
    points = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return tuple((float(point.x), float(point.y)) for point in points)


def _zbar_reader() -> ZbarReader | None:
    try:
        return ZbarReader()
    except ZbarMissing as error:
        _log.info("libzbar is not there, the cascade goes on without it: %s", error)
        return None
