"""What a printer is, and how a job ended: the values the application sees.

Facts are three-valued in `escpos/status.py`; here they have become one of four shapes. Unknown is never "no paper".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockReason(StrEnum):
    """Why a reachable printer does not print."""

    UNRECOVERABLE = "unrecoverable"
    """Head or voltage fault: power cycle, then service."""
    CUTTER = "cutter"
    """The cutter is jammed."""
    COVER_OPEN = "cover_open"
    """The cover is not closed; the paper sensor cannot be believed meanwhile."""
    PAPER_OUT = "paper_out"
    """The roll has ended."""
    OVERHEATED = "overheated"
    """The head is cooling; clears itself."""
    FEEDING = "feeding"
    """Somebody holds the feed button."""
    OFFLINE = "offline"
    """Offline without a stated cause."""

    @property
    def leaves_the_cut_sure(self) -> bool:
        """Whether a cut answered before this was reported has certainly been made."""
        return self not in {BlockReason.CUTTER, BlockReason.UNRECOVERABLE}


@dataclass(frozen=True, slots=True)
class Ready:
    """It can print; `paper_low` is None where there is no such sensor or it is not known."""

    paper_low: bool | None = None


@dataclass(frozen=True, slots=True)
class Blocked:
    """It answers, and says what is wrong."""

    reason: BlockReason


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The port cannot be opened or has gone; `detail` is for the technician."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The port is open, the printer does not answer (or not credibly)."""


PrinterStatus = Ready | Blocked | Unreachable | Unknown


class FenceKind(StrEnum):
    """How a printer tells that data has become paper."""

    GS_H = "gs_h"
    """GS ( H: a token comes back when everything before it is printed."""
    GS_R = "gs_r"
    """GS r 1: answered when its turn comes."""
    NONE = "none"
    """It cannot: a job ends unconfirmed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a job counts as done.

    Attributes:
        fence: what answered.
        printed_token: the answered fence after the end mark.
        cut_token: the answered fence after the cut.
        status_after: status asked after that, or what unasked status said last.
        rows: dot rows of paper used.
        bytes_sent: length of the job stream, `ESC @` to the cut.
        first_byte_s: submission to first byte, seconds.
        total_s: submission to this evidence, seconds.
        paper_changes: how often the paper ended under way: so many more pieces, the end mark on the last.
    """

    fence: FenceKind
    printed_token: str
    cut_token: str
    status_after: PrinterStatus
    rows: int
    bytes_sent: int
    first_byte_s: float
    total_s: float
    paper_changes: int = 0


class RefusalReason(StrEnum):
    """Why nothing was sent."""

    NOT_READY = "not_ready"
    """The preflight status says so."""
    PAPER_TOO_SHORT = "paper_too_short"
    """Near the end of the roll, and the slip does not fit what is left."""
    READ_BACK = "read_back"
    """The bytes do not say what the document says."""
    JOURNAL = "journal"
    """The journal cannot be written."""
    ALREADY_TRIED = "already_tried"
    """This key was used before and its end was not clean."""


@dataclass(frozen=True, slots=True)
class Done:
    """End mark printed, cut made, both proven."""

    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was sent; trying again is safe."""

    status: PrinterStatus
    reason: RefusalReason = RefusalReason.NOT_READY


@dataclass(frozen=True, slots=True)
class Suspended:
    """Stopped half-way by this status; the printer may hold the rest."""

    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """All was sent and nothing proves the paper: ask the person."""


@dataclass(frozen=True, slots=True)
class Voided:
    """Given up; `marked` when the paper itself already says so, else it will before the next slip."""

    marked: bool


PrintOutcome = Done | Refused | Suspended | Unconfirmed | Voided
