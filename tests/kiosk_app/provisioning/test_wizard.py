"""The wizard: a bad answer costs one sentence and one question, never the answers before it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import pytest

from kiosk_app import provisioning
from kiosk_app.provisioning import QUESTIONS, BadAnswer, ask_pin, ask_settings
from kiosk_app.secrets import pin_advice
from tests.support.provisioning import ANSWERS, UNIT


@dataclass
class Typist:
    """Types prepared answers; an empty one takes the default."""

    answers: deque[str]
    asked: list[tuple[str, str]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def ask(self, question: str, default: str) -> str:
        self.asked.append((question, default))
        return self.answers.popleft() or default

    def ask_secret(self, question: str) -> str:
        return self.ask(question, "")

    def say(self, text: str) -> None:
        self.told.append(text)


def test_twelve_good_answers_are_a_terminal() -> None:
    typist = Typist(deque(ANSWERS))
    values = ask_settings(typist, {}, {}, {})
    text = provisioning.settings_text(values | {"registry.root": "r", "technician.secrets": "s"})
    assert provisioning.checked(text).terminal.id == "JJ-01"
    assert typist.told == []


@pytest.mark.parametrize(
    ("name", "bad", "advice"),
    [
        ("terminal.id", "JJ 01!", "such as JJ-01"), ("terminal.id", "", "such as JJ-01"),
        ("terminal.name_zh", "", "owners read it"), ("terminal.name_en", "x" * 61, "60 characters"),
        ("terminal.district", "Jiaojiang", "331002"), ("terminal.cities", " , ", "At least one"),
        ("terminal.cities", "331000 3310", "Six digits"), ("panel.width_px", "1080px", "whole number"),
        ("panel.width_px", "10", "from 320"), ("panel.diagonal_in", "big", "corner to corner"),
        ("panel.diagonal_in", "2", "corner to corner"), ("camera.device", "webcam", "/dev/v4l"),
        ("printer.url", "epson", "usb://"), ("registry.url", "registry.example", "https://"),
        ("session.without_licence", "maybe", "y or n"),
    ],
)  # fmt: skip
def test_a_bad_answer_says_what_to_do(name: str, bad: str, advice: str) -> None:
    question = next(question for question in QUESTIONS if question.name == name)
    with pytest.raises(BadAnswer, match=advice):
        question.read(bad)


def test_nothing_is_lost_on_a_bad_answer() -> None:
    answers = list(ANSWERS)
    answers.insert(3, "somewhere")
    answers.insert(11, "epson")
    typist = Typist(deque(answers))
    values = ask_settings(typist, {}, {}, {})
    assert (values["terminal.id"], values["terminal.district"]) == ("JJ-01", "331002")
    assert len(typist.told) == 2
    assert len(typist.asked) == len(QUESTIONS) + 2


def test_an_answer_that_does_not_work_here_is_kept_when_given_again() -> None:
    answers = list(ANSWERS)
    answers.insert(9, "")
    typist = Typist(deque(answers))
    values = ask_settings(typist, {}, {"camera.device": lambda device: f"There is no {device}."}, {})
    assert values["camera.device"] == "/dev/null"
    assert typist.told == ["There is no /dev/null. Give the same answer again to keep it."]


def test_a_second_run_offers_what_is_known() -> None:
    known = provisioning.flattened(UNIT)
    typist = Typist(deque([""] * len(QUESTIONS)))
    values = ask_settings(typist, known, {}, {"camera.device": "/dev/v4l/by-id/x"})
    assert values["terminal.name_zh"] == UNIT["terminal"]["name_zh"]
    assert values["camera.device"] == "/dev/v4l/by-id/x"


def test_a_clone_is_asked_only_for_what_differs_and_never_offered_its_patterns_name() -> None:
    known = provisioning.flattened(UNIT) | {
        "panel.width_px": 1080,
        "panel.height_px": 1920,
        "panel.diagonal_in": 21.5,
    }
    known |= {"session.without_licence": True}
    typist = Typist(deque(["JJ-02", "", "", "", "0", ""]))
    values = ask_settings(typist, known, {}, {}, only_differing=True)
    assert typist.asked[0][1] == ""
    assert set(values) == {question.name for question in QUESTIONS if question.differs}


def test_a_pin_is_asked_for_until_it_is_good_and_typed_twice() -> None:
    typist = Typist(deque(["1234", "123456", "730194", "730195", "730194", "730194"]))
    assert ask_pin(typist, pin_advice) == "730194"
    assert len(typist.told) == 3
