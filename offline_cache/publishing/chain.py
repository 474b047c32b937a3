"""Read and check the metadata of a repository from a pinned root, as far as its owner must before signing anew.

Signatures only: whether something has expired, and whether the targets themselves are whole, is `verify.py`'s job. An
office that signed on top of metadata somebody slipped into its web folder would lend it its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.serialization import DeserializationError

from offline_cache.publishing.errors import RepositoryDamaged
from offline_cache.publishing.profile import Role
from offline_cache.publishing.tuf_types import Metadata, Root, Snapshot, Targets, Timestamp

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "metadata"
TARGETS = "targets"
TIMESTAMP_FILE = "timestamp.json"
TARGETS_FILE = "targets.json"
"""As the snapshot names it; the file itself bears its version before it."""
_MAX_METADATA_BYTES = 5_000_000
_MAX_ROOTS = 256
_AnySigned = TypeVar("_AnySigned", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Published:
    """What lies under the newest timestamp."""

    timestamp: Timestamp
    snapshot: Snapshot
    targets: Metadata[Targets]


@dataclass(frozen=True, slots=True)
class Chain:
    """The roots from version 1 on, and what was published last; None before the first release."""

    roots: tuple[Metadata[Root], ...]
    published: Published | None

    @property
    def root(self) -> Root:
        """The newest root."""
        return self.roots[-1].signed


def versioned(version: int, role: Role) -> str:
    """Give the file name of one version of a role: `3.targets.json`."""
    return f"{version}.{role}.json"


def read_chain(directory: Path, pinned_root: bytes) -> Chain:
    """Read a repository whose roots follow from `pinned_root`.

    Raises:
        RepositoryDamaged: a file is missing, unreadable, or not signed as the root before it demands.
    """
    folder = directory / METADATA
    try:
        roots = _read_roots(folder, pinned_root)
        published = None
        if (folder / TIMESTAMP_FILE).exists():
            published = _read_published(folder, roots[-1].signed)
    except (OSError, RepositoryError, DeserializationError, ValueError) as error:
        raise RepositoryDamaged(f"{directory}: {error}") from error
    return Chain(tuple(roots), published)


def parse_signed(data: bytes, kind: type[_AnySigned]) -> Metadata[_AnySigned]:
    """Parse one metadata file of a known type.

    Raises:
        DeserializationError: it is not metadata.
        ValueError: metadata of another type.
    """
    metadata = Metadata.from_bytes(data)
    if not isinstance(metadata.signed, kind):
        raise ValueError(f"is {metadata.signed.type} metadata, not {kind.type}")  # noqa: TRY004 - untrusted data
    return metadata


def parse_role(data: bytes, role: Role) -> Metadata[Any]:
    """Parse one metadata file that should be of a role.

    Raises:
        DeserializationError: it is not metadata.
        ValueError: metadata of another role.
    """
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    if metadata.signed.type != role:
        raise ValueError(f"is {metadata.signed.type} metadata, not {role}")
    return metadata


def _read_roots(folder: Path, pinned_root: bytes) -> list[Metadata[Root]]:
    """Follow the roots from the pinned one to the newest; each is signed by the keys of the one before and its own."""
    pinned = parse_signed(pinned_root, Root)
    pinned.signed.verify_delegate(Role.ROOT, pinned.signed_bytes, pinned.signatures)
    if _bounded(folder / versioned(pinned.signed.version, Role.ROOT)) != pinned_root:
        raise ValueError(f"{versioned(pinned.signed.version, Role.ROOT)} is not the pinned root")
    roots = [pinned]
    for version in range(pinned.signed.version + 1, _MAX_ROOTS):
        path = folder / versioned(version, Role.ROOT)
        if not path.exists():
            break
        newer = parse_signed(_bounded(path), Root)
        if newer.signed.version != version:
            raise ValueError(f"{path.name} says it is version {newer.signed.version}")
        roots[-1].signed.verify_delegate(Role.ROOT, newer.signed_bytes, newer.signatures)
        newer.signed.verify_delegate(Role.ROOT, newer.signed_bytes, newer.signatures)
        roots.append(newer)
    return roots


def _read_published(folder: Path, root: Root) -> Published:
    timestamp = parse_signed(_bounded(folder / TIMESTAMP_FILE), Timestamp)
    root.verify_delegate(Role.TIMESTAMP, timestamp.signed_bytes, timestamp.signatures)
    meta = timestamp.signed.snapshot_meta
    data = _bounded(folder / versioned(meta.version, Role.SNAPSHOT))
    meta.verify_length_and_hashes(data)
    snapshot = parse_signed(data, Snapshot)
    root.verify_delegate(Role.SNAPSHOT, snapshot.signed_bytes, snapshot.signatures)
    if TARGETS_FILE not in snapshot.signed.meta:
        raise ValueError(f"the snapshot does not name {TARGETS_FILE}")
    meta = snapshot.signed.meta[TARGETS_FILE]
    data = _bounded(folder / versioned(meta.version, Role.TARGETS))
    meta.verify_length_and_hashes(data)
    targets = parse_signed(data, Targets)
    root.verify_delegate(Role.TARGETS, targets.signed_bytes, targets.signatures)
    return Published(timestamp.signed, snapshot.signed, targets)


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_METADATA_BYTES + 1)
    if len(data) > _MAX_METADATA_BYTES:
        raise ValueError(f"{path.name} is too long")
    return data
