"""R20: whatever happens to an update, a program that works is started."""

from __future__ import annotations

import errno
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from kiosk_app.updating import Step, Trial, UpdateFault, UpdateRefused
from tests.support.updates import BAD, UpdateMachine, head_of, killed_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.journey(every=3)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UpdateMachine:
    # Killing a process does not lose what the kernel has; waiting for a real disk would prove nothing here.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    return UpdateMachine(tmp_path)


def refusal(machine: UpdateMachine, stick: Path) -> UpdateFault:
    with pytest.raises(UpdateRefused) as raised:
        machine.apply(stick)
    return raised.value.code


def test_R20_a_new_program_is_started_proven_and_the_old_one_kept(machine: UpdateMachine) -> None:
    assert machine.apply(machine.make("1.1.0")) == "1.1.0"
    assert machine.slots.trial() == Trial(slot="a", version="1.1.0")
    assert machine.start() == "1.1.0!"
    assert machine.slots.trial() is None
    assert (machine.slots.link / "_internal" / "libx.so").read_bytes() == b"1.1.0" * 500
    machine.apply(machine.make("1.2.0"))
    assert machine.start() == "1.2.0!"
    assert (machine.slots.current, machine.slots.version("a")) == ("b", "1.1.0")


def test_R20_a_program_that_is_never_ready_gets_two_starts_and_is_left(machine: UpdateMachine) -> None:
    machine.apply(machine.make("1.1.0", BAD))
    assert [machine.start() for _ in range(4)] == ["1.1.0", "1.1.0", "1.0.0!", "1.0.0!"]
    state = machine.slots.state()
    assert state.failed == "1.1.0"
    assert [entry.step for entry in state.history] == [Step.APPLIED, Step.FELL_BACK]
    stick = machine.folder / "stick-1.1.0"
    assert refusal(machine, stick) is UpdateFault.FAILED_BEFORE
    assert machine.apply(stick, retry=True) == "1.1.0"


def test_R20_a_power_cut_during_a_trial_is_one_start_and_no_more(machine: UpdateMachine) -> None:
    machine.apply(machine.make("1.1.0"))
    machine.slots.before_start()
    assert machine.start() == "1.1.0!"


def test_R20_a_program_that_vanished_is_replaced_by_the_packages_own(machine: UpdateMachine) -> None:
    machine.apply(machine.make("1.1.0"))
    machine.start()
    shutil.rmtree(machine.programs / "a")
    assert not machine.slots.is_startable
    assert machine.start() == "1.0.0!"


@pytest.mark.parametrize(
    ("release", "fault"),
    [
        ({"version": "0.9.0"}, UpdateFault.DOWNGRADE),
        ({"version": "1.0.0"}, UpdateFault.DOWNGRADE),
        ({"version": "2.0.0", "product": "another"}, UpdateFault.WRONG_PRODUCT),
        ({"version": "2.0.0", "machine": "aarch64"}, UpdateFault.WRONG_PRODUCT),
    ],
)
def test_R20_another_product_or_an_older_version_is_refused(
    machine: UpdateMachine, release: dict[str, str], fault: UpdateFault
) -> None:
    assert refusal(machine, machine.make(**release)) is fault
    assert machine.start() == "1.0.0!"


def test_R20_what_was_once_proven_is_the_floor_also_after_going_back(machine: UpdateMachine) -> None:
    machine.apply(machine.make("1.2.0"))
    machine.start()
    assert machine.slots.roll_back() == "1.0.0"
    assert refusal(machine, machine.make("1.1.0")) is UpdateFault.DOWNGRADE
    assert machine.apply(machine.folder / "stick-1.2.0") == "1.2.0"


def test_R20_a_bad_signature_changes_nothing(machine: UpdateMachine) -> None:
    stick = machine.make("1.1.0")
    image = stick / "kiosk.update"
    data = bytearray(image.read_bytes())
    data[20] ^= 1
    image.write_bytes(data)
    assert refusal(machine, stick) is UpdateFault.NOT_SIGNED
    assert sorted(path.name for path in machine.programs.iterdir()) == [".lock", "current"]


@pytest.mark.parametrize("damage", [-1, 1])
def test_R20_contents_cut_short_or_with_something_behind_are_refused(
    machine: UpdateMachine, damage: int
) -> None:
    stick = machine.make("1.1.0")
    image = stick / "kiosk.update"
    data = image.read_bytes()
    image.write_bytes(data[:damage] if damage < 0 else data + b"x")
    assert refusal(machine, stick) is UpdateFault.DAMAGED
    assert not list(machine.programs.glob("[ab]*"))
    assert machine.start() == "1.0.0!"


