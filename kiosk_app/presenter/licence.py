"""Idle, scan, keypad and confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

import scanner
from kiosk_app import problems
from kiosk_app.flow import Assurance
from kiosk_app.flow.licence import CODE_LENGTH, LOOKS_LIKE
from kiosk_app.messages import journey as say
from kiosk_app.opening import idle_view
from kiosk_app.view_models import (
    Banner,
    Choice,
    ConfirmView,
    Field,
    IdleView,
    KeypadView,
    ScanView,
    Tone,
)

if TYPE_CHECKING:
    from kiosk_app.presenter.scene import Scene

_CODE_ROWS = ("123456789", "0ABCDEFGH", "IJKLMNOPQ", "RTUWXY")
"""31 characters a code may have, and I and O, which people look for and are then asked about."""
_CODE_ROWS_NARROW = ("1234567", "890ABCD", "EFGHIJK", "LMNOPQR", "TUWXY")
"""The same where nine keys side by side would be too small to touch."""
_CITY = "331000"
"""Taizhou itself, where a code names no district (GB/T 2260)."""
_GROUPS = (2, 6, 9, 1)
"""Department and class, region, subject, check: the parts a licence prints them in."""


def idle(scene: Scene) -> IdleView:
    """What this is, what you need, how fresh the list is."""
    chrome = scene.chrome(say.product(scene.translate))
    view = idle_view(scene.translate, chrome, scene.freshness(), scene.policy.timing)
    trouble = scene.world.printer
    if trouble is None:
        return view
    title = problems.printer_trouble(scene.translate, trouble)[0]
    return structs.replace(view, notice=Banner(say.printer_known(scene.translate, title), Tone.ATTENTION))


def scan(scene: Scene) -> ScanView:
    """The camera's picture, and what to change."""
    _, session = scene.translate, scene.session
    if session.scan_refused_until_s is not None:
        hint = Banner(say.scan_not_a_licence(_), Tone.ATTENTION)
    else:
        words = say.scan_hint(_, session.scan_hint, slow=session.scan_slow)
        is_late = session.scan_slow and not session.scan_hint
        hint = Banner(words, Tone.ATTENTION if is_late else Tone.CALM, session.scan_hint or "search")
    label, why = say.type_instead(_)
    skip = Choice("skip", say.go_on_without(_)) if scene.policy.without_licence else None
    return ScanView(
        chrome=scene.chrome(say.scan_title(_), say.scan_lead(_), step=1),
        steps=tuple(Choice(icon, words, icon=icon) for icon, words in say.scan_steps(_)),
        hint=hint,
        camera_notice=say.camera_in_use(_),
        type_instead=Choice("type", label, why, "keypad"),
        skip=skip,
        is_late=session.scan_slow,
    )


def code_keypad(scene: Scene) -> KeypadView:
    """What was typed, and what it means; a letter that no code has is asked about."""
    _, session = scene.translate, scene.session
    missing = CODE_LENGTH - len(session.entered)
    tone = {None: Tone.CALM, True: Tone.GOOD, False: Tone.PROBLEM}[session.entry_ok]
    message = Banner(say.code_message(_, missing, session.entry_ok), tone)
    submit = Choice("submit", say.go_on(_), enabled=bool(session.entry_ok))
    if session.asked:
        figure = LOOKS_LIKE[session.asked]
        message = Banner(say.code_letter(_, session.asked, figure), Tone.ATTENTION)
        submit = Choice("figure", say.code_figure(_, figure))
    return KeypadView(
        chrome=scene.chrome(say.code_title(_), say.code_lead(_), step=1),
        rows=_CODE_ROWS_NARROW if scene.is_small and scene.is_portrait else _CODE_ROWS,
        entered=_grouped(session.entered),
        placeholder=_grouped("_" * CODE_LENGTH),
        message=message,
        submit=submit,
        delete=Choice("delete", say.delete(_), icon="delete", enabled=bool(session.entered)),
        clear=Choice("clear", say.clear(_), enabled=bool(session.entered)),
        picture="licence_code",
    )


def confirm(scene: Scene) -> ConfirmView:
    """What was read, and how sure we are."""
    _, session = scene.translate, scene.session
    code = scanner.Uscc(session.uscc)
    return ConfirmView(
        chrome=scene.chrome(say.confirm_title(_), step=1),
        fields=(
            Field(say.credit_code(_), scanner.mask(code)),
            Field(say.registered_in(_), _region(scene, code)),
        ),
        assurance=Banner(
            say.assurance(_, session.assurance),
            Tone.CALM,
            "scan" if session.assurance is Assurance.SCANNED else "keypad",
        ),
        yes=Choice("yes", say.yes_go_on(_), icon="go"),
        again=Choice("again", say.not_mine(_)),
    )


def _region(scene: Scene, code: scanner.Uscc) -> str:
    registry = scene.world.registry.registry
    if registry is not None:
        for district in registry.rules.districts:
            if code[2:8] == district.adcode:
                return scene.text(district.name)
    if code[2:8] == _CITY:
        return say.city(scene.translate)
    return say.registered_elsewhere(scene.translate)


def _grouped(text: str) -> str:
    parts, at = [], 0
    for size in _GROUPS:
        parts.append(text[at : at + size])
        at += size
    return " ".join(part for part in parts if part)
