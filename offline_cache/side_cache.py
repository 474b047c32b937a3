"""tuf's client in its side directory: fetches, keeps what it fetched for the next attempt, is never served from.

The client's cache may be torn or mixed after a cut; whatever it holds is read back as untrusted bytes and verified
again before anything else sees it.
"""

from __future__ import annotations

import shutil
import stat
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import Metadata, Root  # type: ignore[attr-defined]  # tuf's public names, but without __all__

from offline_cache.disk import read_regular
from offline_cache.records import MAX_PACKED_BYTES
from offline_cache.trust import (
    MAX_METADATA_BYTES,
    MetadataFiles,
    TrustedMetadata,
    TrustRefused,
    open_updater,
    verify_metadata,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuf.api.metadata import TargetFile  # type: ignore[attr-defined]  # as above

    from offline_cache.fetcher import Fetcher

_HISTORY = "root_history"
_UNFINISHED = "tmp"
"""How the client's own temporary files begin; a power cut leaves them behind."""


class SideCache:
    """One refresh of tuf's client and the files it fetched.

    Args:
        directory: the side directory; made on first use.
        pinned_root: root metadata the terminal was provisioned with.
        source: an opened source.
    """

    def __init__(self, directory: Path, pinned_root: bytes, source: Fetcher) -> None:
        self._metadata = _tidied(directory / "metadata", MAX_METADATA_BYTES)
        targets = _tidied(directory / "targets", MAX_PACKED_BYTES)
        self._pinned_root = pinned_root
        self._updater = open_updater(pinned_root, self._metadata, targets, source.interface, source.urls)

    def refresh(self, names: Sequence[str]) -> tuple[TrustedMetadata, MetadataFiles]:
        """Fetch newer metadata and verify all of it from bytes, with the delegated roles that some names need.

        Raises:
            tuf.api.exceptions.DownloadError: the source failed.
            tuf.api.exceptions.RepositoryError: the client refused what it sent.
            TrustRefused: our own verification refused it.
            OSError: the directory cannot be written.
        """
        self._updater.refresh()
        delegated: dict[str, bytes] = {}
        files = self._files(delegated)
        trusted = verify_metadata(self._pinned_root, files)
        for name in names:
            self._updater.get_targetinfo(name)
            # Role by role, as the client goes: what lies here of a role it did not need may be of another release.
            while (role := trusted.missing_role_for(name)) is not None:
                delegated[role] = self._read(f"{quote(role, safe='')}.json")
                files = self._files(delegated)
                trusted = verify_metadata(self._pinned_root, files)
        return trusted, files

    def fetch(self, name: str, stored: bytes | None) -> bytes:
        """Give the bytes of a target: the stored ones if they are still the signed ones, else fetched.

        Raises:
            tuf.api.exceptions.DownloadError: the source failed.
            tuf.api.exceptions.RepositoryError: it sent another file.
            OSError: the directory cannot be written.
        """
        signed = self._updater.get_targetinfo(name)
        if signed is None:
            raise TrustRefused("targets", f"has no file {name}")
        if stored is not None and _is_signed(signed, stored):
            return stored
        cached = self._updater.find_cached_target(signed)
        return read_regular(Path(cached or self._updater.download_target(signed)), MAX_PACKED_BYTES)

    def _files(self, delegated: dict[str, bytes]) -> MetadataFiles:
        pinned = Metadata[Root].from_bytes(self._pinned_root).signed.version
        # The client's link to the newest root leads into its history.
        newest = Metadata[Root].from_bytes((self._metadata / "root.json").read_bytes()).signed.version
        history = range(pinned + 1, newest + 1)
        return MetadataFiles(
            roots=tuple(self._read(f"root_history/{version}.root.json") for version in history),
            timestamp=self._read("timestamp.json"),
            snapshot=self._read("snapshot.json"),
            targets=self._read("targets.json"),
            delegated=dict(delegated),
        )

    def _read(self, name: str) -> bytes:
        return read_regular(self._metadata / name, MAX_METADATA_BYTES)


def _tidied(directory: Path, limit: int) -> Path:
    """Make a folder of the client's and remove what it cannot have left there: links, pipes, endless files, leftovers.

    The client reads whole whatever lies under a name it knows, and writes through a link.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for path in directory.iterdir():
        found = path.lstat()
        if stat.S_ISDIR(found.st_mode) and path.name == _HISTORY:
            _tidied(path, limit)
        elif stat.S_ISDIR(found.st_mode):
            shutil.rmtree(path)
        elif not stat.S_ISREG(found.st_mode) or found.st_size > limit or path.name.startswith(_UNFINISHED):
            path.unlink()
    return directory


def _is_signed(signed: TargetFile, stored: bytes) -> bool:
    try:
        signed.verify_length_and_hashes(stored)
    except LengthOrHashMismatchError:
        return False
    return True
