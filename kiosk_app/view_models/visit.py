"""The views of a visit, and how much of each fits a page."""

from __future__ import annotations

from msgspec import Struct

from kiosk_app.view_models.idle import IdleView
from kiosk_app.view_models.parts import Banner, Choice, Chrome, Field, Look, TextSize, Tone


class PageSizes(Struct, frozen=True):
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


_PAGES_SMALL_PORTRAIT = {
    TextSize.NORMAL: PageSizes(2, 6),
    TextSize.LARGE: PageSizes(2, 5),
    TextSize.LARGER: PageSizes(1, 4),
    TextSize.LARGEST: PageSizes(1, 3),
}
_PAGES_SMALL_LANDSCAPE = {
    TextSize.NORMAL: PageSizes(1, 6),
    TextSize.LARGE: PageSizes(1, 4),
    TextSize.LARGER: PageSizes(1, 4),
    TextSize.LARGEST: PageSizes(1, 3),
}


def page_sizes(look: Look, *, is_portrait: bool, is_small: bool = False) -> PageSizes:
    """Say how many agency cards and choices fit a page in this look; more are drawn smaller, never cut off."""
    if is_small:
        return (_PAGES_SMALL_PORTRAIT if is_portrait else _PAGES_SMALL_LANDSCAPE)[look.size]
    if is_portrait:
        return _PAGES_PORTRAIT[look.size]
    return (_PAGES_LANDSCAPE_REACH if look.reach else _PAGES_LANDSCAPE)[look.size]


class ScanView(Struct, frozen=True):
    """Live picture with a frame guide; the picture itself arrives through `ScanScreen.show_frame`."""

    chrome: Chrome
    steps: tuple[Choice, ...]
    hint: Banner
    camera_notice: str
    type_instead: Choice
    skip: Choice | None = None
    is_late: bool = False
    """No code was found for a while: the way round is what most people want next."""


class KeypadView(Struct, frozen=True):
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


class ConfirmView(Struct, frozen=True):
    """What was read, how sure we are, and yes / again."""

    chrome: Chrome
    fields: tuple[Field, ...]
    assurance: Banner
    yes: Choice
    again: Choice
    picture: str = "licence"


class ChoicesView(Struct, frozen=True):
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


class ScoreBar(Struct, frozen=True):
    """One dimension of the credit: `value` 0-100 and its word."""

    label: str
    value: float
    word: str
    figure: str = ""
    """The value as written where there is room for it."""


class AgencyCard(Struct, frozen=True):
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


class ListView(Struct, frozen=True):
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


class DetailView(Struct, frozen=True):
    """Everything about one agency."""

    chrome: Chrome
    card: AgencyCard
    fields: tuple[Field, ...]
    close: Choice
    formula: str = ""
    """How the credit comes about."""


class PrintingView(Struct, frozen=True):
    """Progress from the printer's truth: phases done, the one in progress, and one sentence."""

    chrome: Chrome
    phases: tuple[str, ...]
    done: int
    """How many phases are finished; the next one is in progress."""
    message: Banner
    fraction: float | None = None
    picture: str = "printing"
    stop: Choice | None = None
    """The way out while the printer waits for somebody."""


class DoneView(Struct, frozen=True):
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


class ProblemView(Struct, frozen=True):
    """What happened, what you can do, whom to ask; never a code."""

    chrome: Chrome
    headline: str
    action: str
    help_line: str
    picture: str
    tone: Tone
    choices: tuple[Choice, ...]
    fields: tuple[Field, ...] = ()
    routes: tuple[str, ...] = ()
    """The lawful ways that stay open, where there is no list to go on with."""
    qr_payload: str = ""
    """A code to take along when nothing could be printed; empty = none."""


class PhoneResultView(Struct, frozen=True):
    """Is this caller a registered agency?"""

    chrome: Chrome
    headline: str
    number: str
    tone: Tone
    picture: str
    fields: tuple[Field, ...]
    advice: tuple[str, ...]
    again: Choice
    start: Choice


class IdleWarningView(Struct, frozen=True):
    """Laid over any screen: are you still there?"""

    title: str
    text: str
    seconds_left: int
    carry_on: Choice
    finish: Choice


class OutOfServiceView(Struct, frozen=True):
    """Full screen, clears itself when the cause is gone."""

    chrome: Chrome
    headline: str
    action: str
    help_line: str
    picture: str
    routes: tuple[str, ...] = ()


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
