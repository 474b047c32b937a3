"""A signed program on a stick: what it looks like, and how nothing of it is believed before it is verified.

    tzdh-update-1          and a line end: 14 bytes
    signature              64 bytes, Ed25519 by the fleet's key over the line above, the length and the head
    length of the head     4 bytes, big-endian
    head                   JSON: product, version, machine, files, links, SHA-256 of every 4 MiB of what follows
    contents               the files' bytes one after another, compressed with Zstandard

Order at the terminal: size -> signature -> parse the head -> each piece's hash before it is decompressed. The stick is
read once: one that says something else the second time finds nobody who asks again. A name of a file can only lie
below the folder it is unpacked into, and so can what a link points to.
Source: RFC 8032; RFC 8878.
"""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import stat
import struct
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, BinaryIO

import msgspec
from cryptography.exceptions import InvalidSignature
from msgspec import Meta

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAGIC = b"tzdh-update-1\n"
PRODUCT = "taizhou-debt-help-kiosk"
PROGRAM = "kiosk"
"""What is started: a file in the topmost folder."""
SUFFIX = ".update"
SIGNATURE_BYTES = 64
PIECE_BYTES = 4 * 1024 * 1024
_LENGTH = struct.Struct(">I")
_MAX_HEAD_BYTES = 4 * 1024 * 1024
_MAX_UNPACKED_BYTES = 2_000_000_000
_MAX_FILES = 20_000
_MAX_PIECES = 512
_MAX_NAME = 400

Version = tuple[int, int, int]
_VERSION = r"(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})\.(0|[1-9]\d{0,4})"
_PART = re.compile(r"[A-Za-z0-9_+@=,~ -][A-Za-z0-9_+@=,~ .-]{0,254}")
Name = Annotated[str, Meta(min_length=1, max_length=_MAX_NAME)]


class UpdateFault(StrEnum):
    """Why a program is not taken."""

    UNREADABLE = "unreadable"
    """Missing, not a regular file, cut short, or the stick does not answer."""
    NOT_AN_UPDATE = "not_an_update"
    """It does not begin like one."""
    NOT_SIGNED = "not_signed"
    """The signature does not follow from the pinned fleet key."""
    MALFORMED = "malformed"
    """Signed, but not in the form of this program."""
    DAMAGED = "damaged"
    """A piece is not what the signed head says."""
    WRONG_PRODUCT = "wrong_product"
    """For another product or another kind of machine."""
    DOWNGRADE = "downgrade"
    """Older than what runs, or than what has run."""
    FAILED_BEFORE = "failed_before"
    """This very version did not come up here."""
    ON_TRIAL = "on_trial"
    """The last update has not shown yet that it works."""
    NO_SPACE = "no_space"
    """The disk has no room for a second program."""
    NOT_WRITTEN = "not_written"
    """The disk does not take it."""
    NOTHING_TO_GO_BACK_TO = "nothing_to_go_back_to"
    """There is no other program."""


