"""After a visit nothing of it is left: not on screen, in memory, in files, in logs."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from kiosk_app.flow import Language, Policy, State, Trouble
from kiosk_app.flow.intents import (
    CarryOn,
    ChangeContrast,
    Choose,
    EnlargeText,
    FinishAndClear,
    SwitchLanguage,
    ToggleReach,
)
from kiosk_app.view_models import Look
from printing import Done, Fault
from tests.support.terminal import ANSWERS, canary
from tests.support.terminal_traces import files_with, objects_with, widgets_with

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.terminal import Kiosk

pytestmark = [pytest.mark.sample(every=3), pytest.mark.journey(every=2)]


def scan_it(kiosk: Kiosk) -> None:
    kiosk.scan()


def type_it(kiosk: Kiosk) -> None:
    kiosk.choose("start", "type")
    kiosk.type(canary())
    kiosk.choose("submit")


WAYS = pytest.mark.parametrize("bring", [scan_it, type_it])


def leave_after_the_slip(kiosk: Kiosk) -> None:
    kiosk.choose("yes", *ANSWERS)
    kiosk.touch(Choose("print"))
    assert isinstance(kiosk.wait_printed(), Done)
    kiosk.wait_for(State.TAKE_SLIP)
    kiosk.touch(Choose("finish"))


def walk_away_at_once(kiosk: Kiosk) -> None:
    kiosk.nobody_touches_for(91)
    assert kiosk.window.warning_shown is not None
    kiosk.nobody_touches_for(31)


def finish_at_the_list(kiosk: Kiosk) -> None:
    kiosk.choose("yes", *ANSWERS)
    kiosk.touch(FinishAndClear())


@pytest.mark.parametrize(
    ("bring", "leave"),
    [
        (scan_it, leave_after_the_slip),
        (type_it, leave_after_the_slip),
        (scan_it, walk_away_at_once),
        (type_it, finish_at_the_list),
    ],
)
def test_a_company_s_code_is_left_nowhere(
    kiosk: Kiosk,
    caplog: pytest.LogCaptureFixture,
    bring: Callable[[Kiosk], None],
    leave: Callable[[Kiosk], None],
) -> None:
    caplog.set_level(logging.DEBUG)
    bring(kiosk)
    assert kiosk.session.uscc == canary()
    QApplication.clipboard().setText(canary())
    leave(kiosk)
    assert kiosk.state is State.IDLE
    caplog.handler.flush()
    assert caplog.records
    assert not [record for record in caplog.records if canary() in record.getMessage()]
    assert canary() not in caplog.text
    assert files_with(canary(), kiosk.terminal.setup.data.directory) == []
    assert widgets_with(canary()) == []
    assert objects_with(canary()) == []
    assert canary().encode() not in kiosk.printer.received
    assert not QApplication.clipboard().text()


@WAYS
def test_idle_looks_as_it_did_before_anybody_came(kiosk: Kiosk, bring: Callable[[Kiosk], None]) -> None:
    view, before = kiosk.view, kiosk.window.grab().toImage()
    kiosk.touch(SwitchLanguage(), EnlargeText(), ChangeContrast(), ToggleReach())
    bring(kiosk)
    assert kiosk.window.grab().toImage() != before
    kiosk.touch(FinishAndClear())
    assert kiosk.state is State.IDLE
    assert kiosk.view == view
    assert kiosk.window.grab().toImage() == before


def test_clearing_an_idle_terminal_leaves_it_idle_and_not_blank(kiosk: Kiosk) -> None:
    before = kiosk.window.grab().toImage()
    kiosk.controller.dispatch(FinishAndClear())
    assert kiosk.window.grab().toImage() == before
    assert kiosk.button(Choose("start")) is not None


def test_the_next_person_sees_nothing_of_the_one_before(kiosk: Kiosk) -> None:
    kiosk.touch(SwitchLanguage(), EnlargeText())
    kiosk.scan()
    kiosk.choose("yes", "loan", "over_5m", "331081", "print")
    kiosk.wait_printed()
    first = kiosk.jobs[0]
    kiosk.wait_for(State.TAKE_SLIP)
    assert kiosk.world is not None
    number = kiosk.world.job_number
    kiosk.touch(Choose("finish"))

    session = kiosk.session
    assert (session.language, session.look) == (Language.ZH, Look())
    assert (session.uscc, session.debt_type, session.amount, session.place) == ("", "", "", "")
    assert (session.listed, session.prints, session.trouble) == ((), 0, None)
    assert (kiosk.world.match, kiosk.world.matched, kiosk.world.verdict) == (None, None, None)
    kiosk.calendar.off_by = timedelta(seconds=2)
    kiosk.passes(Policy().slip_pause_s)
    kiosk.to_list()
    kiosk.printer.fault(Fault.PAPER_OUT)
    kiosk.touch(Choose("print"))
    kiosk.wait_for(State.TROUBLE)
    assert kiosk.session.trouble is Trouble.PAPER_OUT
    assert number not in kiosk.view.qr_payload
    second = kiosk.jobs[1]
    assert second.key != first.key
    assert second.job_number != first.job_number
    assert "9133**" not in str(second.document)
    assert "9133**" in str(first.document)


def test_a_touch_keeps_a_visit_and_the_warning_counts_down(kiosk: Kiosk) -> None:
    kiosk.scan()
    kiosk.nobody_touches_for(91)
    warning = kiosk.window.warning_shown
    assert warning is not None
    kiosk.touch(CarryOn())
    assert kiosk.window.warning_shown is None
    assert kiosk.session.uscc == canary()
