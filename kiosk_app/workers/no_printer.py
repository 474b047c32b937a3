"""What stands in for the printer while its journal cannot be kept: it refuses every slip, honestly.

Without a journal a crash could print a slip twice or leave a torn one for the next person, so nothing is printed; the
list stays on the screen, with its code to take along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing import Unreachable

if TYPE_CHECKING:
    from printing import Document, PrinterStatus, PrintJob


class NoPrinter:
    """Refuses. Any thread."""

    def __init__(self, reason: str) -> None:
        self._status = Unreachable(reason)

    @property
    def status(self) -> PrinterStatus:
        """Why nothing is printed."""
        return self._status

    def submit(self, job: PrintJob) -> bool:  # noqa: ARG002 - the engine's signature
        """Take nothing."""
        return False

    def prepare(self, document: Document | None) -> None:
        """There is nothing to make ready for."""

    def give_up(self, key: str) -> None:
        """There is nothing to give up."""
