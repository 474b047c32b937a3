"""The machine underneath: disk, memory, heat, clock, why it started, and the service that keeps the terminal up."""

from __future__ import annotations

import os
import re
import tempfile
from typing import TYPE_CHECKING

from kiosk_app.doctor.finding import absent, fail, ok, open_door, warn

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk_app.doctor.finding import Finding
    from kiosk_app.doctor.host import Patient

_FIRST_YEAR = 2025
_CARD_RESET = 0x20
"""WDIOF_CARDRESET of linux/watchdog.h."""
_LIMITS = ("LimitNOFILE", "MemoryMax", "TasksMax")


def disk(patient: Patient) -> Finding:
    """There is room for the list, the journal and the logs."""
    limits, folder = patient.host.limits, _existing(patient.data.directory)
    room = os.statvfs(folder)
    free_bytes, ratio = room.f_bavail * room.f_frsize, room.f_bavail / max(1, room.f_blocks)
    what = f"{free_bytes / 1e6:,.0f} MB free at {folder}, {ratio:.0%}."
    if ratio < limits.free_ratio or free_bytes < limits.free_bytes:
        return fail(
            "disk",
            what,
            "Empty /var/cache/apt and old journals: apt-get clean; journalctl --vacuum-size=100M",
        )
    return ok("disk", what)


def inodes(patient: Patient) -> Finding:
    """New files can be made."""
    room = os.statvfs(_existing(patient.data.directory))
    if not room.f_files:
        return ok("inodes", "This file system does not count them.")
    ratio = room.f_favail / room.f_files
    if ratio < patient.host.limits.free_inodes:
        return fail(
            "inodes",
            f"{ratio:.0%} of the inodes are free.",
            "Look for a folder with endless small files: du --inodes -x /",
        )
    return ok("inodes", f"{ratio:.0%} free.")


def data_folder(patient: Patient) -> Finding:
    """The terminal's data can be written."""
    folder = patient.data.directory
    if not folder.is_dir():
        return fail(
            "data_folder",
            f"There is no {folder}.",
            f"Run: install -d -o {patient.host.user} -m 0700 {folder}",
        )
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
    except OSError as fault:
        fix = (
            "Check the disk (dmesg, mount): a file system with errors is mounted read-only; replace the disk."
        )
        return fail("data_folder", f"{folder} cannot be written: {fault.strerror}.", fix)
    return ok("data_folder", f"{folder} can be written.")


def memory(patient: Patient) -> Finding:
    """There is memory left."""
    found = re.search(r"MemAvailable:\s+(\d+) kB", patient.host.text(patient.host.proc / "meminfo"))
    if not found:
        return absent("memory", "The kernel does not say.", "Look at it with: free -m")
    free_bytes = int(found[1]) * 1024
    if free_bytes < patient.host.limits.memory_bytes:
        return warn(
            "memory",
            f"{free_bytes / 1e6:.0f} MB available.",
            "Restart the terminal; look for what else runs: ps aux --sort=-rss",
        )
    return ok("memory", f"{free_bytes / 1e6:,.0f} MB available.")


def temperature(patient: Patient) -> Finding:
    """It is not too hot."""
    host = patient.host
    readings = [host.text(path).strip() for path in host.sys.glob("class/thermal/thermal_zone*/temp")]
    degrees = [int(reading) / 1000 for reading in readings if reading.lstrip("-").isdecimal()]
    if not degrees:
        return absent("temperature", "No sensor.", "Feel the case; nothing else tells.")
    if max(degrees) >= host.limits.hot_c:
        return warn(
            "temperature", f"{max(degrees):.0f} °C.", "Clean the fan and the slots of the case; give it air."
        )
    return ok("temperature", f"{max(degrees):.0f} °C.")


def clock(patient: Patient) -> Finding:
    """The clock can be believed."""
    host = patient.host
    now = host.utc_now()
    fix = "Set the clock (timedatectl) and replace the battery on the main board."
    if now.year < _FIRST_YEAR:
        return fail("clock", f"The clock says {now:%Y-%m-%d}.", fix)
    battery = host.text(host.sys / "class" / "rtc" / "rtc0" / "since_epoch").strip()
    if battery.isdecimal() and abs(int(battery) - now.timestamp()) > host.limits.clock_off_s:
        off_s = int(battery) - now.timestamp()
        return warn("clock", f"The battery's clock is {off_s:+,.0f} s off.", f"Run: hwclock --systohc. {fix}")
    synchronised = ("run/systemd/timesync/synchronized", "run/chrony/chronyd.pid")
    if not any((host.root / path).exists() for path in synchronised):
        return warn(
            "clock", "Nothing keeps the clock right.", "Install and start chrony or systemd-timesyncd."
        )
    return ok("clock", f"{now:%Y-%m-%d %H:%M} UTC, kept right.")


