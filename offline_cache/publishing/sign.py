"""Signing a release on several machines: a stage folder goes from holder to holder on a stick.

`stage_release` writes it: `targets.json` without signatures, `city-<adcode>.json` of each city with an office of its
own, the roots, and the files in `files/` under their plain names.
`sign_stage` runs at each holder, needs nothing but the folder and the holder's own key, and signs only what a
terminal would accept. `publish_stage` runs at the office once enough have signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuf.api.exceptions import RepositoryError
from tuf.api.serialization import DeserializationError

from offline_cache import records
from offline_cache.agency import Adcode
from offline_cache.publishing.chain import METADATA, city_roles, parse_signed, read_chain, versioned
from offline_cache.publishing.durable import locked, write_durably
from offline_cache.publishing.errors import AlreadyThere, NotEnoughKeys, RepositoryDamaged, StageDamaged
from offline_cache.publishing.keys import find_keys, open_key
from offline_cache.publishing.metadata import Signing, key_names, to_bytes
from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role, city_of
from offline_cache.publishing.repository import (
    PINNED_ROOT,
    PublishReport,
    delegator,
    new_lists,
    put_release,
    read_own,
    refuse_older,
)
from offline_cache.publishing.tuf_types import Metadata, Root, TargetFile, Targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from offline_cache.publishing.build import Release
    from offline_cache.publishing.chain import Chain, Lists
    from offline_cache.publishing.keys import Passphrase, StoredKey
    from offline_cache.publishing.metadata import Signer

_FILES = "files"
_MAX_METADATA_BYTES = 5_000_000
_KEY_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Stage:
    """A staged release as a holder sees it before signing.

    Attributes:
        release: its contents, checked as a terminal checks them; compare with the last by `compare_releases`.
        expires: when the signatures will end.
        lists: who has signed what, the registry's own list first.
    """

    release: records.VerifiedRelease
    expires: datetime
    lists: tuple[StagedList, ...]

    @property
    def complete(self) -> bool:
        """True when enough keys of every role have signed."""
        return all(one.complete for one in self.lists)

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Names of all keys that have signed, the registry's office first."""
        return tuple(name for one in self.lists for name in one.signed_by)


