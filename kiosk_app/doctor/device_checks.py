"""What is plugged in: camera, printer, screen, touch, keyboards, sound."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kiosk_app.doctor.finding import absent, fail, ok, open_door, warn
from printing import PortFault, PortFaultCode, ProbeReport

if TYPE_CHECKING:
    from kiosk_app.doctor.finding import Finding
    from kiosk_app.doctor.host import Host, Patient

_NO_SETTINGS = ("Not looked at: no settings.", "Mend the settings first.")
_BUSY = ("Not tried: in use by the running terminal.", "Stop the service to try it: systemctl stop kiosk")
_CAMERA_FIXES = {
    "gone": "Plug the camera in again, into a port of the machine itself.",
    "busy": "End the other program that uses the camera, and restart.",
    "black": "Take the cap off the lens, and check the light.",
    "frozen": "Plug the camera out and in; replace it when it happens again.",
    "slow": "Use a USB port of the machine itself, not a hub, and more light.",
    "wrong_size": "Set camera.width_px and camera.height_px to a size the camera has.",
}
_PORT_FIXES = {
    PortFaultCode.BAD_URL: "Correct printer.url in the settings.",
    PortFaultCode.NOT_FOUND: "Switch the printer on, check its cable and printer.url.",
    PortFaultCode.BUSY: "Stop what else uses the printer (the service, CUPS), and look at the rights of the device.",
    PortFaultCode.GONE: "Check the printer's cable and power supply.",
    PortFaultCode.STALLED: "Switch the printer off and on; check its cable.",
}
_SANDBOX_FIXES = {
    "privileges": "Start Debian's own kernel (prctl PR_SET_NO_NEW_PRIVS).",
    "files": "Start Debian's own kernel with Landlock: see that /sys/kernel/security/lsm names landlock.",
    "system calls": "Start Debian's own kernel (CONFIG_SECCOMP_FILTER).",
    "network": "Allow user namespaces: sysctl kernel.unprivileged_userns_clone=1.",
}
"""By the name of each `scanner.confinement.Guard`."""
# Epson ESC/POS reference, DLE EOT n: bits of the answers to n = 2 (offline cause) and n = 4 (roll paper sensor).
_COVER_OPEN, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40
_PAPER_END, _NEAR_END = 0x60, 0x0C
_DIRECT_TOUCH = 0x02
"""INPUT_PROP_DIRECT of linux/input-event-codes.h: a touch screen, not a touch pad."""


def camera(patient: Patient) -> Finding:
    """The camera gives pictures."""
    config, host = patient.config, patient.host
    if config is None:
        return absent("camera", *_NO_SETTINGS)
    device = config.camera.device
    node = host.path(device if device.startswith("/") else f"/dev/video{device}")
    if not node.exists():
        return absent(
            "camera", f"There is no {node}{_others(host)}.", "Plug the camera in, or set camera.device."
        )
    if host.is_running():
        return warn("camera", *_BUSY)
    fault = host.try_camera(config)
    if fault:
        fix = _CAMERA_FIXES.get(fault, "Plug the camera out and in; replace it when it stays.")
        return fail("camera", f"{device} is there, but: {fault}.", fix)
    if "by-id" not in device:
        fix = f"Set camera.device to its path below /dev/v4l/by-id{_others(host)}."
        return warn("camera", f"{device} works, but its number may change.", fix)
    return ok("camera", f"{device} gives pictures.")


def _others(host: Host) -> str:
    found = sorted(host.path("/dev/v4l/by-id").glob("*-video-index0"))
    return f" (plugged in: {', '.join(path.name for path in found)})" if found else ""


def scanner_sandbox(patient: Patient) -> Finding:
    """The process that decodes what people show can open nothing but the camera. Tried with the camera closed."""
    if patient.config is None:
        return absent("scanner_sandbox", *_NO_SETTINGS)
    missing = patient.host.try_sandbox(patient.config)
    if missing is None:
        fix = "Look at the log (journalctl -u kiosk); when it stays, install the kiosk package again."
        return fail("scanner_sandbox", "The scanner's process does not come up.", fix)
    if missing:
        what = f"The kernel does not confine the scanner's process in: {', '.join(missing)}."
        return open_door("scanner_sandbox", what, " ".join(_SANDBOX_FIXES[name] for name in missing))
    return ok("scanner_sandbox", "The scanner's process can open nothing but the camera.")


def printer(patient: Patient) -> Finding:
    """The printer answers, has paper and proves what it prints."""
    if patient.config is None:
        return absent("printer", *_NO_SETTINGS)
    if patient.host.is_running():
        return warn("printer", *_BUSY)
    url = patient.config.printer.url
    try:
        report = patient.host.try_printer(url)
    except PortFault as fault:
        state = absent if fault.code is PortFaultCode.NOT_FOUND else fail
        return state("printer", f"{url}: {fault}.", _PORT_FIXES[fault.code])
    if report == ProbeReport():
        fix = "Use a printer that answers ESC/POS status queries: without them no slip is ever proven."
        return warn("printer", f"{url} opens, but says nothing about itself.", fix)
    return _printer_state(url, report)


def _printer_state(url: str, report: ProbeReport) -> Finding:
    offline, paper = report.real_time[1] or 0, report.real_time[3] or 0
    if offline & _COVER_OPEN:
        return fail("printer", "The printer's cover is open.", "Close the cover until it clicks.")
    if offline & _PAPER_STOP or paper & _PAPER_END:
        return fail(
            "printer", "The printer has no paper.", "Put in a new roll; the printed side faces the head."
        )
    if offline & _ERROR:
        return fail(
            "printer", "The printer reports an error.", "Switch it off, free the cutter, switch it on."
        )
    if paper & _NEAR_END:
        return warn("printer", "The roll is near its end.", "Put in a new roll today.")
    name = " ".join(part for part in (report.maker, report.model) if part) or "unnamed"
    return ok("printer", f"{name} at {url}, proof {report.fence.value}.")


def panel(patient: Patient) -> Finding:
    """The screen has the pixels the settings say."""
    if patient.config is None:
        return absent("panel", *_NO_SETTINGS)
    wanted = patient.config.panel.width_px, patient.config.panel.height_px
    host = patient.host
    screens = [
        path.parent
        for path in sorted(host.sys.glob("class/drm/card*-*/status"))
        if host.text(path).strip() == "connected"
    ]
    if not screens:
        return absent("panel", "No screen is connected.", "Check the cable and power of the screen.")
    if len(screens) > 1:
        names = ", ".join(screen.name for screen in screens)
        return warn(
            "panel", f"More than one screen: {names}.", "Leave only the terminal's own screen plugged in."
        )
    size = re.match(r"(\d+)x(\d+)", host.text(screens[0] / "modes"))
    found = (int(size[1]), int(size[2])) if size else (0, 0)
    if found not in {wanted, wanted[::-1]}:
        what = f"The screen has {found[0]} x {found[1]} pixels, the settings say {wanted[0]} x {wanted[1]}."
        return fail("panel", what, "Measure the screen and run: kiosk provision")
    return ok("panel", f"{found[0]} x {found[1]} pixels.")


def touch(patient: Patient) -> Finding:
    """There is a touch screen."""
    names = [name for name, _, properties in _inputs(patient.host) if properties & _DIRECT_TOUCH]
    if not names:
        return absent("touch", "No touch screen is seen.", "Check the USB cable of the touch screen.")
    return ok("touch", f"{', '.join(names)}.")


def keyboards(patient: Patient) -> Finding:
    """No keyboard is plugged into a terminal in public."""
    names = [name for name, events, _ in _inputs(patient.host) if events == _KEYBOARD_EVENTS]
    if names:
        what = f"A keyboard is plugged in: {', '.join(names)}."
        return open_door("keyboards", what, "Unplug it; a scanner that types is set to USB serial instead.")
    return ok("keyboards", "None is plugged in.")


_KEYBOARD_EVENTS = 0x120013
"""EV bitmap of a full keyboard: keys, LEDs, repeat, scan codes."""


def _inputs(host: Host) -> list[tuple[str, int, int]]:
    """Name, event bitmap and properties of each input device."""
    devices = []
    for block in host.text(host.proc / "bus" / "input" / "devices").split("\n\n"):
        name = re.search(r'^N: Name="(.*)"', block, re.MULTILINE)
        events = re.search(r"^B: EV=([0-9a-f]+)", block, re.MULTILINE)
        properties = re.search(r"^B: PROP=([0-9a-f]+)", block, re.MULTILINE)
        if name and events:
            devices.append((name[1], int(events[1], 16), int(properties[1], 16) if properties else 0))
    return devices


def sound(patient: Patient) -> Finding:
    """A speaker is there; the terminal works without one."""
    cards = patient.host.text(patient.host.proc / "asound" / "cards")
    if not re.search(r"^\s*\d+ \[", cards, re.MULTILINE):
        return absent("sound", "No sound card: the terminal is silent.", "Plug a speaker in, or leave it.")
    return ok("sound", "A sound card is there.")
