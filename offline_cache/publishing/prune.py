"""Remove what no terminal can ask for any more: lists and files of releases that were superseded.

Every root stays, since a terminal that was away follows them one by one. What the newest snapshots reach stays too: a
terminal in the middle of a synchronisation may still ask for it. No key is needed and nothing is signed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuf.api.exceptions import RepositoryError
from tuf.api.serialization import DeserializationError

from offline_cache.publishing.chain import METADATA, TARGETS, parse_signed, read_chain, versioned
from offline_cache.publishing.durable import locked, sync_folder
from offline_cache.publishing.errors import RepositoryDamaged
from offline_cache.publishing.metadata import hashed_name
from offline_cache.publishing.profile import Role, is_role
from offline_cache.publishing.tuf_types import Snapshot, Targets

if TYPE_CHECKING:
    from pathlib import Path

_LIST = re.compile(r"[1-9][0-9]{0,8}\.([a-z0-9-]+)\.json")
_HASHED = re.compile(r"[0-9a-f]{64}\.[^/]+")


@dataclass(frozen=True, slots=True)
class PruneReport:
    """How many files were removed, and the bytes they took."""

    files: int
    bytes: int


def prune_repository(repository_dir: Path, pinned_root: bytes, *, keep: int = 3) -> PruneReport:
    """Remove superseded files.

    Args:
        repository_dir: the repository; its owner's copy, which is then copied to the web server as usual.
        pinned_root: from the key ceremony.
        keep: how many of the newest snapshots keep everything they reach, 1 or more.

    Raises:
        RepositoryDamaged: it does not follow from the root, or one of the snapshots to keep is not whole.
        ValueError: `keep` is less than 1.
    """
    if keep < 1:
        raise ValueError("at least the release in force must be kept")
    with locked(repository_dir):
        chain = read_chain(repository_dir, pinned_root)
        if chain.published is None:
            return PruneReport(0, 0)
        newest = chain.published.snapshot.version
        wanted: set[Path] = set()
        for version in range(max(1, newest - keep + 1), newest + 1):
            wanted |= _reached(repository_dir, version, must_be_whole=version == newest)
        doomed = [path for path in _superseded_kinds(repository_dir) if path not in wanted]
        size = sum(path.stat().st_size for path in doomed)
        for path in doomed:
            path.unlink()
        for folder in {path.parent for path in doomed}:
            sync_folder(folder)
    return PruneReport(len(doomed), size)


def _superseded_kinds(repository_dir: Path) -> list[Path]:
    """Give the files that may go when nothing reaches them; a foreign file is for `verify` to name."""
    lists = [
        path for path in (repository_dir / METADATA).iterdir()
        if (match := _LIST.fullmatch(path.name)) and is_role(match[1]) and match[1] != Role.ROOT
    ]  # fmt: skip
    files = [path for path in (repository_dir / TARGETS).rglob("*") if _HASHED.fullmatch(path.name)]
    return sorted([*lists, *files])


def _reached(repository_dir: Path, version: int, *, must_be_whole: bool) -> set[Path]:
    """Give what a terminal that follows one snapshot may ask for; an older one may have been pruned before."""
    folder = repository_dir / METADATA
    path = folder / versioned(version, Role.SNAPSHOT)
    reached = {path}
    try:
        for name, meta in parse_signed(path.read_bytes(), Snapshot).signed.meta.items():
            of_role = folder / versioned(meta.version, name.removesuffix(".json"))
            reached.add(of_role)
            for file, target in parse_signed(of_role.read_bytes(), Targets).signed.targets.items():
                reached.add(repository_dir / TARGETS / hashed_name(file, target.hashes.get("sha256", "")))
    except (OSError, ValueError, RepositoryError, DeserializationError) as error:
        if must_be_whole:
            raise RepositoryDamaged(f"{path}: {error}") from error
    return reached
