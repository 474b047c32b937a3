"""Which change of a session is worth a tone, and which words on the screen say the same."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk_app.flow import State

if TYPE_CHECKING:
    from kiosk_app.flow import Session


class Cue(StrEnum):
    """A tone; the value is the name of its file in assets/sounds."""

    ON = "on"
    """Sound was switched on: this is how loud it is."""
    READ = "read"
    """The licence was read."""
    LIST = "list"
    """The list is there."""
    TAKE = "take"
    """The slip is complete and may be taken."""
    ATTENTION = "attention"
    """Something stopped, or the person is asked whether they are still there."""


SCREEN_TEXT: Final = {
    Cue.ON: "chrome.sound",
    Cue.READ: "chrome.title",
    Cue.LIST: "chrome.title",
    Cue.TAKE: "headline",
    Cue.ATTENTION: "headline, message, hint or the warning's title",
}
"""The part of the view that says what the tone says (EN 301 549, 5.1.3: nothing by sound alone)."""

_ON_ARRIVAL: Final = {
    State.CONFIRM: Cue.READ,
    State.LIST: Cue.LIST,
    State.TAKE_SLIP: Cue.TAKE,
    State.TROUBLE: Cue.ATTENTION,
}
_NO_NEWS: Final = frozenset(
    {(State.DETAIL, State.LIST), (State.TROUBLE, State.LIST), (State.DEBT_TYPE, State.CONFIRM)}
)
"""Ways back: nothing has happened that was not known."""


def cue_between(before: Session, after: Session) -> Cue | None:
    """Say what is to be heard after a step; None for most steps, and always while sound is off."""
    if not after.look.sound:
        return None
    if not before.look.sound:
        return Cue.ON
    if _began(before.warn_until_s, after.warn_until_s) or _began(
        before.scan_refused_until_s, after.scan_refused_until_s
    ):
        return Cue.ATTENTION
    if after.stalled and not before.stalled:
        return Cue.ATTENTION
    if before.state is after.state or (before.state, after.state) in _NO_NEWS:
        return None
    return _ON_ARRIVAL.get(after.state)


def _began(before_s: float | None, after_s: float | None) -> bool:
    return before_s is None and after_s is not None
