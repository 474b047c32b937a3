"""One change to a repository: prepared and signed whole in memory, then written in the one safe order.

Nothing is written before every signature is made, so a wrong passphrase leaves the folder as it was. Order of writing,
each file durable before the next: targets, roots, targets metadata, snapshot, and the timestamp last. Until that last
rename a terminal sees the old release whole; after it, the new one whole.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from offline_cache.publishing.chain import METADATA, TARGETS, TIMESTAMP_FILE, versioned
from offline_cache.publishing.durable import write_durably
from offline_cache.publishing.metadata import (
    described,
    new_snapshot,
    new_timestamp,
    published_name,
    sign,
    to_bytes,
)
from offline_cache.publishing.profile import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from offline_cache.publishing.chain import Chain, Lists
    from offline_cache.publishing.metadata import Signing
    from offline_cache.publishing.tuf_types import Metadata, MetaFile, Root, Timestamp


class Change:
    """Collects signed files for one repository.

    Args:
        chain: what is published now; gives the next version numbers.
        root: the root that will hold after the change.
        signing: keys, passphrase and time.
    """

    def __init__(self, chain: Chain, root: Root, signing: Signing) -> None:
        self._published = chain.published
        self._root = root
        self._signing = signing
        self._files: list[tuple[PurePosixPath, bytes]] = []
        self._lists: dict[str, MetaFile] = dict(chain.published.snapshot.meta) if chain.published else {}

    def add_files(self, files: Mapping[str, bytes]) -> None:
        """Add the targets of a release, under their hashes."""
        for name, data in files.items():
            self._files.append((PurePosixPath(TARGETS, published_name(name, data)), data))

    def add_root(self, root: Metadata[Root]) -> None:
        """Add a new root, signed already."""
        self._add(versioned(root.signed.version, Role.ROOT), to_bytes(root))

    def add_lists(self, lists: Lists) -> None:
        """Add lists that are new, signed already; those of other roles stay as they are published."""
        for role, metadata in lists.items():
            data = to_bytes(metadata)
            self._add(versioned(metadata.signed.version, role), data)
            self._lists[f"{role}.json"] = described(metadata.signed.version, data)

    def add_snapshot(self) -> MetaFile:
        """Sign and add the next snapshot over all lists; gives what the timestamp says of it."""
        version = 1 if self._published is None else self._published.snapshot.version + 1
        snapshot = new_snapshot(version, self._lists, self._signing)
        sign(snapshot, Role.SNAPSHOT, (self._root,), self._signing)
        data = to_bytes(snapshot)
        self._add(versioned(version, Role.SNAPSHOT), data)
        return described(version, data)

    def add_timestamp(self, snapshot: MetaFile) -> Timestamp:
        """Sign and add the next timestamp."""
        version = 1 if self._published is None else self._published.timestamp.version + 1
        timestamp = new_timestamp(version, snapshot, self._signing)
        sign(timestamp, Role.TIMESTAMP, (self._root,), self._signing)
        self._add(TIMESTAMP_FILE, to_bytes(timestamp))
        return timestamp.signed

    def write(self, repository_dir: Path) -> int:
        """Write all files in the order they were added; gives the number of bytes.

        Raises:
            OSError: disk full, read-only or gone. The old release is still whole, and the change may be made again.
        """
        for path, data in self._files:
            write_durably(repository_dir / path, data)
        return sum(len(data) for _, data in self._files)

    def _add(self, name: str, data: bytes) -> None:
        self._files.append((PurePosixPath(METADATA, name), data))
