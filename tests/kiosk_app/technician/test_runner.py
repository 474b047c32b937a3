"""The errands on real disks, sockets and folders, also where these are broken; none of them ever raises."""

from __future__ import annotations

import logging
import shutil
import socket
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from kiosk_app.doctor import CheckState
from kiosk_app.flow.closing import Closure
from kiosk_app.log_limits import MemoryRing
from kiosk_app.paths import DataPaths
from kiosk_app.secrets import (
    KeypadShut,
    LoggedIn,
    LoginRefused,
    Moment,
    NoOperatorPin,
    OperatorIn,
    hotp,
    step_of,
)
from kiosk_app.technician import errands as e
from kiosk_app.technician.facts import Reach, TrialResult
from kiosk_app.technician.identity import Identity
from kiosk_app.technician.log_tail import MOST_LINES, last_lines
from kiosk_app.technician.network import look_at_network
from kiosk_app.technician.runner import Ground, Runner
from kiosk_app.technician.sticks import find_sticks
from kiosk_app.technician.switch import read_switch, write_switch
from kiosk_app.technician.trial_page import add_to_history, read_history, trial_page
from printing import Journal, PrinterProfile, Renderer, prepare_slip
from tests.support.technician import PIN, RECOVERY, TOTP_SECRET, technician_setup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk_app.technician.errands import Answer, Errand

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ALL: tuple[e.Errand, ...] = (
    e.AskWait(),
    e.AskDoor("1", "2", clock_is_suspect=False),
    e.AskOperator("8264"),
    e.SetPin("8264"),
    e.RunDoctor(),
    e.ReadLogs(),
    e.LookAtNetwork(),
    e.LookForSticks(),
    e.ReadAbout(),
    e.ReadPaper(),
    e.NewRoll(),
    e.KeepTest(TrialResult.WHOLE, "operator"),
    e.KeepSwitch(Closure.WORK),
)


class Bench:
    """A runner, a clock that a test moves, and a machine that can be started again."""

    def __init__(self, directory: Path, journal: Journal | None) -> None:
        self.directory = directory
        self.journal = journal
        self.moment = Moment("boot-1", 100.0)
        self.setup = technician_setup(directory)
        self.restart()

    def restart(self) -> None:
        ground = Ground(
            self.setup,
            DataPaths(self.directory),
            Identity("YS-01", b"{}"),
            self.journal,
            lambda: NOW,
            lambda: self.moment,
        )
        self.runner = Runner(ground)

    def waits(self, seconds: float) -> None:
        self.moment = Moment(self.moment.boot_id, self.moment.since_boot_s + seconds)

    def reboot(self) -> None:
        self.moment = Moment(self.moment.boot_id + "x", 5.0)
        self.restart()

    def run(self, errand: Errand) -> Answer:
        return self.runner.run(errand)

    def door(self, pin: str, code: str) -> object:
        answer = self.run(e.AskDoor(pin, code, clock_is_suspect=False))
        assert isinstance(answer, e.Door)
        return answer.outcome

    def operator(self, pin: str) -> object:
        answer = self.run(e.AskOperator(pin))
        assert isinstance(answer, e.OperatorAnswer)
        return answer.outcome


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Journal(tmp_path / "journal.sqlite", time.time) as journal:
        yield Bench(tmp_path, journal)


def test_pin_and_code_open_the_door_once(bench: Bench) -> None:
    code = hotp(TOTP_SECRET, step_of(NOW))
    assert isinstance(bench.door(PIN, code), LoggedIn)
    assert isinstance(bench.door(PIN, code), LoginRefused)


def test_five_wrong_tries_shut_the_keypad_over_a_restart(bench: Bench) -> None:
    for _ in range(5):
        bench.door("000000", "000000")
    assert isinstance(bench.door(PIN, hotp(TOTP_SECRET, step_of(NOW))), KeypadShut)
    bench.reboot()
    assert bench.run(e.AskWait()) == e.Wait(15.0)
    bench.waits(15.0)
    assert isinstance(bench.door(PIN, hotp(TOTP_SECRET, step_of(NOW))), LoggedIn)


