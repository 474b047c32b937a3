"""From the idle screen to the three questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.kinds import Assurance

if TYPE_CHECKING:
    from kiosk_app.language import Translate


def product(_: Translate) -> str:
    """The name of the terminal."""
    return _("Debt-help agency directory")


def finish(_: Translate) -> str:
    """The button on every screen after the scan."""
    return _("Finish and clear")


def help_here(_: Translate) -> str:
    """Whom to ask, where there is nothing to finish."""
    return _("Help: 12345")


def back(_: Translate) -> str:
    """The button at the top left."""
    return _("Back")


def larger_text(_: Translate, *, is_largest: bool = False) -> str:
    """The text size button says what it does: from the largest size it goes back."""
    return _("Normal text") if is_largest else _("Larger text")


def contrast(_: Translate) -> str:
    """The contrast button."""
    return _("Contrast")


def reach(_: Translate, *, is_low: bool = False) -> str:
    """The reach button says what it does."""
    return _("Raise controls") if is_low else _("Lower controls")


def sound(_: Translate, *, is_on: bool) -> str:
    """The sound button says how it stands."""
    return _("Sound on") if is_on else _("Sound off")


def step_of(_: Translate, number: int, total: int) -> str:
    """Where in the questions one is."""
    return _("Step {number} of {total}").format(number=number, total=total)


def idle_headline(_: Translate) -> str:
    """The promise in one line."""
    return _("Is somebody not paying you?")


def idle_promise(_: Translate) -> str:
    """What the terminal does."""
    return _("Find certified debt agencies and take a printed list home. Free, about one minute.")


def idle_steps(_: Translate) -> tuple[tuple[str, str, str], ...]:
    """Icon, title and sentence of the three steps."""
    return (
        ("licence", _("Show your licence"), _("Open the electronic business licence on your phone")),
        ("choose", _("Answer three questions"), _("What kind of debt, how much, where")),
        ("printer", _("Take the list"), _("Phones, credit scores and what to do next, on paper")),
    )


def start(_: Translate) -> str:
    """The one big button."""
    return _("Start")


def check_phone(_: Translate) -> tuple[str, str]:
    """The second way in, and its hint."""
    return _("Check a phone number"), _("Did somebody call you? See whether they are registered")


def time_limit(_: Translate, seconds: int) -> str:
    """Said before anything is asked."""
    return _("Without a touch for {seconds} seconds, everything is cleared.").format(seconds=seconds)


def privacy(_: Translate) -> str:
    """What is kept."""
    return _("Nothing about you is kept.")


def list_current(_: Translate, date: str, release: int) -> str:
    """Freshness of the list."""
    return _("Current list, published {date}, release {release}").format(date=date, release=release)


def printer_known(_: Translate, trouble: str) -> str:
    """Said before anybody begins, where the printer cannot print: what is promised instead of paper."""
    return _("{trouble}. The list can be read here and taken along by phone.").format(trouble=trouble)


def list_being_checked(_: Translate) -> str:
    """While the terminal starts: the list is not verified yet."""
    return _("The list is being checked. One moment, please.")


def starting(_: Translate) -> str:
    """In the place of the one big button, while the terminal starts."""
    return _("Starting")


def list_stale(_: Translate, date: str) -> str:
    """The list is older than it should be."""
    return _("List as of {date}. Not updated since.").format(date=date)


def list_clock_suspect(_: Translate, date: str) -> str:
    """The terminal's clock cannot be right."""
    return _("List as of {date}. The terminal's clock needs checking.").format(date=date)


def scan_title(_: Translate) -> str:
    """The scan screen's question."""
    return _("Hold your licence code to the camera")


def scan_lead(_: Translate) -> str:
    """How to get the code."""
    return _("Phone: open the e-licence and tap Show. Paper: the code on the licence itself.")


def scan_steps(_: Translate) -> tuple[tuple[str, str], ...]:
    """Icon and label of the three pictograms."""
    return (
        ("brightness", _("Screen bright")),
        ("hold", _("A hand's width away")),
        ("still", _("Hold still")),
    )


