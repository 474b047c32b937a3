"""What can be done with the disk under the terminal's data: a word for it, shared by health and technician's mode."""

from __future__ import annotations

from enum import StrEnum


class Storage(StrEnum):
    """What can be done with the data folder."""

    WRITABLE = "writable"
    LOW = "low"
    """Still writable, but a technician should look."""
    FULL = "full"
    READ_ONLY = "read_only"
    UNREADABLE = "unreadable"
    """It is gone, or the disk does not answer."""

    @property
    def is_writable(self) -> bool:
        """Whether a journal can be kept."""
        return self in {Storage.WRITABLE, Storage.LOW}
