"""Everything that can stop a session, as a person sees it: one table, exhaustive by type and by test.

Title: what happened. Action: what *you* can do. Help: whom to ask. Never a code, never blame.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never

from kiosk_app.flow.session import Trouble
from kiosk_app.view_models import Tone

if TYPE_CHECKING:
    from kiosk_app.language import Translate


@dataclass(frozen=True, slots=True)
class Problem:
    """The words and the picture of one trouble; `choices` are ids in the order of their buttons."""

    title: str
    action: str
    help: str
    picture: str
    tone: Tone
    choices: tuple[str, ...]
    take_along: bool = False
    """Whether the list is offered as a code to take along."""
    other_ways: bool = False
    """Whether the lawful ways beside an agency are named, because there is none to go to."""


def describe(_: Translate, trouble: Trouble, wait_min: int = 1, *, may_print: bool = True) -> Problem:
    """The words for a trouble, in the language of `_`.

    Args:
        _: translates.
        trouble: what happened.
        wait_min: where printing may be tried again later: when.
        may_print: whether this visit may have another slip.
    """
    match trouble:
        case Trouble.OPAQUE_CODE | Trouble.CAMERA:
            return _before_the_list(_, trouble)
        case Trouble.NO_MATCH | Trouble.LIST_UNAVAILABLE:
            return _without_a_list(_, trouble)
        case Trouble.SLIP_VOID | Trouble.SLIP_UNCONFIRMED:
            return _after_printing(_, trouble, may_print=may_print)
        case Trouble.PRINT_QUOTA | Trouble.SLIPS_SPENT:
            return _too_many_slips(_, trouble, wait_min)
        case (
            Trouble.PAPER_OUT
            | Trouble.COVER_OPEN
            | Trouble.CUTTER
            | Trouble.OVERHEATED
            | Trouble.PRINTER_OFFLINE
        ):
            title, action, picture = printer_trouble(_, trouble)
            return Problem(
                title,
                action,
                _about_the_machine(_),
                picture,
                Tone.PROBLEM,
                ("retry", "list"),
                take_along=True,
            )
        case _ as never:
            assert_never(never)


def _before_the_list(_: Translate, trouble: Trouble) -> Problem:
    if trouble is Trouble.OPAQUE_CODE:
        return Problem(
            _("This code can only be opened online"),
            _("It is a licence code, but it does not contain the 18 characters. Please type them."),
            _("About the licence: the service desk of this hall, or call 12345"),
            "licence",
            Tone.ATTENTION,
            ("type", "again", "skip"),
        )
    return Problem(
        _("The camera is not working"),
        _("You can type the 18 characters of your licence instead."),
        _about_the_machine(_),
        "camera_off",
        Tone.ATTENTION,
        ("type", "skip"),
    )


def _without_a_list(_: Translate, trouble: Trouble) -> Problem:
    if trouble is Trouble.NO_MATCH:
        return Problem(
            _("No agency fits these answers"),
            _("Change an answer. These ways are always open:"),
            _("About your case: the service desk of this hall, or call 12345"),
            "search",
            Tone.ATTENTION,
            ("again", "finish"),
            other_ways=True,
        )
    return Problem(
        _("The list cannot be shown now"),
        _("It could not be confirmed that it is current. These ways are open:"),
        _("About the list: the service desk of this hall, or call 12345"),
        "list_off",
        Tone.PROBLEM,
        ("finish",),
        other_ways=True,
    )


def _after_printing(_: Translate, trouble: Trouble, *, may_print: bool) -> Problem:
    if trouble is Trouble.SLIP_VOID:
        again = _("Please leave the torn slip behind: it is not valid. You can print it again.")
        spent = _("Please leave the torn slip behind: it is not valid. You can take the code along.")
        return Problem(
            _("The slip was not finished"),
            again if may_print else spent,
            _about_the_machine(_),
            "slip_void",
            Tone.ATTENTION,
            ("retry", "list"),
            take_along=True,
        )
    return Problem(
        _("Is your slip complete?"),
        _("The last line must say that the list ends there. If it does not, the slip is not valid."),
        _about_the_machine(_),
        "slip_check",
        Tone.ATTENTION,
        ("whole", "retry", "list"),
        take_along=True,
    )


def _too_many_slips(_: Translate, trouble: Trouble, wait_min: int) -> Problem:
    title = _("No more slips can be printed at the moment")
    action = _(
        "Read the list on the screen, or take the code along. Printing is possible in about {minutes} min."
    )
    picture = "clock"
    if trouble is Trouble.SLIPS_SPENT:
        title = _("This visit has had its slips")
        action = _("You can still take the list along with this code, or read it on the screen.")
        picture = "slip"
    return Problem(
        title,
        action.format(minutes=wait_min),
        help_line(_),
        picture,
        Tone.ATTENTION,
        ("list",),
        take_along=True,
    )


def printer_trouble(_: Translate, trouble: Trouble) -> tuple[str, str, str]:
    """Title, action and picture of what a printer can have; also said while a job waits."""
    ask = _("Please tell the staff at the service desk. Your list is not lost.")
    texts = {
        Trouble.PAPER_OUT: (_("The printer has no paper"), "paper_out"),
        Trouble.COVER_OPEN: (_("The printer's cover is open"), "cover_open"),
        Trouble.CUTTER: (_("The printer's cutter is stuck"), "cutter"),
        Trouble.OVERHEATED: (_("The printer is too hot"), "overheated"),
        Trouble.PRINTER_OFFLINE: (_("The printer does not answer"), "printer_off"),
    }
    title, picture = texts.get(trouble, texts[Trouble.PRINTER_OFFLINE])
    if trouble is Trouble.OVERHEATED:
        ask = _("It goes on by itself in a few minutes. Your list is not lost.")
    return title, ask, picture


def choice_label(_: Translate, choice: str, trouble: Trouble) -> str:
    """The words on a button of the problem screen; "again" says what is done again."""
    labels = {
        "type": _("Type the code"),
        "again": _("Change the answers") if trouble is Trouble.NO_MATCH else _("Show another code"),
        "skip": _("Go on without a licence"),
        "retry": _("Print again"),
        "list": _("Back to the list"),
        "whole": _("Yes, it is complete"),
        "finish": _("Finish and clear"),
    }
    return labels[choice]


def _about_the_machine(_: Translate) -> str:
    return _("About this machine: the service desk of this hall, or call 12345")


def help_line(_: Translate) -> str:
    """Whom to ask where it is about nothing in particular."""
    return _("Help: the service desk of this hall, or call 12345")
