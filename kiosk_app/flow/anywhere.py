"""What means the same on every screen: time passing, looks, language, finish and clear, facts about the terminal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

from kiosk_app.flow.commands import GiveUpSlip, StopCamera
from kiosk_app.flow.session import Language, State, Trouble
from kiosk_app.view_models import Contrast, TextSize

if TYPE_CHECKING:
    from kiosk_app.flow.events import CameraChanged, ListUnavailable, ServiceChanged, Tick
    from kiosk_app.flow.intents import (
        CarryOn,
        ChangeContrast,
        EnlargeText,
        FinishAndClear,
        GoBack,
        SwitchLanguage,
        ToggleReach,
        ToggleSound,
    )
    from kiosk_app.flow.turn import Result, Turn
    from kiosk_app.view_models import Look

_Step = TypeVar("_Step", TextSize, Contrast)

_NEEDS_NO_LIST = frozenset({State.IDLE, State.OUT_OF_SERVICE, State.PRINTING, State.TAKE_SLIP, State.TROUBLE})
_FORGOTTEN_WITHOUT_WARNING = frozenset({State.IDLE, State.OUT_OF_SERVICE, State.TAKE_SLIP})


def on_tick(turn: Turn, _event: Tick) -> Result:
    """Let every clock that has run out strike; the gravest first."""
    session, now_s = turn.session, turn.now_s
    if session.state is State.PRINTING:
        return _on_tick_while_printing(turn)
    if _due(session.ends_at_s, now_s) or _due(session.warn_until_s, now_s):
        return turn.end()
    if session.warn_until_s is None and _due(session.idle_at_s, now_s):
        if session.state in _FORGOTTEN_WITHOUT_WARNING:
            return turn.end()
        return turn.stay(warn_until_s=now_s + turn.policy.timing.warning_s)
    if _due(session.scan_refused_until_s, now_s):
        return turn.stay(scan_refused_until_s=None)
    if _due(session.help_at_s, now_s):
        return turn.stay(help_at_s=None, scan_slow=True)
    return turn.stay()


def _on_tick_while_printing(turn: Turn) -> Result:
    session = turn.session
    if not _due(session.help_at_s, turn.now_s):
        return turn.stay()
    if session.given_up:
        return turn.trouble(Trouble.SLIP_UNCONFIRMED)
    until_s = turn.now_s + turn.policy.timing.giving_up_s
    return turn.stay(GiveUpSlip(session.job), given_up=True, help_at_s=until_s)


def on_finish(turn: Turn, _event: FinishAndClear | GoBack) -> Result:
    """One tap ends the session; on the idle screen it puts the looks back."""
    return turn.end()


def on_switch_language(turn: Turn, _event: SwitchLanguage) -> Result:
    """Change to the other language and keep everything else."""
    other = Language.EN if turn.session.language is Language.ZH else Language.ZH
    return _relook(turn, language=other)


def on_enlarge_text(turn: Turn, _event: EnlargeText) -> Result:
    """Go to the next text size."""
    return _relook(
        turn, look=structs.replace(turn.session.look, size=_next(TextSize, turn.session.look.size))
    )


def on_change_contrast(turn: Turn, _event: ChangeContrast) -> Result:
    """Go to the next colour scheme."""
    return _relook(
        turn, look=structs.replace(turn.session.look, contrast=_next(Contrast, turn.session.look.contrast))
    )


def on_toggle_reach(turn: Turn, _event: ToggleReach) -> Result:
    """Move the controls down, or back up."""
    return _relook(turn, look=structs.replace(turn.session.look, reach=not turn.session.look.reach))


def on_toggle_sound(turn: Turn, _event: ToggleSound) -> Result:
    """Switch tones and speech on or off, where the site has them."""
    if not turn.policy.sound:
        return turn.stay()
    return _relook(turn, look=structs.replace(turn.session.look, sound=not turn.session.look.sound))


def on_carry_on(turn: Turn, _event: CarryOn) -> Result:
    """The touch itself has already restarted the clock."""
    return turn.stay()


def on_camera(turn: Turn, event: CameraChanged) -> Result:
    """Remember whether there is a camera."""
    return turn.stay(camera_works=event.works)


def on_service(turn: Turn, event: ServiceChanged) -> Result:
    """Remember it; a session under way goes on until it needs the list."""
    return turn.stay(usable=event.usable)


def on_service_while_idle(turn: Turn, event: ServiceChanged) -> Result:
    """With nobody there, the screen follows the fact at once."""
    state = State.IDLE if event.usable else State.OUT_OF_SERVICE
    return turn.enter(state, usable=event.usable)


def on_list_unavailable(turn: Turn, _event: ListUnavailable) -> Result:
    """No list may be shown any more: the lawful routes and hotlines only."""
    if turn.session.state in _NEEDS_NO_LIST:
        return turn.stay()
    return turn.trouble(Trouble.LIST_UNAVAILABLE, StopCamera())


def _relook(turn: Turn, *, language: Language | None = None, look: Look | None = None) -> Result:
    session = turn.session
    changed = replace(session, language=language or session.language, look=look or session.look)
    idle_at_s = type(turn)(changed, turn.now_s, turn.policy).idle_at(session.state)
    return replace(changed, idle_at_s=idle_at_s), ()


def _next(kind: type[_Step], value: _Step) -> _Step:
    members = list(kind)
    return members[(members.index(value) + 1) % len(members)]


def _due(at_s: float | None, now_s: float) -> bool:
    return at_s is not None and now_s >= at_s
