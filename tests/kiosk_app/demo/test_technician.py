"""Whoever tries the demonstration can also be its technician, with what the command line said."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kiosk_app.demo.technician import DEMO_PIN, demo_technician
from kiosk_app.secrets import LoggedIn, Moment, SecondFactor, StateStore, TechnicianDoor, read_secrets

if TYPE_CHECKING:
    from pathlib import Path


def test_the_code_that_was_said_opens_the_door(tmp_path: Path) -> None:
    said: list[str] = []
    setup = demo_technician(tmp_path, said.append)
    code = re.findall(r"\w{4}-\w{4}-\w{4}", said[0])[0]
    door = TechnicianDoor(
        read_secrets(setup.secrets), StateStore(tmp_path / "state.json"), lambda: Moment("boot", 1.0)
    )
    outcome = door.attempt(DEMO_PIN, code, datetime(2026, 11, 23, tzinfo=UTC), clock_is_suspect=True)
    assert isinstance(outcome, LoggedIn)
    assert outcome.by is SecondFactor.RECOVERY


def test_nothing_of_the_machine_it_runs_on_is_used(tmp_path: Path) -> None:
    setup = demo_technician(tmp_path, lambda _line: None)
    own = (setup.secrets, setup.settings_file, setup.fleet_key_file, setup.sticks, setup.host.settings_file)
    assert all(path.is_relative_to(tmp_path) for path in own)
