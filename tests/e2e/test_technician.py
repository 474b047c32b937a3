"""Technician's mode on a whole terminal: hands on the glass, and everything behind it real."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk_app.flow import State
from kiosk_app.flow.closing import Closure
from kiosk_app.flow.intents import Choose, FinishAndClear, GoBack
from kiosk_app.technician.model import Level, Notice, Page, TrialStage
from kiosk_app.technician.switch import write_switch
from kiosk_app.technician.view import LockView
from kiosk_app.view_models import Tone
from printing import Fault
from tests.support.registry_builder import Contents, RegistryBuilder, with_seq
from tests.support.screens_stage import texts_on
from tests.support.technician import (
    PIN,
    Technician,
    round_the_corners,
    tap,
    technician_setup,
    turn_the_wheel,
)
from tests.support.terminal import Wishes, open_kiosk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from tests.support.terminal import Around, Kiosk

pytestmark = pytest.mark.journey(every=9)


@pytest.fixture(scope="module")
def booth(qapp: QApplication, around: Around, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kiosk]:
    """A terminal of their own for technicians: its clock only ever goes forward, as one-time codes do."""
    del qapp
    wishes = Wishes(camera=around.canary(), technician=technician_setup)
    with open_kiosk(around, tmp_path_factory.mktemp("booth"), wishes) as booth:
        yield booth


@pytest.fixture
def technician(booth: Kiosk) -> Iterator[Technician]:
    """Somebody with a PIN before an idle terminal."""
    booth.jobs.clear()
    booth.outcomes.clear()
    booth.passes(60)
    technician = Technician(booth)
    yield technician
    technician.goes()
    booth.printer.repair()
    booth.controller.dispatch(FinishAndClear())
    booth.wait_until(lambda: len(booth.outcomes) >= len(booth.jobs))
    assert booth.state is State.IDLE


def audit_lines(technician: Technician, event: str) -> list[dict[str, object]]:
    """What the audit log has of one kind, oldest first."""
    file = technician.kiosk.terminal.setup.data.audit / "audit.log"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["id"] == event]


def test_from_the_gesture_to_the_doctor_and_out_again(technician: Technician) -> None:
    technician.log_in()
    assert technician.model.page is Page.HOME
    assert not technician.kiosk.terminal.is_idle
    technician.choose("doctor")
    technician.wait_until(lambda: len(technician.view.remarks) > 3)
    assert all(one.fix for one in technician.view.remarks if one.tone in {Tone.PROBLEM, Tone.ATTENTION})
    technician.leave()
    assert not technician.mode.is_open
    assert technician.kiosk.state is State.IDLE
    assert technician.kiosk.terminal.is_idle


def test_a_session_under_way_is_cleared_before_the_lock_screen_comes_up(technician: Technician) -> None:
    kiosk = technician.kiosk
    kiosk.scan()
    assert kiosk.session.uscc
    technician.summon()
    assert isinstance(technician.view, LockView)
    assert (kiosk.state, kiosk.session.uscc) == (State.IDLE, "")
    shown = " ".join(texts_on(kiosk.window))
    assert "CANARY" not in shown
    technician.touch(GoBack())
    assert kiosk.state is State.IDLE


def test_a_panel_with_one_finger_has_the_way_round_the_corners(technician: Technician) -> None:
    round_the_corners(technician.kiosk)
    assert technician.model.page is Page.PIN


def test_without_holding_still_nothing_opens_and_nothing_is_pressed(technician: Technician) -> None:
    turn_the_wheel(technician.kiosk, holds_s=0.3)
    assert not technician.mode.is_open
    assert technician.kiosk.state is State.IDLE


def test_a_finger_on_a_touch_panel_still_presses_buttons(technician: Technician) -> None:
    button = technician.kiosk.button(Choose("start"))
    assert button is not None
    tap(technician.kiosk, button)
    assert technician.kiosk.state in {State.SCAN, State.CONFIRM}


def test_a_wrong_code_is_answered_as_a_wrong_pin(technician: Technician) -> None:
    answers = []
    for pin, code in ((PIN, "000000"), ("111111", technician.code())):
        technician.summon()
        technician.type(pin)
        technician.choose("submit")
        technician.type(code)
        technician.choose("submit")
        technician.wait_until(lambda: not technician.model.is_waiting)
        answers.append((technician.model.page, technician.view.message.text))
        technician.goes()
    assert answers[0] == answers[1]
    assert answers[0][0] is Page.PIN
    technician.log_in()  # which also opens the keypad again for whoever comes next


def test_the_public_side_stays_below_and_untouched(technician: Technician) -> None:
    technician.log_in()
    kiosk = technician.kiosk
    kiosk.synchronise()
    overlay = technician.mode.overlay
    for share in (0.02, 0.3, 0.5, 0.7, 0.98):
        at = kiosk.window.rect().bottomRight() * share
        child = kiosk.window.childAt(at)
        assert child is overlay or overlay.isAncestorOf(child)
        QTest.mouseClick(child, Qt.MouseButton.RightButton)
    assert kiosk.state is State.IDLE


def test_an_untouched_lock_screen_and_an_untouched_page_go_away(technician: Technician) -> None:
    technician.summon()
    technician.nobody_touches_for(31.0)
    assert not technician.mode.is_open
    technician.log_in()
    technician.choose("camera")
    technician.nobody_touches_for(301.0)
    assert not technician.mode.is_open
    assert texts_on(technician.mode.overlay) == []


def test_a_trial_print_is_judged_and_kept_with_its_time(technician: Technician) -> None:
    technician.log_in()
    technician.choose("printer", "test")
    technician.wait_until(lambda: technician.model.test is TrialStage.ASKING)
    technician.choose("whole")
    assert technician.model.notice is Notice.TEST_WHOLE

    def newest() -> tuple[str, str]:
        history = technician.mode.knowledge.facts().printer.history
        return (history[0].result, history[0].level) if history else ("", "")

    technician.wait_until(lambda: newest() == ("whole", "technician"))
    technician.leave()
    technician.wait_until(lambda: bool(audit_lines(technician, "print-tested")))
    line = audit_lines(technician, "print-tested")[-1]
    assert (line["end"], line["facts"]) == ("success", {"level": "technician", "result": "whole"})
    assert technician.kiosk.outcomes  # the printer proved it as it proves a slip
    assert technician.kiosk.session.slips_at_s == ()  # and it is none of the slips of the hour


def test_a_trial_print_without_paper_is_not_asked_about(technician: Technician) -> None:
    technician.kiosk.printer.fault(Fault.PAPER_OUT)
    technician.log_in()
    technician.choose("printer", "test")
    technician.wait_until(lambda: technician.model.test is TrialStage.FAILED)
    technician.wait_until(lambda: bool(technician.view.remarks))
    assert technician.view.remarks[0].tone is Tone.PROBLEM


def test_staff_get_a_pin_and_put_the_terminal_out_of_service(technician: Technician) -> None:
    kiosk = technician.kiosk
    technician.log_in()
    technician.choose("operator_pin")
    technician.type("8264")
    technician.choose("submit")
    technician.wait_until(lambda: technician.model.notice is Notice.PIN_SET)
    technician.leave()
    technician.operator_logs_in("8264")
    assert technician.model.level is Level.OPERATOR
    technician.choose("service", Closure.CLEANING)
    technician.wait_until(lambda: technician.model.notice is Notice.OUT_OF_SERVICE)
    technician.leave()
    assert kiosk.state is State.OUT_OF_SERVICE
    assert kiosk.terminal.setup.data.service.exists()
    technician.operator_logs_in("8264")
    technician.choose("service", "open")
    technician.wait_until(lambda: technician.model.notice is Notice.IN_SERVICE)
    technician.leave()
    assert kiosk.state is State.IDLE
    technician.wait_until(lambda: len(audit_lines(technician, "service-changed")) == 2)


def test_the_camera_is_aimed_with_what_it_sees(technician: Technician) -> None:
    technician.log_in()
    technician.choose("camera")
    technician.wait_until(lambda: technician.view.banner.tone is Tone.GOOD)
    seen = technician.mode.knowledge.facts().camera
    assert seen.is_read
    assert seen.code_px > 100
    assert seen.sharpness > 0
    technician.back()
    assert technician.kiosk.terminal.scan_desk.frames == 0
    assert technician.kiosk.state is State.IDLE


@pytest.fixture
def restarts(technician: Technician) -> Iterator[list[bool]]:
    """How often a fresh start was wanted."""
    wanted: list[bool] = []
    connection = technician.mode.restart_wanted.connect(lambda: wanted.append(True))
    yield wanted
    technician.mode.restart_wanted.disconnect(connection)


def test_a_fresh_start_can_be_asked_for(technician: Technician, restarts: list[bool]) -> None:
    technician.log_in()
    technician.choose("restart", "restart_now")
    assert restarts == [True]


def test_while_something_prints_there_is_no_fresh_start(technician: Technician, restarts: list[bool]) -> None:
    kiosk = technician.kiosk
    technician.log_in()
    kiosk.printer.fault_at_row(300, Fault.PAPER_OUT)
    technician.choose("printer", "test")
    technician.wait_until(lambda: any(one.detail == "paper_out" for one in technician.view.remarks))
    technician.back()
    technician.choose("restart")
    assert technician.button(Choose("restart_now")) is None
    technician.mode.dispatch(Choose("restart_now"))
    assert restarts == []
    assert technician.model.notice is Notice.PRINTER_BUSY
    # Whoever leaves does not wait for paper: the next owner finds a printer that is free again.
    technician.leave()
    kiosk.wait_until(lambda: bool(kiosk.outcomes))


def test_every_page_comes_up_on_a_real_terminal(technician: Technician) -> None:
    technician.log_in()
    for page in sorted(set(Page) - {Page.PIN, Page.CODE, Page.RECOVERY, Page.HOME}):
        technician.choose(page.value)
        assert technician.model.page is page
        assert technician.view.chrome.title
        technician.back()


def test_a_login_is_written_down_without_a_secret(technician: Technician) -> None:
    technician.log_in()
    technician.leave()
    technician.wait_until(lambda: bool(audit_lines(technician, "technician-logout")))
    line = audit_lines(technician, "technician-login")[-1]
    assert (line["end"], line["facts"]) == ("success", {"factor": "totp", "level": "technician"})
    log = technician.kiosk.terminal.setup.data.audit / "audit.log"
    assert PIN not in log.read_text(encoding="utf-8")


def test_a_terminal_put_out_of_service_stays_so_over_a_restart(
    start: Callable[..., Kiosk], tmp_path: Path
) -> None:
    write_switch(tmp_path / "terminal" / "out-of-service.json", Closure.WORK, "")
    technician = Technician(start(technician=technician_setup))
    assert technician.kiosk.state is State.OUT_OF_SERVICE
    assert "检修" in technician.kiosk.view.action
    technician.log_in()
    technician.choose("service", "open")
    technician.wait_until(lambda: technician.model.notice is Notice.IN_SERVICE)
    technician.leave()
    assert technician.kiosk.state is State.IDLE


def _takes_the_list_from_the_stick(technician: Technician, kiosk: Kiosk) -> None:
    technician.log_in()
    technician.choose("registry", "sticks")
    technician.wait_until(lambda: technician.button(Choose("stick-0")) is not None)
    technician.choose("stick-0")
    technician.wait_until(lambda: kiosk.controller.world.registry.seq == 1)
    technician.wait_until(lambda: technician.view.banner.tone is Tone.GOOD)


def test_a_list_on_a_stick_is_verified_and_used(start: Callable[..., Kiosk], tmp_path: Path) -> None:
    office = RegistryBuilder(tmp_path / "office")
    office.publish()
    kiosk = start(pinned_root=office.pinned_root, is_cached=False, technician=technician_setup)
    technician = Technician(kiosk)
    assert kiosk.state is State.OUT_OF_SERVICE
    shutil.copytree(office.directory, tmp_path / "terminal" / "sticks" / "KIOSK" / "registry")
    _takes_the_list_from_the_stick(technician, kiosk)
    technician.leave()
    assert kiosk.state is State.IDLE


def _strange_keys(office: RegistryBuilder, stick: Path) -> None:
    """Another office's release, signed throughout, under a higher number."""
    del office
    RegistryBuilder(stick).publish(with_seq(Contents(), 2))


