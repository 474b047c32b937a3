"""What a check found, and the one sentence that mends it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum


class CheckState(StrEnum):
    """How it stands."""

    OK = "ok"
    """As it should be."""
    WARN = "warn"
    """Works, but somebody should look at it."""
    FAIL = "fail"
    """The terminal does not do its work, or is not safe, until this is mended."""
    ABSENT = "absent"
    """Not there, or cannot be looked at here."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One result.

    Attributes:
        check: stable id, for scripts.
        what: one sentence on how it is.
        fix: one sentence on what to do; empty only when it is as it should be.
        hardens: about lock-down: a fault on a terminal in public, a remark elsewhere.
    """

    check: str
    state: CheckState
    what: str
    fix: str = ""
    hardens: bool = False

    def __post_init__(self) -> None:
        if (self.state is CheckState.OK) == bool(self.fix):
            raise ValueError(f"{self.check}: a fault has a fix, and only a fault")

    def judged(self, *, production: bool) -> Finding:
        """As it counts on this kind of machine: lock-down is a fault in production and a remark elsewhere."""
        if production and self.state is CheckState.ABSENT and self.check in REQUIRED_IN_PRODUCTION:
            return replace(self, state=CheckState.FAIL)
        if not production and self.hardens and self.state is CheckState.FAIL:
            return replace(self, state=CheckState.WARN)
        return self


REQUIRED_IN_PRODUCTION = frozenset({"camera", "printer", "secrets", "service"})
"""Absent on a workbench, a fault in a hall."""


def ok(check: str, what: str) -> Finding:
    """As it should be."""
    return Finding(check, CheckState.OK, what)


def warn(check: str, what: str, fix: str) -> Finding:
    """Works, but."""
    return Finding(check, CheckState.WARN, what, fix)


def fail(check: str, what: str, fix: str) -> Finding:
    """Does not work."""
    return Finding(check, CheckState.FAIL, what, fix)


def absent(check: str, what: str, fix: str) -> Finding:
    """Not there."""
    return Finding(check, CheckState.ABSENT, what, fix)


def open_door(check: str, what: str, fix: str) -> Finding:
    """A gap in the lock-down."""
    return Finding(check, CheckState.FAIL, what, fix, hardens=True)
