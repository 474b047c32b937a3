"""The two ways in, as movements on the glass. Pure: points in millimetres and times in, yes or no out.

Neither is drawn anywhere, and neither opens more than a lock screen. What a palm, a child or a falling leaf does by
chance does not pass: a palm has more than two points or moves them together, a child does not hold still, and
nobody taps eight corners in order. Why these: docs/adr/0076-the-way-into-technician-mode.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TOGETHER_S: Final = 0.5
"""The second finger comes at most this much after the first."""
APART_MM: Final = 80.0
"""The two are at least this far apart across the glass."""
LEVEL_MM: Final = 60.0
"""They begin at about the same height."""
TURN_MM: Final = 40.0
"""The left one goes up, the right one down, each at least this far."""
SIDEWAYS_MM: Final = 50.0
STILL_MM: Final = 6.0
HOLD_S: Final = 1.0
"""Then both rest this long, and are lifted."""
LONGEST_S: Final = 8.0

CORNER_MM: Final = 15.0
ROUND_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the glass, millimetres from its top left."""

    x_mm: float
    y_mm: float


class WheelTurn:
    """Two hands at a steering wheel: a quarter to the right, hold, let go. One instance per glass."""

    def __init__(self) -> None:
        self._starts: dict[int, Spot] = {}
        self._now: dict[int, Spot] = {}
        self._rested: dict[int, Spot] = {}
        self._begun_s = 0.0
        self._still_since_s = 0.0
        self._is_spoiled = False

    def feed(self, points: Mapping[int, Spot], at_s: float) -> bool:
        """Take in the fingers now on the glass; True when one is lifted after the whole movement.

        Args:
            points: id of the finger -> where it is; empty when the last one is lifted.
            at_s: monotonic seconds.
        """
        was_made = len(points) < len(self._now) and self._is_made(at_s)
        if len(points) < len(self._now):
            self._is_spoiled = True
        self._now = dict(points)
        if not points:
            self._starts, self._rested, self._is_spoiled = {}, {}, False
            return was_made
        self._take(points, at_s)
        return was_made

    def _take(self, points: Mapping[int, Spot], at_s: float) -> None:
        if not self._starts:
            self._begun_s = at_s
        for finger, spot in points.items():
            if finger not in self._starts:
                self._starts[finger] = spot
                if at_s - self._begun_s > TOGETHER_S:
                    self._is_spoiled = True
        if len(self._starts) > 2:  # noqa: PLR2004 - two hands
            self._is_spoiled = True
        if self._rested.keys() != points.keys() or any(
            _distance(self._rested[finger], spot) > STILL_MM for finger, spot in points.items()
        ):
            self._rested, self._still_since_s = dict(points), at_s

    def _is_made(self, at_s: float) -> bool:
        if self._is_spoiled or len(self._now) != 2 or at_s - self._begun_s > LONGEST_S:  # noqa: PLR2004 - same
            return False
        left, right = sorted(self._starts, key=lambda finger: self._starts[finger].x_mm)
        is_apart = self._starts[right].x_mm - self._starts[left].x_mm >= APART_MM
        is_level = abs(self._starts[right].y_mm - self._starts[left].y_mm) <= LEVEL_MM
        is_turned = -self._moved(left).y_mm >= TURN_MM and self._moved(right).y_mm >= TURN_MM
        is_upright = all(abs(self._moved(finger).x_mm) <= SIDEWAYS_MM for finger in (left, right))
        return is_apart and is_level and is_turned and is_upright and at_s - self._still_since_s >= HOLD_S

    def _moved(self, finger: int) -> Spot:
        start, now = self._starts[finger], self._now[finger]
        return Spot(now.x_mm - start.x_mm, now.y_mm - start.y_mm)


_ROUND: Final = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 1), (1, 1), (1, 0), (0, 0))
"""Corners, (right, bottom): once round with the clock, and back."""


class CornerRound:
    """One finger: the four corners with the clock from the top left, then back. One instance per glass."""

    def __init__(self) -> None:
        self._done = 0
        self._begun_s = 0.0

    def feed(self, spot: Spot, glass: Spot, at_s: float) -> bool:
        """Take in a touch; True after the eighth corner.

        Args:
            spot: where.
            glass: the bottom right corner of the glass.
            at_s: monotonic seconds.
        """
        corner = _corner(spot, glass)
        if self._done and at_s - self._begun_s > ROUND_S:
            self._done = 0
        if corner == _ROUND[self._done]:
            self._begun_s = at_s if not self._done else self._begun_s
            self._done += 1
        else:
            self._done = 1 if corner == _ROUND[0] else 0
            self._begun_s = at_s
        if self._done < len(_ROUND):
            return False
        self._done = 0
        return True


def _corner(spot: Spot, glass: Spot) -> tuple[int, int] | None:
    across = _end(spot.x_mm, glass.x_mm)
    down = _end(spot.y_mm, glass.y_mm)
    return None if across is None or down is None else (across, down)


def _end(at_mm: float, length_mm: float) -> int | None:
    if at_mm <= CORNER_MM:
        return 0
    return 1 if at_mm >= length_mm - CORNER_MM else None


def _distance(one: Spot, other: Spot) -> float:
    return math.hypot(one.x_mm - other.x_mm, one.y_mm - other.y_mm)
