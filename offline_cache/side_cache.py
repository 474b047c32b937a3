"""tuf's client in its side directory: fetches, keeps what it fetched for the next attempt, is never served from.

The client's cache may be torn or mixed after a cut; whatever it holds is read back as untrusted bytes and verified
again before anything else sees it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from tuf.api.exceptions import LengthOrHashMismatchError
from tuf.api.metadata import Metadata, Root  # type: ignore[attr-defined]  # tuf's public names, but without __all__

from offline_cache.trust import MetadataFiles, TrustedMetadata, TrustRefused, open_updater, verify_metadata

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuf.api.metadata import TargetFile  # type: ignore[attr-defined]  # as above

    from offline_cache.fetcher import Fetcher


class SideCache:
    """One refresh of tuf's client and the files it fetched.

    Args:
        directory: the side directory; made on first use.
        pinned_root: root metadata the terminal was provisioned with.
        source: an opened source.
    """

    def __init__(self, directory: Path, pinned_root: bytes, source: Fetcher) -> None:
        self._metadata = directory / "metadata"
        targets = directory / "targets"
        self._metadata.mkdir(parents=True, exist_ok=True)
        targets.mkdir(parents=True, exist_ok=True)
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
        files = self._files({})
        trusted = verify_metadata(self._pinned_root, files)
        roles = {role for name in names for role in trusted.delegated_roles_for(name)}
        if not roles:
            return trusted, files
        for name in names:
            self._updater.get_targetinfo(name)
        delegated = {
            role: path.read_bytes()
            for role in sorted(roles)
            if (path := self._metadata / f"{quote(role, safe='')}.json").is_file()
        }
        files = self._files(delegated)
        return verify_metadata(self._pinned_root, files), files

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
        return Path(cached or self._updater.download_target(signed)).read_bytes()

    def _files(self, delegated: dict[str, bytes]) -> MetadataFiles:
        pinned = Metadata[Root].from_bytes(self._pinned_root).signed.version
        newest = Metadata[Root].from_bytes((self._metadata / "root.json").read_bytes()).signed.version
        history = self._metadata / "root_history"
        return MetadataFiles(
            roots=tuple(
                (history / f"{version}.root.json").read_bytes() for version in range(pinned + 1, newest + 1)
            ),
            timestamp=(self._metadata / "timestamp.json").read_bytes(),
            snapshot=(self._metadata / "snapshot.json").read_bytes(),
            targets=(self._metadata / "targets.json").read_bytes(),
            delegated=delegated,
        )


def _is_signed(signed: TargetFile, stored: bytes) -> bool:
    try:
        signed.verify_length_and_hashes(stored)
    except LengthOrHashMismatchError:
        return False
    return True
