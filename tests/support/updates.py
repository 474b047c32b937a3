"""A machine with program slots, an office that makes updates, and a service manager that starts what the link says."""

from __future__ import annotations

import os
import shutil
import struct
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk_app.updating import Head, Release, Slots, Wish, apply_update, make_update
from kiosk_app.updating.image import MAGIC, PIECE_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
GOOD, BAD = "ready", "never ready"
CHANGING = frozenset(
    {"open", "os.rename", "os.mkdir", "os.symlink", "os.remove", "os.rmdir", "os.chmod", "os.truncate"}
)
"""Audit events of Python that stand for a system call which changes a disk (`open` also for reading)."""
_KILLED = 137


def program(folder: Path, version: str, behaviour: str = GOOD) -> Path:
    """A small bundle: a program that says what it does, a library in a folder, and a link to it."""
    (folder / "_internal" / "lib").mkdir(parents=True)
    start = folder / "kiosk"
    start.write_text(f"{version}\n{behaviour}\n", encoding="ascii")
    start.chmod(0o755)
    (folder / "_internal" / "lib" / "libx.so.1").write_bytes(version.encode() * 500)
    (folder / "_internal" / "empty").touch()
    (folder / "_internal" / "libx.so").symlink_to("lib/libx.so.1")
    return folder


def signed(body: bytes, payload: bytes = b"", key: Ed25519PrivateKey = KEY) -> bytes:
    """What an office with another program would sign with the right key."""
    length = struct.pack(">I", len(body))
    return MAGIC + key.sign(MAGIC + length + body) + length + body + payload


def honest_head(**changes: Any) -> bytes:
    """A head every field of which could be true, and what is changed in it."""
    head: dict[str, Any] = {
        "product": "taizhou-debt-help-kiosk", "machine": "x86_64", "version": "2.0.0", "made": "2026-11-25",
        "files": [["kiosk", 4, True]], "links": [], "pieces": [],
    }  # fmt: skip
    return msgspec.json.encode(head | changes)


@dataclass
class UpdateMachine:
    """One terminal's programs; version 1.0.0 came with the package."""

    folder: Path
    slots: Slots = field(init=False)

    def __post_init__(self) -> None:
        program(self.factory, "1.0.0")
        self.programs.mkdir()
        (self.programs / "current").symlink_to(self.factory)
        self.slots = Slots(self.programs, self.factory, "1.0.0", lambda: NOW)

    @property
    def programs(self) -> Path:
        return self.folder / "opt"

    @property
    def factory(self) -> Path:
        return self.folder / "package"

    def make(self, version: str, behaviour: str = GOOD, **release: str) -> Path:
        """An update on a stick."""
        stick = self.folder / f"stick-{version}"
        bundle = program(self.folder / f"built-{version}", version, behaviour)
        stick.mkdir()
        make_update(bundle, Release(version, NOW, **release), KEY, stick / "kiosk.update")
        return stick

    def apply(self, stick: Path, **wish: Any) -> str:
        return apply_update(stick, self.slots, KEY.public_key(), Wish(machine="x86_64", **wish))

    def start(self) -> str:
        """One start as the service manager does it; the version that ran, with an exclamation mark when ready."""
        self.slots.before_start()
        version, behaviour = (self.slots.link / "kiosk").read_text(encoding="ascii").split("\n")[:2]
        if behaviour == GOOD:
            self.slots.mark_good()
        return version + ("!" if behaviour == GOOD else "")

    def restore(self, before: Path) -> None:
        """Put the programs back as they were."""
        shutil.rmtree(self.programs)
        shutil.copytree(before, self.programs, symlinks=True)


def killed_at(number: int, act: Callable[[], object]) -> bool:
    """Do something in a process that dies, without a word, before its n-th change of the disk; False = it lived."""
    child = os.fork()
    if child == 0:
        _die_at(number)
        try:
            act()
        except BaseException:  # noqa: BLE001 - whatever it is, the parent must not go on twice
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status not in {0, _KILLED}:
        raise AssertionError(f"the act itself failed before it was killed at {number}")
    return status == _KILLED


def _die_at(number: int) -> None:
    seen = 0

    def watch(event: str, _: tuple[object, ...]) -> None:
        nonlocal seen
        if event in CHANGING:
            seen += 1
            if seen == number:
                os._exit(_KILLED)

    sys.addaudithook(watch)


def head_of(image: bytes) -> Head:
    """The head of an update, unverified."""
    (length,) = struct.unpack_from(">I", image, len(MAGIC) + 64)
    return msgspec.json.decode(image[len(MAGIC) + 68 : len(MAGIC) + 68 + length], type=Head)


def payload_of(data: bytes) -> tuple[bytes, list[str]]:
    """Compressed contents and the digests of their pieces."""
    import hashlib  # noqa: PLC0415 - one use

    packed = zstandard.compress(data)
    pieces = [packed[at : at + PIECE_BYTES] for at in range(0, len(packed), PIECE_BYTES)]
    return packed, [hashlib.sha256(piece).hexdigest() for piece in pieces]