def last_start(patient: Patient) -> Finding:
    """Why the machine started last, and when."""
    host = patient.host
    crashed = [path.name for path in host.sys.glob("fs/pstore/dmesg-*")]
    if crashed:
        return warn(
            "last_start",
            "The kernel crashed before the last start.",
            "Save /sys/fs/pstore for the office, then empty it.",
        )
    status = host.text(host.sys / "class" / "watchdog" / "watchdog0" / "bootstatus").strip()
    if status.isdecimal() and int(status) & _CARD_RESET:
        return warn(
            "last_start",
            "The hardware watchdog restarted the machine.",
            "Look for the cause: journalctl -b -1 -e",
        )
    up = host.text(host.proc / "uptime").split()
    hours = float(up[0]) / 3600 if up else 0.0
    return ok("last_start", f"Up for {hours:,.1f} h; no crash is on record.")


def service(patient: Patient) -> Finding:
    """The terminal starts by itself."""
    host = patient.host
    if not host.unit():
        return absent("service", "kiosk.service is not installed.", "Install the kiosk package.")
    wants = host.path("/etc/systemd/system").glob("*.wants")
    links = [folder for folder in wants if (folder / "kiosk.service").is_symlink()]
    if not links:
        return fail("service", "kiosk.service does not start by itself.", "Run: systemctl enable kiosk")
    return ok("service", "kiosk.service is installed and enabled.")


def watchdog(patient: Patient) -> Finding:
    """A terminal that hangs is started again."""
    unit = patient.host.unit()
    if not unit:
        return absent("watchdog", "Not looked at: no service.", "Install the kiosk package.")
    armed = _setting(unit, "WatchdogSec") not in {"", "0"} and _setting(unit, "Type") == "notify"
    if not armed or _setting(unit, "Restart") in {"", "no"}:
        fix = "Remove what overrides Type=, WatchdogSec= and Restart= in kiosk.service.d, or install the package again."
        return fail("watchdog", "Nobody restarts a terminal that hangs.", fix)
    return ok("watchdog", f"WatchdogSec={_setting(unit, 'WatchdogSec')}.")


def hardware_watchdog(patient: Patient) -> Finding:
    """A machine that hangs is started again."""
    host = patient.host
    if not host.path("/dev/watchdog0").exists():
        return absent(
            "hardware_watchdog", "The machine has none.", "Enable it in the firmware, where there is one."
        )
    if _setting(host.drop_ins("systemd", "system.conf"), "RuntimeWatchdogSec") in {"", "0", "off"}:
        return warn(
            "hardware_watchdog",
            "It is there, but not armed.",
            "Set RuntimeWatchdogSec=30s in /etc/systemd/system.conf.d/50-kiosk.conf",
        )
    return ok("hardware_watchdog", "Armed.")


def journal_caps(patient: Patient) -> Finding:
    """Logs do not fill the disk."""
    if not _setting(patient.host.drop_ins("systemd", "journald.conf"), "SystemMaxUse"):
        return warn(
            "journal_caps",
            "The journal has no upper bound.",
            "Set SystemMaxUse=200M in /etc/systemd/journald.conf.d/50-kiosk.conf",
        )
    return ok("journal_caps", "The journal is capped.")


def process_limits(patient: Patient) -> Finding:
    """The service cannot take the machine with it."""
    unit = patient.host.unit()
    if not unit:
        return absent("process_limits", "Not looked at: no service.", "Install the kiosk package.")
    unset = [name for name in _LIMITS if _setting(unit, name) in {"", "infinity"}]
    if unset:
        fix = f"Set {', '.join(f'{name}=' for name in unset)} in kiosk.service, or install the package again."
        return open_door("process_limits", f"The service is not limited: {', '.join(unset)}.", fix)
    return ok("process_limits", "Descriptors, memory and tasks are limited.")


def _setting(text: str, name: str) -> str:
    """The last assignment counts, as systemd reads it."""
    found = re.findall(rf"^\s*{name}\s*=\s*(.*?)\s*$", text, re.MULTILINE)
    return str(found[-1]) if found else ""


def _existing(path: Path) -> Path:
    """The nearest folder that is there, for the file system it is on."""
    while not path.exists():
        path = path.parent
    return path
