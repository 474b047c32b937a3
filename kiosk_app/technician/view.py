"""Exactly what a technician's screen draws: frozen values with translated text, no library types, no logic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from kiosk_app.view_models import Banner, Choice, Chrome, Field, Tone


class Remark(Struct, frozen=True):
    """Something that was found: what it is, what to do about it, and the machine's own words for it."""

    tone: Tone
    title: str
    fix: str = ""
    detail: str = ""


class LockView(Struct, frozen=True):
    """A keypad of digits or of characters; what was typed is shown as dots where it is a secret."""

    chrome: Chrome
    rows: tuple[str, ...]
    entered: str
    message: Banner
    submit: Choice
    delete: Choice
    clear: Choice
    others: tuple[Choice, ...] = ()


class Pager(Struct, frozen=True):
    """Previous, where one is, next; an empty label means there is none."""

    label: str
    previous: str = ""
    next: str = ""


class PageView(Struct, frozen=True):
    """One page: everything on it is optional, and stands in this order.

    Attributes:
        banner: the one sentence that matters.
        has_picture: the camera's live picture; its frames arrive by `PageScreen.show_frame`.
        remarks: worst first.
        fields: facts.
        lines: machine's own words, small.
        qr: payload of a code to photograph; empty = none.
        pager: of `remarks` or `lines`.
        choices: the buttons, the most likely first.
        columns: of the buttons, on a tall glass.
    """

    chrome: Chrome
    banner: Banner | None = None
    has_picture: bool = False
    remarks: tuple[Remark, ...] = ()
    fields: tuple[Field, ...] = ()
    lines: tuple[str, ...] = ()
    qr: str = ""
    pager: Pager | None = None
    choices: tuple[Choice, ...] = ()
    columns: int = 1
    has_primary: bool = False


TechnicianView = LockView | PageView
