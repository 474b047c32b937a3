"""TUF metadata as this office writes it: one byte form, whole seconds, SHA-256, signed to the threshold.

Pure over `tuf.api.metadata`; no file is touched. Source: The Update Framework specification 1.0, sections 4 and 5.
"""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tuf.api.serialization.json import JSONSerializer

from offline_cache.publishing.errors import NotEnoughKeys
from offline_cache.publishing.keys import NAME_FIELD, open_key
from offline_cache.publishing.profile import Role
from offline_cache.publishing.tuf_types import (
    Key,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    Targets,
    Timestamp,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from offline_cache.publishing.keys import Passphrase, StoredKey
    from offline_cache.publishing.profile import Profile
    from offline_cache.publishing.tuf_types import CryptoSigner

ISSUED_FIELD = "x-issued"
"""Extra signed field of timestamp.json: when it was signed, ISO 8601 UTC; terminals raise their time floor by it."""

Signer = Root | Targets
"""Who names the keys of a role: the root those of the top-level roles, targets metadata those of the cities."""

_HASH = "sha256"


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs a command, when, and by which rules.

    Attributes:
        stored: the key files at hand, by key id.
        passphrase: opens them.
        now: aware UTC.
        profile: lifetimes.
    """

    stored: Mapping[str, StoredKey]
    passphrase: Passphrase
    now: datetime
    profile: Profile

    def expires(self, role: str) -> datetime:
        """When a signature of this role made now ends, in whole seconds."""
        return self.now.replace(microsecond=0) + self.profile.of(role).lifetime


def to_bytes(metadata: Metadata[Any]) -> bytes:
    """Give the one byte form of a metadata file; `verify` accepts no other."""
    return metadata.to_bytes(JSONSerializer(compact=True))


def described(version: int, data: bytes) -> MetaFile:
    """Describe a metadata file by version, length and hash."""
    return MetaFile.from_data(version, data, [_HASH])


def hash_of(data: bytes) -> str:
    """Give the hash a target is published under."""
    return hashlib.sha256(data).hexdigest()


def published_name(target: str, data: bytes) -> str:
    """Give a target's path below `targets/`: the hash stands before the last part of its name."""
    return hashed_name(target, hash_of(data))


def hashed_name(target: str, digest: str) -> str:
    """Give the same path from a hash that is known."""
    folder, slash, name = target.rpartition("/")
    return f"{folder}{slash}{digest}.{name}"


def new_timestamp(version: int, snapshot: MetaFile, signing: Signing) -> Metadata[Timestamp]:
    """Make an unsigned timestamp that carries its date."""
    issued = signing.now.replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")
    expires = signing.expires(Role.TIMESTAMP)
    return Metadata(
        Timestamp(
            version=version,
            expires=expires,
            snapshot_meta=snapshot,
            unrecognized_fields={ISSUED_FIELD: issued},
        )
    )


def new_snapshot(version: int, lists: Mapping[str, MetaFile], signing: Signing) -> Metadata[Snapshot]:
    """Make an unsigned snapshot over the lists, file name -> description."""
    return Metadata(Snapshot(version=version, expires=signing.expires(Role.SNAPSHOT), meta=dict(lists)))


def signed_again(targets: Targets, role: str, signer: Signer, signing: Signing) -> Metadata[Targets]:
    """Give the next version of a list with the same files and delegations, signed anew."""
    again = Targets.from_dict(copy.deepcopy(targets.to_dict()))
    again.version += 1
    again.expires = signing.expires(role)
    metadata = Metadata(again)
    sign(metadata, role, (signer,), signing)
    return metadata


def sign(metadata: Metadata[Any], role: str, signers: tuple[Signer, ...], signing: Signing) -> None:
    """Sign to the threshold of `role` in every root given, with as few keys as that takes.

    Args:
        metadata: signed in place; signatures it has already are replaced.
        role: whose keys.
        signers: the root that names the keys, for a new root the one before it too; for a city the targets metadata.
        signing: keys at hand, passphrase, time.

    Raises:
        NotEnoughKeys: too few key files at hand.
        WrongPassphrase: one of them does not open.
    """
    chosen: list[str] = []
    for signer in signers:
        of_role = signer.get_delegated_role(role)
        at_hand = [keyid for keyid in of_role.keyids if keyid in signing.stored]
        # Keys that count in every root first: a key that is being retired signs only where it must.
        at_hand.sort(key=lambda keyid: (not _in_all(keyid, role, signers), signing.stored[keyid].file.name))
        if len(at_hand) < of_role.threshold:
            raise NotEnoughKeys(_too_few(role, signer, len(at_hand)))
        chosen += [keyid for keyid in at_hand[: of_role.threshold] if keyid not in chosen]
    metadata.signatures.clear()
    for keyid in chosen:
        metadata.sign(_signer(signing, keyid), append=True)


def key_names(signer: Signer, role: str) -> dict[str, str]:
    """Give the names of a role's keys by key id."""
    keys = _keys_of(signer)
    return {
        keyid: str(keys[keyid].unrecognized_fields.get(NAME_FIELD, keyid[:8]))
        for keyid in signer.get_delegated_role(role).keyids
    }


def _keys_of(signer: Signer) -> Mapping[str, Key]:
    if isinstance(signer, Root):
        return signer.keys
    return signer.delegations.keys if signer.delegations else {}


def _in_all(keyid: str, role: str, signers: tuple[Signer, ...]) -> bool:
    return all(keyid in signer.get_delegated_role(role).keyids for signer in signers)


def _too_few(role: str, signer: Signer, have: int) -> str:
    names = ", ".join(sorted(key_names(signer, role).values()))
    need = signer.get_delegated_role(role).threshold
    return f"signing {role} needs {need} of the keys {names}; the key folder has {have} of them"


def _signer(signing: Signing, keyid: str) -> CryptoSigner:
    return open_key(signing.stored[keyid], signing.passphrase)
