"""Planted faults: each is named, with its fix, and none hides another."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from kiosk_app.cli.app import app
from kiosk_app.doctor import GROUPS, CheckState, examine_all, has_failed
from printing import Fault
from tests.support.doctor import Clinic, open_port, process_called

if TYPE_CHECKING:
    from collections.abc import Callable

    from printing import SimulatedPrinter

pytestmark = [pytest.mark.sample(every=4), pytest.mark.journey(every=3)]

KEYBOARD = 'EV=b\n\nN: Name="Rubber"\nB: EV=120013'
CHECKS = sum(len(checks) for checks in GROUPS.values())


def test_a_healthy_terminal_has_nothing_to_mend(clinic: Clinic) -> None:
    assert clinic.ill() == {}
    assert len(clinic.findings()) == CHECKS


def test_ten_planted_faults_are_all_named_with_their_fixes(
    wired_clinic: Clinic, printer: SimulatedPrinter, tmp_path: Path
) -> None:
    """Real files, links, sockets, processes and a real printer without paper; thirteen, to be sure of ten."""
    printer.fault(Fault.PAPER_OUT)
    (wired_clinic.folder / "dev/v4l/by-id/usb-Example-video-index0").unlink()
    (wired_clinic.folder / "etc/kiosk/secrets.json").chmod(0o644)
    (wired_clinic.data / "registry" / "current").write_text("elsewhere", encoding="ascii")
    wired_clinic.edit("var/lib/kiosk/audit/audit.log", '"seq":3', '"seq":9')
    wired_clinic.put("var/lib/kiosk/core.4711", "somebody's data")
    wired_clinic.put("proc/sys/kernel/sysrq", "438\n")
    wired_clinic.put(
        "etc/systemd/system/getty@tty1.service.d/auto.conf", "ExecStart=/sbin/agetty --autologin kiosk %I\n"
    )
    wired_clinic.edit("usr/lib/systemd/system/kiosk.service", "cage --", "cage -s --")
    wired_clinic.edit("etc/group", "sudo:x:27:", "sudo:x:27:kiosk")
    (wired_clinic.folder / "usr/lib/kiosk/session").chmod(0o757)
    with open_port("0.0.0.0") as port, process_called("x11vnc", tmp_path) as process:  # noqa: S104 - the fault
        wired_clinic.see_real_sockets()
        wired_clinic.see_real_processes(process)
        ill = wired_clinic.ill()
    named = {check: (finding.what, finding.fix) for check, finding in ill.items()}
    assert len(named) == 13
    assert all(finding.state is CheckState.FAIL for finding in ill.values())
    for check, what, fix in (
        ("printer", "no paper", "Put in a new roll"),
        ("camera", "There is no", "Plug the camera in"),
        ("permissions", "secrets.json can be read by everybody", "chmod o="),
        ("registry", "No list can be shown", "kiosk sync"),
        ("audit", "was changed", "kiosk audit export"),
        ("core_dumps", "core.4711", "rm "),
        ("magic_keys", "sysrq = 438", "kernel.sysrq = 0"),
        ("login_prompts", "without a password", "rm "),
        ("virtual_terminals", "cage runs with -s", "Remove -s"),
        ("rights", "in the group sudo", "gpasswd -d kiosk sudo"),
        ("writable_files", "session", "chmod o-w"),
        ("listening_ports", f"tcp {port}", "ss -lntup"),
        ("remote_control", f"x11vnc is running (process {process})", f"kill {process}"),
    ):
        assert what in named[check][0], named[check]
        assert fix in named[check][1], named[check]


@pytest.mark.parametrize(
    ("plant", "check", "what"),
    [
        (lambda c: (c.folder / "etc/kiosk/kiosk.toml").unlink(), "settings", "not provisioned"),
        (lambda c: c.edit("etc/kiosk/kiosk.toml", "[printer]", "[printr]"), "settings", "did you mean 'printer'"),
        (lambda c: c.put("etc/kiosk/kiosk.toml", "[[["), "settings", "not valid TOML"),
        (lambda c: c.put("etc/kiosk/root.json", "{}"), "root_of_trust", "not root.json"),
        (lambda c: c.edit("etc/kiosk/kiosk.toml", "[registry]", "[registry]\nca_file='/'"), "root_of_trust", "ca_file"),
        (lambda c: (c.folder / "etc/kiosk/secrets.json").unlink(), "secrets", "nobody can open"),
        (lambda c: c.put("etc/kiosk/secrets.json", "{}"), "secrets", "not in the form"),
        (lambda c: (c.folder / "etc/kiosk/kiosk.toml").chmod(0o660), "permissions", "can be changed"),
        (lambda c: (c.folder / "opt/kiosk").chmod(0o775), "update_slots", "others than root"),
        (lambda c: c.put("opt/kiosk/state.json", '{"failed":"9.9.9"}'), "update_slots", "9.9.9 did not come up"),
        (lambda c: c.edit("etc/kiosk/kiosk.toml", "tcp://", "sim://"), "simulated", "simulated one"),
        (lambda c: c.limited(free_bytes=10**18), "disk", "MB free"),
        (lambda c: c.limited(free_inodes=2.0), "inodes", "inodes are free"),
        (lambda c: c.limited(memory_bytes=10**13), "memory", "MB available"),
        (lambda c: c.put("sys/class/thermal/thermal_zone0/temp", "91000\n"), "temperature", "91 °C"),
        (lambda c: c.put("sys/class/rtc/rtc0/since_epoch", "1000\n"), "clock", "s off"),
        (lambda c: (c.folder / "run/systemd/timesync/synchronized").unlink(), "clock", "Nothing keeps"),
        (lambda c: c.put("sys/fs/pstore/dmesg-efi-1", "panic"), "last_start", "kernel crashed"),
        (lambda c: c.put("sys/class/watchdog/watchdog0/bootstatus", "32\n"), "last_start", "watchdog restarted"),
        (lambda c: (c.folder / "usr/lib/systemd/system/kiosk.service").unlink(), "service", "not installed"),
        (lambda c: c.over_the_unit("WatchdogSec=0\n"), "watchdog", "hangs"),
        (lambda c: c.over_the_unit("MemoryMax=infinity\n"), "process_limits", "MemoryMax"),
        (lambda c: c.put("etc/systemd/system.conf.d/99.conf", "RuntimeWatchdogSec=0"), "hardware_watchdog", "not"),
        (lambda c: (c.folder / "etc/systemd/journald.conf.d/50-kiosk.conf").unlink(), "journal_caps", "no upper bound"),
        (lambda c: c.put("etc/systemd/logind.conf.d/99.conf", "NAutoVTs=6\n"), "virtual_terminals", "Ctrl+Alt+Fn"),
        (lambda c: (c.folder / "etc/systemd/system/ctrl-alt-del.target").unlink(), "magic_keys", "Ctrl+Alt+Del"),
        (lambda c: c.over_the_unit("Environment=QT_QPA_PLATFORM=vnc\n"), "debug_settings", "QT_QPA_PLATFORM"),
        (lambda c: c.put("proc/swaps", "Filename\n/dev/sda2 partition 1 0 -2\n"), "swap", "/dev/sda2"),
        (lambda c: c.put("etc/sudoers.d/x", "kiosk ALL=(ALL) NOPASSWD: ALL\n"), "rights", "rights of root"),
        (lambda c: c.put("etc/shadow", "guest::20000::::::\n"), "rights", "guest has no password"),
        (lambda c: c.edit("proc/bus/input/devices", "EV=b", KEYBOARD), "keyboards", "Rubber"),
        (lambda c: c.put("proc/bus/input/devices", ""), "touch", "No touch screen"),
        (lambda c: c.put("sys/class/drm/card0-HDMI-A-1/modes", "800x600\n"), "panel", "800 x 600"),
        (lambda c: c.put("sys/class/drm/card0-HDMI-A-1/status", "disconnected\n"), "panel", "No screen"),
        (lambda c: c.put("sys/class/drm/card1-DP-1/status", "connected\n"), "panel", "More than one"),
        (lambda c: c.put("proc/asound/cards", "--- no soundcards ---\n"), "sound", "silent"),
        (lambda c: setattr(c, "camera", "black"), "camera", "black"),
        (lambda c: setattr(c, "missing_guards", ("files", "network")), "scanner_sandbox", "in: files, network"),
        (lambda c: setattr(c, "missing_guards", None), "scanner_sandbox", "does not come up"),
        (lambda c: setattr(c.office, "now", c.office.now + timedelta(days=5)), "registry", "stale"),
        (lambda c: setattr(c.office, "now", c.office.now + timedelta(days=100)), "registry", "expired"),
    ],
)  # fmt: skip
def test_a_single_fault_is_named_and_nothing_else_is_blamed(
    clinic: Clinic, plant: Callable[[Clinic], object], check: str, what: str
) -> None:
    plant(clinic)
    ill = clinic.ill()
    assert what in ill[check].what
    assert len(ill[check].fix) > 10
    broken_settings_hide = (
        {"registry", "simulated", "camera", "printer", "panel", "scanner_sandbox"}
        if check == "settings"
        else set()
    )
    without_a_unit = {"watchdog", "process_limits"} if check == "service" else set()
    without_a_root = {"registry"} if check == "root_of_trust" else set()
    assert set(ill) == {check} | broken_settings_hide | without_a_unit | without_a_root


@pytest.mark.parametrize(
    ("fault", "what"),
    [(Fault.COVER_OPEN, "cover is open"), (Fault.PAPER_OUT, "no paper"), (Fault.NEAR_END, "near its end")],
)
def test_the_printers_own_word_is_passed_on(
    wired_clinic: Clinic, printer: SimulatedPrinter, fault: Fault, what: str
) -> None:
    printer.fault(fault)
    assert what in wired_clinic.ill()["printer"].what


def test_a_printer_that_is_off_is_absent_on_the_bench_and_a_fault_in_a_hall(
    wired_clinic: Clinic, printer: SimulatedPrinter
) -> None:
    printer.stop()
    assert wired_clinic.ill(production=False)["printer"].state is CheckState.ABSENT
    assert wired_clinic.ill(production=True)["printer"].state is CheckState.FAIL


def test_an_open_door_is_a_remark_on_the_bench_and_a_fault_in_a_hall(clinic: Clinic) -> None:
    clinic.put("proc/sys/kernel/sysrq", "1\n")
    assert clinic.ill(production=False)["magic_keys"].state is CheckState.WARN
    assert clinic.ill(production=True)["magic_keys"].state is CheckState.FAIL
    assert not has_failed(examine_all(clinic.host, production=False))


def test_a_local_service_is_a_remark_even_in_a_hall(clinic: Clinic) -> None:
    clinic.put("proc/net/tcp", "sl\n 0: 3500007F:0035 00000000:0000 0A\n")
    clinic.put("proc/net/udp6", f"sl\n 0: {'0' * 24}01000000:0143 {'0' * 32}:0000 07\n")
    finding = clinic.ill()["listening_ports"]
    assert (finding.state, "tcp 53, udp 323" in finding.what) == (CheckState.WARN, True)


def test_the_running_terminal_keeps_its_devices(clinic: Clinic) -> None:
    words = clinic.folder / "proc" / "4711" / "cmdline"
    words.parent.mkdir()
    words.write_bytes(b"/usr/bin/kiosk\0run\0")
    results = examine_all(clinic.host, production=True)
    ill = clinic.ill()
    assert {ill["camera"].what, ill["printer"].what} == {"Not tried: in use by the running terminal."}
    assert not has_failed(results)


def test_the_doctor_works_on_a_machine_where_nothing_is_left(clinic: Clinic, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    clinic.host = clinic.host.__class__(
        root=empty, proc=empty, sys=empty, settings_file=empty / "no.toml", environment={},
        fleet_key_file=empty / "no.pub", font_directories=(empty,), utc_now=clinic.host.utc_now,
    )  # fmt: skip
    found = clinic.findings()
    assert len(found) == CHECKS
    assert "could not be looked at" not in " ".join(finding.what for finding in found.values())


@pytest.mark.parametrize("name", ["etc/kiosk/kiosk.toml", "etc/kiosk/root.json", "etc/kiosk/secrets.json"])
@pytest.mark.parametrize("how", ["empty", "binary", "folder", "pipe"])
def test_no_damage_to_a_file_ends_the_examination(clinic: Clinic, name: str, how: str) -> None:
    path = clinic.folder / name
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"" if how == "empty" else bytes(range(256)) * 40)
    found = clinic.findings()
    assert len(found) == CHECKS
    assert "could not be looked at" not in " ".join(finding.what for finding in found.values())


def test_a_check_that_breaks_does_not_hide_the_others(clinic: Clinic) -> None:
    def broken(_: object) -> str:
        raise RuntimeError("a bug in a driver")

    clinic.host = clinic.host.__class__(**{
        name: getattr(clinic.host, name) for name in clinic.host.__slots__ if name != "try_camera"
    }, try_camera=broken)  # fmt: skip
    ill = clinic.ill()
    assert set(ill) == {"camera"}
    assert "could not be looked at: RuntimeError" in ill["camera"].what


def test_the_unit_of_the_package_passes(clinic: Clinic) -> None:
    """What the tests take for healthy is what is shipped."""
    shipped = Path(__file__).parents[3] / "packaging" / "systemd" / "kiosk.service"
    clinic.put("usr/lib/systemd/system/kiosk.service", shipped.read_text(encoding="utf-8"))
    assert clinic.ill() == {}


def test_the_command_speaks_json_and_exits_1_on_a_fault(clinic: Clinic, tmp_path: Path) -> None:
    answer = CliRunner().invoke(
        app, ["doctor", "--json", "--config", str(tmp_path / "none.toml")], catch_exceptions=False
    )
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["healthy"], len(said["checks"])) == (1, False, CHECKS)
    settings = next(row for row in said["checks"] if row["check"] == "settings")
    assert (settings["state"], settings["fix"]) == ("fail", "Run: kiosk provision")
    assert all(bool(row["fix"]) == (row["state"] != "ok") for row in said["checks"])
    assert clinic.findings()


def test_the_table_names_fault_and_fix(tmp_path: Path) -> None:
    words = ["doctor", "--production", "--config", str(tmp_path / "none.toml")]
    answer = CliRunner(env={"COLUMNS": "160"}).invoke(app, words, catch_exceptions=False)
    assert answer.exit_code == 1
    assert "not provisioned" in answer.stdout
    assert "→ Run: kiosk provision" in answer.stdout


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize(
    ("name", "check"), [("etc/kiosk/root.json", "permissions"), ("opt/kiosk", "update_slots")]
)
def test_what_the_terminals_own_user_could_change_is_named(clinic: Clinic, name: str, check: str) -> None:
    clinic.put("etc/passwd", "root:x:0:0::/:/x\nkiosk:x:990:990::/:/x\n")
    assert clinic.ill() == {}
    os.chown(clinic.folder / name, 990, 990)
    ill = clinic.ill()
    assert set(ill) == {check}
    assert "chown" in ill[check].fix
