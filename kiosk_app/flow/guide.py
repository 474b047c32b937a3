"""Not sure what kind of debt it is? Three plain questions at most, each answer a tap.

A tree: an answer leads to the next question or ends in a debt type of the rules. Who cannot say ends in "not sure",
which is a debt type too: nobody is sent away for not knowing a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from kiosk_app.flow.session import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk_app.flow.intents import Choose, GoBack
    from kiosk_app.flow.turn import Result, Turn

NOT_SURE: Final = "unsure"
"""The debt type of whoever cannot say; also the choice that leads here."""


class Question(StrEnum):
    """The questions, in words a person would use."""

    DECIDED = "decided"
    """Has a court or tribunal decided?"""
    GIVEN = "given"
    """What did the other side get from you?"""
    MADE = "made"
    """Goods: were they made to order?"""
    WORK = "work"
    """Work: of what kind?"""


@dataclass(frozen=True, slots=True)
class Ends:
    """The answer names a debt type of the rules."""

    debt_type: str


_CANNOT_SAY: Final = {NOT_SURE: Ends(NOT_SURE)}

GUIDE: Final[Mapping[Question, Mapping[str, Question | Ends]]] = {
    Question.DECIDED: {"yes": Ends("judgment"), "no": Question.GIVEN, **_CANNOT_SAY},
    Question.GIVEN: {
        "goods": Question.MADE,
        "work": Question.WORK,
        "money": Ends("loan"),
        "use": Ends("rent"),
        "other": Ends("penalty"),
        **_CANNOT_SAY,
    },
    Question.MADE: {"yes": Ends("processing"), "no": Ends("goods"), **_CANNOT_SAY},
    Question.WORK: {
        "building": Ends("construction"),
        "carrying": Ends("freight"),
        "other": Ends("services"),
        **_CANNOT_SAY,
    },
}
"""Question -> answer -> where it leads, in the order of the buttons."""

FIRST: Final = Question.DECIDED


def question_of(asked: str) -> Question:
    """Read the session's question; the first one when none was asked yet."""
    return Question(asked) if asked else FIRST


def on_answer(turn: Turn, event: Choose) -> Result:
    """Ask on, or go on to the amount with what was found."""
    leads_to = GUIDE[question_of(turn.session.question)].get(event.id)
    if leads_to is None:
        return turn.stay()
    if isinstance(leads_to, Question):
        return turn.enter(State.WHICH_DEBT, question=leads_to.value)
    return turn.enter(State.AMOUNT, debt_type=leads_to.debt_type, page=0)


def on_back(turn: Turn, _event: GoBack) -> Result:
    """To the question before, or to the list of debt types."""
    here = question_of(turn.session.question)
    before = next((asked for asked, answers in GUIDE.items() if here in answers.values()), None)
    if before is None:
        return turn.enter(State.DEBT_TYPE, question="", page=0)
    return turn.enter(State.WHICH_DEBT, question=before.value)
