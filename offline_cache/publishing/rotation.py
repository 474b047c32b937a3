"""A new root: one key exchanged, or the same keys for another year.

A lost or stolen key is exchanged without anyone touching a terminal: the new root is signed by enough of the old root
keys and enough of the new ones, and terminals follow from one to the next. Source: TUF specification 1.0, section 6.1.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline_cache.publishing.chain import TARGETS_FILE
from offline_cache.publishing.change import Change
from offline_cache.publishing.durable import locked, sync_folder
from offline_cache.publishing.errors import UnknownKey
from offline_cache.publishing.keys import KEY_SUFFIX, create_key, find_keys
from offline_cache.publishing.metadata import Signing, key_names, sign
from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role
from offline_cache.publishing.repository import read_own
from offline_cache.publishing.tuf_types import Metadata, Root, Targets

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from offline_cache.publishing.chain import Chain
    from offline_cache.publishing.keys import Passphrase

RETIRED = "retired"
"""Folder beside the key files for those that count no longer."""


@dataclass(frozen=True, slots=True)
class RootReport:
    """A new root was published; `retired` and `added` are key names, "" when no key changed."""

    root_version: int
    expires: datetime
    retired: str = ""
    added: str = ""


def rotate_key(
    repository_dir: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    key_name: str,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> RootReport:
    """Exchange one key for a new one of the same role, and publish the new root.

    The old key's file need not be there. What the role had signed is signed again: for a targets key that takes the
    threshold of targets keys, for any key the snapshot and timestamp keys.

    Args:
        repository_dir: the repository.
        keys_dir: receives the new key; needs enough root keys.
        passphrase: opens the old keys and seals the new one.
        key_name: the key to retire, `targets-2`.
        now: aware UTC.
        profile: lifetimes and cost of the new key file.

    Raises:
        UnknownKey: the newest root names no such key.
        NotEnoughKeys: fewer keys at hand than the change needs; nothing was changed.
        WrongPassphrase: a key does not open; nothing was changed.
        RepositoryDamaged: the repository does not follow from `root.json`.
    """
    with locked(repository_dir):
        chain = read_own(repository_dir, keys_dir)
        role, keyid = _find(chain.root, key_name)
        created = create_key(keys_dir, _next_name(chain, keys_dir, role), role, passphrase, profile)
        try:
            root = _successor(chain.root)
            root.revoke_key(keyid, role)
            root.add_key(created.public_key, role)
            signing = Signing(find_keys(keys_dir), passphrase, now, profile)
            report = _publish_root(repository_dir, chain, root, role, signing)
        except BaseException:
            created.path.unlink(missing_ok=True)
            raise
        _retire(keys_dir, key_name)
    return RootReport(report.root_version, report.expires, key_name, created.file.name)


def renew_root(
    repository_dir: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> RootReport:
    """Sign the root for another term with the keys it names; due before it expires.

    Raises:
        NotEnoughKeys: too few root keys at hand.
        WrongPassphrase: one of them does not open.
        RepositoryDamaged: the repository does not follow from `root.json`.
    """
    signing = Signing(find_keys(keys_dir), passphrase, now, profile)
    with locked(repository_dir):
        chain = read_own(repository_dir, keys_dir)
        return _publish_root(repository_dir, chain, _successor(chain.root), Role.ROOT, signing)


def _publish_root(
    repository_dir: Path, chain: Chain, root: Root, changed: Role, signing: Signing
) -> RootReport:
    root.expires = signing.expires(Role.ROOT)
    metadata = Metadata(root)
    sign(metadata, Role.ROOT, (chain.root, root), signing)
    change = Change(chain, root, signing)
    change.add_root(metadata)
    published = chain.published
    if published is not None and changed is not Role.ROOT:
        targets_meta = published.snapshot.meta[TARGETS_FILE]
        snapshot_meta = published.timestamp.snapshot_meta
        if changed is Role.TARGETS:
            targets_meta = change.add_targets(_signed_again(published.targets.signed, root, signing))
        if changed in {Role.TARGETS, Role.SNAPSHOT}:
            snapshot_meta = change.add_snapshot(targets_meta)
        change.add_timestamp(snapshot_meta)
    change.write(repository_dir)
    return RootReport(root.version, root.expires)


def _signed_again(targets: Targets, root: Root, signing: Signing) -> Metadata[Targets]:
    again = Targets.from_dict(copy.deepcopy(targets.to_dict()))
    again.version += 1
    again.expires = signing.expires(Role.TARGETS)
    metadata = Metadata(again)
    sign(metadata, Role.TARGETS, (root,), signing)
    return metadata


def _successor(root: Root) -> Root:
    successor = Root.from_dict(copy.deepcopy(root.to_dict()))
    successor.version += 1
    return successor


def _find(root: Root, key_name: str) -> tuple[Role, str]:
    known: list[str] = []
    for role in Role:
        for keyid, name in key_names(root, role).items():
            if name == key_name:
                return role, keyid
            known.append(name)
    raise UnknownKey(f"the registry has no key {key_name}; it has {', '.join(sorted(known))}")


def _next_name(chain: Chain, keys_dir: Path, role: Role) -> str:
    """Give the next free number, so that no two keys ever bear one name."""
    names = {name for root in chain.roots for name in key_names(root.signed, role).values()}
    names.update(path.name.removesuffix(KEY_SUFFIX) for path in keys_dir.rglob(f"*{KEY_SUFFIX}"))
    numbers = [int(match[1]) for name in names if (match := re.fullmatch(rf"{role}-([0-9]{{1,6}})", name))]
    return f"{role}-{max(numbers, default=0) + 1}"


def _retire(keys_dir: Path, key_name: str) -> None:
    path = keys_dir / f"{key_name}{KEY_SUFFIX}"
    if path.exists():
        (keys_dir / RETIRED).mkdir(exist_ok=True)
        path.replace(keys_dir / RETIRED / path.name)
        sync_folder(keys_dir)
