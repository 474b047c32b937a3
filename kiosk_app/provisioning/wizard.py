"""The wizard: question after question in a terminal, until every answer can be used.

A bad answer is met with a sentence what to do, and only that question is asked again. An answer that is well formed
but does not work here (no such camera, a printer that is off) may be kept by giving it again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from kiosk_app.provisioning.questions import QUESTIONS, BadAnswer, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kiosk_app.provisioning.questions import Question
    from kiosk_app.provisioning.settings import Values


class Conversation(Protocol):
    """The person in front of the wizard."""

    def ask(self, question: str, default: str) -> str:
        """One line; `default` when nothing is typed."""
        ...

    def ask_secret(self, question: str) -> str:
        """One line that is not shown."""
        ...

    def say(self, text: str) -> None:
        """One remark."""
        ...


def ask_settings(
    person: Conversation,
    known: Values,
    trials: Mapping[str, Callable[[Any], str]],
    suggestions: Mapping[str, str],
    *,
    only_differing: bool = False,
) -> Values:
    """Ask for every setting; what is known is offered.

    Args:
        person: answers.
        known: settings so far, by dotted name.
        trials: by name of the setting: tries a value on this machine and says what to do, or an empty text.
        suggestions: by name, offered where nothing is known (a camera that is plugged in).
        only_differing: ask only what differs between terminals; the rest is known.
    """
    answers: Values = {}
    for question in QUESTIONS:
        if only_differing and not question.differs and question.name in known:
            continue
        default = _default(question, known, suggestions, only_differing=only_differing)
        answers[question.name] = _ask(person, question, default, trials.get(question.name))
    return answers


def ask_pin(person: Conversation, advice: Callable[[str], str]) -> str:
    """Ask for a new PIN, twice."""
    while True:
        pin = person.ask_secret("Technician's PIN")
        wrong = advice(pin)
        if wrong:
            person.say(wrong)
        elif person.ask_secret("The same PIN again") != pin:
            person.say("The two are not the same: type both again.")
        else:
            return pin


def _default(
    question: Question, known: Values, suggestions: Mapping[str, str], *, only_differing: bool
) -> str:
    if only_differing and question.name == "terminal.id":
        # Two terminals of one name is the mistake a clone invites.
        return ""
    if question.name in known and known[question.name] != "":
        return shown(known[question.name])
    return suggestions.get(question.name, question.default)


def _ask(person: Conversation, question: Question, default: str, trial: Callable[[Any], str] | None) -> Any:  # noqa: ANN401 - any setting
    doubted: Any = None
    while True:
        try:
            value = question.read(person.ask(question.text, default).strip())
        except BadAnswer as advice:
            person.say(str(advice))
            continue
        doubt = trial(value) if trial is not None and value != doubted else ""
        if not doubt:
            return value
        person.say(f"{doubt} Give the same answer again to keep it.")
        doubted, default = value, shown(value)
