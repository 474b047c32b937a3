"""What the terminal notices about itself, and that it never takes a session from anybody to put it right."""

from __future__ import annotations

import contextlib
import logging
import resource
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kiosk_app.health import (
    HealthWatch,
    Limits,
    RestartCause,
    Senses,
    Storage,
    Usage,
    look_at_heat,
    look_at_storage,
    look_at_usage,
)
from kiosk_app.log_limits import FloodGate, MemoryRing, PatientFileHandler

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

AT_NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
"""12:00 in China."""
IN_THE_NIGHT = datetime(2026, 3, 1, 19, 40, tzinfo=UTC)
"""03:40 in China, the next day."""
HOUR_S = 3600.0


@dataclass
class World:
    """Everything a watch can see, set by the test."""

    utc: datetime = AT_NOON
    ran_s: float = 0.0
    storage: Storage = Storage.WRITABLE
    usage: Usage = field(default_factory=lambda: Usage(40, 1024, 200_000_000))
    heat_c: float | None = None
    is_idle: bool = True
    wanted: list[RestartCause] = field(default_factory=list)
    jumps: list[float] = field(default_factory=list)
    seen: list[Storage] = field(default_factory=list)

    def watch(self, *, can_print: bool = True) -> HealthWatch:
        senses = Senses(
            lambda: self.storage,
            lambda: self.usage,
            lambda: self.utc,
            lambda: self.ran_s,
            lambda: self.heat_c,
        )
        watch = HealthWatch(senses, lambda: self.is_idle, can_print=can_print)
        watch.restart_wanted.connect(self.wanted.append)
        watch.clock_jumped.connect(self.jumps.append)
        watch.storage_changed.connect(self.seen.append)
        return watch

    def passes(self, seconds: float) -> None:
        self.ran_s += seconds
        self.utc += timedelta(seconds=seconds)


@pytest.fixture
def world(qapp: object) -> World:
    assert qapp
    return World()


def test_R21_the_nightly_restart_waits_until_nobody_is_there(world: World) -> None:
    world.utc = IN_THE_NIGHT - timedelta(hours=7)
    world.is_idle = False
    watch = world.watch()
    world.passes(7 * HOUR_S)
    watch.look()
    assert not world.wanted
    world.is_idle = True
    watch.look()
    watch.look()
    assert world.wanted == [RestartCause.NIGHTLY]


def test_R21_what_could_not_be_done_in_the_night_is_left_for_the_next(world: World) -> None:
    world.utc = IN_THE_NIGHT - timedelta(hours=7)
    world.is_idle = False
    watch = world.watch()
    world.passes(7 * HOUR_S)
    watch.look()
    world.passes(3 * HOUR_S)
    world.is_idle = True
    watch.look()
    assert not world.wanted


def test_R21_a_terminal_started_in_the_night_is_not_restarted_in_the_same(world: World) -> None:
    world.utc = IN_THE_NIGHT
    watch = world.watch()
    for _ in range(7):
        world.passes(0.25 * HOUR_S)
        watch.look()
    assert not world.wanted


@pytest.mark.parametrize(
    "jump_s", [-120.0, 31.0, 10 * 365 * 86400.0, -86400.0 * 365 * 56], ids=["-2min", "+31s", "+10y", "1970"]
)
@pytest.mark.allow_log("the clock jumped")
def test_R13_a_jump_of_the_clock_is_told_once_and_restarts_nothing(world: World, jump_s: float) -> None:
    watch = world.watch()
    world.passes(15)
    watch.look()
    world.passes(15)
    world.utc += timedelta(seconds=jump_s)
    watch.look()
    world.passes(15)
    watch.look()
    assert [round(seen) for seen in world.jumps] == [round(jump_s)]
    assert not world.wanted


def test_R13_a_clock_that_drifts_is_no_jump(world: World) -> None:
    watch = world.watch()
    for _ in range(20):
        world.passes(15)
        world.utc += timedelta(seconds=2)
        watch.look()
    assert not world.jumps


@pytest.mark.parametrize(
    ("usage", "is_idle", "wanted"),
    [
        (Usage(818, 1024, 1), True, []),
        (Usage(820, 1024, 1), True, [RestartCause.DESCRIPTORS]),
        (Usage(820, 1024, 1), False, []),
        (Usage(1000, 1024, 1), False, [RestartCause.DESCRIPTORS]),
        (Usage(None, 1024, 0), False, [RestartCause.DESCRIPTORS]),
        (Usage(40, 1024, 1_100_000_000), True, [RestartCause.MEMORY]),
        (Usage(40, 1024, 1_100_000_000), False, []),
    ],
)
def test_R25_running_short_restarts_when_idle_and_the_last_descriptors_at_once(
    world: World, usage: Usage, is_idle: bool, wanted: list[RestartCause]
) -> None:
    watch = world.watch()
    world.usage, world.is_idle = usage, is_idle
    watch.look()
    assert world.wanted == wanted


