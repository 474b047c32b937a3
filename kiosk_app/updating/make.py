"""At the office: a built program becomes a signed file for sticks."""

from __future__ import annotations

import hashlib
import os
import platform
import struct
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import msgspec
import zstandard

from kiosk_app.durable import PUBLIC, sync_folder
from kiosk_app.updating.image import MAGIC, PIECE_BYTES, PRODUCT, FileEntry, Head, LinkEntry, refuse_bad_names

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_LEVEL = 12
"""Zstandard: 350 MB become 110 in about a minute; higher levels gain a tenth and take thrice as long."""
_COPY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Release:
    """What the office says about a program.

    Attributes:
        version: three numbers.
        made: now.
        product, machine: for whom; the defaults are this product and this kind of machine.
    """

    version: str
    made: datetime
    product: str = PRODUCT
    machine: str = platform.machine()


def make_update(bundle: Path, release: Release, key: Ed25519PrivateKey, out: Path) -> Head:
    """Write the file, all or nothing.

    Args:
        bundle: the folder PyInstaller makes.
        release: see `Release`.
        key: of the fleet.
        out: the file to write.

    Raises:
        ValueError: the folder holds something no terminal would take; the message names it.
        OSError: cannot be read or written.
    """
    files, links = _contents(bundle)
    with tempfile.TemporaryFile(dir=out.parent) as packed:
        _pack(bundle, files, packed)
        pieces = _digests(packed)
        head = Head(
            product=release.product,
            machine=release.machine,
            version=release.version,
            made=release.made.isoformat(timespec="seconds"),
            files=files,
            links=links,
            pieces=pieces,
        )
        body = msgspec.json.encode(head)
        # As strict as a terminal: what it would refuse is not made.
        refuse_bad_names(msgspec.json.decode(body, type=Head))
        _write(out, _signed(body, key), packed)
    return head


def _signed(body: bytes, key: Ed25519PrivateKey) -> bytes:
    length = struct.pack(">I", len(body))
    return MAGIC + key.sign(MAGIC + length + body) + length + body


def _contents(bundle: Path) -> tuple[tuple[FileEntry, ...], tuple[LinkEntry, ...]]:
    files, links = [], []
    for path in sorted(bundle.rglob("*")):
        name = path.relative_to(bundle).as_posix()
        if path.is_symlink():
            links.append(LinkEntry(name, str(path.readlink())))
        elif path.is_file():
            facts = path.stat()
            files.append(FileEntry(name, facts.st_size, bool(facts.st_mode & 0o111)))
        elif not path.is_dir():
            raise ValueError(f"{path} is neither file nor folder nor link")
    return tuple(files), tuple(links)


def _pack(bundle: Path, files: tuple[FileEntry, ...], packed: BinaryIO) -> None:
    with zstandard.ZstdCompressor(level=_LEVEL, threads=-1).stream_writer(packed, closefd=False) as writer:
        for entry in files:
            with (bundle / entry.name).open("rb") as file:
                while data := file.read(_COPY_BYTES):
                    writer.write(data)


def _digests(packed: BinaryIO) -> tuple[str, ...]:
    packed.seek(0)
    digests = []
    while piece := packed.read(PIECE_BYTES):
        digests.append(hashlib.sha256(piece).hexdigest())
    return tuple(digests)


def _write(out: Path, head: bytes, packed: BinaryIO) -> None:
    temporary = out.with_name(f".{out.name}.new")
    packed.seek(0)
    try:
        with temporary.open("wb") as file:
            file.write(head)
            while data := packed.read(_COPY_BYTES):
                file.write(data)
            os.fchmod(file.fileno(), PUBLIC)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(out.parent)
