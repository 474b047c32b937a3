"""Is this machine a terminal? Libraries, fonts, settings, secrets, trust, the list, the audit log."""

from __future__ import annotations

import importlib.util
import re
import ssl
import stat
from typing import TYPE_CHECKING

from kiosk_app.audit import AuditLog
from kiosk_app.doctor.finding import absent, fail, ok, open_door, warn
from kiosk_app.paths import FACTORY_DIR, PROGRAMS_DIR
from kiosk_app.provisioning import GLYPH_SAMPLE, RootRefused, read_root_file, root_fingerprint
from kiosk_app.secrets import SecretDamaged, read_secrets
from kiosk_app.updating import Slots
from offline_cache import Freshness, RegistryStore, StateReason
from offline_cache.agency import Adcode
from printing import Fonts, FontUnavailable
from printing.fonts import DEBIAN_PACKAGE, PDF_DEBIAN_PACKAGE, PDF_FONT_FILES

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk_app.doctor.finding import Finding
    from kiosk_app.doctor.host import Patient

_LIBRARIES = (
    "PySide6",
    "cv2",
    "zxingcpp",
    "tuf",
    "msgspec",
    "zstandard",
    "PIL",
    "segno",
    "escpos",
    "reportlab",
)
_SYNC_FIX = "Check the network and run: kiosk sync, or bring the list on a stick: kiosk sync --from DIR"
_REGISTRY_FIXES = {
    StateReason.TIMESTAMP_EXPIRED: _SYNC_FIX,
    StateReason.SNAPSHOT_EXPIRED: _SYNC_FIX,
    StateReason.TARGETS_EXPIRED: "Run: kiosk sync; when it stays, ask the registry's office for a new release.",
    StateReason.CLOCK_BEFORE_FLOOR: "Set the clock (timedatectl) and replace the battery on the main board.",
    StateReason.CLOCK_AFTER_ROOT: "Set the clock (timedatectl); when it is right, ask the office for a new root.json.",
    StateReason.CLOCK_WENT_BACK: "Set the clock (timedatectl), then run: kiosk sync",
    StateReason.MARKS_LOST: _SYNC_FIX,
    StateReason.NEVER_SYNCED: "Run: kiosk sync, or bring the list on a stick: kiosk sync --from DIR",
    StateReason.ROLLED_BACK: "Somebody put an old list here: keep a copy of it for the office, then run: kiosk sync",
    StateReason.UNREADABLE: "Check the disk (dmesg), then run: kiosk sync",
}
_REGISTRY_FIX = "Run: kiosk sync; when it stays, compare root.json with the office (sha256sum)."


def libraries(patient: Patient) -> Finding:
    """Everything the terminal loads is there."""
    del patient
    missing = [name for name in _LIBRARIES if importlib.util.find_spec(name) is None]
    if missing:
        return fail("libraries", f"Not installed: {', '.join(missing)}.", "Install the kiosk package again.")
    return ok("libraries", f"{len(_LIBRARIES)} libraries found.")


def fonts(patient: Patient) -> Finding:
    """Screen and paper have a font with every character of the sample."""
    try:
        missing = Fonts.locate(patient.host.font_directories).missing_glyphs(GLYPH_SAMPLE)
    except FontUnavailable as fault:
        return fail("fonts", f"{fault}.", f"Install the Debian package {DEBIAN_PACKAGE}.")
    if missing:
        return fail("fonts", f"The font lacks {' '.join(missing)}.", f"Install {DEBIAN_PACKAGE} again.")
    if not any(path.is_file() for path in PDF_FONT_FILES):
        return warn("fonts", "No font for PDF pages.", f"Install the Debian package {PDF_DEBIAN_PACKAGE}.")
    return ok("fonts", f"Found, with {GLYPH_SAMPLE}.")


def settings(patient: Patient) -> Finding:
    """The settings can be used."""
    if patient.config is not None:
        return ok("settings", f"{patient.config.terminal.id}, {patient.host.settings_file}.")
    if not patient.host.settings_file.exists():
        return fail("settings", f"{patient.config_fault}.", "Run: kiosk provision")
    fix = f"Correct that place in {patient.host.settings_file}, or run: kiosk provision"
    return fail("settings", f"{patient.config_fault}.", fix)


def permissions(patient: Patient) -> Finding:
    """Nobody but root changes settings and trust, and nobody else reads the secrets."""
    folder = patient.host.settings_file.parent
    files = (folder, patient.host.settings_file, patient.pinned_root, patient.host.fleet_key_file)
    for path in (*files, patient.secrets):
        mode = _mode(path)
        if mode & (stat.S_IWGRP | stat.S_IWOTH):
            return fail(
                "permissions", f"{path} can be changed by others than its owner.", f"Run: chmod go-w {path}"
            )
    user = _uid_of(patient)
    for path in (*files, patient.secrets):
        # A fault in the terminal must not be able to change whom it trusts.
        if user is not None and path.exists() and path.stat().st_uid == user:
            what = f"{path} belongs to the terminal's own user."
            return fail("permissions", what, f"Run: chown root {path}")
    if _mode(patient.secrets) & stat.S_IRWXO:
        return fail(
            "permissions", f"{patient.secrets} can be read by everybody.", f"Run: chmod o= {patient.secrets}"
        )
    return ok("permissions", f"{folder} is closed to others.")


