"""Who signed what: verification of the registry's metadata from bytes, without a network and without a clock.

Two ways into The Update Framework, both over its public API. `open_updater` gives the standard client, which
fetches into a side directory and refuses what an attacker on the way may send. `verify_metadata` goes the same
chain again over stored bytes - pinned root -> newer roots -> timestamp -> snapshot -> targets - and leaves time to
its caller: it returns the expiry dates instead of raising, since an old list may still be shown as old.

Stricter than the specification in one point: every signature on a stored file must be valid and from a key of the
role, so that no byte of a file can change unnoticed.

Source: TUF specification 1.0.33, section 5, "Detailed client workflow".
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import (  # type: ignore[attr-defined]  # tuf's public names, but without __all__
    Metadata,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.ngclient.config import UpdaterConfig
from tuf.ngclient.updater import Updater

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuf.api.metadata import MetaFile  # type: ignore[attr-defined]  # as above
    from tuf.ngclient.fetcher import FetcherInterface

MAX_METADATA_BYTES = 2_000_000
"""Any one metadata file; a city with 100 000 agencies needs some 8 KB of targets metadata."""
MAX_ROOTS = 256
ISSUED_FIELD = "x-issued"
"""Signed field of the timestamp: when it was made, ISO 8601 in UTC; the only source of the time floor."""

_TOP_LEVEL = ("root", "timestamp", "snapshot", "targets")
_T = TypeVar("_T", Root, Timestamp, Snapshot, Targets)


class TrustRefused(Exception):  # noqa: N818 - says what happened, as the other faults do
    """A metadata file does not follow from the pinned root.

    Attributes:
        role: `root`, `timestamp`, `snapshot`, `targets` or the name of a delegated role.
        why: one English sentence.
    """

    code = "trust_refused"

    def __init__(self, role: str, why: str) -> None:
        super().__init__(f"{role}: {why}")
        self.role = role
        self.why = why


@dataclass(frozen=True, slots=True)
class MetadataFiles:
    """Untrusted metadata as it lies in a store.

    Attributes:
        roots: the roots after the pinned one, in order of version.
        delegated: role name -> bytes of the roles that targets delegates to.
    """

    roots: tuple[bytes, ...]
    timestamp: bytes
    snapshot: bytes
    targets: bytes
    delegated: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RoleVersion:
    """A role's version and the key set it was signed under; a mark counts for the same key set only."""

    version: int
    key_set: str
    """Hex SHA-256 over threshold and sorted key ids."""


@dataclass(frozen=True, slots=True)
class Expiries:
    """When each part stops being valid; aware UTC. `targets` is the earliest of all roles that sign targets."""

    root: datetime
    timestamp: datetime
    snapshot: datetime
    targets: datetime


@dataclass(frozen=True, slots=True)
class TrustedMetadata:
    """Metadata that follows from the pinned root; made only by `verify_metadata`.

    Attributes:
        expires: when each part stops being valid.
        versions: role -> version and key set.
        issued: when the timestamp was made, from the signed field; None when it says nothing.
        root_version: version of the newest root.
    """

    expires: Expiries
    versions: Mapping[str, RoleVersion]
    issued: datetime | None
    root_version: int
    _targets: tuple[Targets, ...]
    _roles: tuple[str, ...]

    def target(self, name: str) -> TargetFile | None:
        """Find a target the way the client does: the top-level role first, then its delegations in order.

        Raises:
            TrustRefused: the metadata of a role that comes first is not there, so a later one must not speak for it.
        """
        top, *delegated = self._targets
        if name in top.targets:
            return top.targets[name]
        if top.delegations is None:
            return None
        by_role = dict(zip(self._roles[1:], delegated, strict=True))
        for role, terminating in top.delegations.get_roles_for_target(name):
            if role not in by_role:
                raise TrustRefused(role, f"is asked for {name} and is not there")
            if name in by_role[role].targets:
                return by_role[role].targets[name]
            if terminating:
                return None
        return None

    def missing_role_for(self, name: str) -> str | None:
        """Name the next delegated role whose metadata must be there to find a target; None when no more is needed."""
        try:
            self.target(name)
        except TrustRefused as refused:
            return refused.role
        return None


def verify_metadata(pinned_root: bytes, untrusted: MetadataFiles) -> TrustedMetadata:
    """Verify stored metadata against the pinned root. No time is looked at.

    Raises:
        TrustRefused: a file is malformed, not signed by enough of the right keys, or not the one the file before
            it names.
    """
    root = _verify_roots(pinned_root, untrusted.roots)
    timestamp = _verify_role("timestamp", Timestamp, untrusted.timestamp, root)
    _verify_named("snapshot", untrusted.snapshot, timestamp.snapshot_meta)
    snapshot = _verify_role("snapshot", Snapshot, untrusted.snapshot, root)
    _verify_version("snapshot", snapshot.version, timestamp.snapshot_meta)
    targets = _verify_targets("targets", untrusted.targets, root, snapshot)
    for role in _TOP_LEVEL:
        if role in untrusted.delegated:
            raise TrustRefused(role, "cannot be delegated to")
    delegated = {
        role: _verify_targets(role, untrusted_bytes, targets, snapshot)
        for role, untrusted_bytes in untrusted.delegated.items()
    }
    signers: dict[str, Root | Targets] = dict.fromkeys(_TOP_LEVEL, root)
    signers.update(dict.fromkeys(delegated, targets))
    signed = {"root": root, "timestamp": timestamp, "snapshot": snapshot, "targets": targets, **delegated}
    return TrustedMetadata(
        expires=Expiries(
            root=root.expires,
            timestamp=timestamp.expires,
            snapshot=snapshot.expires,
            targets=min(role.expires for role in (targets, *delegated.values())),
        ),
        versions={
            role: RoleVersion(signed[role].version, _key_set(signer, role))
            for role, signer in signers.items()
        },
        issued=_issued(timestamp),
        root_version=root.version,
        _targets=(targets, *delegated.values()),
        _roles=("targets", *delegated),
    )


