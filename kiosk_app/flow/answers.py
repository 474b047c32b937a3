"""The questions: what kind of debt, how much, where; and the way back through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.commands import FindAgencies
from kiosk_app.flow.guide import FIRST, NOT_SURE
from kiosk_app.flow.session import State, Trouble

if TYPE_CHECKING:
    from kiosk_app.flow.events import Listed
    from kiosk_app.flow.intents import Choose, GoBack, TurnPage
    from kiosk_app.flow.turn import Result, Turn


def on_idle(turn: Turn, event: Choose) -> Result:
    """Somebody begins."""
    if event.id == "start":
        return turn.enter_scan()
    if event.id == "check_phone":
        return turn.enter(State.PHONE_ENTRY, entered="", entry_ok=None)
    return turn.stay()


def on_debt_type(turn: Turn, event: Choose) -> Result:
    """Remember the kind of debt and ask for the amount; help those who are not sure to find it."""
    if event.id == NOT_SURE:
        return turn.enter(State.WHICH_DEBT, question=FIRST.value)
    return turn.enter(State.AMOUNT, debt_type=event.id, question="", page=0)


def on_amount(turn: Turn, event: Choose) -> Result:
    """Remember the amount and ask for the place."""
    return turn.enter(State.PLACE, amount=event.id, page=0)


def on_place(turn: Turn, event: Choose) -> Result:
    """Everything is known: find the agencies."""
    session = turn.session
    return turn.stay(FindAgencies(session.debt_type, session.amount, event.id), place=event.id)


def on_listed(turn: Turn, event: Listed) -> Result:
    """Show them, or say that there is none."""
    if not event.ids:
        return turn.trouble(Trouble.NO_MATCH)
    return turn.enter(State.LIST, listed=event.ids, page=0)


def on_turn_page(turn: Turn, event: TurnPage) -> Result:
    """Another page of answers or agencies; the presenter knows the last one and stops there."""
    return turn.stay(page=max(0, turn.session.page + event.by))


def on_back_to_debt_type(turn: Turn, _event: GoBack) -> Result:
    """Ask for the kind of debt again, the way it was found."""
    if turn.session.question:
        return turn.enter(State.WHICH_DEBT)
    return turn.enter(State.DEBT_TYPE, page=0)


def on_back_to_amount(turn: Turn, _event: GoBack) -> Result:
    """Ask for the amount again."""
    return turn.enter(State.AMOUNT, page=0)


def on_back_to_place(turn: Turn, _event: GoBack) -> Result:
    """Ask for the place again."""
    return turn.enter(State.PLACE, page=0, listed=())
