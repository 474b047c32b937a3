"""The technician's door: standard vectors, single use, and a lock-out that no restart shortens."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from kiosk_app import secrets
from kiosk_app.secrets import KeypadShut, LoggedIn, LoginRefused, Moment, ScryptCost, SecondFactor, StateStore

if TYPE_CHECKING:
    from pathlib import Path

CHEAP = ScryptCost(n=16, r=1, p=1)
PIN = "730194"
TOTP = b"12345678901234567890"
CODES = secrets.new_codes(random.Random(1).choice)
KEPT = secrets.make_secrets(PIN, TOTP, CODES, pin_cost=CHEAP, code_cost=CHEAP)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Hall:
    """A terminal in a public place, with a clock a test moves and a plug a test pulls."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "technician.json"
        self.moment = Moment("boot-1", 100.0)
        self.now = NOON
        self.restart()

    def restart(self) -> None:
        self.door = secrets.TechnicianDoor(KEPT, StateStore(self.file), lambda: self.moment)

    def reboot(self) -> None:
        self.moment = Moment(f"{self.moment.boot_id}x", 20.0)
        self.restart()

    def wait(self, seconds: float) -> None:
        self.moment = replace(self.moment, since_boot_s=self.moment.since_boot_s + seconds)
        self.now += timedelta(seconds=seconds)

    def totp(self, shift: int = 0) -> str:
        return secrets.hotp(TOTP, secrets.step_of(self.now) + shift)

    def attempt(
        self, pin: str = PIN, code: str | None = None, *, suspect: bool = False
    ) -> secrets.LoginOutcome:
        return self.door.attempt(
            pin, self.totp() if code is None else code, self.now, clock_is_suspect=suspect
        )


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    return Hall(tmp_path)


@pytest.mark.parametrize(
    ("counter", "code"),
    list(
        enumerate(
            [
                "755224",
                "287082",
                "359152",
                "969429",
                "338314",
                "254676",
                "287922",
                "162583",
                "399871",
                "520489",
            ]
        )
    ),
)
def test_hotp_agrees_with_rfc_4226_appendix_d(counter: int, code: str) -> None:
    assert secrets.hotp(TOTP, counter) == code


_SEED = "1234567890" * 7


@pytest.mark.parametrize(
    ("second", "digest", "code"),
    [
        (59, "sha1", "94287082"), (59, "sha256", "46119246"), (59, "sha512", "90693936"),
        (1111111109, "sha1", "07081804"), (1111111109, "sha256", "68084774"), (1111111109, "sha512", "25091201"),
        (1111111111, "sha1", "14050471"), (1111111111, "sha256", "67062674"), (1111111111, "sha512", "99943326"),
        (1234567890, "sha1", "89005924"), (1234567890, "sha256", "91819424"), (1234567890, "sha512", "93441116"),
        (2000000000, "sha1", "69279037"), (2000000000, "sha256", "90698825"), (2000000000, "sha512", "38618901"),
        (20000000000, "sha1", "65353130"), (20000000000, "sha256", "77737706"), (20000000000, "sha512", "47863826"),
    ],
)  # fmt: skip
def test_totp_agrees_with_rfc_6238_appendix_b(second: int, digest: str, code: str) -> None:
    seed = _SEED[: {"sha1": 20, "sha256": 32, "sha512": 64}[digest]].encode()
    step = secrets.step_of(datetime.fromtimestamp(second, tz=UTC))
    assert secrets.hotp(seed, step, digits=8, digest=digest) == code