def test_a_recovery_code_opens_while_the_clock_is_in_doubt(bench: Bench) -> None:
    answer = bench.run(e.AskDoor(PIN, RECOVERY[0].replace("-", ""), clock_is_suspect=True))
    assert isinstance(answer, e.Door)
    assert isinstance(answer.outcome, LoggedIn)


def test_without_secrets_nobody_is_let_in(bench: Bench) -> None:
    bench.setup.secrets.unlink()
    assert bench.run(e.AskDoor(PIN, "1", clock_is_suspect=False)) == e.Door(None)
    assert bench.run(e.AskWait()) == e.Wait(0.0)


def test_operators_have_no_pin_until_a_technician_sets_one(bench: Bench) -> None:
    assert isinstance(bench.operator("8264"), NoOperatorPin)
    assert bench.run(e.SetPin("8264")) == e.Kept(e.SetPin("8264"), is_kept=True)
    assert isinstance(bench.operator("8264"), OperatorIn)
    bench.reboot()
    assert isinstance(bench.operator("8264"), OperatorIn)


def test_wrong_tries_of_operators_shut_their_own_keypad_only(bench: Bench) -> None:
    bench.run(e.SetPin("8264"))
    for _ in range(5):
        assert isinstance(bench.operator("0000"), LoginRefused)
    assert isinstance(bench.operator("8264"), KeypadShut)
    bench.reboot()
    assert isinstance(bench.operator("8264"), KeypadShut)
    assert isinstance(bench.door(PIN, hotp(TOTP_SECRET, step_of(NOW))), LoggedIn)


def test_a_pin_that_is_none_is_not_set(bench: Bench) -> None:
    assert isinstance(bench.run(e.SetPin("12")), e.NotFoundOut)


def test_no_pin_stands_on_the_disk(bench: Bench) -> None:
    bench.run(e.SetPin("826493"))
    assert b"826493" not in (bench.directory / "technician.json").read_bytes()
    assert "826493" not in repr(e.SetPin("826493"))


def test_a_new_roll_starts_the_counter_at_zero(bench: Bench) -> None:
    assert bench.journal is not None
    bench.journal.count(rows_mm=12_500.0, cut=True, slip=True)
    before = bench.run(e.ReadPaper())
    after = bench.run(e.NewRoll())
    assert isinstance(before, e.Paper)
    assert isinstance(after, e.Paper)
    assert before.counters is not None
    assert after.counters is not None
    assert (before.counters.roll_metres, after.counters.roll_metres) == (12.5, 0.0)
    assert after.is_kept is True


def test_what_a_person_said_of_a_trial_print_is_kept_with_its_time(bench: Bench) -> None:
    bench.run(e.KeepTest(TrialResult.BAD, "operator"))
    answer = bench.run(e.KeepTest(TrialResult.WHOLE, "technician"))
    assert isinstance(answer, e.Paper)
    assert [(one.result, one.level) for one in answer.history] == [
        ("whole", "technician"),
        ("bad", "operator"),
    ]
    assert answer.history[0].at == "2026-11-23T12:00:00+00:00"


def test_the_history_has_an_end(tmp_path: Path) -> None:
    from kiosk_app.technician.facts import TrialPrint  # noqa: PLC0415 - short

    for number in range(30):
        history, is_kept = add_to_history(
            tmp_path / "h.json", TrialPrint(str(number), TrialResult.WHOLE, "operator")
        )
    assert is_kept
    assert len(history) == 20
    assert read_history(tmp_path / "h.json") == history


@pytest.mark.parametrize("state", ["missing", "a file", "no journal"])
def test_every_errand_ends_in_an_answer_whatever_the_disk_is(tmp_path: Path, state: str) -> None:
    bench = Bench(tmp_path / "data", None)
    if state != "no journal":
        shutil.rmtree(bench.directory)
    if state == "a file":
        bench.directory.write_bytes(b"")
    bench.restart()
    for errand in ALL:
        answer = bench.run(errand)
        assert answer is not None
        if state == "a file" and isinstance(answer, e.Kept | e.Paper):
            assert not answer.is_kept, errand


