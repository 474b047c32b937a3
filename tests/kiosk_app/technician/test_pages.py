"""Each page under each fault: it comes up, it says what is wrong, and what to do."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import Struct

from kiosk_app.doctor import GROUPS
from kiosk_app.flow import Language
from kiosk_app.flow.closing import Closure
from kiosk_app.technician.doctor_words import fix_of, title_of
from kiosk_app.technician.facts import Facts, Stick
from kiosk_app.technician.model import LOCKED, Level, Model, Notice, Page, Rules, TrialStage
from kiosk_app.technician.presenter import TechnicianPresenter
from kiosk_app.technician.samples import FAULTS, model_on, situations, worst
from kiosk_app.technician.view import LockView, PageView
from kiosk_app.view_models import Tone
from tests.support.terminal_world import SITE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kiosk_app.language import Translate
    from offline_cache import RegistryState

    See = Callable[..., Any]

HOLE = re.compile(r"\{\w*\}|\bNone\b(?!\.| found)")
"""What a text looks like that nobody filled in."""

INSIDE = sorted(set(Page) - LOCKED)
WHERE = {
    "printer": {Page.HOME, Page.PRINTER},
    "no-printer": {Page.HOME, Page.PRINTER},
    "roll": {Page.HOME, Page.PRINTER},
    "camera": {Page.HOME, Page.CAMERA},
    "disk": {Page.HOME},
    "no-list": {Page.HOME, Page.REGISTRY},
    "list": {Page.HOME, Page.REGISTRY},
    "clock": {Page.HOME, Page.REGISTRY},
    "no-network": {Page.HOME, Page.REGISTRY, Page.NETWORK},
    "sync": {Page.HOME, Page.REGISTRY, Page.NETWORK},
    "out": {Page.HOME},
    "doctor": {Page.HOME, Page.DOCTOR},
}
"""On which pages a fault is spoken of, by the beginning of its name."""


@pytest.fixture
def see(words: dict[Language, Translate]) -> See:
    presenter = TechnicianPresenter(words)

    def view(model: Model, facts: Facts, rules: Rules | None = None, now_s: float = 0.0) -> Any:
        return presenter.view(model, facts, rules or Rules(), now_s)

    return view


def texts(value: object) -> Iterator[str]:
    """Every text of a view."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from texts(getattr(value, name))


def spoken_on(fault: str) -> set[Page]:
    names = sorted((name for name in WHERE if fault.startswith(name)), key=len)
    return WHERE[names[-1]] if names else set()


@pytest.mark.parametrize("page", INSIDE)
def test_each_page_works_under_each_fault_and_says_what_to_do(see: See, sound: Facts, page: Page) -> None:
    for fault, language in itertools.product(FAULTS, Language):
        view = see(model_on(page, language), FAULTS[fault](sound))
        assert view.chrome.title, fault
        assert not [text for text in texts(view) if HOLE.search(text)], fault
        if isinstance(view, PageView) and page in spoken_on(fault):
            spoken = [one for one in view.remarks if one.tone in {Tone.ATTENTION, Tone.PROBLEM}]
            assert spoken, fault
            assert all(one.title and one.fix for one in spoken), fault


def test_the_first_page_tells_of_every_fault_by_itself(see: See, sound: Facts) -> None:
    for fault in FAULTS.keys() - {"nothing-found-out"}:
        view = see(model_on(Page.HOME, Language.ZH), FAULTS[fault](sound))
        assert view.remarks, fault
        assert view.banner.tone in {Tone.ATTENTION, Tone.PROBLEM}, fault


def test_what_could_not_be_found_out_is_not_called_well(see: See, sound: Facts) -> None:
    view = see(model_on(Page.HOME, Language.ZH), FAULTS["nothing-found-out"](sound))
    assert (view.remarks, view.banner.tone) == ((), Tone.ATTENTION)


def test_a_sound_terminal_is_called_sound(see: See, sound: Facts) -> None:
    view = see(model_on(Page.HOME, Language.EN), sound)
    assert (view.remarks, view.banner.tone) == ((), Tone.GOOD)


def test_nothing_is_called_sound_before_it_was_looked_at(see: See, sound: Facts) -> None:
    unknown = replace(sound, findings=None)
    assert see(model_on(Page.HOME, Language.EN), replace(unknown, is_examining=True)).banner.tone is Tone.CALM
    assert see(model_on(Page.HOME, Language.EN), unknown).banner.tone is not Tone.GOOD


