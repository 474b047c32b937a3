"""The lock screen: PIN, then the second factor; and the keypad for the staff's new PIN."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk_app.technician.model import Notice, OperatorAccess, Page
from kiosk_app.technician.view import LockView
from kiosk_app.view_models import Banner, Choice, Tone

if TYPE_CHECKING:
    from kiosk_app.technician.scene import Scene

DIGITS: Final = ("123", "456", "789", "0")
CHARACTERS: Final = ("0123456789", "ABCDEFGHJK", "LMNPQRTUWX", "Y")
"""The alphabet of recovery codes: the keypad's of the public side."""
_DOT: Final = "●"
_GROUP: Final = 4


def pin(scene: Scene) -> LockView:
    """The first screen says nothing about what is behind it."""
    _ = scene.translate
    others: tuple[Choice, ...] = ()
    if scene.rules.operators is not OperatorAccess.OFF:
        needs_pin = scene.rules.operators is OperatorAccess.PIN
        is_ready = not scene.model.is_waiting and (bool(scene.model.entered) or not needs_pin)
        others = (Choice("operator", _("Staff of the hall"), icon="staff", enabled=is_ready),)
    return _lock(scene, _("Enter the PIN"), others=others)


def code(scene: Scene) -> LockView:
    """The telephone's code."""
    _ = scene.translate
    other = Choice("recovery", _("Use a recovery code"), icon="keypad", enabled=not scene.model.is_waiting)
    return _lock(scene, _("Enter the one-time code"), others=(other,))


def recovery(scene: Scene) -> LockView:
    """A recovery code."""
    _ = scene.translate
    lead = ""
    if scene.rules.clock_is_suspect:
        lead = _("The clock cannot be believed, so one-time codes do not work now.")
    return _lock(scene, _("Enter a recovery code"), lead, rows=CHARACTERS)


def operator_pin(scene: Scene) -> LockView:
    """A new PIN for the hall's staff; shown in clear, because it is to be told to them."""
    _ = scene.translate
    lead = _("4 to 6 digits. It opens paper, test print and out of service, nothing else.")
    return _keypad(scene, _("PIN for the hall's staff"), lead, rows=DIGITS, shown=scene.model.entered)


def _lock(
    scene: Scene,
    title: str,
    lead: str = "",
    *,
    rows: tuple[str, ...] = DIGITS,
    others: tuple[Choice, ...] = (),
) -> LockView:
    entered = scene.model.entered
    is_recovery = scene.model.page is Page.RECOVERY
    shown = _grouped(entered) if is_recovery else _DOT * len(entered)
    return _keypad(scene, title, lead, rows=rows, shown=shown, others=others)


def _keypad(
    scene: Scene, title: str, lead: str, *, rows: tuple[str, ...], shown: str, others: tuple[Choice, ...] = ()
) -> LockView:
    _, model = scene.translate, scene.model
    can_submit = bool(model.entered) and not model.is_waiting
    return LockView(
        chrome=scene.chrome(title, lead),
        rows=rows,
        entered=shown,
        message=_message(scene),
        submit=Choice("submit", _submit_label(scene), icon="go", enabled=can_submit),
        delete=Choice("delete", _("Delete"), icon="delete"),
        clear=Choice("clear", _("Clear"), icon="clear"),
        others=others,
    )


def _submit_label(scene: Scene) -> str:
    _ = scene.translate
    return _("Set this PIN") if scene.model.page is Page.OPERATOR_PIN else _("Go on")


def _message(scene: Scene) -> Banner:
    _ = scene.translate
    if scene.model.is_waiting:
        return Banner(_("One moment…"), Tone.CALM, "clock")
    notice = scene.notice()
    if notice is not None:
        return notice
    if scene.model.notice is Notice.SHUT:  # the wait is over
        return Banner(_("Please start again."), Tone.CALM)
    if scene.model.page is Page.OPERATOR_PIN:
        return Banner(_("Tell it to the staff yourself; it is shown nowhere else."), Tone.CALM, "info")
    return Banner(_("This screen closes by itself."), Tone.CALM, "info")


def _grouped(text: str) -> str:
    return " ".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))
