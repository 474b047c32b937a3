"""Not sure what kind of debt it is? At most three plain questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app import flow
from kiosk_app.flow import State, guide
from kiosk_app.flow import intents as i
from kiosk_app.flow.guide import GUIDE, Ends, Question
from kiosk_app.language import load_translations
from kiosk_app.messages import guide as say
from kiosk_app.paths import locale_dir

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = flow.Policy()


def asked(*answers: str) -> flow.Session:
    """The session after "not sure" and these answers."""
    session = flow.Session(state=State.DEBT_TYPE)
    for choice in (guide.NOT_SURE, *answers):
        session, _ = flow.step(session, i.Choose(choice), 1000.0, POLICY)
    return session


def ways(
    question: Question = guide.FIRST, so_far: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every way through the questions and where it ends."""
    for answer, leads_to in GUIDE[question].items():
        if isinstance(leads_to, Ends):
            yield (*so_far, answer), leads_to.debt_type
        else:
            yield from ways(leads_to, (*so_far, answer))


@pytest.mark.parametrize(("answers", "debt_type"), list(ways()))
def test_every_way_ends_in_a_debt_type_after_three_questions_at_most(
    answers: tuple[str, ...], debt_type: str
) -> None:
    assert len(answers) <= 3
    session = asked(*answers)
    assert (session.state, session.debt_type) == (State.AMOUNT, debt_type)


def test_the_questions_lead_to_every_debt_type_that_is_not_chosen_by_knowing_it() -> None:
    assert {debt_type for _, debt_type in ways()} == {
        "judgment",
        "processing",
        "goods",
        "construction",
        "freight",
        "services",
        "loan",
        "rent",
        "penalty",
        "unsure",
    }


@pytest.mark.parametrize("question", Question)
def test_nobody_has_to_answer_and_few_answers_are_in_view(question: Question) -> None:
    assert GUIDE[question][guide.NOT_SURE] == Ends(guide.NOT_SURE)
    assert len(GUIDE[question]) <= 7


def test_back_goes_through_the_questions_to_the_debt_types() -> None:
    session = asked("no", "work", "building")
    seen = []
    for _ in range(4):
        session, _commands = flow.step(session, i.GoBack(), 1000.0, POLICY)
        seen.append((session.state, session.question))
    assert seen == [
        (State.WHICH_DEBT, "work"),
        (State.WHICH_DEBT, "given"),
        (State.WHICH_DEBT, "decided"),
        (State.DEBT_TYPE, ""),
    ]


def test_an_answer_that_is_none_changes_nothing() -> None:
    session = asked("no")
    assert flow.step(session, i.Choose("print"), 1000.0, POLICY)[0] == session


def test_choosing_a_debt_type_oneself_leaves_no_question_behind() -> None:
    session, _ = flow.step(flow.Session(state=State.DEBT_TYPE), i.Choose("goods"), 1000.0, POLICY)
    assert session.question == ""


@pytest.mark.parametrize("language", flow.Language)
def test_every_question_and_answer_has_words(language: flow.Language) -> None:
    _ = load_translations(locale_dir())[language]
    for question, answers in GUIDE.items():
        words = [say.question(_, question), *(say.answer(_, question, answer)[0] for answer in answers)]
        assert all(words)
        assert len(set(words)) == len(words)
