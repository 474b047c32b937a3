"""What the doctor says of the scanner's sandbox is what a real child of the scanner was refused by a real kernel."""

from __future__ import annotations

import subprocess
import sys

from kiosk_app.doctor.device_checks import scanner_sandbox
from kiosk_app.doctor.finding import CheckState
from kiosk_app.doctor.host import Host, Patient
from scanner.confinement import Guard
from tests.support.provisioning import settings_of_a_terminal

_LAYERS = 16
"""landlock(7): a thread can be restricted by so many rulesets, and by no more."""
_PROGRAM = f"""
import ctypes, struct
from kiosk_app.doctor.host import missing_guards
from tests.support.provisioning import settings_of_a_terminal
kernel = ctypes.CDLL(None)
kernel.prctl(38, 1, 0, 0, 0)
pipes = struct.pack("=Q", 1 << 10)  # only making named pipes is refused, which nobody here does
for _ in range({_LAYERS}):
    kernel.syscall(446, kernel.syscall(444, pipes, len(pipes), 0), 0)
print(missing_guards(settings_of_a_terminal()))
"""


def test_a_guard_the_kernel_does_not_give_is_named_with_its_fix() -> None:
    """All of Landlock's layers are used up, so the child gets no rules for files."""
    said = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60, check=True
    ).stdout
    assert "'files'" in said
    finding = scanner_sandbox(Patient(Host(try_sandbox=lambda _: ("files",)), settings_of_a_terminal()))
    assert (finding.state, finding.hardens) == (CheckState.FAIL, True)
    assert "files" in finding.what
    assert "Landlock" in finding.fix


def test_every_guard_has_a_fix() -> None:
    for guard in Guard:
        patient = Patient(Host(try_sandbox=lambda _, name=guard.value: (name,)), settings_of_a_terminal())  # type: ignore[misc]  # the name is bound
        assert len(scanner_sandbox(patient).fix) > 10
