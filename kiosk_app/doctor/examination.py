"""The whole examination: every check once, in the order a technician would look."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk_app.doctor import device_checks, lockdown_checks, machine_checks, terminal_checks
from kiosk_app.doctor.finding import CheckState, Finding, fail
from kiosk_app.doctor.host import examine

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.doctor.host import Host, Patient

    Check = Callable[[Patient], Finding]

logger = logging.getLogger(__name__)

GROUPS: dict[str, tuple[Check, ...]] = {
    "terminal": (
        terminal_checks.settings,
        terminal_checks.permissions,
        terminal_checks.secrets,
        terminal_checks.root_of_trust,
        terminal_checks.registry,
        terminal_checks.audit,
        terminal_checks.update_slots,
        terminal_checks.libraries,
        terminal_checks.fonts,
        terminal_checks.simulated,
    ),
    "devices": (
        device_checks.camera,
        device_checks.printer,
        device_checks.panel,
        device_checks.touch,
        device_checks.sound,
    ),
    "machine": (
        machine_checks.disk,
        machine_checks.inodes,
        machine_checks.data_folder,
        machine_checks.memory,
        machine_checks.temperature,
        machine_checks.clock,
        machine_checks.last_start,
        machine_checks.service,
        machine_checks.watchdog,
        machine_checks.hardware_watchdog,
        machine_checks.journal_caps,
        machine_checks.process_limits,
    ),
    "lock-down": (
        lockdown_checks.virtual_terminals,
        lockdown_checks.login_prompts,
        lockdown_checks.magic_keys,
        lockdown_checks.listening_ports,
        lockdown_checks.remote_control,
        lockdown_checks.debug_settings,
        lockdown_checks.core_dumps,
        lockdown_checks.swap,
        lockdown_checks.rights,
        lockdown_checks.writable_files,
        device_checks.keyboards,
        device_checks.scanner_sandbox,
    ),
}


def examine_all(host: Host, *, production: bool) -> dict[str, tuple[Finding, ...]]:
    """Run every check; no fault of the machine ends the examination.

    Takes some seconds where a camera or printer is tried. Any thread but the GUI's.

    Args:
        host: the machine.
        production: gaps in the lock-down and missing devices are faults.
    """
    patient = examine(host)
    return {
        group: tuple(_run(check, patient).judged(production=production) for check in checks)
        for group, checks in GROUPS.items()
    }


def has_failed(results: dict[str, tuple[Finding, ...]]) -> bool:
    """Whether anything must be mended."""
    return any(finding.state is CheckState.FAIL for findings in results.values() for finding in findings)


def _run(check: Check, patient: Patient) -> Finding:
    try:
        return check(patient)
    except Exception as fault:  # noqa: BLE001 - the boundary of a check: one that breaks must not hide the others
        logger.info("the check %s broke: %s", check.__name__, type(fault).__name__)
        what = f"This could not be looked at: {type(fault).__name__}."
        return fail(
            check.__name__, what, "Run this as root; when it stays, report it with the output of --json."
        )
