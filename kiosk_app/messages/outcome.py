"""Printing, take your slip, the phone check, the idle warning, out of service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.closing import Closure

if TYPE_CHECKING:
    from kiosk_app.language import Translate


def printing_title(_: Translate) -> str:
    """The slip is being printed."""
    return _("Printing your list")


def printing_phases(_: Translate) -> tuple[str, ...]:
    """In the order of `flow.PrintPhase`."""
    return _("Check the printer"), _("Print the list"), _("Print the last line"), _("Cut the paper")


def printing_wait(_: Translate) -> str:
    """While all is well."""
    return _("Please wait for the paper to be cut. Do not pull.")


def printing_stopping(_: Translate) -> str:
    """While a slip is given up."""
    return _("Printing is being stopped. One moment, please.")


def stop_waiting(_: Translate) -> tuple[str, str]:
    """The way out while a printer waits for somebody, and what comes of it."""
    return _("Do not wait"), _("Back to the list, and a code to take along")


def slip_title(_: Translate) -> str:
    """The slip is whole."""
    return _("Please take your slip")


def slip_lead(_: Translate, pieces: int) -> str:
    """Confirmed by the printer; a roll that ended under way left the slip in pieces."""
    if pieces > 1:
        return _(
            "The roll was changed: your list is on {count} pieces of paper. Please take all of them."
        ).format(count=pieces)
    return _("It is complete: the last line was printed and the paper was cut.")


def reference(_: Translate) -> str:
    """The slip's number."""
    return _("Slip number")


def next_steps(_: Translate) -> tuple[str, ...]:
    """What to do with the list."""
    return (
        _("Call two or three agencies and compare their fees."),
        _("Ask to see the certificate, and compare its number with the slip."),
        _("Sign a written contract before you pay anything."),
        _("Other lawful ways stay open: mediation, arbitration, a lawsuit. Ask 12345."),
    )


def papers_title(_: Translate) -> str:
    """Above the papers to bring for this kind of debt."""
    return _("Bring these papers")


def done(_: Translate) -> str:
    """The button that ends the session."""
    return _("Done, clear everything")


def take_along(_: Translate) -> str:
    """Beside the code that is shown when nothing could be printed."""
    return _("Take the list along: scan or photograph this code")


def phone_title(_: Translate) -> str:
    """The keypad for a phone number."""
    return _("Type the phone number that called you")


def phone_lead(_: Translate) -> str:
    """How."""
    return _("With or without the area code. Spaces do not matter.")


def phone_message(_: Translate, *, enough: bool) -> str:
    """Whether it can be looked up yet."""
    if enough:
        return _("When the number is complete, press “Look it up”.")
    return _("Type at least 3 digits.")


def phone_check(_: Translate) -> str:
    """The button that does."""
    return _("Look it up")


def phone_registered(_: Translate) -> str:
    """The number belongs to a certified agency."""
    return _("This number is registered")


def phone_struck_off(_: Translate) -> str:
    """The number belongs to an outfit that was struck off."""
    return _("Warning: this agency was struck off")


def phone_not_now(_: Translate) -> str:
    """The number belongs to a registered agency that is suspended or whose certificate is not valid today."""
    return _("Registered, but not allowed to work now")


def phone_unknown(_: Translate) -> str:
    """The number is in no list."""
    return _("This number is not registered")


def phone_fields(_: Translate) -> dict[str, str]:
    """The labels of the result."""
    return {
        "agency": _("Agency"),
        "certificate": _("Certificate"),
        "valid": _("Valid until"),
        "outfit": _("Name"),
        "when": _("Struck off on"),
        "who": _("By"),
        "why": _("Reason"),
    }


def phone_advice(_: Translate, kind: str) -> tuple[str, ...]:
    """What to do now; `kind` is registered, not_now, struck_off or unknown."""
    advice = {
        "registered": (
            _("Numbers can be forged. Call back on the number shown here."),
            _("Ask to see the certificate before you sign anything."),
        ),
        "not_now": (
            _("It is suspended, or its certificate is not valid. Do not sign with it now."),
            _("Choose an agency from the certified list, or ask 12345."),
        ),
        "struck_off": (
            _("Do not pay and do not sign."),
            _("If you are threatened, call 110. To report it, call 12315."),
        ),
        "unknown": (
            _("It is in neither list. Be careful: do not pay in advance."),
            _("Choose an agency from the certified list, or ask 12345."),
        ),
    }
    return advice[kind]


def find_agency(_: Translate) -> str:
    """From a number to the journey itself."""
    return _("Find a certified agency")


def check_another(_: Translate) -> str:
    """Another number."""
    return _("Check another number")


def warning_title(_: Translate) -> str:
    """Is anybody there?"""
    return _("Are you still there?")


def warning_text(_: Translate, seconds: int) -> str:
    """What happens next."""
    return _("Everything will be cleared in {seconds} seconds.").format(seconds=seconds)


def carry_on(_: Translate) -> str:
    """I am."""
    return _("Continue")


def out_of_service_title(_: Translate) -> str:
    """The terminal cannot do its job."""
    return _("The list is not available right now")


def out_of_service_action(_: Translate) -> str:
    """What people can do meanwhile."""
    return _(
        "The terminal could not confirm that its list is current, so it shows none. Please ask at the desk."
    )


def lawful_routes(_: Translate) -> tuple[str, ...]:
    """What stays open without any list; the slip prints the registry's own, fuller ones."""
    return (
        _("12345: government service hotline"),
        _("12315: complaints to market regulation"),
        _("110: threats or violence"),
        _("Mediation, arbitration, payment order, lawsuit: ask the court's service desk"),
    )


def closed_title(_: Translate) -> str:
    """Staff have put the terminal out of service."""
    return _("This terminal is out of service")


def closed_action(_: Translate, closure: Closure) -> str:
    """Why, and what people can do meanwhile."""
    return _("{reason}. Please ask at the desk, or come back later.").format(reason=closure_name(_, closure))


def closure_name(_: Translate, closure: Closure) -> str:
    """A reason in two or three words."""
    names = {
        Closure.PAPER: _("No paper at the moment"),
        Closure.PRINTER: _("The printer is being repaired"),
        Closure.CAMERA: _("The camera is being repaired"),
        Closure.CLEANING: _("Being cleaned"),
        Closure.WORK: _("Maintenance under way"),
        Closure.OTHER: _("Out of service at the moment"),
    }
    return names[closure]
