"""The system calls a decoder has no need of, refused by a filter in the kernel.

A list of what is refused, not of what is allowed: drivers, OpenCV and the C library differ from machine to
machine in what they call, and a camera that stops after an update of the system helps nobody. Files are
the business of Landlock; here it is processes, sockets and the rarely used corners of the kernel.

Source: seccomp(2), linux/filter.h, the kernel's tables of system calls for x86-64 and arm64.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Final

_PR_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF_0000
_KILL: Final = 0x8000_0000
_ERRNO: Final = 0x0005_0000

_LOAD: Final = 0x20
_IF_EQUAL: Final = 0x15
_IF_NOT_LESS: Final = 0x35
_IF_ANY_BIT: Final = 0x45
_RETURN: Final = 0x06
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_FIRST_ARGUMENT_AT: Final = 16

_CLONE_THREAD: Final = 0x0001_0000
_CLONE3: Final = 435
_OTHER_ABI: Final = 0x4000_0000
"""On x86-64 the same calls under other numbers (x32)."""

_ARCHITECTURES: Final = {"x86_64": (0xC000_003E, 0), "aarch64": (0xC000_00B7, 1)}
"""The kernel's mark of the architecture, and which column below is its own."""
_CLONE: Final = (56, 220)

_REFUSED: Final[dict[str, tuple[int | None, int | None]]] = {
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "setns": (308, 268),
    "unshare": (272, 97),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "personality": (135, 92),
    "acct": (163, 89),
    "reboot": (169, 142),
    "clock_settime": (227, 112),
    "settimeofday": (164, 170),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
}
_SOCKETS: Final[dict[str, tuple[int | None, int | None]]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
}


def refuse(library: ctypes.CDLL, *, with_sockets: bool) -> bool:
    """Refuse the calls above with "not permitted", for good; False where that is not possible.

    Args:
        library: the C library.
        with_sockets: leave what is needed to reach a server.
    """
    known = _ARCHITECTURES.get(platform.machine())
    if known is None or sys.byteorder != "little":
        return False
    architecture, column = known
    refused = [numbers[column] for numbers in (_REFUSED if with_sockets else _REFUSED | _SOCKETS).values()]
    program = b"".join(_program(architecture, _CLONE[column], [n for n in refused if n is not None]))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(buffer))
    return bool(library.prctl(_PR_SET_SECCOMP, _MODE_FILTER, header, 0, 0) == 0)


def _program(architecture: int, clone: int, refused: list[int]) -> list[bytes]:
    """Write the filter: load, compare, return; a jump counts the steps to leave out."""
    not_permitted = _step(_RETURN, _ERRNO | errno.EPERM)
    steps = [
        _step(_LOAD, _ARCHITECTURE_AT),
        _step(_IF_EQUAL, architecture, 1, 0),
        _step(_RETURN, _KILL),
        _step(_LOAD, _NUMBER_AT),
        _step(_IF_NOT_LESS, _OTHER_ABI, 0, 1),
        not_permitted,
        # "No such call" makes the C library start its threads by the older call, whose flags a filter can read.
        _step(_IF_EQUAL, _CLONE3, 0, 1),
        _step(_RETURN, _ERRNO | errno.ENOSYS),
        _step(_IF_EQUAL, clone, 0, 4),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        _step(_IF_ANY_BIT, _CLONE_THREAD, 0, 1),
        _step(_RETURN, _ALLOW),
        not_permitted,
    ]
    for number in refused:
        steps += [_step(_IF_EQUAL, number, 0, 1), not_permitted]
    return [*steps, _step(_RETURN, _ALLOW)]


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)
