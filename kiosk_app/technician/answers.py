"""What an errand found out -> what it means for the visit. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk_app.secrets import KeypadShut, LoggedIn, LoginRefused, NoOperatorPin, OperatorIn
from kiosk_app.technician.errands import (
    AskDoor,
    AskOperator,
    Door,
    KeepSwitch,
    KeepTest,
    Kept,
    NewRoll,
    NotFoundOut,
    OperatorAnswer,
    Paper,
    SetPin,
    Wait,
)
from kiosk_app.technician.model import LetIn, Level, Notice, ShutFor, Told, TurnedAway

if TYPE_CHECKING:
    from kiosk_app.secrets import LoginOutcome, OperatorOutcome
    from kiosk_app.technician.errands import Answer
    from kiosk_app.technician.model import Event

_MUST_BE_SAID: Final = (SetPin, NewRoll, KeepSwitch, KeepTest)


def event_of(answer: Answer) -> Event | None:
    """None = only facts changed."""
    match answer:
        case Wait(wait_s=wait_s):
            return ShutFor(wait_s)
        case Door(outcome=None) | NotFoundOut(errand=AskDoor() | AskOperator()):
            return TurnedAway(Notice.NO_SECRETS)
        case Door(outcome=outcome) if outcome is not None:
            return _at_the_door(outcome, Level.TECHNICIAN)
        case OperatorAnswer(outcome=outcome):
            return _at_the_door(outcome, Level.OPERATOR)
    notice = _notice(answer)
    return Told(notice) if notice is not None else None


def _notice(answer: Answer) -> Notice | None:
    match answer:
        case Kept(errand=KeepSwitch(closure=closure), is_kept=True):
            return Notice.IN_SERVICE if closure is None else Notice.OUT_OF_SERVICE
        case Kept(errand=SetPin(), is_kept=True):
            return Notice.PIN_SET
        case Paper(errand=NewRoll(), is_kept=True):
            return Notice.NEW_ROLL
        case Kept() | Paper(is_kept=False):
            return Notice.NOT_KEPT
        case NotFoundOut(errand=errand) if isinstance(errand, _MUST_BE_SAID):
            return Notice.NOT_DONE
    return None


def _at_the_door(outcome: LoginOutcome | OperatorOutcome, level: Level) -> Event:
    match outcome:
        case LoggedIn() | OperatorIn():
            return LetIn(level)
        case LoginRefused(wait_s=wait_s) | KeypadShut(wait_s=wait_s):
            return TurnedAway(Notice.WRONG, wait_s)
        case NoOperatorPin():
            # A stranger learns nothing from it: as if the PIN were wrong.
            return TurnedAway(Notice.WRONG)
