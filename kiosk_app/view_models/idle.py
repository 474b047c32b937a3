"""The view between two people, alone: a terminal shows it before it has loaded anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from kiosk_app.view_models.parts import Banner, Choice, Chrome


class IdleView(Struct, frozen=True):
    """What this is, what you need, how fresh the list is, and one way to begin."""

    chrome: Chrome
    headline: str
    promise: str
    steps: tuple[Choice, ...]
    start: Choice
    check_phone: Choice
    freshness: Banner
    notes: tuple[str, ...] = ()
    notice: Banner | None = None
    """What the terminal cannot do today."""
