"""Hints -> a shorter or longer exposure: over-exposed screens and dark ones are what software cannot repair.

Automatic exposure meters the whole scene, mostly a dim hall, so that a phone's screen burns out; it has to
be overruled for as long as the phone is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scanner.hints import Hint
from scanner.v4l2 import EXPOSURE_MANUAL, Control

if TYPE_CHECKING:
    from scanner.v4l2 import ControlPort

_DARKER_FACTOR: Final = 0.6
_BRIGHTER_FACTOR: Final = 1.6


class ExposureStep(StrEnum):
    """One step of the exposure."""

    DARKER = "darker"
    """0.6 times the exposure: the screen is burnt out."""
    BRIGHTER = "brighter"
    """1.6 times the exposure: the code is too dark."""


@dataclass(frozen=True, slots=True)
class ExposurePolicy:
    """When to step."""

    settle_s: float = 0.35
    """A sensor takes two or three frames to follow, and a hint needs four to be believed."""
    patience_s: float = 1.2
    """A code that is seen and not read for this long is tried darker, then brighter."""
    most_steps: int = 4


@dataclass(slots=True)
class ExposureGuide:
    """Decides on steps from one frame to the next. One instance per scanning period; pure."""

    policy: ExposurePolicy = field(default_factory=ExposurePolicy)
    _steps: int = 0
    _last_s: float | None = None
    _unread_since_s: float | None = None

    def feed(self, hint: Hint, at_s: float) -> ExposureStep | None:
        """Take in the steady hint of a frame; give a step when one is due.

        Args:
            hint: as shown to the person.
            at_s: monotonic seconds of the frame.
        """
        if self._last_s is None:
            self._last_s = at_s
        if hint is not Hint.STEADIER:
            self._unread_since_s = None
        wanted = self._wanted(hint, at_s)
        if wanted is None or at_s - self._last_s < self.policy.settle_s:
            return None
        change = -1 if wanted is ExposureStep.DARKER else 1
        if abs(self._steps + change) > self.policy.most_steps:
            return None
        self._steps += change
        self._last_s, self._unread_since_s = at_s, None
        return wanted

    def _wanted(self, hint: Hint, at_s: float) -> ExposureStep | None:
        match hint:
            case Hint.GLARE:
                return ExposureStep.DARKER
            case Hint.BRIGHTER:
                return ExposureStep.BRIGHTER
            case Hint.STEADIER:
                return self._try_another(at_s)
            case _:
                return None

    def _try_another(self, at_s: float) -> ExposureStep | None:
        """Blur and burnt edges look alike: go darker twice, which also freezes motion, then back."""
        if self._unread_since_s is None:
            self._unread_since_s = at_s
        if at_s - self._unread_since_s < self.policy.patience_s:
            return None
        return ExposureStep.DARKER if self._steps > -2 else ExposureStep.BRIGHTER  # noqa: PLR2004 - two steps


def step_exposure(port: ControlPort, step: ExposureStep) -> int | None:
    """Carry out a step on a device: from what is in force, within its range, switching the automatic off.

    Returns:
        The exposure now in force, in the device's units; None when the device cannot be set.
    """
    bounds = port.range_of(Control.EXPOSURE_ABSOLUTE)
    now = port.read(Control.EXPOSURE_ABSOLUTE)
    if bounds is None or now is None:
        return None
    if port.read(Control.EXPOSURE_AUTO) != EXPOSURE_MANUAL:
        port.write(Control.EXPOSURE_AUTO, EXPOSURE_MANUAL)
    factor = _DARKER_FACTOR if step is ExposureStep.DARKER else _BRIGHTER_FACTOR
    wanted = max(bounds.minimum, min(bounds.maximum, round(now * factor)))
    port.write(Control.EXPOSURE_ABSOLUTE, wanted)
    return port.read(Control.EXPOSURE_ABSOLUTE)