def test_R25_descriptors_are_counted_as_they_are_and_their_end_is_noticed() -> None:
    code = (
        "import os, resource\n"
        "from kiosk_app.health import look_at_usage\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))\n"
        "before = look_at_usage()\n"
        "held = [os.dup(0) for _ in range(10)]\n"
        "assert look_at_usage().descriptors == before.descriptors + 10, look_at_usage()\n"
        "assert before.descriptors_limit == 64 and before.memory_bytes > 5_000_000\n"
        "try:\n"
        "    while True: os.dup(0)\n"
        "except OSError: pass\n"
        "assert look_at_usage().descriptors is None\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=False, timeout=30, stderr=subprocess.PIPE)
    assert ran.returncode == 0, ran.stderr.decode()


@pytest.mark.allow_log("the data folder is")
def test_R10_storage_that_changes_is_told_once_each_time(world: World) -> None:
    watch = world.watch()
    for storage in (Storage.LOW, Storage.LOW, Storage.FULL, Storage.READ_ONLY, Storage.WRITABLE):
        world.storage = storage
        watch.look()
    assert world.seen == [Storage.LOW, Storage.FULL, Storage.READ_ONLY, Storage.WRITABLE]
    assert watch.storage is Storage.WRITABLE
    assert not world.wanted


@pytest.mark.allow_log("the data folder is")
def test_R10_a_terminal_that_could_not_print_is_restarted_when_the_disk_is_back_and_nobody_there(
    world: World,
) -> None:
    world.storage, world.is_idle = Storage.FULL, False
    watch = world.watch(can_print=False)
    watch.start()
    watch.stop()
    watch.look()
    world.storage = Storage.WRITABLE
    watch.look()
    assert not world.wanted
    world.is_idle = True
    watch.look()
    assert world.wanted == [RestartCause.STORAGE_BACK]


def test_R10_a_journal_that_is_unusable_on_a_healthy_disk_is_not_tried_every_minute(world: World) -> None:
    watch = world.watch(can_print=False)
    world.passes(600)
    watch.look()
    assert not world.wanted
    world.passes(600)
    watch.look()
    assert world.wanted == [RestartCause.STORAGE_BACK]


@contextlib.contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own; only root may make one."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "kiosk-test", folder], check=False, stderr=-3
    )
    if made.returncode:
        pytest.skip("this user may not mount a small file system")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_R10_a_full_a_read_only_and_a_lost_disk_are_told_apart(tmp_path: Path) -> None:
    few = Limits(low_bytes=1_000_000, full_bytes=100_000)
    assert look_at_storage(tmp_path / "gone", few) is Storage.UNREADABLE
    with small_disk(tmp_path / "disk", "size=4m") as disk:
        assert look_at_storage(disk, few) is Storage.WRITABLE
        assert look_at_storage(disk, Limits(low_bytes=5_000_000, full_bytes=1)) is Storage.LOW
        fill(disk)
        assert look_at_storage(disk, few) is Storage.FULL
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert look_at_storage(disk, few) is Storage.READ_ONLY


def test_R10_running_out_of_inodes_is_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64m,nr_inodes=4") as disk:
        with contextlib.suppress(OSError):
            for number in range(10):
                (disk / str(number)).touch()
        assert look_at_storage(disk, Limits(low_bytes=1, low_share=0)) is Storage.FULL


def line(text: str) -> logging.LogRecord:
    return logging.LogRecord("kiosk", logging.INFO, __file__, 1, "%s", (text,), None)


def test_R22_a_flood_of_ten_thousand_lines_is_cut_and_counted() -> None:
    now = [0.0]
    gate = FloodGate(burst=200, per_s=20.0, clock=lambda: now[0])
    flood = [line("flood") for _ in range(10_000)]
    assert sum(gate.filter(record) for record in flood) == 200
    now[0] += 0.5
    assert [gate.filter(line("more")) for _ in range(20)] == [True] * 10 + [False] * 10
    now[0] += 60
    after = line("calm again")
    assert gate.filter(after)
    assert after.getMessage() == "(10 lines were left out) calm again"


def test_R22_the_last_lines_are_kept_in_memory() -> None:
    ring = MemoryRing(lines=3)
    for number in range(5):
        ring.handle(line(str(number)))
    assert ring.lines == ("2", "3", "4")


def test_R10_a_log_on_a_full_disk_costs_lines_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    (tmp_path / "full.log").symlink_to("/dev/full")
    handler = PatientFileHandler(tmp_path / "full.log", most_bytes=0, files=1, clock=lambda: now[0])
    for _ in range(100):
        handler.handle(line("lost"))
    (tmp_path / "full.log").unlink()
    handler.handle(line("still resting"))
    now[0] += 61
    handler.handle(line("written"))
    handler.close()
    assert (tmp_path / "full.log").read_text(encoding="utf-8") == "written\n"
    assert capsys.readouterr() == ("", "")


def test_this_process_is_seen_as_it_is() -> None:
    usage = look_at_usage()
    assert usage.descriptors is not None
    assert 0 < usage.descriptors < usage.descriptors_limit
    assert usage.descriptors_limit == resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert usage.memory_bytes > 10_000_000


@pytest.mark.allow_log("degrees in the case")
def test_R24_heat_is_told_once_and_again_only_after_it_has_cooled(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    del qtbot
    world = World()
    watch = world.watch()
    for degrees in (79.9, 80.0, 85.0, 78.0, 81.0, 74.0, 80.0):
        world.heat_c = degrees
        watch.look()
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert [text.split()[2] for text in told] == ["80", "80"]
    assert not world.wanted


def test_R24_the_hottest_sensor_counts_and_one_that_does_not_answer_is_left_out(tmp_path: Path) -> None:
    assert look_at_heat(tmp_path) is None
    for zone, text in enumerate(("45000\n", "81500\n", "N/A\n")):
        folder = tmp_path / "class" / "thermal" / f"thermal_zone{zone}"
        folder.mkdir(parents=True)
        (folder / "temp").write_text(text, encoding="ascii")
    (tmp_path / "class" / "thermal" / "thermal_zone9").mkdir()
    assert look_at_heat(tmp_path) == 81.5
