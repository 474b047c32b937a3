"""Read and check the metadata of a repository from a pinned root, as far as its owner must before signing anew.

Signatures only: whether something has expired, and whether the targets themselves are whole, is `verify.py`'s job. An
office that signed on top of metadata somebody slipped into its web folder would lend it its keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.serialization import DeserializationError

from offline_cache.publishing.errors import RepositoryDamaged
from offline_cache.publishing.profile import Role, city_of
from offline_cache.publishing.tuf_types import Metadata, Root, Snapshot, Targets, Timestamp

if TYPE_CHECKING:
    from pathlib import Path

METADATA = "metadata"
TARGETS = "targets"
TIMESTAMP_FILE = "timestamp.json"
_MAX_METADATA_BYTES = 5_000_000
_MAX_ROOTS = 256
_AnySigned = TypeVar("_AnySigned", Root, Timestamp, Snapshot, Targets)


Lists = Mapping[str, Metadata[Targets]]
"""Role -> what it signs for: `targets` first, then the cities with an office of their own."""


@dataclass(frozen=True, slots=True)
class Published:
    """What lies under the newest timestamp."""

    timestamp: Timestamp
    snapshot: Snapshot
    lists: Lists

    @property
    def targets(self) -> Metadata[Targets]:
        """The top-level list."""
        return self.lists[Role.TARGETS]

    def list_naming(self, file: str) -> Targets | None:
        """Give the list that names a file, the top-level one first as a terminal looks; None when none does."""
        return next((one.signed for one in self.lists.values() if file in one.signed.targets), None)

    def next_version(self, role: str) -> int:
        """Give the version the next list of a role takes."""
        return self.lists[role].signed.version + 1 if role in self.lists else 1


@dataclass(frozen=True, slots=True)
class Chain:
    """The roots from version 1 on, and what was published last; None before the first release."""

    roots: tuple[Metadata[Root], ...]
    published: Published | None

    @property
    def root(self) -> Root:
        """The newest root."""
        return self.roots[-1].signed


def city_roles(targets: Targets) -> tuple[str, ...]:
    """Name the roles of the cities with an office of their own.

    Raises:
        ValueError: a delegation is not of the form this office makes: one city, its one file, terminating.
    """
    roles = (targets.delegations.roles or {}) if targets.delegations else {}
    for name, role in roles.items():
        city = city_of(name)
        if city is None or role.paths != [f"reg/{city}.json.zst"] or not role.terminating:
            raise ValueError(f"the delegation to {name} is not one this office makes")
    return tuple(sorted(roles))


def versioned(version: int, role: str) -> str:
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


def parse_role(data: bytes, role: str) -> Metadata[Any]:
    """Parse one metadata file that should be of a role; a city's office signs metadata of the type targets.

    Raises:
        DeserializationError: it is not metadata.
        ValueError: metadata of another role.
    """
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    if metadata.signed.type != (Role.TARGETS if city_of(role) else role):
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
    targets = _read_list(folder, snapshot.signed, Role.TARGETS, root)
    lists = {str(Role.TARGETS): targets}
    for role in city_roles(targets.signed):
        lists[role] = _read_list(folder, snapshot.signed, role, targets.signed)
    return Published(timestamp.signed, snapshot.signed, lists)


def _read_list(folder: Path, snapshot: Snapshot, role: str, signer: Root | Targets) -> Metadata[Targets]:
    meta = snapshot.meta.get(f"{role}.json")
    if meta is None:
        raise ValueError(f"the snapshot does not name {role}.json")
    data = _bounded(folder / versioned(meta.version, role))
    meta.verify_length_and_hashes(data)
    metadata = parse_signed(data, Targets)
    signer.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    return metadata


def _bounded(path: Path) -> bytes:
    with path.open("rb") as file:
        data = file.read(_MAX_METADATA_BYTES + 1)
    if len(data) > _MAX_METADATA_BYTES:
        raise ValueError(f"{path.name} is too long")
    return data
