"""The list of agencies and the detail of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk_app.language import Translate


def list_title(_: Translate, count: int) -> str:
    """How many agencies fit."""
    return _("{count} agencies fit").format(count=count)


def list_summary(_: Translate, debt: str, amount: str, place: str) -> str:
    """What was asked."""
    return _("{debt} · {amount} · {place}").format(debt=debt, amount=amount, place=place)


def list_explanation(_: Translate) -> str:
    """How they are ordered."""
    return _("Ordered by credit score. Equal scores take turns.")


def widened(_: Translate, to: str) -> str:
    """The search had to go farther."""
    texts = {
        "city": _("Few agencies serve this place: the whole city was searched."),
        "province": _("Few agencies serve this city: the whole province was searched."),
    }
    return texts.get(to, "")


def judgment_first(_: Translate) -> str:
    """A judgment in force goes to the court first."""
    return _("With a judgment in force, go to the court's enforcement desk first.")


def page_of(_: Translate, page: int, pages: int) -> str:
    """Where in the list one is."""
    return _("Page {page} of {pages}").format(page=page, pages=pages)


def previous_page(_: Translate) -> str:
    """Page back."""
    return _("Previous")


def next_page(_: Translate) -> str:
    """Page on."""
    return _("Next")


def print_list(_: Translate) -> tuple[str, str]:
    """The primary action of the list."""
    return _("Print the list"), _("All agencies, with phones")


def take_along(_: Translate) -> str:
    """The primary action where nothing can be printed."""
    return _("Take the list along")


def take_along_because(_: Translate, trouble: str) -> str:
    """Below it, where the printer is known not to print."""
    return _("{trouble}: as a code for your phone").format(trouble=trouble)


def take_along_spent(_: Translate) -> str:
    """Below it, where this visit has had its slips."""
    return _("No more slips in this visit: as a code for your phone")


def recommended(_: Translate) -> str:
    """The mark at the top of the list."""
    return _("Recommended")


def score_label(_: Translate) -> str:
    """What the number is."""
    return _("Credit")


def score_parts(_: Translate) -> tuple[str, str, str]:
    """The three dimensions."""
    return _("Compliance"), _("Success"), _("Complaints")


def score_words(_: Translate) -> tuple[tuple[str, str, str, str], ...]:
    """Four words for each dimension, best first, in the order of `score_parts`."""
    good, high, few = _("very good"), _("very high"), _("very few")
    return (
        (good, _("good"), _("fair"), _("weak")),
        (high, _("high"), _("middling"), _("low")),
        (few, _("few"), _("some"), _("many")),
    )


_WORD_FROM = (90, 75, 60)
"""Least value of the first three words, out of 100."""


def score_word(words: tuple[str, str, str, str], value: float) -> str:
    """Pick the word for a value, 0-100, higher is better."""
    reached = (word for word, least in zip(words, _WORD_FROM, strict=False) if value >= least)
    return next(reached, words[-1])


def score_formula(_: Translate) -> str:
    """How the credit comes about."""
    return _("Credit: compliance 40 %, success 30 %, complaints 30 %. Published every quarter.")


def reason(_: Translate, reasons: tuple[str, ...]) -> str:
    """Why an agency is on the list."""
    texts = {
        "serves_district": _("serves this place"),
        "serves_city": _("serves this city"),
        "serves_province": _("serves this province"),
        "handles_debt_type": _("handles this kind of debt"),
        "amount_in_range": _("takes this amount"),
    }
    return _("; ").join(texts[name] for name in reasons if name in texts)


def more_about(_: Translate) -> str:
    """To the detail of an agency."""
    return _("Details")


def close(_: Translate) -> str:
    """Back to the list."""
    return _("Back to the list")


def detail_labels(_: Translate) -> dict[str, str]:
    """The labels of the detail screen and the slip."""
    return {
        "phone": _("Phone"),
        "address": _("Address"),
        "hours": _("Hours"),
        "fee": _("Fee"),
        "certificate": _("Certificate"),
        "valid": _("Valid until"),
        "listed_by": _("Listed by"),
        "quarter": _("Credit of"),
        "why": _("Why it fits"),
    }
