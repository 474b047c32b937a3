"""What happens to a session besides what the person asks for (`intents.py`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk_app.flow.intents import Intent

if TYPE_CHECKING:
    from kiosk_app.flow.session import PrintResult, ScanKind, Trouble


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class ScanRead:
    """The camera confirmed a code; `uscc` only for a licence. Never logged or shown in a repr."""

    kind: ScanKind
    uscc: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ScanHint:
    """How the code should be held; a hint id that `messages` has words for, empty = none."""

    hint: str


@dataclass(frozen=True, slots=True)
class CameraChanged:
    """The camera works, or does not."""

    works: bool


@dataclass(frozen=True, slots=True)
class CodeChecked:
    """Whether the typed code is well formed."""

    ok: bool
    uscc: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """The matching agencies, in ranked order; may be none."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListUnavailable:
    """There is no list that may be shown."""


@dataclass(frozen=True, slots=True)
class PrintPhase:
    """Phases of the job that are finished, counted from 0."""

    job: int
    phase: int


@dataclass(frozen=True, slots=True)
class PrintStalled:
    """The printer stopped half-way and waits for somebody; None = it goes on."""

    job: int
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class PrintEnded:
    """The one outcome of a job; `trouble` says what stopped it, `pieces` on how much paper a whole slip is."""

    job: int
    result: PrintResult
    trouble: Trouble | None = None
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class PhoneChecked:
    """The lookup is done; the controller holds its result."""


@dataclass(frozen=True, slots=True)
class ServiceChanged:
    """Whether the terminal can do its job at all (a list that may be shown, not switched off by staff)."""

    usable: bool


Event = (
    Intent
    | Tick
    | ScanRead
    | ScanHint
    | CameraChanged
    | CodeChecked
    | Listed
    | ListUnavailable
    | PrintPhase
    | PrintStalled
    | PrintEnded
    | PhoneChecked
    | ServiceChanged
)