@pytest.mark.parametrize(("shift", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_of_drift_is_allowed_either_way(hall: Hall, shift: int, opens: bool) -> None:
    assert isinstance(hall.attempt(code=hall.totp(shift)), LoggedIn) is opens


def test_a_code_opens_the_door_once(hall: Hall) -> None:
    code = hall.totp()
    assert hall.attempt(code=code) == LoggedIn(SecondFactor.TOTP, 8)
    assert hall.attempt(code=code) == LoginRefused(0.0)
    hall.restart()
    assert hall.attempt(code=code) == LoginRefused(0.0)


def test_a_step_before_one_already_used_is_refused(hall: Hall) -> None:
    assert isinstance(hall.attempt(code=hall.totp(1)), LoggedIn)
    assert isinstance(hall.attempt(code=hall.totp(0)), LoginRefused)
    hall.wait(60)
    assert isinstance(hall.attempt(), LoggedIn)


def test_a_clock_put_back_does_not_bring_a_code_back(hall: Hall) -> None:
    code = hall.totp()
    hall.wait(3600)
    assert isinstance(hall.attempt(), LoggedIn)
    hall.now = NOON
    assert isinstance(hall.attempt(code=code), LoginRefused)


def test_five_tries_are_free_and_the_sixth_waits_fifteen_seconds(hall: Hall) -> None:
    waits = [hall.attempt("111112") for _ in range(5)]
    assert waits == [LoginRefused(0.0)] * 4 + [LoginRefused(15.0)]
    assert hall.attempt() == KeypadShut(15.0)
    hall.wait(14.9)
    assert isinstance(hall.attempt(), KeypadShut)
    hall.wait(0.2)
    assert isinstance(hall.attempt(), LoggedIn)


def test_the_delay_doubles_with_every_further_attempt(hall: Hall) -> None:
    delays = []
    for _ in range(20):
        outcome = hall.attempt("111112")
        assert isinstance(outcome, LoginRefused)
        delays.append(outcome.wait_s)
        hall.wait(outcome.wait_s)
    assert delays[4:10] == [15, 30, 60, 120, 240, 480]
    assert (sum(delays[:9]), sum(delays[:14]), sum(delays[:19])) == (465, 15_345, 491_505)


def test_a_restart_of_the_program_changes_nothing(hall: Hall) -> None:
    for _ in range(6):
        hall.wait(15)
        hall.attempt("111112")
    hall.wait(10)
    hall.restart()
    assert hall.attempt() == KeypadShut(20.0)


def test_a_reboot_begins_the_delay_again(hall: Hall) -> None:
    for _ in range(6):
        hall.wait(15)
        hall.attempt("111112")
    hall.wait(29)
    hall.reboot()
    assert hall.door.wait_s() == 30.0
    hall.wait(29)
    hall.reboot()
    assert hall.door.wait_s() == 30.0
    hall.wait(30)
    assert isinstance(hall.attempt(), LoggedIn)


def test_the_wall_clock_opens_nothing(hall: Hall) -> None:
    for _ in range(5):
        hall.attempt("111112")
    hall.now += timedelta(days=3650)
    assert hall.attempt() == KeypadShut(15.0)


def test_an_attempt_counts_before_it_is_looked_at(hall: Hall, tmp_path: Path) -> None:
    """A secrets file that cannot be compared stands for the plug pulled in the middle."""
    broken = msgspec.structs.replace(KEPT, pin="nonsense")
    door = secrets.TechnicianDoor(broken, StateStore(hall.file), lambda: hall.moment)
    with pytest.raises(secrets.SecretDamaged):
        door.attempt(PIN, hall.totp(), hall.now, clock_is_suspect=False)
    assert StateStore(tmp_path / "technician.json").state.lockout.failures == 1


def test_success_gives_the_free_tries_back(hall: Hall) -> None:
    for _ in range(4):
        hall.attempt("111112")
    assert isinstance(hall.attempt(), LoggedIn)
    assert hall.attempt("111112") == LoginRefused(0.0)


def test_a_suspect_clock_asks_for_a_recovery_code(hall: Hall) -> None:
    assert isinstance(hall.attempt(suspect=True), LoginRefused)
    assert hall.attempt(code=CODES[3].lower(), suspect=True) == LoggedIn(SecondFactor.RECOVERY, 7)
    hall.restart()
    assert isinstance(hall.attempt(code=CODES[3], suspect=True), LoginRefused)
    assert hall.attempt(code=CODES[0].replace("-", " "), suspect=True) == LoggedIn(SecondFactor.RECOVERY, 6)


def test_a_recovery_code_opens_a_shut_keypad_but_not_without_the_pin(hall: Hall) -> None:
    for _ in range(5):
        hall.attempt("111112")
    assert isinstance(hall.attempt("111112", CODES[0]), LoginRefused)
    assert isinstance(hall.attempt(PIN, CODES[0]), LoggedIn)
    assert hall.door.wait_s() == 0


def test_a_full_disk_keeps_the_lockout_in_memory_and_spends_no_recovery_code(hall: Hall) -> None:
    hall.file.mkdir()  # what cannot be replaced by a file
    assert isinstance(hall.attempt(code=CODES[0]), LoginRefused)
    for _ in range(4):
        hall.attempt("111112")
    assert isinstance(hall.attempt(), KeypadShut)


def test_a_damaged_state_costs_the_free_tries(hall: Hall) -> None:
    hall.file.write_bytes(b"{")
    hall.restart()
    assert hall.door.wait_s() == 15.0


@pytest.mark.parametrize(
    ("pin", "advice"),
    [
        ("12345", "6 to 12"), ("1" * 13, "6 to 12"), ("12345a", "digits only"), ("１２３４５６", "digits only"),
        ("000000", "stranger"), ("123456", "stranger"), ("987654", "stranger"), ("890123", "stranger"),
        (PIN, ""),
    ],
)  # fmt: skip
def test_a_bad_pin_is_refused_with_advice(pin: str, advice: str) -> None:
    said = secrets.pin_advice(pin)
    assert advice in said
    assert bool(said) is bool(advice)


def test_secrets_on_disk_are_for_their_owner_and_hold_no_pin_or_code(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    secrets.write_secrets(file, KEPT)
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text(encoding="utf-8")
    assert PIN not in text
    assert not [code for code in CODES if code in text or code.replace("-", "") in text]
    assert secrets.read_secrets(file) == KEPT


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b'{"pin": 1}', b"x" * 20_000, msgspec.json.encode(msgspec.structs.replace(KEPT, totp="!"))],
)
def test_damaged_secrets_are_refused_in_words(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "secrets.json"
    file.write_bytes(text)
    with pytest.raises(secrets.SecretDamaged):
        secrets.read_secrets(file)


@pytest.mark.parametrize(
    "stored", ["", "scrypt$1,1,1$00$00", "scrypt$99999999,8,1$00$" + "0" * 64, "md5$a$b$c"]
)
def test_a_stored_pin_of_another_make_is_refused(stored: str) -> None:
    with pytest.raises(secrets.SecretDamaged):
        secrets.pin_matches(PIN, stored)


def test_the_enrolment_code_is_what_an_authenticator_reads() -> None:
    assert secrets.enrolment_uri(TOTP, "JJ-01") == (
        "otpauth://totp/kiosk:JJ-01?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=kiosk&digits=6&period=30"
    )


def test_recovery_codes_are_all_different() -> None:
    assert len(set(secrets.new_codes(random.Random(2).choice, 200))) == 200


def test_the_machine_knows_its_start() -> None:
    first, second = secrets.machine_moment(), secrets.machine_moment()
    assert first.boot_id == second.boot_id != ""
    assert second.since_boot_s >= first.since_boot_s > 0
