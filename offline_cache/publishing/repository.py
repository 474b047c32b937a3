"""A static repository: two folders any web server, CDN or USB stick can carry.

`metadata/<N>.root.json, timestamp.json, <N>.snapshot.json, <N>.targets.json` and `targets/<hash>.<name>`.

In which order a change is written is `change.py`'s job. Files of older releases stay: a terminal in the middle of a
sync may still ask for them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tuf.api.exceptions import RepositoryError

from offline_cache import records
from offline_cache.publishing.chain import METADATA, TARGETS, city_roles, read_chain, versioned
from offline_cache.publishing.change import Change
from offline_cache.publishing.durable import locked, write_durably
from offline_cache.publishing.errors import AlreadyThere, ReleaseNotNewer, RepositoryDamaged
from offline_cache.publishing.keys import create_key, find_keys
from offline_cache.publishing.metadata import Signing, hashed_name, sign, to_bytes
from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role, city_of
from offline_cache.publishing.tuf_types import Metadata, Root, TargetFile, Targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from offline_cache.publishing.build import Release
    from offline_cache.publishing.chain import Chain, Lists
    from offline_cache.publishing.keys import Passphrase

PINNED_ROOT = "root.json"
"""In the key folder: the first root, which the office's own commands trust. Not a secret."""


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What was published.

    Attributes:
        seq: number of the release.
        targets_version: version of the targets metadata.
        timestamp_version: version of the timestamp.
        expires: when the timestamp ends; the next refresh must come before it.
        bytes_written: metadata and targets together.
    """

    seq: int
    targets_version: int
    timestamp_version: int
    expires: datetime
    bytes_written: int


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did; `snapshot_renewed` when less than half of the snapshot's life was left."""

    timestamp_version: int
    expires: datetime
    snapshot_renewed: bool


