"""Exactly what a screen draws: frozen values with translated text, no library types, no logic.

The presenter makes them; a screen shows one and emits intents (`flow.events`). Every `id` in a view is opaque
to the screen and comes back in `Choose`.

Only the idle view and its parts are loaded at once: the first picture of a starting terminal needs no other.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from kiosk_app.view_models.idle import IdleView
from kiosk_app.view_models.parts import Banner, Choice, Chrome, Contrast, Field, Look, TextSize, Tone

if TYPE_CHECKING:
    from kiosk_app.view_models.visit import (
        AgencyCard,
        ChoicesView,
        ConfirmView,
        DetailView,
        DoneView,
        IdleWarningView,
        KeypadView,
        ListView,
        OutOfServiceView,
        PageSizes,
        PhoneResultView,
        PrintingView,
        ProblemView,
        ScanView,
        ScoreBar,
        View,
        page_sizes,
    )

__all__ = [
    "AgencyCard",
    "Banner",
    "Choice",
    "ChoicesView",
    "Chrome",
    "ConfirmView",
    "Contrast",
    "DetailView",
    "DoneView",
    "Field",
    "IdleView",
    "IdleWarningView",
    "KeypadView",
    "ListView",
    "Look",
    "OutOfServiceView",
    "PageSizes",
    "PhoneResultView",
    "PrintingView",
    "ProblemView",
    "ScanView",
    "ScoreBar",
    "TextSize",
    "Tone",
    "View",
    "page_sizes",
]

_OF_A_VISIT: Final = frozenset(
    {
        "AgencyCard",
        "ChoicesView",
        "ConfirmView",
        "DetailView",
        "DoneView",
        "IdleWarningView",
        "KeypadView",
        "ListView",
        "OutOfServiceView",
        "PageSizes",
        "PhoneResultView",
        "PrintingView",
        "ProblemView",
        "ScanView",
        "ScoreBar",
        "View",
        "page_sizes",
    }
)
"""Loaded when the first of them is asked for."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a name of `_OF_A_VISIT` (PEP 562)."""
        if name not in _OF_A_VISIT:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module("kiosk_app.view_models.visit"), name)
        globals()[name] = value
        return value