def open_updater(
    pinned_root: bytes, metadata_dir: Path, targets_dir: Path, source: FetcherInterface, urls: tuple[str, str]
) -> Updater:
    """Open the standard client on a side directory; one `refresh` per object.

    Args:
        pinned_root: root metadata the terminal was provisioned with; trusted anew at each start.
        metadata_dir: existing directory of the client's own cache; never served from.
        targets_dir: existing directory for downloaded targets.
        source: where bytes come from.
        urls: base of metadata and of targets, both with a trailing slash.

    Raises:
        tuf.api.exceptions.RepositoryError: the pinned root itself is malformed.
        OSError: the directory cannot be written.
    """
    config = UpdaterConfig(
        max_root_rotations=MAX_ROOTS,
        snapshot_max_length=MAX_METADATA_BYTES,
        targets_max_length=MAX_METADATA_BYTES,
    )
    metadata_url, targets_url = urls
    return Updater(
        str(metadata_dir),
        metadata_url,
        str(targets_dir),
        targets_url,
        fetcher=source,
        config=config,
        bootstrap=pinned_root,
    )


def _verify_roots(pinned_root: bytes, untrusted_roots: tuple[bytes, ...]) -> Root:
    pinned = _parse("root", Root, pinned_root)
    _verify_signatures("root", pinned, (pinned.signed,))
    trusted = pinned.signed
    if len(untrusted_roots) > MAX_ROOTS:
        raise TrustRefused("root", f"has more than {MAX_ROOTS} versions")
    for untrusted in untrusted_roots:
        newer = _parse("root", Root, untrusted)
        if newer.signed.version != trusted.version + 1:
            raise TrustRefused("root", f"version {newer.signed.version} does not follow {trusted.version}")
        _verify_signatures("root", newer, (trusted, newer.signed))
        trusted = newer.signed
    return trusted


def _verify_targets(role: str, untrusted: bytes, signer: Root | Targets, snapshot: Snapshot) -> Targets:
    named = snapshot.meta.get(f"{role}.json")
    if named is None:
        raise TrustRefused(role, "is not named by the snapshot")
    _verify_named(role, untrusted, named)
    targets = _verify_role(role, Targets, untrusted, signer)
    _verify_version(role, targets.version, named)
    return targets


def _verify_role(role: str, kind: type[_T], untrusted: bytes, signer: Root | Targets) -> _T:
    metadata = _parse(role, kind, untrusted)
    _verify_signatures(role, metadata, (signer,))
    return metadata.signed


def _parse(role: str, kind: type[_T], untrusted: bytes) -> Metadata[_T]:
    if len(untrusted) > MAX_METADATA_BYTES:
        raise TrustRefused(role, f"is larger than {MAX_METADATA_BYTES} bytes")
    try:
        metadata = Metadata[_T].from_bytes(untrusted)
    except RepositoryError as error:
        raise TrustRefused(role, "is not metadata") from error
    if not isinstance(metadata.signed, kind):
        raise TrustRefused(role, f"is metadata of the role {metadata.signed.type}")
    return metadata


def _verify_signatures(role: str, metadata: Metadata[_T], signers: tuple[Root | Targets, ...]) -> None:
    """Demand the threshold of every signer, and that no signature is left that none of them accepts."""
    accepted: set[str] = set()
    for signer in signers:
        try:
            result = signer.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
        except ValueError as error:
            raise TrustRefused(role, "is not delegated to") from error
        if not result:
            raise TrustRefused(role, f"is signed by {len(result.signed)} of {result.threshold} keys")
        accepted.update(result.signed)
    if accepted != set(metadata.signatures):
        raise TrustRefused(role, "carries a signature that is broken or from a foreign key")


def _verify_named(role: str, untrusted: bytes, named: MetaFile) -> None:
    try:
        named.verify_length_and_hashes(untrusted)
    except RepositoryError as error:
        raise TrustRefused(role, "is not the file its signer names") from error


def _verify_version(role: str, version: int, named: MetaFile) -> None:
    if version != named.version:
        raise TrustRefused(role, f"is version {version}, its signer names {named.version}")


def _key_set(signer: Root | Targets, role: str) -> str:
    keys = signer.get_delegated_role(role)
    return hashlib.sha256(json.dumps([keys.threshold, sorted(keys.keyids)]).encode()).hexdigest()


def _issued(timestamp: Timestamp) -> datetime | None:
    untrusted = timestamp.unrecognized_fields.get(ISSUED_FIELD)
    if untrusted is None:
        return None
    try:
        issued = datetime.fromisoformat(untrusted)
    except (TypeError, ValueError) as error:
        raise TrustRefused("timestamp", f"{ISSUED_FIELD} is not a date") from error
    if issued.utcoffset() != timedelta(0):
        raise TrustRefused("timestamp", f"{ISSUED_FIELD} is not in UTC")
    return issued
