"""What happened to the program, into the audit log: once each, by the terminal when it is ready.

The one who turns the link is root before a start, perhaps because nothing else starts; the log belongs to the
terminal. So the history lies beside the programs, and how much of it has been told lies with the terminal's data.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk_app.audit import AuditEvent, Disposition, EventId
from kiosk_app.durable import read_bounded, write_durably
from kiosk_app.updating.slots import Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk_app.updating.slots import Happening, State

logger = logging.getLogger(__name__)

_EVENTS = {
    Step.APPLIED: (EventId.UPDATE_APPLIED, Disposition.SUCCESS, ""),
    Step.PROVEN: (EventId.UPDATE_PROVEN, Disposition.SUCCESS, ""),
    Step.FELL_BACK: (EventId.UPDATE_UNDONE, Disposition.FAILURE, "not_ready"),
    Step.ROLLED_BACK: (EventId.UPDATE_UNDONE, Disposition.SUCCESS, "by_hand"),
}


def untold_events(state: State, noted: Path) -> Iterator[AuditEvent]:
    """Events the log has not had yet; each counts as told when the next is asked for, so take all of them.

    Args:
        state: of the slots.
        noted: the terminal's file with the number of the last one told; missing = none was.
    """
    told = _number(noted)
    for happening in state.history:
        if happening.number > told:
            yield _event(happening)
    last = state.history[-1].number if state.history else 0
    if last > told:
        try:
            write_durably(noted, str(last).encode())
        except OSError as fault:
            # Told twice is better than not at all.
            logger.info("the history of updates will be told again: %s", fault.strerror)


def _event(happening: Happening) -> AuditEvent:
    event, disposition, cause = _EVENTS[happening.step]
    facts: dict[str, str | int] = {"version": f"v{happening.version}"}
    return AuditEvent(event, disposition, facts | ({"cause": cause} if cause else {}))


def _number(noted: Path) -> int:
    try:
        text = read_bounded(noted, 20).decode("ascii")
    except (OSError, ValueError):
        return 0
    return int(text) if text.isdecimal() else 0
