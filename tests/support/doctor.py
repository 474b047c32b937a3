"""A terminal as a tree of files, healthy in every respect; a test plants its faults with plain file operations."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kiosk_app import provisioning, secrets
from kiosk_app.audit import AuditEvent, AuditLog, EventId
from kiosk_app.doctor import CheckState, Finding, Host, examine_all
from printing import ProbeReport, SimulatedPrinter, probe
from tests.support.provisioning import UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.registry_office import Office

CHEAP = secrets.ScryptCost(16, 1, 1)
UNIT_FILE = """[Service]
Type=notify
ExecStart=/usr/bin/cage -- /usr/lib/kiosk/session
WatchdogSec=30
Restart=always
LimitCORE=0
LimitNOFILE=1024
MemoryMax=1500M
TasksMax=200
"""
FILES = {
    "usr/lib/systemd/system/kiosk.service": UNIT_FILE,
    "etc/systemd/system.conf.d/50-kiosk.conf": "[Manager]\nRuntimeWatchdogSec=30s\n",
    "etc/systemd/logind.conf.d/50-kiosk.conf": "[Login]\nNAutoVTs=0\n",
    "etc/systemd/journald.conf.d/50-kiosk.conf": "[Journal]\nSystemMaxUse=200M\n",
    "etc/group": "root:x:0:\nsudo:x:27:\nkiosk:x:990:\nvideo:x:44:kiosk\n",
    "etc/shadow": "root:*:20000:0:::::\nkiosk:!:20000::::::\n",
    "run/systemd/timesync/synchronized": "",
    "usr/lib/kiosk/session": "#!/bin/sh\n",
    "dev/watchdog0": "",
    "dev/v4l/by-id/usb-Example-video-index0": "",
    "proc/sys/kernel/sysrq": "0\n",
    "proc/sys/kernel/core_pattern": "|/bin/false\n",
    "proc/meminfo": "MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n",
    "proc/uptime": "86400.00 100.0\n",
    "proc/swaps": "Filename Type Size Used Priority\n",
    "proc/asound/cards": " 0 [PCH            ]: HDA-Intel\n",
    "proc/net/tcp": "  sl  local_address rem_address   st\n",
    "proc/bus/input/devices": 'N: Name="Example Touch"\nB: PROP=2\nB: EV=b\n',
    "sys/class/drm/card0-HDMI-A-1/status": "connected\n",
    "sys/class/drm/card0-HDMI-A-1/modes": "1080x1920\n720x1280\n",
    "sys/class/thermal/thermal_zone0/temp": "45000\n",
}


@dataclass
class Clinic:
    """One machine below a folder; `host` says what the doctor sees.

    `report` is what its printer once answered; None = ask the printer at `printer_url` each time.
    """

    folder: Path
    office: Office
    report: ProbeReport | None
    printer_url: str = "tcp://127.0.0.1:9100"
    camera: str = ""
    missing_guards: tuple[str, ...] | None = ()
    host: Host = field(init=False)

    def build(self) -> Clinic:
        """A healthy machine: provisioned, synchronised, locked down."""
        for name, text in FILES.items():
            self.put(name, text)
        units = self.folder / "etc" / "systemd" / "system"
        (units / "multi-user.target.wants").mkdir(parents=True)
        (units / "multi-user.target.wants" / "kiosk.service").symlink_to(
            "/usr/lib/systemd/system/kiosk.service"
        )
        (units / "ctrl-alt-del.target").symlink_to("/dev/null")
        self.data.mkdir(parents=True)
        programs = self.folder / "opt" / "kiosk"
        programs.mkdir(parents=True)
        (programs / "current").symlink_to("/usr/lib/kiosk/kiosk")
        self._provision()
        self.host = Host(
            root=self.folder,
            proc=self.folder / "proc",
            sys=self.folder / "sys",
            settings_file=self.folder / "etc/kiosk/kiosk.toml",
            fleet_key_file=self.folder / "etc/kiosk/fleet.pub",
            environment={},
            utc_now=lambda: self.office.now,
            try_printer=lambda url: self.report or probe(url, answer_s=0.15),
            try_camera=lambda _: self.camera,
            try_sandbox=lambda _: self.missing_guards,
        )
        return self

    @property
    def data(self) -> Path:
        return self.folder / "var" / "lib" / "kiosk"

    def put(self, name: str, text: str) -> Path:
        """Write a file of the machine."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the machine."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def over_the_unit(self, text: str) -> None:
        """Lay a drop-in over the service."""
        self.put("etc/systemd/system/kiosk.service.d/x.conf", text)

    def see_real_processes(self, *pids: int) -> None:
        """Let the machine's /proc have these real processes."""
        for pid in pids:
            (self.folder / "proc" / str(pid)).symlink_to(f"/proc/{pid}")

    def see_real_sockets(self) -> None:
        """Let the machine's /proc have the real network."""
        (self.folder / "proc" / "net" / "tcp").unlink()
        (self.folder / "proc" / "net").rmdir()
        (self.folder / "proc" / "net").symlink_to("/proc/self/net")

    def limited(self, **limits: float) -> None:
        """Move a threshold."""
        self.host = replace(self.host, limits=replace(self.host.limits, **limits))

    def findings(self, *, production: bool = True) -> dict[str, Finding]:
        """What the doctor says, by check."""
        results = examine_all(self.host, production=production)
        return {finding.check: finding for group in results.values() for finding in group}

    def ill(self, *, production: bool = True) -> dict[str, Finding]:
        """Everything that is not as it should be."""
        found = self.findings(production=production)
        return {name: finding for name, finding in found.items() if finding.state is not CheckState.OK}

    def _provision(self) -> None:
        etc = self.folder / "etc" / "kiosk"
        values = provisioning.flattened(UNIT) | {
            "printer.url": self.printer_url,
            "camera.device": "/dev/v4l/by-id/usb-Example-video-index0",
        }
        kept = secrets.make_secrets("730194", bytes(20), ("0123-4567-89AB",), pin_cost=CHEAP, code_cost=CHEAP)
        places = provisioning.Places(etc / "kiosk.toml", etc / "secrets.json")
        provisioning.install(provisioning.Plan(values, self.office.root, kept), places)
        # The machine is a tree of its own: what it calls /etc lies below its folder.
        self.edit("etc/kiosk/kiosk.toml", str(self.folder), "")
        log = AuditLog(self.data / "audit", lambda: self.office.now, "boot")
        for _ in range(5):
            log.append(AuditEvent(EventId.PAPER_CHANGED))


@contextlib.contextmanager
def printer_at_hand() -> Iterator[SimulatedPrinter]:
    """A printer that answers on a local port."""
    with SimulatedPrinter() as printer:
        yield printer


@contextlib.contextmanager
def open_port(address: str) -> Iterator[int]:
    """A real socket somebody listens on."""
    with socket.create_server((address, 0)) as listener:
        yield listener.getsockname()[1]


@contextlib.contextmanager
def process_called(name: str, folder: Path) -> Iterator[int]:
    """A real process of this name."""
    program = folder / name
    program.symlink_to(sys.executable)
    environment = os.environ | {"PYTHONHOME": sys.base_prefix}
    with subprocess.Popen(
        [str(program), "-S", "-c", "print(1, flush=True); input()"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid
        process.kill()
