"""`kiosk update …` at a terminal, what the service calls, and what the audit log is told."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from kiosk_app import provisioning
from kiosk_app.audit import EventId
from kiosk_app.cli.app import app
from kiosk_app.updating import untold_events
from tests.support.updates import BAD, KEY, UpdateMachine, program

if TYPE_CHECKING:
    from click.testing import Result

SLOT = Path(__file__).parents[3] / "packaging" / "session" / "slot"


@pytest.fixture
def machine(tmp_path: Path) -> UpdateMachine:
    (tmp_path / "fleet.pub").write_text(KEY.public_key().public_bytes_raw().hex(), encoding="ascii")
    return UpdateMachine(tmp_path)


def run(machine: UpdateMachine, *words: object) -> Result:
    places = ("--programs", machine.programs, "--factory", machine.factory)
    return CliRunner().invoke(app, ["update", *map(str, (*words, *places))])


def status(machine: UpdateMachine) -> tuple[int, dict[str, object]]:
    ran = run(machine, "status", "--json")
    return ran.exit_code, json.loads(ran.stdout)


def test_an_update_from_the_office_to_proven(machine: UpdateMachine, tmp_path: Path) -> None:
    provisioning.make_fleet_key(tmp_path / "fleet", "only for tests")
    words = ["update", "make", program(tmp_path / "built", "9.0.0"), "--key", tmp_path / "fleet/fleet.key"]
    out = tmp_path / "stick.update"
    made = CliRunner(env={"KIOSK_PASSPHRASE": "only for tests"}).invoke(
        app, [*map(str, words), "--version", "9.0.0", "--out", str(out)]
    )
    assert made.exit_code == 0, made.output
    applied = run(machine, "apply", out, "--fleet-key", tmp_path / "fleet/fleet.pub")
    assert applied.exit_code == 0, applied.output
    code, facts = status(machine)
    assert (code, facts["runs"], facts["slot"], facts["on_trial"]) == (1, "9.0.0", "a", True)
    assert run(machine, "mark-good").exit_code == 0
    assert status(machine)[0] == 0
    assert run(machine, "rollback").exit_code == 0
    assert "the package's own" in run(machine, "status").stdout


def test_a_refused_update_says_what_to_do(machine: UpdateMachine, tmp_path: Path) -> None:
    (tmp_path / "fleet.pub").write_text("00" * 32, encoding="ascii")
    refused = run(machine, "apply", machine.make("1.1.0"), "--fleet-key", tmp_path / "fleet.pub")
    assert refused.exit_code == 1
    assert "not signed by this fleet's key" in refused.stderr
    assert run(machine, "apply", tmp_path / "none", "--fleet-key", tmp_path / "no.pub").exit_code == 1


def test_there_is_nothing_to_go_back_to_on_a_bare_machine(machine: UpdateMachine) -> None:
    assert run(machine, "rollback").exit_code == 1


def test_the_trial_ends_only_when_the_terminal_is_in_service(machine: UpdateMachine, tmp_path: Path) -> None:
    machine.apply(machine.make("1.1.0"))
    ready = tmp_path / ".running"
    assert run(machine, "mark-good", "--if-exists", ready).exit_code == 0
    assert status(machine)[1]["on_trial"]
    ready.touch()
    run(machine, "mark-good", "--if-exists", ready)
    assert not status(machine)[1]["on_trial"]


def test_the_service_counts_starts_and_falls_back(machine: UpdateMachine) -> None:
    machine.apply(machine.make("1.1.0", BAD))
    said = [run(machine, "before-start").stderr for _ in range(3)]
    assert "start 1 of 2" in said[0]
    assert "start 2 of 2" in said[1]
    assert "1.1.0 did not come up" in said[2]
    assert status(machine)[1]["failed"] == "1.1.0"


def test_R20_the_audit_log_is_told_each_step_once(machine: UpdateMachine, tmp_path: Path) -> None:
    machine.apply(machine.make("1.1.0", BAD))
    noted = tmp_path / "noted"
    first = list(untold_events(machine.slots.state(), noted))
    assert [event.id for event in first] == [EventId.UPDATE_APPLIED]
    for _ in range(3):
        machine.start()
    (undone,) = untold_events(machine.slots.state(), noted)
    assert (undone.id, undone.facts) == (EventId.UPDATE_UNDONE, {"version": "v1.1.0", "cause": "not_ready"})
    assert not list(untold_events(machine.slots.state(), noted))


@pytest.mark.parametrize(
    ("prepare", "word", "called"),
    [
        (lambda _: None, "before-start", []),
        (lambda _: None, "ready", []),
        (lambda m: m.apply(m.make("1.1.0")), "before-start", ["before-start"]),
        (lambda m: m.apply(m.make("1.1.0")), "ready", ["mark-good"]),
        (lambda m: (m.programs / "current").unlink(), "before-start", ["before-start"]),
    ],
    ids=["proven", "proven and ready", "on trial", "on trial and ready", "no link"],
)
def test_the_services_script_starts_a_program_only_when_something_is_on_trial_or_broken(
    machine: UpdateMachine, tmp_path: Path, prepare: object, word: str, called: list[str]
) -> None:
    """And then the package's own, not the one on trial."""
    prepare(machine)  # type: ignore[operator]  # a parametrised function
    calls = tmp_path / "calls"
    (machine.factory / "kiosk").write_text(f'#!/bin/sh\necho "$2" >>{calls}\n', encoding="ascii")
    run_time = tmp_path / "run"
    run_time.mkdir()
    (run_time / ".incomplete_startup").touch()
    environment = os.environ | {
        "KIOSK_PROGRAMS": str(machine.programs),
        "KIOSK_FACTORY": str(machine.factory),
        "RUNTIME_DIRECTORY": str(run_time),
    }
    assert subprocess.run([SLOT, word], env=environment, check=False, timeout=10).returncode == 0
    assert (calls.read_text(encoding="ascii").split() if calls.exists() else []) == called
    assert (run_time / ".incomplete_startup").exists() == (called != ["before-start"])