@dataclass(frozen=True, slots=True)
class StagedList:
    """One role's part of a stage: `targets`, or a city with an office of its own.

    Attributes:
        role: whose keys sign it.
        signed_by: names of the keys that have signed, sorted.
        needed: how many must.
        keys: names of all its keys, each with the first digits of its id; a changed one is seen here.
    """

    role: str
    signed_by: tuple[str, ...]
    needed: int
    keys: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True when enough keys have signed."""
        return len(self.signed_by) >= self.needed


@dataclass(frozen=True, slots=True)
class _Opened:
    root: Root
    lists: dict[str, Metadata[Targets]]
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
    lists = new_lists(chain, release.files, repository_dir, Signing({}, "", now, profile))
    for root in chain.roots:
        write_durably(stage_dir / METADATA / versioned(root.signed.version, Role.ROOT), to_bytes(root))
    for name, data in release.files.items():
        write_durably(stage_dir / _FILES / name, data)
    in_force = chain.published.lists if chain.published else {}
    for role, metadata in {**in_force, **lists}.items():
        write_durably(stage_dir / f"{role}.json", to_bytes(metadata))
    return read_stage(stage_dir, (keys_dir / PINNED_ROOT).read_bytes())


def read_stage(stage_dir: Path, pinned_root: bytes) -> Stage:
    """Read a stage folder, its files checked against its metadata and by the terminal's rules.

    Raises:
        StageDamaged: incomplete, changed on the way, or not of this registry.
    """
    return _open(stage_dir, pinned_root).stage


def sign_stage(stage_dir: Path, keys_dir: Path, passphrase: Passphrase) -> Stage:
    """Add the signature of every key of the registry's or a city's office in `keys_dir` to a staged release.

    Args:
        stage_dir: the folder handed on.
        keys_dir: the holder's key file and `root.json`.
        passphrase: the holder's.

    Raises:
        StageDamaged: see `read_stage`; nothing is signed.
        NotEnoughKeys: the folder has no key that signs a list of this registry.
        WrongPassphrase: a key does not open.
    """
    opened = _open(stage_dir, _pinned(keys_dir))
    stored = find_keys(keys_dir)
    mine = [
        (role, keyid) for role, metadata in opened.lists.items()
        for keyid in delegator(role, opened.root, opened.lists).get_delegated_role(role).keyids
        if keyid in stored and keyid not in metadata.signatures
    ]  # fmt: skip
    if not mine and not _has_signed(opened, stored):
        names = ", ".join(name for one in opened.stage.lists for name in one.keys)
        raise NotEnoughKeys(f"{keys_dir} has none of the keys {names}")
    for role, keyid in mine:
        opened.lists[role].sign(open_key(stored[keyid], passphrase), append=True)
    for role in {role for role, _ in mine}:
        write_durably(stage_dir / f"{role}.json", to_bytes(opened.lists[role]))
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
        for one in opened.stage.lists:
            if not one.complete or opened.stage.expires <= now:
                who = ", ".join(one.signed_by) or "nobody"
                raise NotEnoughKeys(f"{one.needed} holders of {one.role} must sign in time; so far: {who}")
        refuse_older(opened.files, repository_dir, chain)
        lists = _news(opened, chain)
        if lists is None:
            raise StageDamaged(
                f"{stage_dir} was staged before the last change of the repository; stage it anew"
            )
        return put_release(repository_dir, chain, lists, opened.files, signing)


def _news(opened: _Opened, chain: Chain) -> Lists | None:
    """Give the lists of a stage that are not published yet; None when it does not follow what is published."""
    published = chain.published
    news = {
        role: metadata for role, metadata in opened.lists.items()
        if role == Role.TARGETS or published is None or to_bytes(metadata) != to_bytes(published.lists[role])
    }  # fmt: skip
    following = all(
        metadata.signed.version == (published.next_version(role) if published else 1)
        for role, metadata in news.items()
    )
    # Who signs for a city changes by `add_city` and `rotate_key` only, never by a stage that went from hand to hand.
    offices = published.targets.signed.delegations if published else None
    same_offices = opened.lists[Role.TARGETS].signed.delegations == offices
    return news if following and same_offices and opened.root.version == chain.root.version else None


def other_offices(stage: Stage, repository_dir: Path, pinned_root: bytes) -> tuple[str, ...]:
    """Name the roles of a stage whose keys are not those of the published registry; a holder signs none of it.

    Raises:
        RepositoryDamaged: the repository does not follow from the root.
    """
    chain = read_chain(repository_dir, pinned_root)
    published = chain.published.lists if chain.published else {}
    known = {
        role: _staged(role, delegator(role, chain.root, published), one).keys
        for role, one in published.items()
    }
    return tuple(one.role for one in stage.lists if published and known.get(one.role) != one.keys)


def _has_signed(opened: _Opened, stored: Mapping[str, StoredKey]) -> bool:
    return any(keyid in stored for metadata in opened.lists.values() for keyid in metadata.signatures)


def _open(stage_dir: Path, pinned_root: bytes) -> _Opened:
    try:
        root = read_chain(stage_dir, pinned_root).root
        lists = _read_lists(stage_dir)
        files: dict[str, bytes] = {}
        for name, target in _named(lists):
            files[name] = _read(_inside(stage_dir / _FILES, name), target.length)
            target.verify_length_and_hashes(files[name])
        manifest = records.decode_manifest(files.get(records.MANIFEST_NAME, b""))
        release = records.verify_release(files, tuple(Adcode(city) for city in sorted(manifest.cities)))
        staged = tuple(_staged(role, delegator(role, root, lists), one) for role, one in lists.items())
    except (
        OSError, ValueError, RepositoryError, DeserializationError, RepositoryDamaged, records.RecordsRefused,
    ) as error:  # fmt: skip
        raise StageDamaged(f"{stage_dir}: {error}") from error
    expires = min(metadata.signed.expires for metadata in lists.values())
    return _Opened(root, lists, files, Stage(release, expires, staged))


def _read_lists(stage_dir: Path) -> dict[str, Metadata[Targets]]:
    def read(role: str) -> Metadata[Targets]:
        return parse_signed(_read(stage_dir / f"{role}.json", _MAX_METADATA_BYTES), Targets)

    targets = read(Role.TARGETS)
    return {str(Role.TARGETS): targets, **{role: read(role) for role in city_roles(targets.signed)}}


def _named(lists: Lists) -> Iterator[tuple[str, TargetFile]]:
    """Give every file of a stage; a city's office may name its own one only."""
    for role, metadata in lists.items():
        city = city_of(role)
        for name, target in metadata.signed.targets.items():
            if city is not None and name != records.city_file_name(Adcode(city)):
                raise ValueError(f"{role} names {name!r}, which is not its own file")
            yield name, target


def _staged(role: str, signer: Signer, metadata: Metadata[Targets]) -> StagedList:
    result = signer.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
    if set(metadata.signatures) != set(result.signed):
        raise ValueError(f"a signature of {role} is not good or not of one of its keys")
    names = key_names(signer, role)
    return StagedList(
        role,
        tuple(sorted(names[keyid] for keyid in result.signed)),
        result.threshold,
        tuple(sorted(f"{name} ({keyid[:_KEY_DIGITS]})" for keyid, name in names.items())),
    )


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