def scan_hint(_: Translate, hint: str, *, slow: bool) -> str:
    """What to change, or what is being done."""
    hints = {
        "closer": _("A little closer, please"),
        "farther": _("A little farther away, please"),
        "steadier": _("Hold still, please"),
        "brighter": _("Make the phone's screen brighter, please"),
        "too_dark": _("Make the phone's screen brighter, please"),
        "glare": _("Tilt the phone a little: there is glare"),
        "over_exposed": _("Tilt the phone a little: there is glare"),
        "too_many": _("Only one code at a time, please"),
    }
    if hint in hints:
        return hints[hint]
    if slow:
        return _("No code, or it cannot be read? Type the 18 characters, or ask at the desk.")
    return _("Looking for the code")


def scan_not_a_licence(_: Translate) -> str:
    """Another kind of code was shown."""
    return _("This is not a business licence code. Please show the licence.")


def camera_in_use(_: Translate) -> str:
    """Said while the camera is open."""
    return _("Camera in use. Pictures are not kept.")


def type_instead(_: Translate) -> tuple[str, str]:
    """The other way to give the licence."""
    return _("Type the code"), _("No code, or it cannot be read")


def go_on_without(_: Translate) -> str:
    """Where the site allows it."""
    return _("Go on without a licence")


def code_title(_: Translate) -> str:
    """The keypad for the 18 characters."""
    return _("Type the 18 characters of the credit code")


def code_lead(_: Translate) -> str:
    """Where to find it."""
    return _("It stands on the licence as 统一社会信用代码.")


def code_message(_: Translate, missing: int, ok: bool | None) -> str:  # noqa: FBT001 - three-valued, as in the session
    """What the characters typed so far mean."""
    if ok:
        return _("The check digit fits.")
    if ok is False:
        return _("One character is wrong. Please compare with the licence.")
    if missing > 0:
        return _("{missing} more").format(missing=missing)
    return _("Checking")


def code_letter(_: Translate, letter: str, figure: str) -> str:
    """A letter was pressed that no code has."""
    return _("A code has no letter {letter}. Is it the figure {figure}?").format(letter=letter, figure=figure)


def code_figure(_: Translate, figure: str) -> str:
    """It is the figure."""
    return _("Yes, {figure}").format(figure=figure)


def delete(_: Translate) -> str:
    """Take one character away."""
    return _("Delete")


def clear(_: Translate) -> str:
    """Take all away."""
    return _("Clear")


def go_on(_: Translate) -> str:
    """To the next screen."""
    return _("Go on")


def confirm_title(_: Translate) -> str:
    """Is it yours?"""
    return _("Is this your licence?")


def credit_code(_: Translate) -> str:
    """The name of the 18 characters."""
    return _("Unified social credit code")


def registered_in(_: Translate) -> str:
    """The registering authority's area, read from the code."""
    return _("Registered in (from the code)")


def city(_: Translate) -> str:
    """The whole city."""
    return _("Taizhou")


def registered_elsewhere(_: Translate) -> str:
    """The code names an area outside the city."""
    return _("Outside Taizhou")


def assurance(_: Translate, kind: Assurance) -> str:
    """How sure we are; never more than was checked."""
    match kind:
        case Assurance.SCANNED:
            return _("Read from the code (not checked online)")
        case Assurance.TYPED:
            return _("Typed in (not checked online)")
        case Assurance.NONE:
            return _("Without a licence")


def yes_go_on(_: Translate) -> str:
    """It is mine."""
    return _("Yes, go on")


def not_mine(_: Translate) -> str:
    """It is another one."""
    return _("No, try again")


def debt_title(_: Translate) -> str:
    """The first question."""
    return _("What kind of debt is it?")


def amount_title(_: Translate) -> str:
    """The second question."""
    return _("How much is owed to you?")


def place_title(_: Translate) -> str:
    """The third question."""
    return _("Where should the agency work?")


def place_lead(_: Translate) -> str:
    """Which place to choose."""
    return _("Choose where the debtor is, or where you are.")


def more_answers(_: Translate) -> str:
    """To the next page of answers."""
    return _("More answers")


def earlier_answers(_: Translate) -> str:
    """To the page of answers before."""
    return _("Earlier answers")