def test_the_gravest_stands_first(see: See, sound: Facts) -> None:
    tones = [remark.tone for remark in see(model_on(Page.HOME, Language.ZH), worst(sound)).remarks]
    assert tones == sorted(tones, key=[Tone.PROBLEM, Tone.ATTENTION].index)
    assert tones[0] is Tone.PROBLEM


def test_an_operator_reads_nothing_of_the_machine(see: See, sound: Facts) -> None:
    view = see(model_on(Page.HOME, Language.EN, level=Level.OPERATOR), FAULTS["doctor-finds"](sound))
    assert not any("sshd" in text for text in texts(view))
    assert [choice.id for choice in view.choices] == ["printer", "service"]


@pytest.mark.parametrize("language", list(Language))
def test_every_notice_has_words(see: See, sound: Facts, language: Language) -> None:
    for notice in Notice:
        model = replace(model_on(Page.PRINTER, language), notice=notice, shut_until_s=90.0)
        assert see(model, sound).banner.text, notice


def test_the_time_to_wait_is_shown(see: See, sound: Facts) -> None:
    model = Model(page=Page.PIN, notice=Notice.SHUT, shut_until_s=3_725.0)
    assert "1:02:05" in see(model, sound).message.text
    assert "0:15" in see(replace(model, shut_until_s=100.0), sound, now_s=85.0).message.text


def test_the_lock_screen_names_neither_site_nor_technician(see: See, sound: Facts) -> None:
    view = see(Model(page=Page.PIN, language=Language.EN, entered="4709"), sound)
    assert isinstance(view, LockView)
    assert view.entered == "●●●●"
    shown = " ".join(texts(view))
    assert SITE.name_en not in shown
    assert "echnician" not in shown
    assert "4709" not in shown


def test_without_operators_there_is_no_button_for_them(see: See, sound: Facts) -> None:
    from kiosk_app.technician.model import OperatorAccess  # noqa: PLC0415 - short

    view = see(Model(page=Page.PIN), sound, Rules(operators=OperatorAccess.OFF))
    assert view.others == ()


def test_while_a_trial_print_is_judged_there_are_two_buttons(see: See, sound: Facts) -> None:
    model = model_on(Page.PRINTER, Language.EN, test=TrialStage.ASKING)
    assert [choice.id for choice in see(model, sound).choices] == ["whole", "not_whole"]


def test_what_cannot_be_done_now_cannot_be_pressed(see: See, sound: Facts) -> None:
    busy = replace(sound, printer=replace(sound.printer, is_printing=True))
    for page in (Page.PRINTER, Page.RESTART):
        assert not see(model_on(page, Language.EN), busy).choices[0].enabled


def test_each_stick_that_was_found_has_a_button(see: See, sound: Facts) -> None:
    sticks = (Stick("/media/A/reg", "A/reg"), Stick("/media/B/reg", "B/reg"))
    view = see(model_on(Page.REGISTRY, Language.EN), replace(sound, sticks=sticks))
    assert [choice.id for choice in view.choices] == ["sync", "stick-0", "stick-1"]


def test_the_switch_shows_what_people_read(see: See, sound: Facts) -> None:
    for closure in Closure:
        view = see(model_on(Page.SERVICE, Language.ZH), replace(sound, closed=closure))
        assert [choice.id for choice in view.choices] == ["open"]
        assert view.fields[0].value


def test_long_lists_are_paged_and_a_page_beyond_the_last_is_the_last(see: See, sound: Facts) -> None:
    lines = tuple(f"line {number}" for number in range(40))
    facts = replace(sound, logs=lines)
    first = see(model_on(Page.LOGS, Language.EN), facts)
    assert first.lines[0] == "line 0"
    assert (first.pager.previous, bool(first.pager.next)) == ("", True)
    beyond = see(model_on(Page.LOGS, Language.EN, part=99), facts)
    assert beyond.lines[-1] == "line 39"
    assert beyond.pager.next == ""


@pytest.mark.parametrize("language", list(Language))
def test_the_samples_show_every_page(registry: RegistryState, language: Language) -> None:
    samples = list(situations(SITE, registry, language))
    assert {sample.model.page for sample in samples} == set(Page)
    assert len({sample.name for sample in samples}) == len(samples)


def test_every_check_of_the_doctor_has_words(words: dict[Language, Translate]) -> None:
    checks = {check.__name__ for group in GROUPS.values() for check in group} - {"camera", "printer"}
    for check in sorted(checks):
        assert title_of(words[Language.ZH], check) != check
        assert fix_of(words[Language.ZH], check) != words[Language.ZH]("See the line below.")
