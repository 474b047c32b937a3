"""What the print engine is asked, and what it tells. Plain frozen values; the application turns them into signals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.document import Document
    from printing.status import PrinterStatus, PrintOutcome


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One slip, once.

    Attributes:
        key: idempotency key of the request on the screen; the same key never prints twice.
        document: what to print; its text already carries job number and attempt.
        job_number: printed on the slip; attempts are counted by it.
    """

    key: str
    document: Document
    job_number: str


class Phase(StrEnum):
    """Where a job is, by proof and not by hope."""

    PREPARING = "preparing"
    """Laid out, encoded, read back; nothing sent."""
    SENDING = "sending"
    """Bands go out and are confirmed one window behind."""
    PRINTING = "printing"
    """All sent; waiting for the end mark on paper."""
    CUTTING = "cutting"
    """End mark on paper; the cut is on its way."""


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """The printer's status is another one than before."""

    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class JobProgress:
    """`fraction` 0-1 of the paper is confirmed."""

    key: str
    phase: Phase
    fraction: float


@dataclass(frozen=True, slots=True)
class JobSuspended:
    """Stopped half-way; it goes on by itself when the cause is mended, or is voided."""

    key: str
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class JobFinished:
    """The one outcome of a submitted job."""

    key: str
    outcome: PrintOutcome


EngineEvent = StatusChanged | JobProgress | JobSuspended | JobFinished
