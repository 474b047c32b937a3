"""Taking a program from a stick: signature -> product and version -> space -> the other slot -> the link.

Whatever goes wrong leaves the program that runs, and the link to it, as they are.
"""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec
import zstandard

from kiosk_app.durable import sync_folder
from kiosk_app.updating.image import (
    PRODUCT,
    SUFFIX,
    Head,
    UpdateFault,
    UpdateRefused,
    open_image,
    pieces_of,
    read_head,
    version_of,
)
from kiosk_app.updating.slots import SLOT_FILE, SlotFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from kiosk_app.updating.slots import Slots

_COPY_BYTES = 1024 * 1024
_SPARE_BYTES = 100_000_000
"""Room the terminal itself needs while it goes on working."""
_FOLDER_MODE, _FILE_MODE, _PROGRAM_MODE = 0o755, 0o644, 0o755


def _free_bytes(folder: Path) -> int:
    room = os.statvfs(folder)
    return room.f_bavail * room.f_frsize


@dataclass(frozen=True, slots=True)
class Wish:
    """How a program is taken.

    Attributes:
        retry: also a version that did not come up here before.
        tell: is given each step, in words.
        machine: this machine's kind, as `uname -m` says it.
        free_bytes: of a folder's disk; replaced in tests.
    """

    retry: bool = False
    tell: Callable[[str], None] = lambda _: None
    machine: str = platform.machine()
    free_bytes: Callable[[Path], int] = _free_bytes


def find_update(place: Path) -> Path:
    """The update itself, or the only one in a folder.

    Raises:
        UpdateRefused: UNREADABLE: none, or more than one.
    """
    if not place.is_dir():
        return place
    found = sorted(path for path in place.glob(f"*{SUFFIX}") if not path.name.startswith("."))
    if len(found) == 1:
        return found[0]
    if not found:
        raise UpdateRefused(UpdateFault.UNREADABLE, f"there is no file *{SUFFIX} in {place}")
    names = ", ".join(path.name for path in found)
    raise UpdateRefused(UpdateFault.UNREADABLE, f"there are several updates in {place}; name one: {names}")


def apply_update(place: Path, slots: Slots, fleet_key: Ed25519PublicKey, wish: Wish = Wish()) -> str:
    """Take a program from a file or a folder; it is started from the next start on. Return its version.

    Raises:
        UpdateRefused: nothing of what runs was changed.
    """
    with open_image(find_update(place)) as untrusted, slots.locked():
        head = read_head(untrusted, fleet_key)
        wish.tell(f"signed by the fleet's key: version {head.version} of {head.made}")
        _refuse_unsuitable(head, slots, wish)
        try:
            slot = _unpack(untrusted, head, slots, wish)
            slots.begin_trial(slot)
        except (OSError, zstandard.ZstdError) as fault:
            reason = fault.strerror if isinstance(fault, OSError) else str(fault)
            raise UpdateRefused(
                UpdateFault.NOT_WRITTEN, f"not written: {reason}; run this as root, look at the disk (df -h)"
            ) from fault
    return head.version


def _refuse_unsuitable(head: Head, slots: Slots, wish: Wish) -> None:
    state, running = slots.state(), slots.version(slots.current)
    if (head.product, head.machine) != (PRODUCT, wish.machine):
        sentence = f"it is for {head.product} on {head.machine}, this is {PRODUCT} on {wish.machine}"
        raise UpdateRefused(UpdateFault.WRONG_PRODUCT, sentence)
    floor = max(running, state.newest, key=version_of)
    if version_of(head.version) < version_of(floor) or head.version == running:
        sentence = f"version {head.version} is not newer than {floor}; ask the office for a newer one"
        raise UpdateRefused(UpdateFault.DOWNGRADE, sentence)
    if head.version == state.failed and not wish.retry:
        sentence = f"version {head.version} did not come up here; give --retry to try it again"
        raise UpdateRefused(UpdateFault.FAILED_BEFORE, sentence)
    if slots.trial() is not None:
        sentence = "the last update is still on trial: restart the terminal first, or: kiosk update rollback"
        raise UpdateRefused(UpdateFault.ON_TRIAL, sentence)
    free = wish.free_bytes(slots.folder) + _used_bytes(slots.folder / slots.other())
    needed = head.unpacked_bytes + _SPARE_BYTES
    if free < needed:
        sentence = f"{needed / 1e6:,.0f} MB are needed at {slots.folder}, {free / 1e6:,.0f} MB are free"
        raise UpdateRefused(UpdateFault.NO_SPACE, f"{sentence}; make room: apt-get clean")


