"""Can somebody in front of the terminal, or on its network, get past the screens?"""

from __future__ import annotations

import ipaddress
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.doctor.finding import ok, open_door, warn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk_app.doctor.finding import Finding
    from kiosk_app.doctor.host import Host, Patient

_TCP_LISTEN, _UDP_UNCONNECTED = "0A", "07"
_DHCP_CLIENT = frozenset({68, 546})
_REMOTE_CONTROL = frozenset(
    {
        "Xvnc", "anydesk", "gdbserver", "sshd", "teamviewerd", "telnetd", "vncserver", "wayvnc", "x0vncserver",
        "x11vnc", "xrdp",
    }
)  # fmt: skip
_DEBUGGERS = ("debugpy", "pydevd", "pdb")
_DEBUG_VARIABLES = (
    "KIOSK_THROW_AWAY",
    "KIOSK_PASSPHRASE",
    "PYTHONDEVMODE",
    "PYTHONINSPECT",
    "QT_DEBUG_PLUGINS",
)
_POWERFUL_GROUPS = frozenset({"sudo", "wheel", "admin", "docker", "root", "adm", "disk", "shadow"})
_MOST_NAMED = 5
_MOST_FILES = 20_000


def virtual_terminals(patient: Patient) -> Finding:
    """Ctrl+Alt+Fn leads nowhere."""
    host = patient.host
    if re.search(r"^ExecStart=.*\bcage\b.*\s-s\b", host.unit(), re.MULTILINE):
        return open_door(
            "virtual_terminals",
            "cage runs with -s: Ctrl+Alt+Fn leaves the terminal.",
            "Remove -s from ExecStart in kiosk.service.",
        )
    if _setting(host, "logind.conf", "NAutoVTs") != "0":
        return open_door(
            "virtual_terminals",
            "Ctrl+Alt+Fn opens a login prompt.",
            "Set NAutoVTs=0 in /etc/systemd/logind.conf.d/50-kiosk.conf",
        )
    xorg = host.text(host.path("/etc/X11/xorg.conf")) + "".join(
        host.text(path) for path in host.path("/etc/X11/xorg.conf.d").glob("*.conf")
    )
    if (
        "cage" not in host.unit()
        and host.unit()
        and not re.search(r'"DontVTSwitch"\s+"(true|on|1)"', xorg, re.IGNORECASE)
    ):
        return open_door(
            "virtual_terminals",
            "X lets Ctrl+Alt+Fn through.",
            'Set Option "DontVTSwitch" "true" in /etc/X11/xorg.conf.d/50-kiosk.conf',
        )
    return ok("virtual_terminals", "Switching is off.")


def login_prompts(patient: Patient) -> Finding:
    """No console waits for, or grants, a login."""
    host = patient.host
    units = host.path("/etc/systemd/system")
    autologin = [path for path in units.glob("*getty@*.service.d/*.conf") if "--autologin" in host.text(path)]
    if autologin:
        return open_door(
            "login_prompts",
            f"{autologin[0]} logs somebody in without a password.",
            f"Delete it: rm {autologin[0]}",
        )
    wanted = sorted(path.name for path in units.glob("getty.target.wants/getty@tty*.service"))
    if wanted:
        return open_door(
            "login_prompts",
            f"A console waits for a login: {wanted[0]}.",
            f"Run: systemctl disable {wanted[0]}",
        )
    return ok("login_prompts", "None.")


def magic_keys(patient: Patient) -> Finding:
    """SysRq and Ctrl+Alt+Del do nothing."""
    host = patient.host
    value = host.text(host.proc / "sys" / "kernel" / "sysrq").strip()
    if value not in {"0", ""}:
        return open_door(
            "magic_keys",
            f"The SysRq keys work (kernel.sysrq = {value}).",
            "Set kernel.sysrq = 0 in /etc/sysctl.d/60-kiosk.conf and run: sysctl --system",
        )
    target = host.path("/etc/systemd/system/ctrl-alt-del.target")
    if not (target.is_symlink() and str(target.readlink()) == "/dev/null"):
        return open_door(
            "magic_keys", "Ctrl+Alt+Del restarts the machine.", "Run: systemctl mask ctrl-alt-del.target"
        )
    return ok("magic_keys", "Off.")


def listening_ports(patient: Patient) -> Finding:
    """Nobody on the network can knock."""
    sockets = sorted(set(_listening(patient.host)))
    outside = [f"{kind} {port}" for kind, port, is_local in sockets if not is_local]
    if outside:
        named = ", ".join(outside[:_MOST_NAMED])
        fix = "Find who listens (ss -lntup), then stop and disable that service."
        return open_door("listening_ports", f"Open to the network: {named}.", fix)
    local = [f"{kind} {port}" for kind, port, is_local in sockets if is_local]
    if local:
        fix = "Find who listens (ss -lntup); only a local name service or clock may."
        return warn("listening_ports", f"Open on this machine only: {', '.join(local[:_MOST_NAMED])}.", fix)
    return ok("listening_ports", "None.")


def _listening(host: Host) -> Iterator[tuple[str, int, bool]]:
    for kind, state in (
        ("tcp", _TCP_LISTEN),
        ("tcp6", _TCP_LISTEN),
        ("udp", _UDP_UNCONNECTED),
        ("udp6", _UDP_UNCONNECTED),
    ):
        for line in host.text(host.proc / "net" / kind).splitlines()[1:]:
            words = line.split()
            if len(words) < 4 or words[3] != state:  # noqa: PLR2004 - sl, local, remote, state
                continue
            address, _, port = words[1].partition(":")
            if not (kind.startswith("udp") and int(port, 16) in _DHCP_CLIENT):
                yield kind[:3], int(port, 16), _is_local(address)