def test_R20_nothing_is_put_in_while_the_last_one_is_on_trial(machine: UpdateMachine) -> None:
    machine.apply(machine.make("1.1.0"))
    assert refusal(machine, machine.make("1.2.0")) is UpdateFault.ON_TRIAL


def test_R20_without_room_for_a_second_program_nothing_is_begun(machine: UpdateMachine) -> None:
    stick = machine.make("1.1.0")
    with pytest.raises(UpdateRefused, match="MB are needed") as raised:
        machine.apply(stick, free_bytes=lambda _: 99_000_000)
    assert raised.value.code is UpdateFault.NO_SPACE


def test_R20_a_disk_that_fills_under_way_leaves_the_old_program(
    machine: UpdateMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, written = machine.make("1.1.0"), []

    def full(descriptor: int) -> None:
        written.append(descriptor)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    assert refusal(machine, stick) is UpdateFault.NOT_WRITTEN
    assert not list(machine.programs.glob("[ab]*"))
    written.extend((0, 0, 0))
    assert machine.start() == "1.0.0!"
    assert machine.apply(stick) == "1.1.0"


def test_R20_power_cut_at_every_step_of_putting_in_leaves_a_program_that_works(
    machine: UpdateMachine, tmp_path: Path, soak: bool
) -> None:
    """Killed before each change of the disk in turn (each seventh in scripts/test); started; then updated again."""
    machine.apply(machine.make("1.1.0"))
    machine.start()
    stick = machine.make("1.2.0")
    before = shutil.copytree(machine.programs, tmp_path / "before", symlinks=True)
    ran = []
    for at in range(1, 200) if soak else (1, *range(4, 200, 7)):
        machine.restore(before)
        if not killed_at(at, lambda: machine.apply(stick)):
            break
        assert machine.slots.is_startable
        assert machine.slots.current == "a" or machine.slots.trial() is not None
        ran.append(machine.start())
        if ran[-1] == "1.1.0!":
            assert machine.apply(stick) == "1.2.0"
            assert machine.start() == "1.2.0!"
    assert at > 40
    assert {"1.1.0!"} <= set(ran) <= {"1.1.0!", "1.2.0!"}


@pytest.mark.parametrize(
    ("begun", "act", "wanted"),
    [
        ((BAD, 2), lambda m: m.slots.before_start(), {"1.0.0!"}),
        ((BAD, 0), lambda m: m.slots.roll_back(), {"1.0.0!", "1.1.0"}),
        (("ready", 1), lambda m: m.slots.roll_back(), {"1.0.0!", "1.1.0!"}),
        (("ready", 0), lambda m: (m.slots.before_start(), m.slots.mark_good()), {"1.1.0!"}),
    ],
    ids=["falls back", "rolled back on trial", "rolled back", "proven"],
)
def test_R20_power_cut_while_the_link_is_turned_leaves_a_program_that_works(
    machine: UpdateMachine,
    tmp_path: Path,
    begun: tuple[str, int],
    act: Callable[[UpdateMachine], object],
    wanted: set[str],
    soak: bool,
) -> None:
    behaviour, starts = begun
    machine.apply(machine.make("1.1.0", behaviour))
    for _ in range(starts):
        machine.start()
    before = shutil.copytree(machine.programs, tmp_path / "before", symlinks=True)
    at = 1
    while killed_at(at, lambda: act(machine)):
        assert machine.slots.is_startable
        assert machine.start() in wanted
        machine.restore(before)
        at += 1 if soak else 4
    assert at > 3


def test_files_belong_to_whoever_starts_them_and_nobody_else_changes_them(machine: UpdateMachine) -> None:
    before = os.umask(0o077)
    try:
        machine.apply(machine.make("1.1.0"))
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o777 for path in (machine.programs / "a").rglob("*")}
    assert modes == {0o755, 0o644}


def test_the_office_signs_what_is_in_the_folder(machine: UpdateMachine) -> None:
    head = head_of((machine.make("1.1.0") / "kiosk.update").read_bytes())
    assert {(entry.name, entry.is_executable) for entry in head.files} == {
        ("kiosk", True), ("_internal/empty", False), ("_internal/lib/libx.so.1", False),
    }  # fmt: skip
    assert [(link.name, link.target) for link in head.links] == [("_internal/libx.so", "lib/libx.so.1")]
