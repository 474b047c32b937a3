"""Signing a release on several machines: a stage folder goes from holder to holder on a stick.

`stage_release` writes it: `targets.json` without signatures, the roots, and the files in `files/` under their plain
names. `sign_stage` runs at each holder, needs nothing but the folder and the holder's own key, and signs only what a
terminal would accept. `publish_stage` runs at the office once enough have signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuf.api.exceptions import RepositoryError
from tuf.api.serialization import DeserializationError

from offline_cache import records
from offline_cache.agency import Adcode
from offline_cache.publishing.chain import METADATA, TARGETS_FILE, parse_signed, read_chain, versioned
from offline_cache.publishing.durable import locked, write_durably
from offline_cache.publishing.errors import AlreadyThere, NotEnoughKeys, RepositoryDamaged, StageDamaged
from offline_cache.publishing.keys import find_keys, open_key
from offline_cache.publishing.metadata import Signing, key_names, to_bytes
from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role
from offline_cache.publishing.repository import (
    PINNED_ROOT,
    PublishReport,
    new_targets,
    put_release,
    read_own,
    refuse_older,
)
from offline_cache.publishing.tuf_types import Metadata, Root, Targets

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from offline_cache.publishing.build import Release
    from offline_cache.publishing.keys import Passphrase

_FILES = "files"
_MAX_METADATA_BYTES = 5_000_000


@dataclass(frozen=True, slots=True)
class Stage:
    """A staged release as a holder sees it before signing.

    Attributes:
        release: its contents, checked as a terminal checks them; compare with the last by `compare_releases`.
        expires: when the signatures will end.
        signed_by: names of the keys that have signed, sorted.
        needed: how many must.
    """

    release: records.VerifiedRelease
    expires: datetime
    signed_by: tuple[str, ...]
    needed: int

    @property
    def complete(self) -> bool:
        """True when enough keys have signed."""
        return len(self.signed_by) >= self.needed


@dataclass(frozen=True, slots=True)
class _Opened:
    root: Root
    targets: Metadata[Targets]
    files: dict[str, bytes]
    stage: Stage


def stage_release(
    repository_dir: Path,
    keys_dir: Path,
    stage_dir: Path,
    release: Release,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> Stage:
    """Write a release to a stage folder for its holders to sign.

    Args:
        repository_dir: the repository it will be published to.
        keys_dir: needs `root.json` only.
        stage_dir: must not exist or be empty.
        release: from `build_release`.
        now: aware UTC; the signatures' term is counted from it.
        profile: lifetimes.

    Raises:
        AlreadyThere: the stage folder has something in it.
        ReleaseNotNewer: the release is not above the published one.
        RepositoryDamaged: the repository does not follow from `root.json`.
    """
    if stage_dir.exists() and any(stage_dir.iterdir()):
        raise AlreadyThere(f"{stage_dir} is not empty; take a new folder for each release")
    chain = read_own(repository_dir, keys_dir)
    targets = new_targets(chain, release.files, repository_dir, Signing({}, "", now, profile))
    for root in chain.roots:
        write_durably(stage_dir / METADATA / versioned(root.signed.version, Role.ROOT), to_bytes(root))
    for name, data in release.files.items():
        write_durably(stage_dir / _FILES / name, data)
    write_durably(stage_dir / TARGETS_FILE, to_bytes(targets))
    return read_stage(stage_dir, (keys_dir / PINNED_ROOT).read_bytes())


def read_stage(stage_dir: Path, pinned_root: bytes) -> Stage:
    """Read a stage folder, its files checked against its metadata and by the terminal's rules.

    Raises:
        StageDamaged: incomplete, changed on the way, or not of this registry.
    """
    return _open(stage_dir, pinned_root).stage


def sign_stage(stage_dir: Path, keys_dir: Path, passphrase: Passphrase) -> Stage:
    """Add the signature of every targets key in `keys_dir` to a staged release.

    Args:
        stage_dir: the folder handed on.
        keys_dir: the holder's key file and `root.json`.
        passphrase: the holder's.

    Raises:
        StageDamaged: see `read_stage`; nothing is signed.
        NotEnoughKeys: the folder has no targets key of this registry.
        WrongPassphrase: a key does not open.
    """
    opened = _open(stage_dir, _pinned(keys_dir))
    stored = find_keys(keys_dir)
    mine = [keyid for keyid in opened.root.roles[Role.TARGETS].keyids if keyid in stored]
    if not mine:
        names = ", ".join(sorted(key_names(opened.root, Role.TARGETS).values()))
        raise NotEnoughKeys(f"{keys_dir} has none of the keys {names}")
    for keyid in mine:
        opened.targets.sign(open_key(stored[keyid], passphrase), append=True)
    write_durably(stage_dir / TARGETS_FILE, to_bytes(opened.targets))
    return read_stage(stage_dir, _pinned(keys_dir))


def publish_stage(
    repository_dir: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    stage_dir: Path,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> PublishReport:
    """Publish a staged release that enough holders have signed; needs the snapshot and timestamp keys.

    Raises:
        StageDamaged: see `read_stage`, or it was staged for another state of the repository.
        NotEnoughKeys: too few holders have signed, or an online key is missing.
        ReleaseNotNewer: another release was published meanwhile.
        RepositoryDamaged: the repository does not follow from `root.json`.
    """
    signing = Signing(find_keys(keys_dir), passphrase, now, profile)
    with locked(repository_dir):
        chain = read_own(repository_dir, keys_dir)
        opened = _open(stage_dir, _pinned(keys_dir))
        if not opened.stage.complete or opened.stage.expires <= now:
            who = ", ".join(opened.stage.signed_by) or "nobody"
            raise NotEnoughKeys(f"{opened.stage.needed} holders must sign in time; so far: {who}")
        refuse_older(opened.files, repository_dir, chain)
        following = 1 if chain.published is None else chain.published.targets.signed.version + 1
        if opened.targets.signed.version != following or opened.root.version != chain.root.version:
            raise StageDamaged(
                f"{stage_dir} was staged before the last change of the repository; stage it anew"
            )
        return put_release(repository_dir, chain, opened.targets, opened.files, signing)


def _open(stage_dir: Path, pinned_root: bytes) -> _Opened:
    try:
        root = read_chain(stage_dir, pinned_root).root
        targets = parse_signed(_read(stage_dir / TARGETS_FILE, _MAX_METADATA_BYTES), Targets)
        files: dict[str, bytes] = {}
        for name, target in targets.signed.targets.items():
            files[name] = _read(_inside(stage_dir / _FILES, name), target.length)
            target.verify_length_and_hashes(files[name])
        manifest = records.decode_manifest(files.get(records.MANIFEST_NAME, b""))
        release = records.verify_release(files, tuple(Adcode(city) for city in sorted(manifest.cities)))
        signed = root.get_verification_result(Role.TARGETS, targets.signed_bytes, targets.signatures)
    except (
        OSError, ValueError, RepositoryError, DeserializationError, RepositoryDamaged, records.RecordsRefused,
    ) as error:  # fmt: skip
        raise StageDamaged(f"{stage_dir}: {error}") from error
    if signed.unsigned.keys() & targets.signatures.keys() or targets.signatures.keys() - signed.signed.keys():
        raise StageDamaged(f"{stage_dir}: a signature is not good or not of a targets key")
    names = key_names(root, Role.TARGETS)
    signed_by = tuple(sorted(names[keyid] for keyid in signed.signed))
    stage = Stage(release, targets.signed.expires, signed_by, root.roles[Role.TARGETS].threshold)
    return _Opened(root, targets, files, stage)


def _inside(folder: Path, name: str) -> Path:
    """Refuse a name that leads out of the stage: its metadata came on a stick and may be unsigned."""
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{name!r} leads out of the folder")
    return path


def _read(path: Path, limit: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{path.name} is too long")
    return data


def _pinned(keys_dir: Path) -> bytes:
    try:
        return (keys_dir / PINNED_ROOT).read_bytes()
    except OSError as error:
        raise StageDamaged(f"{keys_dir} has no {PINNED_ROOT}; copy it there from the key ceremony") from error
