"""What this terminal is: versions, hash of its settings, fingerprints of what it trusts, head of its audit log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk_app.audit import AuditLog
from kiosk_app.provisioning import (
    FleetKeyUnusable,
    RootRefused,
    config_hash,
    fingerprint,
    read_note,
    read_public_key,
    read_settings,
    root_fingerprint,
    versions,
)
from kiosk_app.secrets import machine_moment
from kiosk_app.technician.facts import About

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from kiosk_app.paths import DataPaths
    from kiosk_app.technician.setup import TechnicianSetup


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known without looking: the terminal's id, and the root of trust it was started with."""

    terminal: str
    pinned_root: bytes


def read_about(
    identity: Identity, setup: TechnicianSetup, data: DataPaths, utc_now: Callable[[], datetime]
) -> About:
    """Find the rest out; what is missing is empty. Not on the GUI thread."""
    rows = versions()
    hashed = _config(setup.settings_file)
    root = root_of(identity.pinned_root)
    fleet = _fleet(setup.fleet_key_file)
    anchor = _anchor(data, utc_now)
    shown = {
        "id": identity.terminal,
        **dict(rows),
        "config": hashed,
        "root": root,
        "fleet": fleet,
        "audit": anchor,
    }
    payload = "\n".join(("TZDH-TERMINAL1", *(f"{name}={value}" for name, value in shown.items() if value)))
    note = read_note(data)
    return About(rows, hashed, root, fleet, anchor, f"{note.at} {note.source}" if note else "", payload)


def root_of(pinned_root: bytes) -> str:
    """Fingerprint of the root of trust, as `kiosk provision` and the office show it."""
    try:
        return root_fingerprint(pinned_root)
    except RootRefused:
        return ""


def _config(file: Path) -> str:
    try:
        text = read_settings(file)
    except OSError:
        return ""
    return config_hash(text) if text is not None else ""


def _fleet(file: Path) -> str:
    try:
        return fingerprint(read_public_key(file).public_bytes_raw())
    except (FleetKeyUnusable, OSError):
        return ""


def _anchor(data: DataPaths, utc_now: Callable[[], datetime]) -> str:
    try:
        return str(AuditLog(data.audit, utc_now, machine_moment().boot_id).head() or "")
    except OSError:
        return ""
