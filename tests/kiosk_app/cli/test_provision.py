"""`kiosk provision` as a technician types it, from a bare machine to the readiness page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk_app.audit import AuditLog
from kiosk_app.clock import utc_now
from kiosk_app.config import load_config
from kiosk_app.paths import DataPaths
from kiosk_app.provisioning import read_note
from kiosk_app.secrets import pin_matches, read_secrets
from printing import SimulatedPrinter
from tests.support.provisioning import ANSWERS, ROOT, UNIT, Machine

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.sample(every=4), pytest.mark.journey(every=4)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path).set_up()


def typed(*answers: str) -> str:
    return "".join(f"{answer}\n" for answer in answers)


def test_the_wizard_makes_a_terminal(machine: Machine) -> None:
    answers = [*ANSWERS[:9], "tcp://127.0.0.1:9", "tcp://127.0.0.1:9", *ANSWERS[10:]]
    answer = machine.provision("--root", machine.folder / "root.json", typed=typed(*answers))
    assert answer.exit_code == 0, answer.output
    assert load_config(machine.settings).terminal.id == "JJ-01"
    assert "Give the same answer again" in answer.stderr
    assert pin_matches("730194", read_secrets(machine.secrets).pin)
    assert "otpauth://totp/kiosk:JJ-01" in answer.stdout
    note = read_note(DataPaths(machine.data))
    assert note is not None
    assert (note.source, note.serial) == ("wizard", 0)


def test_a_signed_bundle_makes_a_terminal_without_a_question(machine: Machine) -> None:
    answer = machine.provision("--from-bundle", machine.bundle(4))
    assert answer.exit_code == 0, answer.output
    assert load_config(machine.settings).printer.url == UNIT["printer"]["url"]
    assert (machine.settings.parent / "root.json").read_bytes() == ROOT
    log = AuditLog(machine.data / "audit", utc_now, "boot")
    assert log.verify().is_whole
    assert any(b"terminal-provisioned" in line for line in log.lines())


def test_places_named_from_the_current_folder_are_written_whole(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(machine.folder)
    answer = machine.provision(
        "--from-bundle", machine.bundle(), "--config", "etc/kiosk.toml", "--data", "data"
    )
    assert answer.exit_code == 0, answer.output
    config = load_config(machine.settings)
    assert (config.data, config.registry.root) == (
        str(machine.data),
        str(machine.settings.with_name("root.json")),
    )


def test_twice_is_like_once(machine: Machine) -> None:
    first = machine.provision("--from-bundle", machine.bundle(4))
    files = {
        path: path.read_bytes()
        for path in machine.folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }
    second = machine.provision("--from-bundle", machine.bundle(4))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "nothing new" in second.stderr
    assert "otpauth" not in second.stdout
    assert {path: path.read_bytes() for path in files} == files


def test_an_older_bundle_is_refused_and_nothing_changes(machine: Machine) -> None:
    machine.provision("--from-bundle", machine.bundle(4))
    before = machine.settings.read_bytes()
    answer = machine.provision("--from-bundle", machine.bundle(3))
    assert (answer.exit_code, "older than 4" in answer.stderr) == (2, True)
    assert machine.settings.read_bytes() == before


def test_a_stranger_s_bundle_writes_nothing(machine: Machine, tmp_path: Path) -> None:
    stranger = Machine(tmp_path / "elsewhere").set_up()
    answer = machine.provision("--from-bundle", stranger.bundle())
    assert (answer.exit_code, "not signed by this fleet" in answer.stderr) == (2, True)
    assert not machine.settings.exists()
    assert not machine.secrets.exists()


def test_a_clone_takes_over_all_but_what_differs(machine: Machine, tmp_path: Path) -> None:
    machine.provision("--from-bundle", machine.bundle())
    second = Machine(tmp_path / "second").set_up()
    answer = second.provision(
        "--clone",
        machine.settings,
        typed=typed("", "JJ-02", "演示二号", "Second hall", "331004", "/dev/null", "", ""),
    )
    assert answer.exit_code == 0, answer.output
    config = load_config(second.settings)
    assert (config.terminal.id, config.terminal.district) == ("JJ-02", "331004")
    assert config.registry.root == str(second.settings.with_name("root.json"))
    assert config.data == str(second.data)
    assert read_secrets(second.secrets).totp != read_secrets(machine.secrets).totp


def test_the_readiness_page_is_rendered(machine: Machine, tmp_path: Path) -> None:
    answer = machine.provision("--from-bundle", machine.bundle(), "--out", tmp_path / "page")
    assert answer.exit_code == 0, answer.output
    assert {path.name for path in (tmp_path / "page").iterdir()} == {"readiness.pdf", "readiness.png"}


def test_the_readiness_page_comes_out_of_the_printer(machine: Machine) -> None:
    with SimulatedPrinter() as printer:
        unit = UNIT | {"printer": {"url": printer.url}}
        answer = machine.provision("--from-bundle", machine.bundle(1, **{"JJ-01": unit}), "--print")
        assert answer.exit_code == 0, answer.output
        assert len(printer.slips) == 1


def test_a_printer_that_is_off_exits_1_and_the_terminal_is_provisioned(machine: Machine) -> None:
    answer = machine.provision("--from-bundle", machine.bundle(), "--print")
    assert (answer.exit_code, machine.settings.exists()) == (1, True)


def test_the_office_makes_key_and_bundle_and_the_terminal_believes_them(machine: Machine) -> None:
    office = machine.folder / "office"
    assert machine.kiosk("provision", "key", office).exit_code == 0
    fleet = machine.folder / "fleet.toml"
    fleet.write_text(
        '[terminal]\nname_zh="演示"\nname_en="Demo"\ndistrict="331002"\ncities=["331000"]\n'
        '[printer]\nurl="usb://"\n[registry]\nurl="https://r.example"\n'
        '[units.JJ-01]\n[units.LQ-01.terminal]\ndistrict="331004"\n',
        encoding="utf-8",
    )
    out = machine.folder / "out.bundle"
    words = (
        "--key",
        office / "fleet.key",
        "--root",
        machine.folder / "root.json",
        "--serial",
        7,
        "--out",
        out,
    )
    made = machine.kiosk("provision", "bundle", fleet, *words)
    assert made.exit_code == 0, made.output
    answer = machine.provision("--from-bundle", out, "--unit", "LQ-01", "--fleet-key", office / "fleet.pub")
    assert answer.exit_code == 0, answer.output
    assert load_config(machine.settings).terminal.district == "331004"


@pytest.mark.parametrize(
    ("fleet", "advice"),
    [
        ("[units", "No bundle"), ("[terminal]\n", "no [units.ID]"),
        ('[units.JJ-01]\n[printer]\nurk="x"\n', "did you mean 'url'"),
        ('[units.JJ-01]\n[technician]\nsecrets="/tmp/x"\n', "the terminal's own"),
    ],
)  # fmt: skip
def test_a_fleet_file_with_a_mistake_makes_no_bundle(machine: Machine, fleet: str, advice: str) -> None:
    source, out = machine.folder / "fleet.toml", machine.folder / "out.bundle"
    source.write_text(fleet, encoding="utf-8")
    key = machine.folder / "etc" / "fleet.key"
    words = ("--key", key, "--root", machine.folder / "root.json", "--serial", 7, "--out", out)
    answer = machine.kiosk("provision", "bundle", source, *words)
    assert (answer.exit_code, advice in answer.stderr, out.exists()) == (2, True, False), answer.stderr


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (("--clone", "x", "--from-bundle", "y"), "not both"),
        (("--from-bundle", "/nowhere"), "cannot be read"),
        ((), "Say --root FILE"),
        (("--clone", "/nowhere/kiosk.toml"), "name the kiosk.toml"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_to_do(
    machine: Machine, words: tuple[str, ...], advice: str
) -> None:
    answer = machine.provision(*words)
    assert (answer.exit_code, advice in answer.stderr) == (2, True), answer.stderr


def test_no_secret_is_on_disk_in_clear(machine: Machine) -> None:
    answer = machine.provision("--from-bundle", machine.bundle())
    codes = [
        line.strip()
        for line in answer.stdout.splitlines()
        if line.strip().count("-") == 2 and line.startswith("  ")
    ]
    assert len(codes) == 8
    written = b"".join(path.read_bytes() for path in machine.data.rglob("*") if path.is_file())
    written += machine.settings.read_bytes() + machine.secrets.read_bytes()
    assert not [
        code for code in codes if code.encode() in written or code.replace("-", "").encode() in written
    ]
    assert b"730194" not in written