def _unpack(untrusted: BinaryIO, head: Head, slots: Slots, wish: Wish) -> str:
    """Fill the other slot and return its name; a failure empties it again."""
    slot = slots.other()
    wish.tell(f"unpacking {head.unpacked_bytes / 1e6:,.0f} MB into slot {slot}")
    slots.empty(slot)
    target = slots.folder / f"{slot}.new"
    try:
        target.mkdir(mode=_FOLDER_MODE)
        _write_files(_Contents(pieces_of(untrusted, head)), head, target)
        facts = SlotFacts(version=head.version, made=head.made)
        _write_file(target / SLOT_FILE, iter((msgspec.json.encode(facts),)), _FILE_MODE)
        _seal(target)
        target.rename(slots.folder / slot)
        sync_folder(slots.folder)
    except BaseException:
        # A full disk must be left as it was found; what cannot be deleted either is deleted by the next update.
        _try_to_empty(slots, slot)
        raise
    return slot


def _try_to_empty(slots: Slots, slot: str) -> None:
    try:
        slots.empty(slot)
    except OSError:
        return


class _Contents:
    """The files' bytes out of verified pieces, in steps of bounded size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._untaken = pieces
        source = cast("BinaryIO", _Pieces(pieces))  # of all a file can do only `read` is asked for
        self._reader = zstandard.ZstdDecompressor().stream_reader(source, read_across_frames=False)

    def take(self, size: int) -> Iterator[bytes]:
        """Exactly so many bytes.

        Raises:
            UpdateRefused: DAMAGED: they are not there.
        """
        while size:
            data = self._reader.read(min(size, _COPY_BYTES))
            if not data:
                raise UpdateRefused(UpdateFault.DAMAGED, "the update ends too early; copy it again")
            size -= len(data)
            yield data

    def finish(self) -> None:
        """Nothing may be left; asking for one more piece also notices whatever follows the last.

        Raises:
            UpdateRefused: DAMAGED.
        """
        if self._reader.read(1) or next(self._untaken, b""):
            raise UpdateRefused(UpdateFault.DAMAGED, "the update is longer than its files; copy it again")


class _Pieces:
    """Verified pieces as what the decompressor reads from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, size: int) -> bytes:
        if not self._left:
            self._left = next(self._pieces, b"")
        data, self._left = self._left[:size], self._left[size:]
        return data


def _write_files(contents: _Contents, head: Head, target: Path) -> None:
    for entry in head.files:
        path = target / entry.name
        path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        mode = _PROGRAM_MODE if entry.is_executable else _FILE_MODE
        _write_file(path, contents.take(entry.size), mode)
    contents.finish()
    # Last, so that no file is ever written through one.
    for link in head.links:
        path = target / link.name
        path.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        path.symlink_to(link.target)


def _write_file(path: Path, data: Iterator[bytes], mode: int) -> None:
    descriptor = os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _FILE_MODE
    )
    with os.fdopen(descriptor, "wb") as file:
        for part in data:
            file.write(part)
        file.flush()
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)


def _seal(target: Path) -> None:
    """Whatever the umask: everybody may start it; and every name in it is on the disk."""
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir() and not path.is_symlink())):
        folder.chmod(_FOLDER_MODE)
        sync_folder(folder)


def _used_bytes(folder: Path) -> int:
    return sum(path.lstat().st_blocks * 512 for path in folder.rglob("*"))
