"""The three plain questions for those who are not sure what kind of debt it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk_app.flow.guide import NOT_SURE, Question

if TYPE_CHECKING:
    from kiosk_app.language import Translate


def question(_: Translate, asked: Question) -> str:
    """The question itself."""
    texts = {
        Question.DECIDED: _("Has a court or arbitrator already decided?"),
        Question.GIVEN: _("What did they get from you?"),
        Question.MADE: _("Were the goods made to their order?"),
        Question.WORK: _("What kind of work was it?"),
    }
    return texts[asked]


def lead(_: Translate) -> str:
    """Why it is asked."""
    return _("Three short questions at most. You need not be certain.")


def answer(_: Translate, asked: Question, choice: str) -> tuple[str, str]:
    """Label and example of an answer."""
    if choice == NOT_SURE:
        return _("I cannot say"), ""
    texts = {
        (Question.DECIDED, "yes"): (_("Yes, decided"), _("I have a judgment, award or court settlement")),
        (Question.DECIDED, "no"): (_("No, not yet"), _("No lawsuit, or it is still going on")),
        (Question.GIVEN, "goods"): (_("Goods"), _("Parts, materials, products")),
        (Question.GIVEN, "work"): (_("Work"), _("Building, transport, repairs, services")),
        (Question.GIVEN, "money"): (_("Money"), _("I lent it to them")),
        (Question.GIVEN, "use"): (_("Use of something"), _("Premises, machines, vehicles")),
        (Question.GIVEN, "other"): (_("Something else"), _("Another contract, a penalty, a deposit")),
        (Question.MADE, "yes"): (_("Yes, to their order"), _("Their drawings, samples or material")),
        (Question.MADE, "no"): (_("No, ordinary goods"), _("Anybody could have bought them")),
        (Question.WORK, "building"): (_("Building"), _("Construction, fitting out, installation")),
        (Question.WORK, "carrying"): (_("Transport"), _("Goods carried by road or water")),
        (Question.WORK, "other"): (_("Other work"), _("Labour, repairs, design, advice")),
    }
    return texts[asked, choice]


def found(_: Translate, debt: str) -> str:
    """What the answers came to; said with the next question."""
    return _("Your answers point to: {debt}").format(debt=debt)
