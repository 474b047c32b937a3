"""The list, the slip, and what can be done when something stopped it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kiosk_app.flow import quota
from kiosk_app.flow.commands import GiveUpSlip, PrintSlip
from kiosk_app.flow.licence import without_licence
from kiosk_app.flow.session import PrintResult, State, Trouble

if TYPE_CHECKING:
    from kiosk_app.flow.events import PrintEnded, PrintPhase, PrintStalled
    from kiosk_app.flow.intents import Choose, GoBack
    from kiosk_app.flow.turn import Result, Turn

_BEFORE_THE_LIST = frozenset({Trouble.OPAQUE_CODE, Trouble.CAMERA})
_WITHOUT_A_LIST = frozenset({Trouble.NO_MATCH, Trouble.LIST_UNAVAILABLE})
_NO_SLIP_NOW = frozenset({Trouble.PRINT_QUOTA, Trouble.SLIPS_SPENT})


def on_list_choice(turn: Turn, event: Choose) -> Result:
    """Print the list, or look at one agency."""
    if event.id == "print":
        return _print(turn, pause_s=turn.policy.slip_pause_s)
    if event.id == "take_along" and turn.session.prints >= turn.policy.slips_per_session:
        return turn.trouble(Trouble.SLIPS_SPENT)
    if event.id in turn.session.listed:
        return turn.enter(State.DETAIL, detail=event.id)
    return turn.stay()


def on_detail_choice(turn: Turn, event: Choose) -> Result:
    """Back to the list."""
    return _list(turn) if event.id == "close" else turn.stay()


def on_back_to_list(turn: Turn, _event: GoBack) -> Result:
    """Back to the list, on the page it was left."""
    return _list(turn)


def on_printing_choice(turn: Turn, event: Choose) -> Result:
    """Nobody has to wait for a printer that waits for somebody: the slip is given up, and its end is awaited."""
    session = turn.session
    if event.id != "stop" or not session.stalled or session.given_up:
        return turn.stay()
    until_s = turn.now_s + turn.policy.timing.giving_up_s
    return turn.stay(GiveUpSlip(session.job), given_up=True, help_at_s=until_s)


def on_phase(turn: Turn, event: PrintPhase) -> Result:
    """The printer got further; phases never go back."""
    if event.job != turn.session.job:
        return turn.stay()
    return turn.stay(phase=max(turn.session.phase, event.phase))


def on_stalled(turn: Turn, event: PrintStalled) -> Result:
    """The printer waits for somebody, or goes on again; the clock still stands."""
    if event.job != turn.session.job:
        return turn.stay()
    return turn.stay(stalled=event.trouble is not None, trouble=event.trouble)


def on_ended(turn: Turn, event: PrintEnded) -> Result:
    """Only a slip proven whole leads to "take your slip"."""
    if event.job != turn.session.job:
        return turn.stay()
    if event.result is PrintResult.DONE:
        return turn.enter(State.TAKE_SLIP, pieces=event.pieces)
    if event.result is PrintResult.UNCONFIRMED:
        return turn.trouble(Trouble.SLIP_UNCONFIRMED)
    if event.result is PrintResult.VOIDED:
        return turn.trouble(Trouble.SLIP_VOID)
    # Nothing came out, so it is none of the slips a visit may take, nor of the hour's.
    session = turn.session
    return turn.enter(
        State.TROUBLE,
        trouble=event.trouble or Trouble.PRINTER_OFFLINE,
        prints=session.prints - 1,
        slips_at_s=session.slips_at_s[:-1],
    )


def on_slip_choice(turn: Turn, event: Choose) -> Result:
    """Done."""
    return turn.end() if event.id == "finish" else turn.stay()


def on_trouble_choice(turn: Turn, event: Choose) -> Result:
    """What the problem screen offers; which of these it shows depends on the trouble."""
    session = turn.session
    if event.id == "finish":
        return turn.end()
    if session.trouble in _BEFORE_THE_LIST:
        return _licence_choice(turn, event)
    if session.trouble in _WITHOUT_A_LIST:
        return (
            turn.enter(State.DEBT_TYPE, question="", page=0, listed=())
            if event.id == "again"
            else turn.stay()
        )
    if event.id == "whole" and session.trouble is Trouble.SLIP_UNCONFIRMED:
        return turn.enter(State.TAKE_SLIP, pieces=1)
    if event.id == "retry" and session.trouble not in _NO_SLIP_NOW:
        return _print(turn, pause_s=0.0)
    return _list(turn) if event.id == "list" else turn.stay()


def on_back_from_trouble(turn: Turn, _event: GoBack) -> Result:
    """Back to the last place that still makes sense."""
    trouble = turn.session.trouble
    if trouble in _BEFORE_THE_LIST:
        return turn.end()
    if trouble in _WITHOUT_A_LIST:
        return turn.enter(State.PLACE, page=0)
    return _list(turn)


def _licence_choice(turn: Turn, event: Choose) -> Result:
    if event.id == "type":
        return turn.enter(State.TYPE_CODE, entered="", entry_ok=None)
    if event.id == "again":
        return turn.enter_scan()
    return without_licence(turn) if event.id == "skip" else turn.stay()


def _list(turn: Turn) -> Result:
    return turn.enter(State.LIST, detail="")


def _print(turn: Turn, *, pause_s: float) -> Result:
    session, policy = turn.session, turn.policy
    if session.prints >= policy.slips_per_session or not session.listed:
        return turn.stay()
    wait_s = quota.wait_s(session.slips_at_s, turn.now_s, per_hour=policy.slips_per_hour, pause_s=pause_s)
    if wait_s > 0:
        return turn.enter(State.TROUBLE, trouble=Trouble.PRINT_QUOTA, wait_min=math.ceil(wait_s / 60))
    job = session.job + 1
    return turn.enter(
        State.PRINTING,
        PrintSlip(job),
        job=job,
        prints=session.prints + 1,
        slips_at_s=quota.counted(session.slips_at_s, turn.now_s),
        phase=0,
        help_at_s=turn.now_s + turn.policy.timing.printing_s,
    )
