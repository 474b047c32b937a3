"""A city whose list is signed by an office of its own: a delegated role that may sign this one file and nothing else.

The city's office vouches for its list, the registry's office for the release: the manifest, which names the record
root of every city, stays with the top-level list. So neither can change a city's list alone.
Source: The Update Framework specification 1.0, section 4.5, "delegations".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from offline_cache import records
from offline_cache.publishing.change import Change
from offline_cache.publishing.durable import locked
from offline_cache.publishing.errors import AlreadyThere, RepositoryDamaged
from offline_cache.publishing.keys import create_key, find_keys
from offline_cache.publishing.metadata import Signing, sign, signed_again
from offline_cache.publishing.profile import OFFICE_PROFILE, Profile, Role, city_role
from offline_cache.publishing.repository import read_own
from offline_cache.publishing.tuf_types import DelegatedRole, Delegations, Metadata, Targets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from offline_cache.agency import Adcode
    from offline_cache.publishing.chain import Chain, Lists
    from offline_cache.publishing.keys import Passphrase, StoredKey


@dataclass(frozen=True, slots=True)
class CityReport:
    """A city got an office of its own: its role and the names of its keys, `needed` of which must sign."""

    role: str
    keys: tuple[str, ...]
    needed: int


def add_city(
    repository_dir: Path,
    keys_dir: Path,
    passphrase: Passphrase,
    city: Adcode,
    now: datetime,
    *,
    profile: Profile = OFFICE_PROFILE,
) -> CityReport:
    """Make the keys of a city's office and delegate the city's file to them; a list published already moves over.

    Args:
        repository_dir: the repository; a release must have been published.
        keys_dir: needs enough targets keys and the snapshot and timestamp keys; receives the city's keys.
        passphrase: opens the keys and seals the new ones.
        city: six-digit code of the city.
        now: aware UTC.
        profile: the city's keys are as many as those of targets, with the same threshold and term.

    Raises:
        AlreadyThere: the city has an office, or a key file exists.
        RepositoryDamaged: nothing was published yet, or the repository does not follow from `root.json`.
        NotEnoughKeys: too few keys at hand; nothing was changed.
        WrongPassphrase: a key does not open; nothing was changed.
    """
    role, rules = city_role(city), profile.targets
    with locked(repository_dir):
        chain = read_own(repository_dir, keys_dir)
        if chain.published is None:
            raise RepositoryDamaged(f"{repository_dir}: nothing was published yet; publish a release first")
        if role in chain.published.lists:
            raise AlreadyThere(f"{city} has an office of its own; exchange its keys by rotate-key")
        created: list[StoredKey] = []
        try:
            created.extend(
                create_key(keys_dir, f"{role}-{number}", role, passphrase, profile)
                for number in range(1, rules.keys + 1)
            )
            signing = Signing(find_keys(keys_dir), passphrase, now, profile)
            change = Change(chain, chain.root, signing)
            change.add_lists(_parted(chain, city, created, signing))
            change.add_timestamp(change.add_snapshot())
            change.write(repository_dir)
        except BaseException:
            for key in created:
                key.path.unlink(missing_ok=True)
            raise
    return CityReport(role, tuple(key.file.name for key in created), rules.threshold)


def _parted(chain: Chain, city: Adcode, created: Sequence[StoredKey], signing: Signing) -> Lists:
    """Sign the top-level list with the delegation, and the city's list with the file that moves there."""
    if chain.published is None:  # pragma: no cover - the caller has looked
        return {}
    role, file = city_role(city), records.city_file_name(city)
    targets = Targets.from_dict(chain.published.targets.signed.to_dict())
    moved = targets.targets.pop(file, None)
    delegations = targets.delegations or Delegations(keys={}, roles={})
    roles = dict(delegations.roles or {})
    threshold = signing.profile.targets.threshold
    roles[role] = DelegatedRole(name=role, keyids=[], threshold=threshold, terminating=True, paths=[file])
    targets.delegations = Delegations(keys=delegations.keys, roles=roles)
    for key in created:
        targets.add_key(key.public_key, role)
    of_city = Metadata(Targets(expires=signing.expires(role), targets={} if moved is None else {file: moved}))
    sign(of_city, role, (targets,), signing)
    return {str(Role.TARGETS): signed_again(targets, Role.TARGETS, chain.root, signing), role: of_city}
