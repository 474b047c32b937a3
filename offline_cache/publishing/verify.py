"""Check a whole repository folder from the pinned root, and name every fault.

Stricter than a terminal: a terminal ignores what it does not need (an older release, a signature beyond the threshold,
a byte of white space), while the office wants to know of every byte in its folder that is not the one it wrote. Never
changes anything; the time is an argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import RepositoryError
from tuf.api.serialization import DeserializationError

from offline_cache import records
from offline_cache.agency import Adcode
from offline_cache.publishing.chain import (
    METADATA,
    TARGETS,
    TIMESTAMP_FILE,
    Chain,
    parse_role,
    parse_signed,
    read_chain,
    versioned,
)
from offline_cache.publishing.errors import RepositoryDamaged
from offline_cache.publishing.metadata import hash_of, hashed_name, to_bytes
from offline_cache.publishing.profile import Role
from offline_cache.publishing.repository import read_target
from offline_cache.publishing.tuf_types import Metadata, Root, Targets

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from offline_cache.publishing.metadata import Signer

_VERSIONED = re.compile(r"([1-9][0-9]{0,8})\.(root|snapshot|targets|city-[1-9][0-9]{5})\.json")
_HASHED = re.compile(r"([0-9a-f]{64})\.([^/]+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the file, relative to the repository, and a plain sentence."""

    path: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}: {self.why}"


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What a repository holds and what is wrong with it.

    Attributes:
        faults: empty when all is well.
        seq: number of the release, None when it cannot be believed.
        issued: date of the release.
        root_version: version of the newest root that follows from the pinned one.
        expires: role -> when its newest signature ends.
        files: how many files were checked.
    """

    faults: tuple[Fault, ...]
    seq: int | None
    issued: datetime | None
    root_version: int
    expires: dict[str, datetime]
    files: int

    @property
    def sound(self) -> bool:
        """True when nothing is wrong."""
        return not self.faults


def verify_repository(repository_dir: Path, root_bytes: bytes, now: datetime) -> VerifyReport:
    """Verify every file of a repository.

    Args:
        repository_dir: the folder with `metadata/` and `targets/`.
        root_bytes: the pinned root, from the key ceremony and not from the folder itself.
        now: aware UTC, read once by the caller.
    """
    faults: list[Fault] = []
    paths = sorted(path for path in repository_dir.rglob("*") if path.is_symlink() or not path.is_dir())
    try:
        chain = read_chain(repository_dir, root_bytes)
    except RepositoryDamaged as error:
        faults.append(Fault(METADATA, str(error.__cause__ or error)))
        return VerifyReport(
            (*faults, *_file_faults(repository_dir, paths, ())), None, None, 0, {}, len(paths)
        )
    roots = tuple(root.signed for root in chain.roots)
    faults += _file_faults(repository_dir, paths, roots)
    faults += _ahead(paths, chain)
    expires = _expiries(chain)
    faults += [
        Fault(METADATA, f"the signature of {role} ended on {ends:%Y-%m-%d %H:%M} UTC")
        for role, ends in expires.items()
        if ends <= now
    ]
    release: records.VerifiedRelease | None = None
    try:
        release = read_release(repository_dir, chain)
    except (RepositoryDamaged, records.RecordsRefused) as error:
        faults.append(Fault(TARGETS, str(error)))
    manifest = release.manifest if release else None
    return VerifyReport(
        tuple(dict.fromkeys(faults)),
        manifest.seq if manifest else None,
        manifest.issued if manifest else None,
        chain.root.version,
        expires,
        len(paths),
    )


def read_release(repository_dir: Path, chain: Chain) -> records.VerifiedRelease:
    """Read the published release with the checks a terminal makes, all cities.

    Raises:
        RepositoryDamaged: nothing published, or a target is missing or has other bytes.
        RecordsRefused: a record breaks a rule.
    """
    if chain.published is None:
        raise RepositoryDamaged("nothing was published yet")
    names = (name for one in chain.published.lists.values() for name in one.signed.targets)
    files = {name: read_target(repository_dir, chain, name) for name in names}
    manifest = records.decode_manifest(files.get(records.MANIFEST_NAME, b""))
    return records.verify_release(files, tuple(Adcode(city) for city in sorted(manifest.cities)))


def _expiries(chain: Chain) -> dict[str, datetime]:
    expires = {str(Role.ROOT): chain.root.expires}
    if chain.published is not None:
        expires.update((role, one.signed.expires) for role, one in chain.published.lists.items())
        expires[Role.SNAPSHOT] = chain.published.snapshot.expires
        expires[Role.TIMESTAMP] = chain.published.timestamp.expires
    return expires


def _ahead(paths: list[Path], chain: Chain) -> Iterator[Fault]:
    """Find files newer than what is in force: a publication cut short, a gap in the roots, a timestamp put back."""
    in_force = {str(Role.ROOT): chain.root.version}
    if chain.published is not None:
        in_force[Role.SNAPSHOT] = chain.published.snapshot.version
        in_force.update((role, one.signed.version) for role, one in chain.published.lists.items())
    for path in paths:
        match = _VERSIONED.fullmatch(path.name)
        if match and int(match[1]) > in_force.get(match[2], 0):
            why = f"is newer than version {in_force.get(match[2], 0)}, which is in force; publish again"
            yield Fault(f"{METADATA}/{path.name}", why)


def _file_faults(repository_dir: Path, paths: list[Path], roots: tuple[Root, ...]) -> Iterator[Fault]:
    """Check every file by itself: hashed targets against their names, metadata against the keys of its time."""
    lists = tuple(_all_lists(repository_dir))
    known = {hashed_name(name, target.hashes.get("sha256", ""))
             for one in lists for name, target in one.targets.items()}  # fmt: skip
    delegating = tuple(one for one in lists if one.delegations)
    for path in paths:
        shown = path.relative_to(repository_dir).as_posix()
        area, _, name = shown.partition("/")
        if path.is_symlink() or not path.is_file():
            yield Fault(shown, "is a link or a device; a repository has plain files only")
        elif area == METADATA and "/" not in name:
            why = _metadata_fault(name, path.read_bytes(), roots, delegating)
            if why:
                yield Fault(shown, why)
        elif area == TARGETS and _HASHED.fullmatch(path.name):
            if hash_of(path.read_bytes()) != path.name.partition(".")[0]:
                yield Fault(shown, "its bytes are not the ones its name promises")
            elif name not in known:
                yield Fault(shown, "no release names it")
        else:
            yield Fault(shown, "does not belong here")


def _metadata_fault(name: str, data: bytes, roots: tuple[Root, ...], delegating: tuple[Targets, ...]) -> str:
    match = _VERSIONED.fullmatch(name)
    if not match and name != TIMESTAMP_FILE:
        return "does not belong here"
    role = match[2] if match else str(Role.TIMESTAMP)
    try:
        metadata = parse_role(data, role)
    except (DeserializationError, ValueError) as error:
        return f"is not {role} metadata ({error})"
    if match and (
        metadata.signed.version != int(match[1]) or versioned(metadata.signed.version, role) != name
    ):
        return f"says it is version {metadata.signed.version}"
    if to_bytes(metadata) != data:
        return "is not written in the form this office writes"
    if not roots:
        return ""
    if role in set(Role):
        return _signature_fault(metadata, role, roots)
    signers = [one for one in delegating if one.delegations and role in (one.delegations.roles or {})]
    return _signature_fault(metadata, role, signers) if signers else "is of a city nobody delegated to"


def _signature_fault(metadata: Metadata[Any], role: str, signers: Sequence[Signer]) -> str:
    """Demand that some signer accepts the file and that each of its signatures, not only enough of them, is good."""
    accepted = False
    good: set[str] = set()
    for signer in signers:
        try:
            result = signer.get_verification_result(role, metadata.signed_bytes, metadata.signatures)
        except (RepositoryError, ValueError) as error:
            return str(error)
        accepted = accepted or bool(result)
        good.update(result.signed)
    if not accepted:
        return "is not signed by enough keys of its role"
    spoilt = [
        keyid for keyid, signature in metadata.signatures.items()
        if keyid not in good or signature.signature != signature.signature.lower()
    ]  # fmt: skip
    return f"has {len(spoilt)} signatures that are not good" if spoilt else ""


def _all_lists(repository_dir: Path) -> Iterator[Targets]:
    """Give every list ever published that can be read, of any role; their signatures are checked one by one."""
    for path in sorted((repository_dir / METADATA).glob("*.json")):
        match = _VERSIONED.fullmatch(path.name)
        if not match or match[2] in {Role.ROOT, Role.SNAPSHOT}:
            continue
        try:
            yield parse_signed(path.read_bytes(), Targets).signed
        except (DeserializationError, ValueError, OSError):
            continue
