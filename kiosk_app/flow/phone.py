"""Beside the journey: is this caller a registered agency?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.commands import CheckPhone
from kiosk_app.flow.session import State

if TYPE_CHECKING:
    from kiosk_app.flow.events import PhoneChecked
    from kiosk_app.flow.intents import Choose, GoBack, PressKey
    from kiosk_app.flow.turn import Result, Turn

LONGEST_NUMBER = 16
"""+86, an area code and a number; ITU-T E.164 allows 15 digits."""
SHORTEST_NUMBER = 3


def on_key(turn: Turn, event: PressKey) -> Result:
    """One more digit."""
    if len(turn.session.entered) >= LONGEST_NUMBER:
        return turn.stay()
    return turn.stay(entered=turn.session.entered + event.character[:1])


def on_entry_choice(turn: Turn, event: Choose) -> Result:
    """Delete, clear or look it up."""
    entered = turn.session.entered
    if event.id == "delete":
        return turn.stay(entered=entered[:-1])
    if event.id == "clear":
        return turn.stay(entered="")
    if event.id == "submit" and len(entered) >= SHORTEST_NUMBER:
        return turn.stay(CheckPhone(entered))
    return turn.stay()


def on_checked(turn: Turn, _event: PhoneChecked) -> Result:
    """Show what the registry says."""
    return turn.enter(State.PHONE_RESULT)


def on_result_choice(turn: Turn, event: Choose) -> Result:
    """Another number, or the journey itself."""
    if event.id == "again":
        return turn.enter(State.PHONE_ENTRY, entered="")
    if event.id == "start":
        return turn.enter_scan()
    return turn.stay()


def on_back_to_entry(turn: Turn, _event: GoBack) -> Result:
    """Back to the number, to correct a digit."""
    return turn.enter(State.PHONE_ENTRY)