class UpdateRefused(Exception):  # noqa: N818 - says what happened
    """Nothing was changed; the message says what to do.

    Attributes:
        code: why.
    """

    def __init__(self, code: UpdateFault, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class FileEntry(msgspec.Struct, frozen=True, array_like=True):
    """A file: name below the program's folder, length in bytes, whether it is executable."""

    name: Name
    size: Annotated[int, Meta(ge=0, le=_MAX_UNPACKED_BYTES)]
    is_executable: bool = False


class LinkEntry(msgspec.Struct, frozen=True, array_like=True):
    """A symbolic link and what it points to, from where it lies."""

    name: Name
    target: Name


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the office signed.

    Attributes:
        product, machine: who it is for; `machine` as `uname -m` says it.
        version: three numbers.
        made: ISO 8601.
        files, links: what is unpacked, in the order of the contents.
        pieces: SHA-256 of each 4 MiB of the compressed contents, as hex.
    """

    product: Annotated[str, Meta(max_length=60)]
    machine: Annotated[str, Meta(max_length=40)]
    version: Annotated[str, Meta(pattern=f"^{_VERSION}$")]
    made: Annotated[str, Meta(max_length=40)]
    files: Annotated[tuple[FileEntry, ...], Meta(min_length=1, max_length=_MAX_FILES)]
    links: Annotated[tuple[LinkEntry, ...], Meta(max_length=_MAX_FILES)]
    pieces: Annotated[
        tuple[Annotated[str, Meta(pattern="^[0-9a-f]{64}$")], ...], Meta(max_length=_MAX_PIECES)
    ]

    @property
    def unpacked_bytes(self) -> int:
        """Of all files together."""
        return sum(entry.size for entry in self.files)


def version_of(text: str) -> Version:
    """Three numbers to compare by; (0, 0, 0) for whatever is no version."""
    found = re.fullmatch(_VERSION, text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def open_image(path: Path) -> BinaryIO:
    """Open a file on a stick; a link, a device or a pipe is refused, and nothing hangs.

    Raises:
        UpdateRefused: UNREADABLE.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError as fault:
        raise UpdateRefused(
            UpdateFault.UNREADABLE, f"{path.name} cannot be read: {fault.strerror}"
        ) from fault
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UpdateRefused(
            UpdateFault.UNREADABLE, f"{path.name} is not a regular file; copy the update itself"
        )
    return os.fdopen(descriptor, "rb")


def read_head(untrusted: BinaryIO, fleet_key: Ed25519PublicKey) -> Head:
    """Verify and read the head; afterwards the contents begin.

    Raises:
        UpdateRefused: nothing of it may be used.
    """
    magic, signature, length = (
        _read(untrusted, size) for size in (len(MAGIC), SIGNATURE_BYTES, _LENGTH.size)
    )
    (size,) = _LENGTH.unpack(length.ljust(_LENGTH.size, b"\0"))
    if magic != MAGIC or not 0 < size <= _MAX_HEAD_BYTES:
        raise UpdateRefused(UpdateFault.NOT_AN_UPDATE, "this is not an update of `kiosk update make`")
    body = _read(untrusted, size)
    try:
        fleet_key.verify(signature, MAGIC + length + body)
    except InvalidSignature as fault:
        sentence = "the update is not signed by this fleet's key, or was changed on its way; copy it again"
        raise UpdateRefused(UpdateFault.NOT_SIGNED, sentence) from fault
    try:
        head = msgspec.json.decode(body, type=Head)
        refuse_bad_names(head)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        raise UpdateRefused(UpdateFault.MALFORMED, f"the update is of another make: {fault}") from fault
    return head


def pieces_of(untrusted: BinaryIO, head: Head) -> Iterator[bytes]:
    """The compressed contents, each piece verified before it is handed on.

    Raises:
        UpdateRefused: DAMAGED, UNREADABLE.
    """
    for number, digest in enumerate(head.pieces):
        piece = _read(untrusted, PIECE_BYTES)
        if hashlib.sha256(piece).hexdigest() != digest:
            sentence = f"piece {number + 1} of {len(head.pieces)} is damaged; copy the update again"
            raise UpdateRefused(UpdateFault.DAMAGED, sentence)
        yield piece
    if _read(untrusted, 1):
        raise UpdateRefused(UpdateFault.DAMAGED, "something follows the update; copy it again")


def refuse_bad_names(head: Head) -> None:
    """Names that could leave the folder, meet each other, or lead through a link.

    Raises:
        ValueError: names the first one.
    """
    names = [entry.name for entry in head.files] + [entry.name for entry in head.links]
    for name in names:
        if not all(_PART.fullmatch(part) for part in name.split("/")):
            raise ValueError(f"{name!r} is no name of a file")
    if len(set(names)) != len(names):
        raise ValueError("a name stands in it twice")
    leaves = set(names)
    for name in names:
        if not leaves.isdisjoint(_folders(name)):
            raise ValueError(f"{name!r} lies below a file or a link")
    for link in head.links:
        goal = posixpath.normpath(posixpath.join(posixpath.dirname(link.name), link.target))
        if link.target.startswith("/") or goal.split("/", 1)[0] == ".." or "\0" in goal:
            raise ValueError(f"{link.name!r} points outside")
    if PROGRAM not in {entry.name for entry in head.files if entry.is_executable}:
        raise ValueError(f"there is no program {PROGRAM!r} in it")
    if head.unpacked_bytes > _MAX_UNPACKED_BYTES:
        raise ValueError("it is too large")


def _folders(name: str) -> set[str]:
    parts = name.split("/")
    return {"/".join(parts[:at]) for at in range(1, len(parts))}


def _read(untrusted: BinaryIO, size: int) -> bytes:
    try:
        return untrusted.read(size)
    except OSError as fault:
        raise UpdateRefused(
            UpdateFault.UNREADABLE, f"the update cannot be read: {fault.strerror}; try another stick"
        ) from fault