def _is_local(address: str) -> bool:
    """An address of /proc/net: 32-bit words, each in the machine's own byte order."""
    raw = b"".join(bytes.fromhex(address[at : at + 8])[::-1] for at in range(0, len(address), 8))
    found = ipaddress.ip_address(raw)
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)


def remote_control(patient: Patient) -> Finding:
    """No program of a workbench is left running."""
    for pid, words in patient.host.command_lines():
        name = Path(words[0].split()[0].rstrip(":")).name
        debugger = next((tool for tool in _DEBUGGERS if tool in words), "")
        if name in _REMOTE_CONTROL or debugger:
            what = f"{debugger or name} is running (process {pid})."
            return open_door("remote_control", what, f"Stop it (kill {pid}) and remove its package or unit.")
    return ok("remote_control", "Nothing of the kind runs.")


def debug_settings(patient: Patient) -> Finding:
    """No switch of a workbench is left on."""
    host = patient.host
    places = {"environment": dict(host.environment)}
    unit = re.findall(
        r'([A-Z_]+)=("[^"]*"|\S*)', "\n".join(re.findall(r"^Environment=(.*)$", host.unit(), re.MULTILINE))
    )
    places["kiosk.service"] = dict(unit)
    for place, variables in places.items():
        left = [name for name in _DEBUG_VARIABLES if variables.get(name)]
        if variables.get("QT_QPA_PLATFORM", "").strip('"') in {"vnc", "offscreen"}:
            left.append("QT_QPA_PLATFORM")
        if left:
            return open_door(
                "debug_settings",
                f"{', '.join(left)} is set in the {place}.",
                f"Remove {', '.join(left)} from the {place}.",
            )
    return ok("debug_settings", "None is set.")


def core_dumps(patient: Patient) -> Finding:
    """Nobody's data is left in a crash file."""
    host = patient.host
    found = [path for path in patient.data.directory.glob("core*") if path.is_file()]
    if found:
        return open_door("core_dumps", f"A crash left {found[0]}.", f"Delete it: rm {found[0]}")
    pattern = host.text(host.proc / "sys" / "kernel" / "core_pattern").strip()
    unit_is_limited = bool(re.search(r"^LimitCORE=0\s*$", host.unit(), re.MULTILINE))
    if pattern not in {"", "|/bin/false"} and not unit_is_limited:
        return open_door(
            "core_dumps",
            f"Crashes are written to {pattern}.",
            "Set LimitCORE=0 in kiosk.service, and kernel.core_pattern = |/bin/false",
        )
    return ok("core_dumps", "Off.")


def swap(patient: Patient) -> Finding:
    """Memory is not written to a disk."""
    lines = patient.host.text(patient.host.proc / "swaps").splitlines()[1:]
    disks = [line.split()[0] for line in lines if line.split() and "zram" not in line]
    if disks:
        return open_door(
            "swap", f"Memory is swapped to {disks[0]}.", "Run: swapoff -a, and remove swap from /etc/fstab"
        )
    return ok("swap", "None on a disk.")


def rights(patient: Patient) -> Finding:
    """The terminal's user can do nothing but run the terminal."""
    host = patient.host
    for line in host.text(host.path("/etc/group")).splitlines():
        name, _, rest = line.partition(":")
        if name in _POWERFUL_GROUPS and host.user in rest.rpartition(":")[2].split(","):
            return open_door(
                "rights", f"{host.user} is in the group {name}.", f"Run: gpasswd -d {host.user} {name}"
            )
    for path in (host.path("/etc/sudoers"), *host.path("/etc/sudoers.d").glob("*")):
        if re.search(rf"^\s*{host.user}\s", host.text(path), re.MULTILINE):
            return open_door(
                "rights",
                f"{path} gives {host.user} the rights of root.",
                f"Remove the line of {host.user} from {path}.",
            )
    for line in host.text(host.path("/etc/shadow")).splitlines():
        name, _, rest = line.partition(":")
        if rest.startswith(":"):
            return open_door("rights", f"{name} has no password.", f"Run: passwd --lock {name}")
    return ok("rights", f"{host.user} has none beyond its own.")


def writable_files(patient: Patient) -> Finding:
    """Nothing of the terminal can be changed by everybody."""
    host = patient.host
    places = (
        host.path("/usr/lib/kiosk"),
        host.path("/opt/kiosk"),
        host.settings_file.parent,
        patient.data.directory,
    )
    looked = 0
    for place in places:
        for path in (place, *place.rglob("*")):
            looked += 1
            if looked > _MOST_FILES:
                break
            try:
                mode = path.lstat().st_mode
            except OSError:
                continue  # gone meanwhile, or never there
            if mode & stat.S_IWOTH and not stat.S_ISLNK(mode):
                return open_door("writable_files", f"Everybody can change {path}.", f"Run: chmod o-w {path}")
    return ok("writable_files", "None.")


def _setting(host: Host, file: str, name: str) -> str:
    found = re.findall(rf"^\s*{name}\s*=\s*(\S*)", host.drop_ins("systemd", file), re.MULTILINE)
    return str(found[-1]) if found else ""
