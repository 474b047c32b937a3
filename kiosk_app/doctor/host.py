"""The machine a check looks at: roots of file trees, clocks and the few things that must be tried.

A test gives a tree of its own and plants real faults in it: files, folders, sockets, processes.
"""

from __future__ import annotations

import os
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.clock import utc_now
from kiosk_app.config import Config, ConfigError, load_config
from kiosk_app.paths import FLEET_KEY_FILE, DataPaths, config_file
from printing import ProbeReport, probe
from printing.fonts import FONT_DIRECTORIES
from scanner import CameraState, LiveCamera, ScannerProcess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

_CAMERA_DEADLINE_S = 8.0
_POLL_S = 0.05
_MAX_TEXT_BYTES = 256 * 1024
_SERVICE = "kiosk.service"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is too little or too much.

    Attributes:
        free_ratio, free_bytes: of the disk with the data; both must be kept.
        free_inodes: ratio.
        memory_bytes: available.
        hot_c: of any thermal zone.
        clock_off_s: between the system's clock and the battery's.
    """

    free_ratio: float = 0.10
    free_bytes: int = 500_000_000
    free_inodes: float = 0.05
    memory_bytes: int = 200_000_000
    hot_c: float = 80.0
    clock_off_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Host:
    """One machine. Reading it never raises; what cannot be read is not there.

    Attributes:
        root: of etc, dev, run, usr, var; `/` on a real machine.
        proc, sys: where these are mounted.
        user: who runs the terminal.
        try_printer, try_camera: ask the devices; replaced where there are none.
        try_sandbox: what the scanner's process cannot be confined in here; None = it does not come up.
        is_terminal: this process is the terminal itself, and the devices are its own.
    """

    root: Path = Path("/")
    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    settings_file: Path = field(default_factory=config_file)
    fleet_key_file: Path = FLEET_KEY_FILE
    user: str = "kiosk"
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    font_directories: tuple[Path, ...] = FONT_DIRECTORIES
    limits: Limits = Limits()
    utc_now: Callable[[], datetime] = utc_now
    try_printer: Callable[[str], ProbeReport] = probe
    try_camera: Callable[[Config], str] = field(default_factory=lambda: camera_fault)
    try_sandbox: Callable[[Config], tuple[str, ...] | None] = field(default_factory=lambda: missing_guards)
    is_terminal: bool = False

    def path(self, absolute: str) -> Path:
        """Where `/etc/…` lies on this machine; a relative path is what it says, from the current folder."""
        return self.root / absolute.lstrip("/") if absolute.startswith("/") else Path(absolute)

    def text(self, path: Path) -> str:
        """A small text file; empty when it cannot be read."""
        try:
            with path.open("rb") as file:
                return file.read(_MAX_TEXT_BYTES).decode("utf-8", "replace")
        except OSError:
            return ""

    def drop_ins(self, folder: str, name: str) -> str:
        """A systemd file with everything laid over it: `system.conf` and `system.conf.d/*.conf` of etc, run and usr."""
        texts = []
        for base in ("usr/lib", "run", "etc"):
            at = self.root / base / folder
            texts.append(self.text(at / name))
            texts += [self.text(path) for path in sorted((at / f"{name}.d").glob("*.conf"))]
        return "\n".join(texts)

    def unit(self) -> str:
        """The service's unit with its drop-ins; empty when it is not installed."""
        return self.drop_ins("systemd/system", _SERVICE).strip()

    def command_lines(self) -> Iterator[tuple[int, list[str]]]:
        """Every process that can be seen: id and words."""
        for folder in sorted(self.proc.glob("[0-9]*")):
            words = [word for word in self.text(folder / "cmdline").split("\0") if word]
            if words:
                yield int(folder.name), words

    def is_running(self) -> bool:
        """Whether the terminal runs on this machine: then the devices are its own."""
        ours = os.getpid()
        return self.is_terminal or any(
            pid != ours and "run" in words and any(Path(word).name == "kiosk" for word in words[:2])
            for pid, words in self.command_lines()
        )


@dataclass(frozen=True, slots=True)
class Patient:
    """A machine and what could be learnt of its settings.

    Attributes:
        config: None when there is no usable file.
        config_fault: why not.
    """

    host: Host
    config: Config | None
    config_fault: str = ""

    @property
    def data(self) -> DataPaths:
        """The terminal's folders, also where the settings do not say."""
        return DataPaths(self.host.path(self.config.data if self.config else "/var/lib/kiosk"))

    @property
    def secrets(self) -> Path:
        """The technician's secrets."""
        named = self.config.technician.secrets if self.config else "/etc/kiosk/secrets.json"
        return self.host.path(named)

    @property
    def pinned_root(self) -> Path:
        """The root of trust."""
        named = self.config.registry.root if self.config else "/etc/kiosk/root.json"
        return self.host.path(named)


def examine(host: Host) -> Patient:
    """Read the settings once for all checks."""
    try:
        return Patient(host, load_config(host.settings_file))
    except ConfigError as fault:
        return Patient(host, None, str(fault))


def camera_fault(config: Config) -> str:
    """Open the camera in the scanner's own child process; its fault code, empty = frames come."""
    begun_s = time.monotonic()
    with ScannerProcess(_source(config)) as scanner:
        scanner.start_scanning()
        while time.monotonic() - begun_s < _CAMERA_DEADLINE_S:
            for event in scanner.poll():
                if isinstance(event, CameraState):
                    return event.fault.value if event.fault else ""
            threading.Event().wait(_POLL_S)
    return "slow"


def missing_guards(config: Config) -> tuple[str, ...] | None:
    """Start the scanner's child, which confines itself, without opening the camera; None = it says nothing."""
    begun_s = time.monotonic()
    with ScannerProcess(_source(config)) as scanner:
        while time.monotonic() - begun_s < _CAMERA_DEADLINE_S:
            scanner.poll()
            if scanner.knows_guards:
                return tuple(guard.value for guard in scanner.missing_guards)
            threading.Event().wait(_POLL_S)
    return None


def _source(config: Config) -> LiveCamera:
    camera = config.camera
    device = int(camera.device) if camera.device.isdecimal() else camera.device
    return LiveCamera(device, camera.width_px, camera.height_px)
