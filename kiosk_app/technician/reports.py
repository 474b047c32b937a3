"""What technician's mode writes to the audit log: tokens and small numbers, nobody's data. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.audit import AuditEvent, Disposition, EventId
from kiosk_app.doctor import CheckState
from kiosk_app.secrets import KeypadShut, LoggedIn, OperatorIn
from kiosk_app.technician.errands import Door, Findings, Kept, NewRoll, OperatorAnswer, Paper, SetPin
from kiosk_app.technician.facts import TrialResult
from kiosk_app.technician.model import Level

if TYPE_CHECKING:
    from kiosk_app.flow.closing import Closure
    from kiosk_app.technician.errands import Answer


def let_in_freely() -> AuditEvent:
    """Staff of the hall came in by the gesture alone, as the site wants it."""
    facts = {"factor": "none", "level": Level.OPERATOR.value}
    return AuditEvent(EventId.LOGIN, Disposition.SUCCESS, facts)


def log_out(level: Level) -> AuditEvent:
    """Somebody left, or was logged out."""
    return AuditEvent(EventId.LOGOUT, Disposition.NA, {"level": level.value})


def service(closure: Closure | None, level: Level | None) -> AuditEvent:
    """Put out of service, or back."""
    facts = {
        "in_service": int(closure is None),
        "reason": closure.value if closure else "",
        "level": level or "",
    }
    return AuditEvent(EventId.SERVICE_CHANGED, Disposition.SUCCESS, facts)


def sync_asked(*, from_stick: bool) -> AuditEvent:
    """Somebody asked for the list; what came of it is an event of its own."""
    return AuditEvent(
        EventId.SYNC_REQUESTED, Disposition.NA, {"source": "stick" if from_stick else "network"}
    )


def restart(*, is_printing: bool) -> AuditEvent:
    """Somebody asked for a fresh start."""
    return AuditEvent(EventId.RESTART_REQUESTED, Disposition.FAILURE if is_printing else Disposition.SUCCESS)


def trial_print(result: TrialResult, level: Level) -> AuditEvent:
    """A test print, judged."""
    end = Disposition.SUCCESS if result is TrialResult.WHOLE else Disposition.FAILURE
    return AuditEvent(EventId.PRINT_TESTED, end, {"result": result.value, "level": level.value})


def of_answer(answer: Answer, level: Level | None) -> tuple[AuditEvent, ...]:
    """What an errand's answer is worth a line for."""
    match answer:
        case Door(outcome=outcome) if outcome is not None and not isinstance(outcome, KeypadShut):
            factor = outcome.by.value if isinstance(outcome, LoggedIn) else ""
            end = Disposition.SUCCESS if isinstance(outcome, LoggedIn) else Disposition.FAILURE
            facts = {"factor": factor, "level": Level.TECHNICIAN.value}
            return (AuditEvent(EventId.LOGIN, end, facts),)
        case OperatorAnswer(outcome=outcome) if not isinstance(outcome, KeypadShut):
            end = Disposition.SUCCESS if isinstance(outcome, OperatorIn) else Disposition.FAILURE
            return (AuditEvent(EventId.LOGIN, end, {"factor": "pin", "level": Level.OPERATOR.value}),)
        case Kept(errand=SetPin()):
            return (AuditEvent(EventId.OPERATOR_PIN_SET, Disposition.SUCCESS),)
        case Findings(findings=findings):
            faults = sum(finding.state is CheckState.FAIL for finding in findings)
            end = Disposition.FAILURE if faults else Disposition.SUCCESS
            return (AuditEvent(EventId.EXAMINED, end, {"faults": faults}),)
        case Paper(errand=NewRoll(), is_kept=is_kept):
            end = Disposition.SUCCESS if is_kept else Disposition.FAILURE
            return (AuditEvent(EventId.PAPER_CHANGED, end, {"level": level.value if level else ""}),)
    return ()
