"""What the child gives up for good before it looks at anything: files, network, other processes.

Works without any privilege, for an ordinary user. Everything the process needs is loaded before; afterwards
it may read its own program and the source of its pictures, use the camera, and nothing else. A guard the
kernel does not offer is named to the caller, never passed over in silence.

Sequence: no new privileges, a network of its own that is empty, file rules, system calls. The last three
hold for threads started later, so this comes before the first one.

Source: landlock(7), seccomp(2), linux/landlock.h, user_namespaces(7).
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import sysconfig
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from scanner import system_calls
from scanner.camera import CameraSource, LiveCamera, MjpegUrl, Replay

if TYPE_CHECKING:
    from collections.abc import Iterator

_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER: Final = 0x1000_0000
_CLONE_NEWNET: Final = 0x4000_0000

# Landlock's numbers are the same on every architecture.
_CREATE_RULESET: Final = 444
_ADD_RULE: Final = 445
_RESTRICT_SELF: Final = 446
_VERSION_FLAG: Final = 1
_RULE_PATH: Final = 1
_RULE_PORT: Final = 2
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_IOCTL_DEV: Final = 1 << 15
_CONNECT_TCP: Final = 1 << 1
_BIND_AND_CONNECT: Final = 3
_SIGNALS_AND_ABSTRACT_SOCKETS: Final = 3
_FILE_RIGHTS: Final = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}
"""All rights over files that each version of Landlock knows; from the fifth on also ioctl on devices."""
_ALL_FILE_RIGHTS: Final = 0xFFFF
_VERSION_WITH_NETWORK: Final = 4
_VERSION_WITH_IOCTL: Final = 5
_VERSION_WITH_SCOPES: Final = 6

_LIBRARY_FOLDERS: Final = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
_NAME_SERVICE_FILES: Final = tuple(
    f"/etc/{name}" for name in ("hosts", "resolv.conf", "nsswitch.conf", "host.conf", "gai.conf")
)
Identity = tuple[int, int, int]


class Guard(StrEnum):
    """One thing the child cannot do any more."""

    PRIVILEGES = "privileges"
    """Gain privileges by running a set-user-id program."""
    FILES = "files"
    """Open a file that is neither its program nor its source, write any, or signal another process."""
    SYSTEM_CALLS = "system calls"
    """Start a program or a process, trace one, or use the parts of the kernel a decoder has no need of."""
    NETWORK = "network"
    """Open a socket, unless the camera is one that speaks HTTP."""


@dataclass(frozen=True, slots=True)
class Confinement:
    """What was achieved. `devices`: camera nodes that may be opened, None when all of them may."""

    missing: tuple[Guard, ...]
    devices: frozenset[Identity] | None

    def is_outgrown(self, source: CameraSource) -> bool:
        """Say whether the camera is on a node that was not there: only a fresh process may open it."""
        if self.devices is None or not isinstance(source, LiveCamera):
            return False
        identity = identity_of(source.node)
        return identity is not None and identity not in self.devices


def confine(source: CameraSource) -> Confinement:
    """Give up everything but the source, for this thread and all that it starts. Cannot be undone.

    Args:
        source: where pictures will come from; needs to exist by now to be readable afterwards.
    """
    library = ctypes.CDLL(None, use_errno=True)
    privileges = library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    by_http = isinstance(source, MjpegUrl)
    # A process of several threads may not enter a user namespace: this one has a single thread.
    alone = not by_http and library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0
    devices = frozenset(filter(None, map(identity_of, _nodes(source))))
    files = privileges and _rule_files(library, source)
    calls = privileges and system_calls.refuse(library, with_sockets=by_http)
    held = {
        Guard.PRIVILEGES: privileges,
        Guard.FILES: files,
        Guard.SYSTEM_CALLS: calls,
        Guard.NETWORK: alone or calls,
    }
    return Confinement(tuple(guard for guard, holds in held.items() if not holds), devices if files else None)


def identity_of(node: Path) -> Identity | None:
    """Tell which device or file stands behind a path now; links are followed. None: nothing does."""
    try:
        facts = node.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino, facts.st_rdev


def _nodes(source: CameraSource) -> tuple[Path, ...]:
    return (source.node, *Path("/dev").glob("video*")) if isinstance(source, LiveCamera) else ()


def _rule_files(library: ctypes.CDLL, source: CameraSource) -> bool:
    version = _call(library, _CREATE_RULESET, None, 0, _VERSION_FLAG)
    if version < 1:
        return False
    rights = _FILE_RIGHTS.get(version, _ALL_FILE_RIGHTS)
    fields = [rights]
    if version >= _VERSION_WITH_NETWORK:
        fields.append(_BIND_AND_CONNECT)
    if version >= _VERSION_WITH_SCOPES:
        fields.append(_SIGNALS_AND_ABSTRACT_SOCKETS)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = _call(library, _CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path, wanted in _allowed(source):
            _allow_path(library, ruleset, path, wanted & rights)
        if isinstance(source, MjpegUrl) and version >= _VERSION_WITH_NETWORK:
            port = struct.pack("=QQ", _CONNECT_TCP, urlsplit(source.url).port or 80)
            _call(library, _ADD_RULE, ruleset, _RULE_PORT, port, 0)
        return _call(library, _RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allowed(source: CameraSource) -> Iterator[tuple[Path, int]]:
    read = _READ_FILE | _READ_DIR
    for folder in (*_LIBRARY_FOLDERS, *_program_folders()):
        yield Path(folder), read
    for node in _nodes(source):
        yield node, _READ_FILE | _WRITE_FILE | _IOCTL_DEV
    match source:
        case Replay():
            yield source.path, read
        case MjpegUrl():
            for name in _NAME_SERVICE_FILES:
                yield Path(name), _READ_FILE
        case LiveCamera():
            pass


def _program_folders() -> Iterator[str]:
    """Give where the interpreter and its packages may still load something from."""
    if getattr(sys, "frozen", False):
        yield str(Path(sys.executable).parent)
        return
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield sysconfig.get_path(name)
    yield str(Path(__file__).parent)


def _call(library: ctypes.CDLL, number: int, *arguments: bytes | int | None) -> int:
    """Make a system call for which the C library has no function; -1 when the kernel refuses."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return int(library.syscall(ctypes.c_long(number), *wide))


def _allow_path(library: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    """Add a rule for what is there; what is not there stays closed."""
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= ~_READ_DIR
        _call(library, _ADD_RULE, ruleset, _RULE_PATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)
