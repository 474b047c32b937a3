"""What provisioning writes, in which order, and that it can be done again.

    root.json      the root of trust                       readable by all
    secrets.json   PIN hash, one-time secret, recovery     owner, and the terminal's group
    kiosk.toml     the settings                            owner, and the terminal's group
    provisioned.json   when, how, how long it took         with the terminal's data

The settings come last but one: until they are there the terminal is not provisioned, so a power cut in between leaves
nothing half done. A file that would not change is not written.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from kiosk_app.config import ConfigError
from kiosk_app.durable import GROUP_READS, OWNER_ONLY, PUBLIC, give_to_owner, read_bounded, write_durably
from kiosk_app.provisioning.settings import checked, settings_text
from kiosk_app.secrets import write_secrets

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk_app.config import Config
    from kiosk_app.paths import DataPaths
    from kiosk_app.provisioning.settings import Values
    from kiosk_app.secrets import TechnicianSecrets

MAX_ROOT_BYTES = 256 * 1024
_MAX_NOTE_BYTES = 4096
_MAX_SETTINGS_BYTES = 64 * 1024
_FINGERPRINT_DIGITS = 16


class RootRefused(Exception):  # noqa: N818 - says what happened
    """A file is not root metadata of a registry; the message says what to do."""

    code = "root_refused"


@dataclass(frozen=True, slots=True)
class Places:
    """Where the files of a terminal lie.

    Attributes:
        group: numeric group that may read settings and secrets; None = their owner alone.
    """

    settings: Path
    secrets: Path
    group: int | None = None

    @property
    def root(self) -> Path:
        """The root of trust."""
        return self.settings.with_name("root.json")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be written.

    Attributes:
        values: settings by dotted name; root and secrets are added by `install`.
        root: the root of trust.
        secrets: None = those there stay.
    """

    values: Values
    root: bytes
    secrets: TechnicianSecrets | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """What was written: the settings in force, their text, and the files that changed."""

    config: Config
    text: str
    changed: tuple[Path, ...]


class ProvisionNote(msgspec.Struct, frozen=True, kw_only=True):
    """How a terminal came to be what it is.

    Attributes:
        at: ISO 8601.
        source: `wizard`, `bundle` or `clone`.
        took_s: from the first question to the last file.
        serial: of the newest bundle ever used; 0 = none.
    """

    at: str
    source: str
    took_s: int
    serial: int = 0


class _RootShape(msgspec.Struct):
    signed: dict[str, Any]
    signatures: list[Any]


def root_fingerprint(root: bytes) -> str:
    """First 16 hex digits of SHA-256, as `sha256sum root.json` begins.

    Raises:
        RootRefused: not root metadata.
    """
    try:
        shape = msgspec.json.decode(root, type=_RootShape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RootRefused(
            "The root of trust is not root.json of a key ceremony: copy it from the office."
        ) from error
    if shape.signed.get("_type") != "root" or not shape.signatures:
        raise RootRefused(
            "The root of trust is other metadata than root.json: copy root.json from the office."
        )
    return hashlib.sha256(root).hexdigest()[:_FINGERPRINT_DIGITS]


def read_root_file(path: Path) -> bytes:
    """A root of trust from a file, bounded.

    Raises:
        RootRefused: cannot be read, or is not root metadata.
    """
    try:
        root = read_bounded(path, MAX_ROOT_BYTES)
    except (OSError, ValueError) as error:
        raise RootRefused(f"The root of trust cannot be read: {error}") from error
    root_fingerprint(root)
    return root


def install(plan: Plan, places: Places) -> Installed:
    """Write what a terminal needs.

    Raises:
        ConfigError: the settings would not start the terminal; nothing was written.
        RootRefused: the root of trust is none; nothing was written.
        OSError: cannot be written; a file is old or new, never half.
    """
    root_fingerprint(plan.root)
    existing = read_settings(places.settings)
    values = plan.values | {"registry.root": str(places.root), "technician.secrets": str(places.secrets)}
    text = _usable_text(values, existing)
    config = checked(text)
    changed = [places.root] if _replace(places.root, plan.root, PUBLIC, None) else []
    if plan.secrets is not None:
        write_secrets(places.secrets, plan.secrets, group=places.group)
        changed.append(places.secrets)
    if existing is not None and _is_broken(existing):
        # Somebody may want to look up what stood there.
        write_durably(places.settings.with_suffix(".broken"), existing.encode(), mode=OWNER_ONLY)
    mode = OWNER_ONLY if places.group is None else GROUP_READS
    if _replace(places.settings, text.encode(), mode, places.group):
        changed.append(places.settings)
    return Installed(config, text, tuple(changed))


def read_settings(path: Path) -> str | None:
    """The settings file as it is, usable or not; None when there is none."""
    try:
        return read_bounded(path, _MAX_SETTINGS_BYTES).decode("utf-8", "replace")
    except (FileNotFoundError, ValueError):
        return None


def read_note(data: DataPaths) -> ProvisionNote | None:
    """How this terminal was set up; None when it was not, or nobody noted it."""
    try:
        return msgspec.json.decode(read_bounded(data.provisioned, _MAX_NOTE_BYTES), type=ProvisionNote)
    except (OSError, ValueError):
        return None


def write_note(data: DataPaths, note: ProvisionNote) -> None:
    """Note how it was set up.

    Raises:
        OSError: the data folder cannot be written.
    """
    write_durably(data.provisioned, msgspec.json.encode(note) + b"\n", mode=OWNER_ONLY)
    give_to_owner(data.provisioned)


def _usable_text(values: Values, existing: str | None) -> str:
    """Keep what is there where it can be used, and begin anew where it cannot."""
    if existing is not None and not _is_broken(existing):
        return settings_text(values, existing)
    return settings_text(values)


def _is_broken(text: str) -> bool:
    try:
        checked(text)
    except ConfigError:
        return True
    return False


def _replace(path: Path, data: bytes, mode: int, group: int | None) -> bool:
    try:
        status = path.lstat()
        is_same = path.read_bytes() == data and status.st_mode & 0o777 == mode
        if is_same and not path.is_symlink() and group in {None, status.st_gid}:
            return False
    except OSError:
        pass  # missing or unreadable: written anew
    write_durably(path, data, mode=mode, group=group)
    return True
