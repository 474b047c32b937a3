"""The service's units, rules and package scripts are what the tools of the platform accept."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
UNITS = sorted((PACKAGING / "systemd").glob("*.service"))
SHELL = [
    *(PACKAGING / "session" / name for name in ("session", "slot", "diagnostic")),
    *(PACKAGING / "debian" / name for name in ("postinst", "prerm", "postrm", "make")),
    ROOT / "scripts" / "build",
]
MOST_EXPOSURE = 2.5
STARTS = ("ExecStartPre", "ExecStart", "ExecStartPost")


def setting(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def system_root(tmp_path: Path) -> Path:
    """A root directory with the units and everything they start."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    units = tmp_path / "usr/lib/systemd/system"
    units.mkdir(parents=True)
    for target in ("sysinit", "basic", "shutdown", "multi-user", "umount"):
        (units / f"{target}.target").write_text("[Unit]\nDefaultDependencies=no\n", encoding="ascii")
    for slice_ in ("system", "-"):
        (units / f"{slice_}.slice").write_text("[Unit]\nDefaultDependencies=no\n", encoding="ascii")
    for unit in UNITS:
        shutil.copy(unit, units)
        for command in [each for name in STARTS for each in setting(unit, name)]:
            program = tmp_path / command.lstrip("-+").split()[0].lstrip("/")
            program.parent.mkdir(parents=True, exist_ok=True)
            program.write_text("#!/bin/sh\n", encoding="ascii")
            program.chmod(0o755)
    return tmp_path


def analyze(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *map(str, words)], check=False, capture_output=True, text=True, timeout=30
    )


def test_the_units_verify_without_a_word(system_root: Path) -> None:
    ran = analyze("verify", "--man=no", f"--root={system_root}", *(unit.name for unit in UNITS))
    assert (ran.returncode, ran.stdout + ran.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_the_units_are_little_exposed(system_root: Path, unit: Path) -> None:
    ran = analyze("security", "--offline=yes", "--no-pager", f"--root={system_root}", unit.name)
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", ran.stdout)
    assert found is not None
    assert float(found[1]) <= MOST_EXPOSURE


def test_the_service_is_watched_restarted_and_given_up_in_time() -> None:
    unit = PACKAGING / "systemd" / "kiosk.service"
    wanted = {
        "Type": "notify",
        "NotifyAccess": "all",
        "WatchdogSec": "30",
        "Restart": "always",
        "StartLimitIntervalSec": "300",
        "StartLimitBurst": "5",
        "OnFailure": "kiosk-diagnostic.service",
        "SuccessExitStatus": "75 78",
        "RuntimeDirectoryPreserve": "restart",
        "LimitCORE": "0",
    }
    assert {name: setting(unit, name)[-1] for name in wanted} == wanted
    assert not setting(unit, "Requires"), "nothing else may keep the terminal from starting"
    assert "network" not in " ".join(setting(unit, "After") + setting(unit, "Wants"))


def test_R20_the_service_gives_a_new_program_two_minutes_and_asks_who_is_started_as_root() -> None:
    unit = PACKAGING / "systemd" / "kiosk.service"
    assert setting(unit, "TimeoutStartSec") == ["120"]
    # `-`: their failure does not keep the terminal from starting; `+`: the terminal's own user may not choose.
    assert setting(unit, "ExecStartPre") == ["-+/usr/lib/kiosk/slot before-start"]
    assert setting(unit, "ExecStartPost") == ["-+/usr/lib/kiosk/slot ready"]


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_scripts_parse_and_can_be_run(script: Path) -> None:
    shell = script.read_text(encoding="utf-8").splitlines()[0].split("/")[-1].split()[-1]
    assert subprocess.run([shell, "-n", script], check=False, timeout=10).returncode == 0
    assert script.stat().st_mode & 0o111


def test_every_file_the_package_is_made_of_is_there() -> None:
    text = (PACKAGING / "debian" / "make").read_text(encoding="utf-8")
    named = re.findall(r"^put \d+ (\S+) ", text, re.MULTILINE)
    assert named
    assert not [name for name in named if not (ROOT / name).is_file()]
    conffiles = (PACKAGING / "debian" / "conffiles").read_text(encoding="ascii").split()
    assert all(name.lstrip("/") in text for name in conffiles)


def test_the_bundles_tools_are_pinned_by_hash_and_name_no_host() -> None:
    text = (ROOT / "requirements" / "build.txt").read_text(encoding="ascii")
    pins = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    assert "pyinstaller" in pins
    assert len(re.findall(r"==.*(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+", text)) == len(pins)
    assert "://" not in text


def test_keyboards_and_scanners_that_play_one_are_kept_out_unless_a_technician_says_so() -> None:
    rules = (PACKAGING / "udev" / "70-kiosk.rules").read_text(encoding="ascii")
    keyboards = [line for line in rules.splitlines() if "ID_INPUT_KEYBOARD" in line]
    assert len(keyboards) == 1
    assert 'ENV{LIBINPUT_IGNORE_DEVICE}="1"' in keyboards[0]
    assert 'TEST!="/etc/kiosk/allow-keyboard"' in keyboards[0]


@pytest.mark.parametrize("name", ["runtime", "dev", "build"])
def test_T27_every_package_is_pinned_by_version_and_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="ascii")
    pins = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==\S+", text, re.MULTILINE)
    hashed = re.findall(
        r"^[A-Za-z0-9._-]+\S*==.*\\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n?)+", text, re.MULTILINE
    )
    assert len(pins) == len(hashed) > 3
    assert not re.search(r"^[A-Za-z0-9._-]+\s*(?:>=|~=|@|$)", text, re.MULTILINE)


def test_T19_nothing_that_learns_what_people_type_gets_into_the_bundle() -> None:
    checks = runpy.run_path(str(PACKAGING / "check_bundle.py"))
    for name in (
        "libqtvirtualkeyboardplugin.so",
        "Qt/lib/libQt6VirtualKeyboard.so.6",
        "platforms/libqvnc.so",
    ):
        assert checks["FORBIDDEN"].search(f"/PySide6/{name}")
    assert "/platforminputcontexts/" in (ROOT / "kiosk.spec").read_text(encoding="utf-8")


def test_T20_neither_the_service_nor_the_machine_writes_core_dumps() -> None:
    for unit in UNITS:
        assert setting(unit, "LimitCORE") == ["0"]
    assert "kernel.core_pattern = |/bin/false" in (PACKAGING / "system" / "sysctl.conf").read_text(
        encoding="ascii"
    )


def test_T11_storage_brought_along_is_mounted_by_nothing() -> None:
    rules = (PACKAGING / "udev" / "70-kiosk.rules").read_text(encoding="ascii")
    assert 'SUBSYSTEM=="block", ENV{ID_BUS}=="usb", ENV{UDISKS_IGNORE}="1"' in rules