def secrets(patient: Patient) -> Finding:
    """A technician can get in."""
    path = patient.secrets
    try:
        kept = read_secrets(path)
    except FileNotFoundError:
        return absent("secrets", f"No {path}: nobody can open the technician's mode.", "Run: kiosk provision")
    except OSError as fault:
        return fail(
            "secrets", f"{path} cannot be read: {fault.strerror}.", "Run this as root, or: kiosk provision"
        )
    except SecretDamaged as fault:
        return fail("secrets", f"{fault}.", "Run: kiosk provision --new-secrets")
    return ok("secrets", f"PIN, one-time secret and {len(kept.recovery)} recovery codes.")


def root_of_trust(patient: Patient) -> Finding:
    """The registry's root is pinned, and the authorities of its server can be read where they are named."""
    try:
        mark = root_fingerprint(read_root_file(patient.pinned_root))
    except RootRefused as refusal:
        fix = f"Copy root.json of the key ceremony to {patient.pinned_root}."
        return fail("root_of_trust", str(refusal), fix)
    named = patient.config.registry.ca_file if patient.config else ""
    if named:
        ca_file = patient.host.path(named)
        try:
            ssl.create_default_context(cafile=ca_file)
        except OSError:
            return fail(
                "root_of_trust",
                f"registry.ca_file: {ca_file} is not a file of certificates in PEM form.",
                "Copy the certificates of the registry's server there, or take the line out.",
            )
    return ok("root_of_trust", f"{mark}: compare it with the office.")


def registry(patient: Patient) -> Finding:
    """There is a list that may be shown."""
    if patient.config is None:
        return absent("registry", "Not looked at: no settings.", "Mend the settings first.")
    try:
        pinned = read_root_file(patient.pinned_root)
    except RootRefused:
        return fail(
            "registry", "No list follows from a missing root of trust.", "Mend the root of trust first."
        )
    cities = tuple(Adcode(city) for city in patient.config.terminal.cities)
    with RegistryStore(patient.data.registry, pinned, cities=cities) as store:
        state = store.load(patient.host.utc_now())
    fix = _REGISTRY_FIXES.get(state.reason, _REGISTRY_FIX)
    what = f"{state.freshness.value} ({state.reason.value})"
    if state.registry is None:
        return fail("registry", f"No list can be shown: {what}. {state.detail}".strip(), fix)
    counted = sum(len(state.registry.agencies_of(city)) for city in cities)
    line = f"release {state.seq}, {counted} agencies, {what}"
    if state.freshness is Freshness.CURRENT:
        return ok("registry", f"{line}.")
    return (fail if state.freshness is Freshness.CLOCK_SUSPECT else warn)("registry", f"{line}.", fix)


def update_slots(patient: Patient) -> Finding:
    """The program that is started is there, proven, and nobody but root can change it."""
    host = patient.host
    slots = Slots(host.path(str(PROGRAMS_DIR)), host.path(str(FACTORY_DIR)), "", host.utc_now)
    if not slots.folder.is_dir():
        return absent("update_slots", f"No {slots.folder}.", "Install the kiosk package.")
    user = _uid_of(patient)
    for path in (slots.folder, *slots.folder.iterdir()):
        facts = path.lstat()
        is_open = bool(facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)) and not stat.S_ISLNK(facts.st_mode)
        if is_open or facts.st_uid == user:
            fix = f"Run: chown -Rh root {slots.folder} && chmod -R go-w {slots.folder}"
            return fail("update_slots", f"{path} can be changed by others than root.", fix)
    state, trial = slots.state(), slots.trial()
    if trial is not None:
        fix = "Restart the terminal (systemctl restart kiosk), or go back: kiosk update rollback"
        return warn("update_slots", f"Version {trial.version} is on trial, start {trial.tries}.", fix)
    if state.failed:
        fix = "Read why (journalctl -u kiosk), and ask the office for another one."
        return warn("update_slots", f"Version {state.failed} did not come up and was left.", fix)
    return ok("update_slots", f"The program of {slots.current or 'the package'} is started.")


def audit(patient: Patient) -> Finding:
    """Nobody changed the audit log."""
    log = AuditLog(patient.data.audit, patient.host.utc_now, "doctor")
    try:
        report = log.verify()
    except OSError as fault:
        return fail(
            "audit",
            f"The audit log cannot be read: {fault.strerror}.",
            "Run this as root, and check the disk.",
        )
    if not report.is_whole:
        first = report.findings[0].sentence
        fix = "Export it (kiosk audit export FILE), report it, and only then move it away."
        return fail("audit", f"The audit log was changed: {first}.", fix)
    if report.head is None:
        return absent("audit", "The audit log is empty.", "Start the terminal once, or run: kiosk provision")
    return ok("audit", f"{report.records} records, head {report.head}.")


def simulated(patient: Patient) -> Finding:
    """Nothing in the settings stands for a device or a service of a workbench."""
    config = patient.config
    if config is None:
        return absent("simulated", "Not looked at: no settings.", "Mend the settings first.")
    if config.printer.url.startswith("sim:"):
        return open_door(
            "simulated", "The printer is a simulated one.", "Set printer.url to the real printer's port."
        )
    host = config.registry.url.split("://", 1)[-1]
    if host.startswith(("127.", "localhost", "[::1]")):
        return open_door(
            "simulated", "The registry is one on this machine.", "Set registry.url to the office's address."
        )
    return ok("simulated", "Printer and registry are real ones.")


def _uid_of(patient: Patient) -> int | None:
    """Number of the terminal's user on that machine; None = there is none, or it is root itself."""
    text = patient.host.text(patient.host.path("/etc/passwd"))
    found = re.search(rf"^{re.escape(patient.host.user)}:[^:]*:(\d+):", text, re.MULTILINE)
    return int(found[1]) if found and found[1] != "0" else None


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0
