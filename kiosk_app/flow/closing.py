"""Why staff have put the terminal out of service; it stays so until they put it back, also over a restart."""

from __future__ import annotations

from enum import StrEnum


class Closure(StrEnum):
    """A reason, as people are told it."""

    PAPER = "paper"
    """No paper at hand."""
    PRINTER = "printer_fault"
    CAMERA = "camera_fault"
    CLEANING = "cleaning"
    WORK = "work"
    """Maintenance."""
    OTHER = "other"
