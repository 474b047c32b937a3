"""Scan, type, confirm: how the licence comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.commands import CheckCode, StopCamera
from kiosk_app.flow.session import Assurance, ScanKind, State, Trouble

if TYPE_CHECKING:
    from kiosk_app.flow.events import CameraChanged, CodeChecked, ScanHint, ScanRead
    from kiosk_app.flow.intents import Choose, GoBack, PressKey
    from kiosk_app.flow.turn import Result, Turn

CODE_LENGTH = 18
"""GB 32100-2015: a unified social credit code has 18 characters."""
LOOKS_LIKE = {"I": "1", "O": "0"}
"""Letters that people read into a code although GB 32100-2015 has none of them, and the figure that stands there.

The figure is never put in their place unasked: whoever reads a letter may be reading the wrong line.
"""


def on_scan_read(turn: Turn, event: ScanRead) -> Result:
    """A confirmed code: on to the question whether it is theirs, or say what it is not."""
    if event.kind is ScanKind.LICENCE:
        return turn.enter(State.CONFIRM, StopCamera(), uscc=event.uscc, assurance=Assurance.SCANNED)
    if event.kind is ScanKind.OPAQUE:
        return turn.trouble(Trouble.OPAQUE_CODE, StopCamera())
    return turn.stay(scan_refused_until_s=turn.now_s + turn.policy.timing.refusal_s)


def on_scan_hint(turn: Turn, event: ScanHint) -> Result:
    """Show how to hold the code."""
    return turn.stay(scan_hint=event.hint)


def on_camera_while_scanning(turn: Turn, event: CameraChanged) -> Result:
    """Without a picture, offer the keypad at once."""
    if event.works:
        return turn.stay(camera_works=True)
    session, commands = turn.trouble(Trouble.CAMERA, StopCamera())
    return type(turn)(session, turn.now_s, turn.policy).stay(*commands, camera_works=False)


def on_scan_choice(turn: Turn, event: Choose) -> Result:
    """Type instead, or go on without a licence where the site allows it."""
    if event.id == "type":
        return turn.enter(State.TYPE_CODE, StopCamera(), entered="", asked="", entry_ok=None)
    if event.id == "skip":
        return without_licence(turn, StopCamera())
    return turn.stay()


def without_licence(turn: Turn, *commands: StopCamera) -> Result:
    """Go on to the questions with no licence at all."""
    if not turn.policy.without_licence:
        return turn.stay()
    return turn.enter(State.DEBT_TYPE, *commands, uscc="", assurance=Assurance.NONE, page=0)


def on_code_key(turn: Turn, event: PressKey) -> Result:
    """One more character; the eighteenth is checked at once. A letter that no code has is asked about first."""
    if len(turn.session.entered) >= CODE_LENGTH:
        return turn.stay()
    character = event.character[:1]
    if character in LOOKS_LIKE:
        return turn.stay(asked=character)
    return _typed(turn, character)


def _typed(turn: Turn, character: str) -> Result:
    entered = turn.session.entered + character
    if len(entered) == CODE_LENGTH:
        return turn.stay(CheckCode(entered), entered=entered, asked="", entry_ok=None)
    return turn.stay(entered=entered, asked="", entry_ok=None)


def on_code_checked(turn: Turn, event: CodeChecked) -> Result:
    """The check digit fits, or a character is wrong."""
    if len(turn.session.entered) != CODE_LENGTH:
        return turn.stay()
    return turn.stay(entry_ok=event.ok, uscc=event.uscc if event.ok else "")


def on_code_choice(turn: Turn, event: Choose) -> Result:
    """Delete, clear or go on."""
    session = turn.session
    if session.asked:
        if event.id == "figure":
            return _typed(turn, LOOKS_LIKE[session.asked])
        # Delete takes back the letter that is asked about, not the figure before it.
        if event.id == "delete":
            return turn.stay(asked="")
    if event.id == "delete":
        return turn.stay(entered=session.entered[:-1], entry_ok=None, uscc="")
    if event.id == "clear":
        return turn.stay(entered="", asked="", entry_ok=None, uscc="")
    if event.id == "submit" and session.entry_ok:
        return turn.enter(State.CONFIRM, entered="", entry_ok=None, assurance=Assurance.TYPED)
    return turn.stay()


def on_back_from_code(turn: Turn, _event: GoBack) -> Result:
    """Back to the camera, or out where there is none."""
    if not turn.session.camera_works:
        return turn.end()
    session, commands = turn.enter_scan()
    return type(turn)(session, turn.now_s, turn.policy).stay(
        *commands, entered="", asked="", entry_ok=None, uscc=""
    )


def on_confirm_choice(turn: Turn, event: Choose) -> Result:
    """Theirs: on to the questions. Not theirs: again."""
    if event.id == "yes":
        return turn.enter(State.DEBT_TYPE, page=0)
    if event.id == "again":
        return _again(turn)
    return turn.stay()


def on_back_from_confirm(turn: Turn, _event: GoBack) -> Result:
    """Back to where the code came from."""
    return _again(turn)


def on_back_from_questions(turn: Turn, _event: GoBack) -> Result:
    """Back to the licence, or to the scan where there was none."""
    if turn.session.uscc:
        return turn.enter(State.CONFIRM)
    return _again(turn)


def _again(turn: Turn) -> Result:
    typed = turn.session.assurance is Assurance.TYPED or not turn.session.camera_works
    cleared = type(turn)(
        turn.stay(uscc="", assurance=Assurance.NONE, entered="", entry_ok=None)[0], turn.now_s, turn.policy
    )
    return cleared.enter(State.TYPE_CODE) if typed else cleared.enter_scan()
