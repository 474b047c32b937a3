"""What a person can ask of the terminal: the only things a screen ever emits.

Plain values; a screen never knows what follows from them. Structs, since a class of them is made in a hundredth of the
time of a dataclass, and these are made before the first picture of a starting terminal.
"""

from __future__ import annotations

from msgspec import Struct


class Choose(Struct, frozen=True):
    """A button of the view was pressed; `id` is the `Choice.id` (or agency id) it carries."""

    id: str


class PressKey(Struct, frozen=True):
    """One character of the keypad."""

    character: str


class TurnPage(Struct, frozen=True):
    """Page the list: -1 back, +1 on."""

    by: int


class GoBack(Struct, frozen=True):
    """The back button at the top left."""


class FinishAndClear(Struct, frozen=True):
    """End the session now and forget everything."""


class SwitchLanguage(Struct, frozen=True):
    """To the other language, keeping everything else."""


class EnlargeText(Struct, frozen=True):
    """To the next text size, from the largest back to normal."""


class ChangeContrast(Struct, frozen=True):
    """To the next colour scheme."""


class ToggleReach(Struct, frozen=True):
    """Move every control into the lower half, or back."""


class ToggleSound(Struct, frozen=True):
    """Sound on, or off again."""


class CarryOn(Struct, frozen=True):
    """I am still here."""


class Touched(Struct, frozen=True):
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
