"""A new root: one key exchanged, or the same keys for another year.

A lost or stolen key is exchanged without anyone touching a terminal: the new root is signed by enough of the old root
keys and enough of the new ones, and terminals follow from one to the next. Source: TUF specification 1.0, section 6.1.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline_cache.publishing.chain import city_roles
from offline_cache.publishing.change import Change
from offline_cache.publishing.durable import locked, sync_folder
from offline_cache.publishing.errors import UnknownKey
from offline_cache.publishing.keys import KEY_SUFFIX, create_key, find_keys
from offline_cache.publishing.metadata import Signing, key_names, sign, signed_again
from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role
from offline_cache.publishing.repository import read_own
from offline_cache.publishing.tuf_types import Metadata, Root, Targets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from offline_cache.publishing.chain import Chain
    from offline_cache.publishing.keys import Passphrase, StoredKey
    from offline_cache.publishing.metadata import Signer

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
        role, keyid = _find(chain, key_name)
        created = create_key(keys_dir, _next_name(chain, keys_dir, role), role, passphrase, profile)
        try:
            signing = Signing(find_keys(keys_dir), passphrase, now, profile)
            if role in set(Role):
                root = _successor(chain.root)
                root.revoke_key(keyid, role)
                root.add_key(created.public_key, role)
                report = _publish_root(repository_dir, chain, root, role, signing)
            else:
                _publish_delegation(repository_dir, chain, (role, keyid, created), signing)
                report = RootReport(chain.root.version, chain.root.expires)
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
    repository_dir: Path, chain: Chain, root: Root, changed: str, signing: Signing
) -> RootReport:
    root.expires = signing.expires(Role.ROOT)
    metadata = Metadata(root)
    sign(metadata, Role.ROOT, (chain.root, root), signing)
    change = Change(chain, root, signing)
    change.add_root(metadata)
    published = chain.published
    if published is not None and changed != Role.ROOT:
        snapshot_meta = published.timestamp.snapshot_meta
        if changed == Role.TARGETS:
            targets = signed_again(published.targets.signed, Role.TARGETS, root, signing)
            change.add_lists({Role.TARGETS: targets})
        if changed in {Role.TARGETS, Role.SNAPSHOT}:
            snapshot_meta = change.add_snapshot()
        change.add_timestamp(snapshot_meta)
    change.write(repository_dir)
    return RootReport(root.version, root.expires)


def _successor(root: Root) -> Root:
    successor = Root.from_dict(copy.deepcopy(root.to_dict()))
    successor.version += 1
    return successor


def _publish_delegation(
    repository_dir: Path, chain: Chain, exchange: tuple[str, str, StoredKey], signing: Signing
) -> None:
    """Name a city's new key in the top-level list and let the city's office sign its list again."""
    role, keyid, created = exchange
    if chain.published is None:  # pragma: no cover - a delegation is found in what is published
        return
    targets = Targets.from_dict(copy.deepcopy(chain.published.targets.signed.to_dict()))
    targets.revoke_key(keyid, role)
    targets.add_key(created.public_key, role)
    lists = {
        str(Role.TARGETS): signed_again(targets, Role.TARGETS, chain.root, signing),
        role: signed_again(chain.published.lists[role].signed, role, targets, signing),
    }
    change = Change(chain, chain.root, signing)
    change.add_lists(lists)
    change.add_timestamp(change.add_snapshot())
    change.write(repository_dir)


def _signers(chain: Chain) -> Iterator[tuple[str, Signer]]:
    """Give every role there is with who names its keys."""
    yield from ((role, chain.root) for role in Role)
    if chain.published is not None:
        targets = chain.published.targets.signed
        yield from ((role, targets) for role in city_roles(targets))


def _find(chain: Chain, key_name: str) -> tuple[str, str]:
    known: list[str] = []
    for role, signer in _signers(chain):
        for keyid, name in key_names(signer, role).items():
            if name == key_name:
                return role, keyid
            known.append(name)
    raise UnknownKey(f"the registry has no key {key_name}; it has {', '.join(sorted(known))}")


def _next_name(chain: Chain, keys_dir: Path, role: str) -> str:
    """Give the next free number, so that no two keys ever bear one name."""
    if role in set(Role):
        signers: list[Signer] = [root.signed for root in chain.roots]
    else:
        signers = [signer for known, signer in _signers(chain) if known == role]
    names = {name for signer in signers for name in key_names(signer, role).values()}
    names.update(path.name.removesuffix(KEY_SUFFIX) for path in keys_dir.rglob(f"*{KEY_SUFFIX}"))
    numbers = [int(match[1]) for name in names if (match := re.fullmatch(rf"{role}-([0-9]{{1,6}})", name))]
    return f"{role}-{max(numbers, default=0) + 1}"


def _retire(keys_dir: Path, key_name: str) -> None:
    path = keys_dir / f"{key_name}{KEY_SUFFIX}"
    if path.exists():
        (keys_dir / RETIRED).mkdir(exist_ok=True)
        path.replace(keys_dir / RETIRED / path.name)
        sync_folder(keys_dir)
