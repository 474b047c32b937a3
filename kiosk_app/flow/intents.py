"""What a person can ask of the terminal: the only things a screen ever emits.

Plain values; a screen never knows what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choose:
    """A button of the view was pressed; `id` is the `Choice.id` (or agency id) it carries."""

    id: str


@dataclass(frozen=True, slots=True)
class PressKey:
    """One character of the keypad."""

    character: str


@dataclass(frozen=True, slots=True)
class TurnPage:
    """Page the list: -1 back, +1 on."""

    by: int


@dataclass(frozen=True, slots=True)
class GoBack:
    """The back button at the top left."""


@dataclass(frozen=True, slots=True)
class FinishAndClear:
    """End the session now and forget everything."""


@dataclass(frozen=True, slots=True)
class SwitchLanguage:
    """To the other language, keeping everything else."""


@dataclass(frozen=True, slots=True)
class EnlargeText:
    """To the next text size, from the largest back to normal."""


@dataclass(frozen=True, slots=True)
class ChangeContrast:
    """To the next colour scheme."""


@dataclass(frozen=True, slots=True)
class ToggleReach:
    """Move every control into the lower half, or back."""


@dataclass(frozen=True, slots=True)
class ToggleSound:
    """Sound on, or off again."""


@dataclass(frozen=True, slots=True)
class CarryOn:
    """I am still here."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Any touch at all, also beside a button: the idle clock starts anew."""


Intent = (
    Choose
    | PressKey
    | TurnPage
    | GoBack
    | FinishAndClear
    | SwitchLanguage
    | EnlargeText
    | ChangeContrast
    | ToggleReach
    | ToggleSound
    | CarryOn
    | Touched
)
