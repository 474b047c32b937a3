"""What the readiness page says about this machine, found out now; every fault becomes words on the page."""

from __future__ import annotations

import importlib.metadata
import platform
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.audit import AuditLog
from kiosk_app.paths import DataPaths
from kiosk_app.provisioning.fleet_key import FleetKeyUnusable, fingerprint, read_public_key
from kiosk_app.provisioning.install import (
    RootRefused,
    read_note,
    read_root_file,
    read_settings,
    root_fingerprint,
)
from kiosk_app.provisioning.readiness import CHINA, ReadinessFacts
from kiosk_app.provisioning.settings import config_hash
from kiosk_app.secrets import machine_moment
from offline_cache import RegistryStore
from offline_cache.agency import Adcode as CityCode
from printing import PortFault, ProbeReport, ProbeStore, probe

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.config import Config

DISTRIBUTION = "taizhou-debt-help-kiosk"
_SHOWN_VERSIONS = (("kiosk", DISTRIBUTION), ("qt", "PySide6-Essentials"), ("tuf", "tuf"))


def versions() -> tuple[tuple[str, str], ...]:
    """Of the application and of what it stands on; `source` where it runs uninstalled."""
    rows = [(name, _version(package)) for name, package in _SHOWN_VERSIONS]
    return (*rows, ("python", platform.python_version()))


def gather_facts(
    config: Config, settings_file: Path, fleet_key_file: Path, utc_now: Callable[[], datetime]
) -> ReadinessFacts:
    """Look at this machine: registry, keys, camera, printer. Takes up to five seconds for a silent printer."""
    data, terminal, panel = DataPaths(Path(config.data)), config.terminal, config.panel
    return ReadinessFacts(
        terminal=terminal.id,
        site_zh=terminal.name_zh,
        site_en=terminal.name_en,
        district=terminal.district,
        versions=versions(),
        config_hash=config_hash(read_settings(settings_file) or ""),
        registry=_registry(config, data, utc_now()),
        root=_root(Path(config.registry.root)),
        fleet=_fleet(fleet_key_file),
        camera=_camera(config.camera.device),
        printer=_printer(config.printer.url, data),
        panel=f"{panel.width_px} x {panel.height_px}, {panel.diagonal_in:g} in",
        made_at=utc_now(),
        provisioned=_provisioned(data),
        anchor=_anchor(data, utc_now),
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "source"


def _registry(config: Config, data: DataPaths, now: datetime) -> str:
    try:
        pinned = read_root_file(Path(config.registry.root))
    except RootRefused:
        return "no root of trust"
    cities = tuple(CityCode(city) for city in config.terminal.cities)
    with RegistryStore(data.registry, pinned, cities=cities) as store:
        state = store.load(now)
    if state.seq is None or state.issued is None:
        return f"{state.freshness.value}: {state.reason.value}"
    days = max(0, (now - state.issued).days)
    return f"{state.freshness.value}, release {state.seq}, {days} days old, {state.root_prefix}"


def _root(path: Path) -> str:
    try:
        return root_fingerprint(read_root_file(path))
    except RootRefused:
        return "missing"


def _fleet(path: Path) -> str:
    try:
        return fingerprint(read_public_key(path).public_bytes_raw())
    except FleetKeyUnusable:
        return ""


def _camera(device: str) -> str:
    node = Path(device) if device.startswith("/") else Path(f"/dev/video{device}")
    return device if node.exists() else f"{device}: NOT FOUND"


def _printer(url: str, data: DataPaths) -> str:
    store = ProbeStore(data.printers)
    try:
        report = probe(url)
    except PortFault as fault:
        return f"{url}: {fault.code.value.upper()}"
    if report != ProbeReport() and data.directory.is_dir():
        store.save(url, report)
    name = " ".join(part for part in (report.maker, report.model) if part) or "unnamed"
    return f"{name}, {url}, proof {report.fence.value}"


def _provisioned(data: DataPaths) -> str:
    note = read_note(data)
    if note is None:
        return ""
    minutes, seconds = divmod(note.took_s, 60)
    at = datetime.fromisoformat(note.at).astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return f"{at}, {note.source}, {minutes} min {seconds} s"


def _anchor(data: DataPaths, utc_now: Callable[[], datetime]) -> str:
    try:
        return str(AuditLog(data.audit, utc_now, machine_moment().boot_id).head() or "")
    except OSError:
        return ""
