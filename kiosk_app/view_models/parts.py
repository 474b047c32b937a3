"""What several views are made of, and how they are drawn."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Tone(StrEnum):
    """What a banner means; always carried by an icon and words too, never by colour alone."""

    CALM = "calm"
    GOOD = "good"
    ATTENTION = "attention"
    PROBLEM = "problem"


class TextSize(StrEnum):
    """The four text sizes an owner can choose."""

    NORMAL = "normal"
    LARGE = "large"
    LARGER = "larger"
    LARGEST = "largest"


class Contrast(StrEnum):
    """The three colour schemes."""

    NORMAL = "normal"
    LIGHT = "high-light"
    DARK = "high-dark"


class Look(Struct, frozen=True):
    """How screens are drawn, and heard, for this session; back to the default after it."""

    size: TextSize = TextSize.NORMAL
    contrast: Contrast = Contrast.NORMAL
    reach: bool = False
    sound: bool = False
    """Whether tones and speech are wanted; off until somebody asks for them."""


class Banner(Struct, frozen=True):
    """One sentence with a tone; `icon` names a file of assets/icons without its ending."""

    text: str
    tone: Tone = Tone.CALM
    icon: str = ""


class Choice(Struct, frozen=True):
    """A button: what it says, and an optional second line and icon."""

    id: str
    label: str
    hint: str = ""
    icon: str = ""
    enabled: bool = True


class Chrome(Struct, frozen=True):
    """What surrounds every screen. An empty label means: not on this screen."""

    product: str
    site: str
    title: str
    help: str = ""
    """Whom to ask, in the place of `finish` where there is nothing to finish."""
    lead: str = ""
    step: str = ""
    step_number: int = 0
    """The same as `step`, for the marks beside it; 0 = no marks."""
    step_total: int = 0
    back: str = ""
    finish: str = ""
    language: str = ""
    larger: str = ""
    contrast: str = ""
    reach: str = ""
    sound: str = ""
    """Says whether sound is on; empty where the site has none."""
    sound_is_on: bool = False
    banner: Banner | None = None


class Field(Struct, frozen=True):
    """A label and its value."""

    label: str
    value: str