def test_the_doctor_leaves_the_terminals_own_devices_alone(bench: Bench) -> None:
    answer = bench.run(e.RunDoctor())
    assert isinstance(answer, e.Findings)
    checks = {finding.check for finding in answer.findings}
    assert not checks & {"camera", "printer"}
    assert len(checks) > 30
    assert any(finding.state is CheckState.FAIL for finding in answer.findings)


# Log


def test_the_log_is_read_from_its_end_newest_first_and_struck_out(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.log"
    file.write_text("\n".join(f"line {n} 91331002MA2DEM0179" for n in range(5000)), encoding="utf-8")
    lines = last_lines(file)
    assert lines[0] == "line 4999 [code]"
    assert len(lines) == MOST_LINES


def test_without_a_file_the_log_in_memory_is_read(tmp_path: Path) -> None:
    ring = MemoryRing()
    logging.getLogger().addHandler(ring)
    try:
        logging.getLogger("a").info("nothing")
        ring.emit(logging.LogRecord("a", logging.INFO, "f", 1, "call 057688886666", None, None))
        assert last_lines(tmp_path / "none.log")[0] == "call [number]"
    finally:
        logging.getLogger().removeHandler(ring)


# Network


def test_a_server_that_listens_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = look_at_network(f"http://127.0.0.1:{server.getsockname()[1]}/registry")
    assert found.reach is Reach.OK


def test_a_port_nobody_listens_on_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert look_at_network(f"http://127.0.0.1:{port}/").reach is Reach.REFUSED


def test_an_address_that_is_none_is_said_so() -> None:
    assert look_at_network("http://[broken").host == ""
    assert look_at_network("").reach is Reach.NO_ADDRESS


# Sticks


def test_registries_on_sticks_are_found_and_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "KIOSK" / "registry" / "metadata").mkdir(parents=True)
    (tmp_path / "OTHER" / "photos").mkdir(parents=True)
    (tmp_path / "LINK").symlink_to(tmp_path / "KIOSK")
    assert [stick.name for stick in find_sticks(tmp_path)] == ["KIOSK/registry"]


def test_a_huge_stick_is_given_up(tmp_path: Path) -> None:
    for number in range(500):
        (tmp_path / "A" / f"{number:03}").mkdir(parents=True)
    (tmp_path / "Z" / "metadata").mkdir(parents=True)
    assert find_sticks(tmp_path) == ()


def test_a_name_on_a_stick_is_shown_harmlessly(tmp_path: Path) -> None:
    (tmp_path / ("\x1b[2J" + "x" * 90) / "metadata").mkdir(parents=True)
    name = find_sticks(tmp_path)[0].name
    assert "\x1b" not in name
    assert len(name) <= 40


def test_without_the_folder_there_is_no_stick(tmp_path: Path) -> None:
    assert find_sticks(tmp_path / "media") == ()


# Out of service


def test_the_switch_stays_until_it_is_turned_back(tmp_path: Path) -> None:
    path = tmp_path / "switch.json"
    assert read_switch(path) is None
    assert write_switch(path, Closure.CLEANING, "now")
    assert read_switch(path) is Closure.CLEANING
    assert write_switch(path, None, "now")
    assert read_switch(path) is None


def test_a_damaged_switch_stays_off(tmp_path: Path) -> None:
    path = tmp_path / "switch.json"
    path.write_bytes(b"\xff{")
    assert read_switch(path) is Closure.OTHER


def test_a_switch_the_disk_does_not_take_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert not write_switch(tmp_path / "file" / "switch.json", Closure.WORK, "now")


# On paper


def test_the_trial_page_is_one_hand_long() -> None:
    slip = prepare_slip(trial_page("YS-01", NOW), PrinterProfile(), Renderer())
    assert 80.0 < slip.bitmap.height_dots / 8.0 < 200.0