def _changed_byte(office: RegistryBuilder, stick: Path) -> None:
    """The office's own next release, in which one byte of the city's new file was changed."""
    office.publish(with_seq(Contents(), 2, agencies=Contents().agencies[:1]))
    shutil.copytree(office.directory, stick)
    for city in (stick / "targets" / "reg").glob("*"):
        data = bytearray(city.read_bytes())
        data[len(data) // 2] ^= 1
        city.write_bytes(data)


@pytest.mark.parametrize("forge", [_strange_keys, _changed_byte])
def test_a_forged_list_on_a_stick_is_refused_and_the_good_one_stays(
    start: Callable[..., Kiosk], tmp_path: Path, forge: Callable[[RegistryBuilder, Path], None]
) -> None:
    office = RegistryBuilder(tmp_path / "office")
    office.publish()
    kiosk = start(pinned_root=office.pinned_root, is_cached=False, technician=technician_setup)
    technician = Technician(kiosk)
    stick = tmp_path / "terminal" / "sticks" / "KIOSK" / "registry"
    shutil.copytree(office.directory, stick)
    _takes_the_list_from_the_stick(technician, kiosk)
    good = kiosk.controller.world.registry
    shutil.rmtree(stick)
    forge(office, stick)
    technician.choose("stick-0")
    technician.wait_until(lambda: technician.view.banner.tone is Tone.ATTENTION)
    shown = kiosk.controller.world.registry
    assert good.registry is not None
    assert shown.registry is not None
    assert (
        (shown.seq, shown.registry.agencies) == (good.seq, good.registry.agencies) == (1, Contents().agencies)
    )
    technician.leave()
    assert kiosk.state is State.IDLE