def init_repository(
    directory: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> Path:
    """Hold the first key ceremony: make every key, and the root that names them.

    Args:
        directory: the repository; made when missing.
        keys_dir: receives one sealed file per key and `root.json`; made when missing.
        passphrase: one for all keys, or a function that asks each holder for theirs.
        now: aware UTC.
        profile: keys, thresholds, lifetimes.

    Returns:
        The root to be pinned in every terminal.

    Raises:
        AlreadyThere: the repository or a key exists; nothing is overwritten.
        PassphraseTooShort: see `create_key`.
    """
    path = directory / METADATA / versioned(1, Role.ROOT)
    pinned = keys_dir / PINNED_ROOT
    if path.exists() or pinned.exists():
        raise AlreadyThere(f"{path if path.exists() else pinned} exists; a registry is made only once")
    created: list[Path] = []
    try:
        data = _first_root(keys_dir, passphrase, now, profile, created)
        (directory / TARGETS).mkdir(parents=True, exist_ok=True)
        write_durably(path, data)
        write_durably(pinned, data)
    except BaseException:
        # A ceremony broken off begins anew; half of its keys would only be in the way.
        for key_path in created:
            key_path.unlink(missing_ok=True)
        path.unlink(missing_ok=True)
        raise
    return path


def publish_release(
    repository_dir: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    release: Release,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> PublishReport:
    """Sign and publish a release in one go, with all keys in one folder.

    For targets keys on their holders' own machines see `sign.py`.

    Raises:
        ReleaseNotNewer: its number is not above the published one.
        NotEnoughKeys: too few of the targets, snapshot or timestamp keys.
        WrongPassphrase: a key does not open.
        RepositoryDamaged: the repository does not follow from the key folder's `root.json`.
    """
    signing = Signing(find_keys(keys_dir), passphrase, now, profile)
    with locked(repository_dir):
        chain = read_own(repository_dir, keys_dir)
        lists = new_lists(chain, release.files, repository_dir, signing)
        for role, metadata in lists.items():
            sign(metadata, role, (delegator(role, chain.root, lists),), signing)
        return put_release(repository_dir, chain, lists, release.files, signing)


def refresh_timestamp(
    repository_dir: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> RefreshReport:
    """Sign the timestamp again, so that terminals know the list is current; for an hourly timer.

    Needs the timestamp and snapshot keys only. The snapshot is signed again when less than half its life is left.

    Raises:
        RepositoryDamaged: nothing was published yet, or the repository does not follow from `root.json`.
        NotEnoughKeys: a key is missing.
        WrongPassphrase: a key does not open.
    """
    signing = Signing(find_keys(keys_dir), passphrase, now, profile)
    with locked(repository_dir):
        chain = read_own(repository_dir, keys_dir)
        if chain.published is None:
            raise RepositoryDamaged(f"{repository_dir}: nothing was published yet")
        snapshot_meta = chain.published.timestamp.snapshot_meta
        change = Change(chain, chain.root, signing)
        renew = chain.published.snapshot.expires - now < profile.snapshot.lifetime / 2
        if renew:
            snapshot_meta = change.add_snapshot()
        timestamp = change.add_timestamp(snapshot_meta)
        change.write(repository_dir)
        return RefreshReport(timestamp.version, timestamp.expires, renew)


def _first_root(
    keys_dir: Path, passphrase: Passphrase, now: datetime, profile: Profile, created: list[Path]
) -> bytes:
    """Make all keys and the signed root; every key file made is noted in `created`."""
    root = Root(consistent_snapshot=True)
    for role in Role:
        for number in range(1, profile.of(role).keys + 1):
            stored = create_key(keys_dir, f"{role}-{number}", role, passphrase, profile)
            created.append(stored.path)
            root.add_key(stored.public_key, role)
        root.roles[role].threshold = profile.of(role).threshold
    signing = Signing(find_keys(keys_dir), passphrase, now, profile)
    root.expires = signing.expires(Role.ROOT)
    metadata = Metadata(root)
    sign(metadata, Role.ROOT, (root,), signing)
    return to_bytes(metadata)


def read_own(repository_dir: Path, keys_dir: Path) -> Chain:
    """Read a repository as its owner: roots must follow from `root.json` in the key folder.

    Raises:
        RepositoryDamaged: they do not, or `root.json` is missing.
    """
    try:
        pinned = (keys_dir / PINNED_ROOT).read_bytes()
    except OSError as error:
        raise RepositoryDamaged(
            f"{keys_dir} has no {PINNED_ROOT}; copy it there from the key ceremony"
        ) from error
    return read_chain(repository_dir, pinned)


def new_lists(
    chain: Chain, files: Mapping[str, bytes], repository_dir: Path, signing: Signing
) -> dict[str, Metadata[Targets]]:
    """Make the unsigned lists of a release: role -> metadata, `targets` first.

    A city with an office of its own gets a new list when its file changed or more than half of the life of its
    signature is over; else what its office signed stays in force.

    Raises:
        ReleaseNotNewer: its number is not above the published one, or its date is before it.
    """
    refuse_older(files, repository_dir, chain)
    published = chain.published
    delegations = published.targets.signed.delegations if published else None
    roles = city_roles(published.targets.signed) if published else ()
    of_city = {f"reg/{city_of(role)}.json.zst": role for role in roles}
    named: dict[str, dict[str, TargetFile]] = {str(Role.TARGETS): {}, **{role: {} for role in roles}}
    for name, data in files.items():
        named[of_city.get(name, Role.TARGETS)][name] = TargetFile.from_data(name, data, ["sha256"])
    lists: dict[str, Metadata[Targets]] = {}
    for role, targets in named.items():
        if role != Role.TARGETS and published and _still_good(published.lists[role].signed, targets, signing):
            continue
        version = published.next_version(role) if published else 1
        lists[role] = Metadata(Targets(version=version, expires=signing.expires(role), targets=targets))
    lists[Role.TARGETS].signed.delegations = copy.deepcopy(delegations)
    return lists


def delegator(role: str, root: Root, lists: Lists) -> Root | Targets:
    """Give who names the keys of a role: the root, or for a city the top-level list."""
    return root if role in set(Role) else lists[Role.TARGETS].signed


def _still_good(before: Targets, files: Mapping[str, TargetFile], signing: Signing) -> bool:
    left = before.expires - signing.now
    return before.targets == files and left > signing.profile.of(Role.TARGETS).lifetime / 2


def read_target(repository_dir: Path, chain: Chain, name: str) -> bytes:
    """Read one target of the published release and check it against its metadata.

    Raises:
        RepositoryDamaged: nothing published, no such target, or its bytes are others.
    """
    signed = chain.published.list_naming(name) if chain.published else None
    if signed is None:
        raise RepositoryDamaged(f"{repository_dir}: {name} was not published")
    target = signed.targets[name]
    path = repository_dir / TARGETS / hashed_name(name, target.hashes.get("sha256", ""))
    try:
        data = path.read_bytes()
        target.verify_length_and_hashes(data)
    except (OSError, RepositoryError) as error:
        raise RepositoryDamaged(f"{path}: {error}") from error
    return data


def put_release(
    repository_dir: Path, chain: Chain, lists: Lists, files: Mapping[str, bytes], signing: Signing
) -> PublishReport:
    """Put signed lists and their files in place, with a new snapshot and timestamp over them.

    The caller holds the folder's lock and has checked the signatures of `lists`.
    """
    change = Change(chain, chain.root, signing)
    change.add_files(files)
    change.add_lists(lists)
    timestamp = change.add_timestamp(change.add_snapshot())
    written = change.write(repository_dir)
    manifest = records.decode_manifest(files[records.MANIFEST_NAME])
    version = lists[Role.TARGETS].signed.version
    return PublishReport(manifest.seq, version, timestamp.version, timestamp.expires, written)


def refuse_older(files: Mapping[str, bytes], repository_dir: Path, chain: Chain) -> None:
    """Refuse a release that is not newer than the published one.

    Raises:
        ReleaseNotNewer: its number is not above the published one, or its date is before it.
        RepositoryDamaged: the published manifest is not whole.
    """
    if chain.published is None:
        return
    new = records.decode_manifest(files[records.MANIFEST_NAME])
    old = records.decode_manifest(read_target(repository_dir, chain, records.MANIFEST_NAME))
    if new.seq <= old.seq:
        raise ReleaseNotNewer(f"release {new.seq} is not above release {old.seq}, which is published")
    if new.issued < old.issued:
        raise ReleaseNotNewer(f"release {new.seq} is dated before release {old.seq}; check the clock")
