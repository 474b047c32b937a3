"""One generation: the exact bytes of a release with its metadata, as stored and as verified again.

A directory `live/<seq>-<token>/` with `metadata/` and `targets/`, written once, flushed, then never changed; the
file `current` names the one in use. Reading gives untrusted bytes; `verify` gives the only thing that may be shown.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from tuf.api.exceptions import RepositoryError

from offline_cache.disk import read_regular
from offline_cache.records import (
    EXCLUSIONS_NAME,
    MANIFEST_NAME,
    MAX_PACKED_BYTES,
    RULES_NAME,
    VerifiedRelease,
    city_file_name,
    decode_manifest,
    verify_release,
)
from offline_cache.trust import (
    MAX_METADATA_BYTES,
    MAX_ROOTS,
    MetadataFiles,
    TrustedMetadata,
    TrustRefused,
    verify_metadata,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from offline_cache.agency import Adcode
    from offline_cache.disk import Disk

_NAME = re.compile(r"[0-9]{1,16}-[0-9a-f]{8}")
_ROOT_FILE = re.compile(r"([1-9][0-9]{0,8})\.root\.json")
_TOP_LEVEL_FILES = {"timestamp.json", "snapshot.json", "targets.json"}
_MAX_NAME_BYTES = 64
_MAX_DELEGATED = 64
_MAX_TARGETS = 64
_MAX_GENERATIONS = 8
"""Two are kept; more are what a cut promotion left behind."""


@dataclass(frozen=True, slots=True)
class GenerationBytes:
    """Untrusted bytes of one generation: metadata, and target name -> contents."""

    metadata: MetadataFiles
    targets: Mapping[str, bytes]


def target_names(cities: Sequence[Adcode]) -> tuple[str, ...]:
    """Name the targets a terminal keeps, in the order they are fetched: exclusions and rules first."""
    return (EXCLUSIONS_NAME, RULES_NAME, MANIFEST_NAME, *map(city_file_name, cities))


def verify_targets(trusted: TrustedMetadata, untrusted: Mapping[str, bytes]) -> None:
    """Check lengths and hashes of targets against verified metadata.

    Raises:
        TrustRefused: a target is not the one that was signed.
    """
    for name, data in untrusted.items():
        signed = trusted.target(name)
        if signed is None:
            raise TrustRefused("targets", f"has no file {name}")
        try:
            signed.verify_length_and_hashes(data)
        except RepositoryError as error:
            raise TrustRefused("targets", f"{name} is not the file that was signed") from error


def verify(
    pinned_root: bytes, untrusted: GenerationBytes, cities: Sequence[Adcode]
) -> tuple[TrustedMetadata, VerifiedRelease]:
    """Verify a generation wholly, from the pinned root down to each record.

    Raises:
        TrustRefused: a file does not follow from the pinned root.
        RecordsRefused: a record breaks a rule.
    """
    trusted = verify_metadata(pinned_root, untrusted.metadata)
    verify_targets(trusted, untrusted.targets)
    return trusted, verify_release(untrusted.targets, cities)


def read_current(directory: Path) -> GenerationBytes | None:
    """Read the generation in use; None when there is none yet.

    Raises:
        OSError: it cannot be read, or is not as it was written.
    """
    name = _name_in_use(directory)
    if name is None:
        return None
    if not _NAME.fullmatch(name):
        raise OSError("the pointer to the generation in use is damaged")
    return _read(directory / "live" / name)


def is_any_in_use(directory: Path) -> bool:
    """Tell whether the pointer is there; whether what it names can be read is another question."""
    pointer = directory / "current"
    return pointer.exists() or pointer.is_symlink()


def read_each(directory: Path) -> Iterator[GenerationBytes]:
    """Read every generation that can be read, in use or not, finished or not."""
    with contextlib.suppress(OSError):
        for path in sorted((directory / "live").iterdir())[:_MAX_GENERATIONS]:
            with contextlib.suppress(OSError):
                yield _read(path)


def write_new(directory: Path, disk: Disk, generation: GenerationBytes, root_version: int, seq: int) -> None:
    """Write a verified generation beside the others and make it the one in use.

    Until the pointer is renamed the old one is in use, afterwards the new one; nothing in between. At the end
    leftovers of promotions cut short are removed, and all generations but these two: somebody may be reading the
    old one.

    Args:
        directory: the store.
        disk: does the writing.
        generation: the bytes, already verified.
        root_version: version of the newest root in it.
        seq: its release number.

    Raises:
        OSError: the disk is full or cannot be written; the old generation is still in use.
    """
    live = directory / "live"
    token = secrets.token_hex(4)
    before = _name_in_use(directory)
    name, unfinished = f"{seq}-{token}", live / f".new-{token}"
    try:
        _write_files(disk, unfinished, generation, root_version)
        disk.rename(unfinished, live / name)
        disk.flush_directory(live)
        pointer = directory / ".current.new"
        disk.write_file(pointer, name.encode())
        disk.rename(pointer, directory / "current")
        disk.flush_directory(directory)
    except OSError:
        disk.remove_tree(unfinished)
        raise
    with contextlib.suppress(OSError):
        for old in live.iterdir():
            if old.name not in {name, before}:
                disk.remove_tree(old)


def _write_files(disk: Disk, unfinished: Path, generation: GenerationBytes, root_version: int) -> None:
    metadata, targets = unfinished / "metadata", unfinished / "targets"
    disk.make_directory(metadata)
    disk.make_directory(targets)
    files = generation.metadata
    first = root_version - len(files.roots) + 1
    for version, root in enumerate(files.roots, start=first):
        disk.write_file(metadata / f"{version}.root.json", root)
    disk.write_file(metadata / "timestamp.json", files.timestamp)
    disk.write_file(metadata / "snapshot.json", files.snapshot)
    disk.write_file(metadata / "targets.json", files.targets)
    for role, data in files.delegated.items():
        disk.write_file(metadata / f"{quote(role, safe='')}.json", data)
    for target, data in generation.targets.items():
        disk.write_file(targets / quote(target, safe=""), data)
    for written in (metadata, targets, unfinished):
        disk.flush_directory(written)


def _name_in_use(directory: Path) -> str | None:
    try:
        return read_regular(directory / "current", _MAX_NAME_BYTES).decode("ascii", "replace").strip()
    except FileNotFoundError:
        return None


def _read(generation: Path) -> GenerationBytes:
    roots: dict[int, bytes] = {}
    delegated: dict[str, bytes] = {}
    files = sorted((generation / "metadata").iterdir())
    if len(files) > MAX_ROOTS + _MAX_DELEGATED:
        raise OSError("the generation in use has more files than were written")
    for path in files:
        root = _ROOT_FILE.fullmatch(path.name)
        if root:
            roots[int(root[1])] = read_regular(path, MAX_METADATA_BYTES)
        elif path.name not in _TOP_LEVEL_FILES:
            delegated[unquote(path.name.removesuffix(".json"))] = read_regular(path, MAX_METADATA_BYTES)
    timestamp, snapshot, targets = (
        read_regular(generation / "metadata" / f"{role}.json", MAX_METADATA_BYTES)
        for role in ("timestamp", "snapshot", "targets")
    )
    in_order = tuple(roots[version] for version in sorted(roots))
    targets_files = sorted((generation / "targets").iterdir())
    if len(targets_files) > _MAX_TARGETS:
        raise OSError("the generation in use has more files than were written")
    contents = {unquote(path.name): read_regular(path, MAX_PACKED_BYTES) for path in targets_files}
    return GenerationBytes(MetadataFiles(in_order, timestamp, snapshot, targets, delegated), contents)


def seq_of(verified: Mapping[str, bytes]) -> int:
    """Give the release number of verified targets."""
    return decode_manifest(verified[MANIFEST_NAME]).seq
