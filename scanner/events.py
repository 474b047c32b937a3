"""What the UI process hears from the scanner."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.camera import CameraFaultCode
    from scanner.hints import Hint


class RestartReason(StrEnum):
    """Why a child was replaced."""

    DIED = "died"
    """It ended by itself: a crash, a limit, somebody's signal."""
    STUCK = "stuck"
    """It was silent for too long: the driver or a decoder held it, or it was stopped."""
    NONSENSE = "nonsense"
    """It said something that is no message, or far more than a child has to say."""


@dataclass(frozen=True, slots=True)
class ScanConfirmed:
    """A payload was read often enough. Times: monotonic seconds of its first and its last frame."""

    payload: bytes
    decoder: str
    first_seen_s: float
    confirmed_s: float


@dataclass(frozen=True, slots=True)
class HintChanged:
    """The guidance on screen should change."""

    hint: Hint


@dataclass(frozen=True, slots=True)
class CameraState:
    """The camera's state changed. `fault` is None when it delivers."""

    fault: CameraFaultCode | None


@dataclass(frozen=True, slots=True)
class Restarted:
    """The child was replaced; scanning goes on by itself."""

    reason: RestartReason


ScannerEvent = ScanConfirmed | HintChanged | CameraState | Restarted
