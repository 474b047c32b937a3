"""Who gets where: the lock screen, the two levels, the ways out. The pure machine."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from kiosk_app.flow.closing import Closure
from kiosk_app.flow.intents import Choose, FinishAndClear, GoBack, PressKey, SwitchLanguage, Touched, TurnPage
from kiosk_app.flow.session import Language
from kiosk_app.technician import flow
from kiosk_app.technician import model as m
from kiosk_app.technician.model import (
    FOR_OPERATORS,
    LOCKED,
    LetIn,
    Level,
    Model,
    Notice,
    OperatorAccess,
    Page,
    Rules,
    TrialStage,
    TurnedAway,
)

RULES = Rules()


class Visit:
    """Somebody who does one thing after the other."""

    def __init__(self, rules: Rules = RULES) -> None:
        self.rules = rules
        self.model = Model()
        self.now_s = 100.0
        self.asked: list[m.Command] = []

    def does(self, *events: m.Event) -> Visit:
        for event in events:
            self.model, commands = flow.step(self.model, event, self.now_s, self.rules)
            self.asked += commands
        return self

    def types(self, text: str) -> Visit:
        return self.does(*(PressKey(character) for character in text))

    def waits(self, seconds: float) -> Visit:
        self.now_s += seconds
        return self.does(m.Tick())

    def asked_for(self, kind: type) -> list[m.Command]:
        return [command for command in self.asked if isinstance(command, kind)]


def inside(level: Level = Level.TECHNICIAN, page: Page = Page.HOME) -> Visit:
    visit = Visit().does(m.Summoned())
    visit.model = replace(visit.model, is_waiting=True)
    visit.does(LetIn(level))
    return visit.does(Choose(page.value)) if page is not Page.HOME else visit


def test_the_session_is_cleared_before_the_lock_screen_comes_up() -> None:
    visit = Visit().does(m.Summoned())
    assert visit.model.page is Page.PIN
    assert visit.asked == [m.ClearPublic()]


def test_pin_and_code_are_looked_at_together_and_forgotten() -> None:
    visit = Visit().does(m.Summoned()).types("470913").does(Choose("submit"))
    assert visit.model.page is Page.CODE
    assert not visit.asked_for(m.TryDoor)
    visit.types("123456").does(Choose("submit"))
    assert visit.asked[-1] == m.TryDoor("470913", "123456")
    assert (visit.model.pin, visit.model.entered) == ("", "")


def test_nothing_typed_is_in_a_repr() -> None:
    visit = Visit().does(m.Summoned()).types("470913").does(Choose("submit")).types("55")
    assert "470913" not in repr(visit.model)
    assert "55" not in repr(replace(visit.model, closes_at_s=None))
    assert "470913" not in repr(m.TryDoor("470913", "1"))


def test_while_the_door_answers_nothing_more_is_taken() -> None:
    visit = Visit().does(m.Summoned()).types("470913").does(Choose("submit")).types("123456")
    visit.does(Choose("submit"), Choose("submit")).types("9")
    assert len(visit.asked_for(m.TryDoor)) == 1
    assert visit.model.entered == ""


def test_a_refusal_begins_anew_and_says_nothing_more() -> None:
    visit = Visit().does(m.Summoned()).types("1").does(Choose("submit")).types("2").does(Choose("submit"))
    visit.does(TurnedAway(Notice.WRONG))
    assert (visit.model.page, visit.model.notice, visit.model.is_waiting) == (Page.PIN, Notice.WRONG, False)


def test_a_shut_keypad_counts_down_and_opens_again() -> None:
    visit = Visit(Rules(lock_s=300.0)).does(m.Summoned())
    visit.model = replace(visit.model, is_waiting=True)
    visit.does(TurnedAway(Notice.WRONG, wait_s=15.0))
    assert visit.model.notice is Notice.SHUT
    deadline = flow.deadline(visit.model, visit.now_s)
    assert deadline is not None
    assert deadline <= visit.now_s + 1.0
    visit.waits(15.0)
    assert visit.model.notice is None
    assert visit.model.shut_until_s is None


def test_the_wait_of_a_visit_before_is_told_at_once() -> None:
    visit = Visit().does(m.Summoned(), m.ShutFor(12.0))
    assert visit.model.notice is Notice.SHUT
    assert Visit().does(m.Summoned(), m.ShutFor(0.0)).model.notice is None


def test_with_a_clock_in_doubt_the_second_factor_is_a_recovery_code() -> None:
    visit = Visit(Rules(clock_is_suspect=True)).does(m.Summoned()).types("470913").does(Choose("submit"))
    assert visit.model.page is Page.RECOVERY
    visit.types("ABCDEFGH1234X").does(Choose("submit"))
    assert visit.asked[-1] == m.TryDoor("470913", "ABCDEFGH1234")


def test_a_recovery_code_can_be_chosen() -> None:
    visit = Visit().does(m.Summoned()).types("470913").does(Choose("submit"), Choose("recovery"))
    assert visit.model.page is Page.RECOVERY
    assert visit.model.pin == "470913"


@pytest.mark.parametrize(
    ("access", "typed", "expected"),
    [
        (OperatorAccess.PIN, "8264", m.TryOperator("8264")),
        (OperatorAccess.PIN, "", None),
        (OperatorAccess.OPEN, "", m.ShowPage(Page.HOME)),
        (OperatorAccess.OFF, "8264", None),
    ],
)
def test_operators_come_in_as_the_site_allows(
    access: OperatorAccess, typed: str, expected: m.Command | None
) -> None:
    visit = Visit(Rules(operators=access)).does(m.Summoned()).types(typed).does(Choose("operator"))
    assert visit.asked[-1] == (expected or m.ClearPublic())
    assert (visit.model.level is Level.OPERATOR) == (access is OperatorAccess.OPEN)


def test_a_free_entry_is_noted() -> None:
    visit = Visit(Rules(operators=OperatorAccess.OPEN)).does(m.Summoned(), Choose("operator"))
    assert visit.asked_for(m.NoteFreeEntry)


def test_an_operator_reaches_three_pages_and_no_other() -> None:
    for page in sorted(set(Page) - LOCKED):
        visit = inside(Level.OPERATOR).does(Choose(page.value))
        assert (visit.model.page is page) == (page in FOR_OPERATORS)


def test_a_technician_reaches_every_page_and_comes_back() -> None:
    for page in sorted(set(Page) - LOCKED - {Page.HOME}):
        visit = inside(page=page)
        assert visit.model.page is page
        assert visit.does(GoBack()).model.page is Page.HOME
        assert m.HidePage(page) in visit.asked


@pytest.mark.parametrize("page", sorted(LOCKED))
def test_nothing_behind_the_lock_screen_can_be_reached_by_choosing(page: Page) -> None:
    visit = Visit().does(m.Summoned())
    visit.model = replace(visit.model, page=page)
    ids = [*Page, *Closure, "test", "new_roll", "sync", "restart_now", "open", "again", "stick-0", "whole"]
    visit.does(*(Choose(str(identity)) for identity in ids))
    assert visit.model.level is None
    assert visit.model.page in LOCKED
    assert visit.asked == [m.ClearPublic()]


def test_late_answers_of_the_door_let_nobody_in() -> None:
    assert Visit().does(LetIn(Level.TECHNICIAN)).model == Model()
    assert Visit().does(m.Summoned(), LetIn(Level.TECHNICIAN)).model.level is None


def test_an_untouched_lock_screen_goes_away_after_half_a_minute() -> None:
    visit = Visit().does(m.Summoned()).waits(29.0)
    assert visit.model.is_open
    assert not visit.waits(1.0).model.is_open
    assert visit.asked[-1] == m.Close(None)


def test_a_touch_keeps_the_lock_screen() -> None:
    visit = Visit().does(m.Summoned()).waits(20.0).does(Touched()).waits(20.0)
    assert visit.model.is_open


def test_five_minutes_without_a_touch_log_out() -> None:
    visit = inside(page=Page.CAMERA).waits(299.0)
    assert visit.model.is_open
    assert not visit.waits(1.0).model.is_open
    assert visit.asked[-2:] == [m.HidePage(Page.CAMERA), m.Close(Level.TECHNICIAN)]


def test_a_summons_while_somebody_is_in_changes_nothing() -> None:
    visit = inside(page=Page.LOGS)
    before = visit.model
    assert visit.does(m.Summoned()).model == before


def test_logging_out_leaves_nothing_of_the_visit() -> None:
    visit = inside(page=Page.OPERATOR_PIN).types("8264").does(FinishAndClear())
    assert visit.model == Model()


def test_a_test_print_is_judged_by_the_person() -> None:
    visit = inside(page=Page.PRINTER).does(Choose("test"), Choose("test"))
    assert visit.asked_for(m.PrintTest) == [m.PrintTest()]
    visit.does(m.TrialEnded(has_paper=True))
    assert visit.model.test is TrialStage.ASKING
    assert visit.does(Choose("not_whole")).asked[-1] == m.JudgeTest(is_whole=False)
    assert visit.model.notice is Notice.TEST_BAD


def test_a_judgement_without_a_print_means_nothing() -> None:
    assert not inside(page=Page.PRINTER).does(Choose("whole")).asked_for(m.JudgeTest)


def test_a_test_print_that_failed_is_not_asked_about() -> None:
    visit = inside(page=Page.PRINTER).does(Choose("test"), m.TrialEnded(has_paper=False), Choose("whole"))
    assert visit.model.test is TrialStage.FAILED
    assert not visit.asked_for(m.JudgeTest)


def test_the_switch_carries_its_reason() -> None:
    assert inside(page=Page.SERVICE).does(Choose(Closure.CLEANING)).asked[-1] == m.SetService(
        Closure.CLEANING
    )
    assert inside(page=Page.SERVICE).does(Choose("open")).asked[-1] == m.SetService(None)


def test_a_pin_for_staff_has_four_digits_at_least() -> None:
    visit = inside(page=Page.OPERATOR_PIN).types("826").does(Choose("submit"))
    assert visit.model.notice is Notice.PIN_TOO_SHORT
    visit.types("4").does(Choose("submit"))
    assert visit.asked[-1] == m.SetOperatorPin("8264")


def test_language_stays_over_pages_and_not_over_visits() -> None:
    visit = inside().does(SwitchLanguage(), Choose("logs"))
    assert visit.model.language is Language.EN
    assert visit.does(FinishAndClear(), m.Summoned()).model.language is Language.ZH


EVENTS: tuple[m.Event, ...] = (
    m.Summoned(),
    m.Tick(),
    m.ShutFor(5.0),
    LetIn(Level.OPERATOR),
    TurnedAway(Notice.WRONG, 15.0),
    m.TrialEnded(has_paper=True),
    m.Told(Notice.NOT_KEPT),
    PressKey("4"),
    GoBack(),
    FinishAndClear(),
    SwitchLanguage(),
    TurnPage(1),
    TurnPage(-1),
    Touched(),
    *(
        Choose(str(identity))
        for identity in [*Page, *Closure, "submit", "operator", "recovery", "test", "whole"]
    ),
)


@pytest.mark.parametrize("access", list(OperatorAccess))
def test_whatever_happens_somebody_is_awaited_or_a_deadline_runs(access: OperatorAccess) -> None:
    draw, visit = random.Random(access.value), Visit(Rules(operators=access))
    for _ in range(1_500):
        visit.now_s += draw.choice((0.0, 0.1, 5.0, 40.0))
        visit.does(draw.choice(EVENTS))
        model = visit.model
        assert model.is_open == (flow.deadline(model, visit.now_s) is not None)
        assert model.level is None or model.page not in LOCKED
        assert model.level is not None or model.page is None or model.page in LOCKED
        assert model.level is not Level.OPERATOR or model.page in FOR_OPERATORS
        assert not (model.page not in {Page.CODE, Page.RECOVERY} and model.pin)
