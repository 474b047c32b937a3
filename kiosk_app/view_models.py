"""Exactly what a screen draws: frozen values with translated text, no library types, no logic.

The presenter makes them; a screen shows one and emits intents (`flow.events`). Every `id` in a view is opaque
to the screen and comes back in `Choose`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Look:
    """How screens are drawn, and heard, for this session; back to the default after it."""

    size: TextSize = TextSize.NORMAL
    contrast: Contrast = Contrast.NORMAL
    reach: bool = False
    sound: bool = False
    """Whether tones and speech are wanted; off until somebody asks for them."""


@dataclass(frozen=True, slots=True)
class PageSizes:
    """How many things one page holds."""

    cards: int
    choices: int


_PAGES_PORTRAIT = {
    TextSize.NORMAL: PageSizes(4, 7),
    TextSize.LARGE: PageSizes(3, 7),
    TextSize.LARGER: PageSizes(3, 6),
    TextSize.LARGEST: PageSizes(2, 5),
}
_PAGES_LANDSCAPE = {
    TextSize.NORMAL: PageSizes(4, 7),
    TextSize.LARGE: PageSizes(2, 6),
    TextSize.LARGER: PageSizes(2, 6),
    TextSize.LARGEST: PageSizes(1, 4),
}
_PAGES_LANDSCAPE_REACH = {
    TextSize.NORMAL: PageSizes(2, 7),
    TextSize.LARGE: PageSizes(2, 6),
    TextSize.LARGER: PageSizes(2, 6),
    TextSize.LARGEST: PageSizes(1, 4),
}


def page_sizes(look: Look, *, is_portrait: bool) -> PageSizes:
    """Say how many agency cards and choices fit a page in this look; more are drawn smaller, never cut off."""
    if is_portrait:
        return _PAGES_PORTRAIT[look.size]
    return (_PAGES_LANDSCAPE_REACH if look.reach else _PAGES_LANDSCAPE)[look.size]


@dataclass(frozen=True, slots=True)
class Banner:
    """One sentence with a tone; `icon` names a file of assets/icons without its ending."""

    text: str
    tone: Tone = Tone.CALM
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it says, and an optional second line and icon."""

    id: str
    label: str
    hint: str = ""
    icon: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Chrome:
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


@dataclass(frozen=True, slots=True)
class Field:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class IdleView:
    """What this is, what you need, how fresh the list is, and one way to begin."""

    chrome: Chrome
    headline: str
    promise: str
    steps: tuple[Choice, ...]
    start: Choice
    check_phone: Choice
    freshness: Banner
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScanView:
    """Live picture with a frame guide; the picture itself arrives through `ScanScreen.show_frame`."""

    chrome: Chrome
    steps: tuple[Choice, ...]
    hint: Banner
    camera_notice: str
    type_instead: Choice
    skip: Choice | None = None
    is_late: bool = False
    """No code was found for a while: the way round is what most people want next."""


@dataclass(frozen=True, slots=True)
class KeypadView:
    """Our own keypad: `rows` of single characters, what was entered so far, and what it means."""

    chrome: Chrome
    rows: tuple[str, ...]
    entered: str
    """Grouped for reading; empty places shown as `placeholder`."""
    placeholder: str
    message: Banner
    submit: Choice
    delete: Choice
    clear: Choice
    picture: str = ""
    """Where to find what is asked for, drawn where there is room."""


@dataclass(frozen=True, slots=True)
class ConfirmView:
    """What was read, how sure we are, and yes / again."""

    chrome: Chrome
    fields: tuple[Field, ...]
    assurance: Banner
    yes: Choice
    again: Choice
    picture: str = "licence"


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """One question, at most seven answers in view; more answers are further pages."""

    chrome: Chrome
    choices: tuple[Choice, ...]
    columns: int = 1
    page: int = 1
    pages: int = 1
    previous: str = ""
    next: str = ""
    picture: str = "choose"
    """Drawn beside the question where there is room."""


@dataclass(frozen=True, slots=True)
class ScoreBar:
    """One dimension of the credit: `value` 0-100 and its word."""

    label: str
    value: float
    word: str
    figure: str = ""
    """The value as written where there is room for it."""


@dataclass(frozen=True, slots=True)
class AgencyCard:
    """One agency as listed."""

    id: str
    rank: str
    name: str
    phone: str
    district: str
    score: str
    score_label: str
    bars: tuple[ScoreBar, ...]
    reason: str
    recommended: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of the ranked list."""

    chrome: Chrome
    summary: str
    explanation: str
    cards: tuple[AgencyCard, ...]
    page: int
    pages: int
    page_label: str
    previous: str
    next: str
    print: Choice
    notice: Banner | None = None
    formula: str = ""
    """How the credit comes about, where there is room for it."""


@dataclass(frozen=True, slots=True)
class DetailView:
    """Everything about one agency."""

    chrome: Chrome
    card: AgencyCard
    fields: tuple[Field, ...]
    close: Choice
    formula: str = ""
    """How the credit comes about."""


@dataclass(frozen=True, slots=True)
class PrintingView:
    """Progress from the printer's truth: phases done, the one in progress, and one sentence."""

    chrome: Chrome
    phases: tuple[str, ...]
    done: int
    """How many phases are finished; the next one is in progress."""
    message: Banner
    fraction: float | None = None
    picture: str = "printing"


@dataclass(frozen=True, slots=True)
class DoneView:
    """Take your slip; what to do next."""

    chrome: Chrome
    headline: str
    picture: str
    reference: Field
    next_steps: tuple[str, ...]
    finish: Choice
    papers_title: str = ""
    papers: tuple[str, ...] = ()
    """What to bring for this kind of debt."""
    reminder: Banner | None = None
    """The time limit for this kind of debt."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What happened, what you can do, whom to ask; never a code."""

    chrome: Chrome
    headline: str
    action: str
    help_line: str
    picture: str
    tone: Tone
    choices: tuple[Choice, ...]
    fields: tuple[Field, ...] = ()
    qr_payload: str = ""
    """A code to take along when nothing could be printed; empty = none."""


@dataclass(frozen=True, slots=True)
class PhoneResultView:
    """Is this caller a registered agency?"""

    chrome: Chrome
    headline: str
    number: str
    tone: Tone
    picture: str
    fields: tuple[Field, ...]
    advice: tuple[str, ...]
    again: Choice


@dataclass(frozen=True, slots=True)
class IdleWarningView:
    """Laid over any screen: are you still there?"""

    title: str
    text: str
    seconds_left: int
    carry_on: Choice
    finish: Choice


@dataclass(frozen=True, slots=True)
class OutOfServiceView:
    """Full screen, clears itself when the cause is gone."""

    chrome: Chrome
    headline: str
    action: str
    help_line: str
    picture: str
    routes: tuple[str, ...] = field(default=())


View = (
    IdleView
    | ScanView
    | KeypadView
    | ConfirmView
    | ChoicesView
    | ListView
    | DetailView
    | PrintingView
    | DoneView
    | ProblemView
    | PhoneResultView
    | OutOfServiceView
)
