"""The table: which event means what in which state.

`step` first lets a touch restart the idle clock, then looks the event up: (state, event) before (any state, event).
An event that is in neither table means nothing there and changes nothing; that is what makes late answers and
ghost touches harmless.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from kiosk_app.flow import answers, anywhere, guide, licence, phone, slip
from kiosk_app.flow.events import (
    CameraChanged,
    CodeChecked,
    Listed,
    ListUnavailable,
    PhoneChecked,
    PrintEnded,
    PrintPhase,
    PrintStalled,
    ScanHint,
    ScanRead,
    ServiceChanged,
    Tick,
)
from kiosk_app.flow.intents import (
    CarryOn,
    ChangeContrast,
    Choose,
    EnlargeText,
    FinishAndClear,
    GoBack,
    Intent,
    PressKey,
    SwitchLanguage,
    ToggleReach,
    ToggleSound,
    TurnPage,
)
from kiosk_app.flow.session import Session, State
from kiosk_app.flow.turn import Result, Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.flow.events import Event
    from kiosk_app.flow.timing import Policy

# Each handler takes exactly the event type of its key, which the table's type cannot say.
Handler = "Callable[[Turn, Any], Result]"

_INTENTS: tuple[type, ...] = get_args(Intent)
_PERSON_AWAITED = frozenset({State.IDLE, State.OUT_OF_SERVICE})

_TABLE: dict[tuple[State, type], Callable[..., Result]] = {
    (State.IDLE, Choose): answers.on_idle,
    (State.IDLE, ServiceChanged): anywhere.on_service_while_idle,
    (State.OUT_OF_SERVICE, ServiceChanged): anywhere.on_service_while_idle,
    (State.SCAN, ScanRead): licence.on_scan_read,
    (State.SCAN, ScanHint): licence.on_scan_hint,
    (State.SCAN, CameraChanged): licence.on_camera_while_scanning,
    (State.SCAN, Choose): licence.on_scan_choice,
    (State.SCAN, GoBack): anywhere.on_finish,
    (State.TYPE_CODE, PressKey): licence.on_code_key,
    (State.TYPE_CODE, CodeChecked): licence.on_code_checked,
    (State.TYPE_CODE, Choose): licence.on_code_choice,
    (State.TYPE_CODE, GoBack): licence.on_back_from_code,
    (State.CONFIRM, Choose): licence.on_confirm_choice,
    (State.CONFIRM, GoBack): licence.on_back_from_confirm,
    (State.DEBT_TYPE, Choose): answers.on_debt_type,
    (State.DEBT_TYPE, TurnPage): answers.on_turn_page,
    (State.DEBT_TYPE, GoBack): licence.on_back_from_questions,
    (State.WHICH_DEBT, Choose): guide.on_answer,
    (State.WHICH_DEBT, GoBack): guide.on_back,
    (State.AMOUNT, Choose): answers.on_amount,
    (State.AMOUNT, GoBack): answers.on_back_to_debt_type,
    (State.PLACE, Choose): answers.on_place,
    (State.PLACE, TurnPage): answers.on_turn_page,
    (State.PLACE, GoBack): answers.on_back_to_amount,
    (State.PLACE, Listed): answers.on_listed,
    (State.LIST, Choose): slip.on_list_choice,
    (State.LIST, TurnPage): answers.on_turn_page,
    (State.LIST, GoBack): answers.on_back_to_place,
    (State.DETAIL, Choose): slip.on_detail_choice,
    (State.DETAIL, GoBack): slip.on_back_to_list,
    (State.PRINTING, Choose): slip.on_printing_choice,
    (State.PRINTING, PrintPhase): slip.on_phase,
    (State.PRINTING, PrintStalled): slip.on_stalled,
    (State.PRINTING, PrintEnded): slip.on_ended,
    (State.TAKE_SLIP, Choose): slip.on_slip_choice,
    (State.TROUBLE, Choose): slip.on_trouble_choice,
    (State.TROUBLE, GoBack): slip.on_back_from_trouble,
    (State.PHONE_ENTRY, PressKey): phone.on_key,
    (State.PHONE_ENTRY, Choose): phone.on_entry_choice,
    (State.PHONE_ENTRY, GoBack): anywhere.on_finish,
    (State.PHONE_ENTRY, PhoneChecked): phone.on_checked,
    (State.PHONE_RESULT, Choose): phone.on_result_choice,
    (State.PHONE_RESULT, GoBack): phone.on_back_to_entry,
}

_ANYWHERE: dict[type, Callable[..., Result]] = {
    Tick: anywhere.on_tick,
    FinishAndClear: anywhere.on_finish,
    SwitchLanguage: anywhere.on_switch_language,
    EnlargeText: anywhere.on_enlarge_text,
    ChangeContrast: anywhere.on_change_contrast,
    ToggleReach: anywhere.on_toggle_reach,
    ToggleSound: anywhere.on_toggle_sound,
    CarryOn: anywhere.on_carry_on,
    CameraChanged: anywhere.on_camera,
    ServiceChanged: anywhere.on_service,
    ListUnavailable: anywhere.on_list_unavailable,
}


def first() -> Session:
    """The terminal before anybody came."""
    return Session()


def step(session: Session, event: Event, now_s: float, policy: Policy) -> Result:
    """Answer one event.

    Args:
        session: as returned by the step before.
        event: what happened.
        now_s: monotonic seconds, never smaller than in the step before.
        policy: delays and permissions of the site.

    Returns:
        The new session and the commands to carry out, in order.
    """
    turn = Turn(session, now_s, policy)
    if isinstance(event, _INTENTS):
        turn = Turn(_touched(turn), now_s, policy)
    handler = _TABLE.get((session.state, type(event))) or _ANYWHERE.get(type(event))
    if handler is None:
        return turn.session, ()
    return handler(turn, event)


def deadline(session: Session) -> float | None:
    """The monotonic time of the next `Tick` that can matter; None = a person is awaited for ever."""
    times = (
        session.warn_until_s if session.warn_until_s is not None else session.idle_at_s,
        session.help_at_s,
        session.scan_refused_until_s,
        None if session.state is State.PRINTING else session.ends_at_s,
    )
    return min((time for time in times if time is not None), default=None)


def _touched(turn: Turn) -> Session:
    idle_at_s = turn.idle_at(turn.session.state)
    return replace(turn.session, idle_at_s=idle_at_s, warn_until_s=None)
