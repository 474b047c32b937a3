"""Ed25519 keys of the registry, one file per key, sealed with a passphrase.

A key file is readable JSON: name, role and public half in clear, the private half sealed by ChaCha20-Poly1305 under a
key that scrypt derives from the passphrase. The clear part is bound to the seal, so a key cannot be passed off as
one of another role. Nothing here decides who may sign: that is root.json's word.
"""

from __future__ import annotations

import logging
import os
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from offline_cache.publishing.durable import SECRET, write_durably
from offline_cache.publishing.errors import AlreadyThere, KeyFileDamaged, PassphraseTooShort, WrongPassphrase
from offline_cache.publishing.profile import KeyDerivation, is_role
from offline_cache.publishing.tuf_types import CryptoSigner, SSlibKey

if TYPE_CHECKING:
    from pathlib import Path

    from offline_cache.publishing.profile import Profile

Passphrase = str | Callable[[str], str]
"""One passphrase for every key, or a function from a key's name to its holder's passphrase (asked at the desk)."""

KEY_SUFFIX = ".key.json"
NAME_FIELD = "x-name"
"""Extra field of a key in root.json: the name it is spoken of by."""

_FORMAT = 1
_MAX_FILE_BYTES = 4096
_MAX_SCRYPT_N = 2**20
"""2 GiB at r = 16: more in a file would only serve to exhaust the machine that opens it."""
_MAX_SCRYPT_R, _MAX_SCRYPT_P = 16, 4
_SALT_BYTES, _NONCE_BYTES, _SECRET_BYTES = 16, 12, 32

_log = logging.getLogger(__name__)


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A key file as it lies on disk; binary fields are hex."""

    format: int
    name: str
    role: str
    keyid: str
    public: str
    scrypt_n: int
    scrypt_r: int
    scrypt_p: int
    salt: str
    nonce: str
    sealed: str


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key file and where it lies; still sealed."""

    path: Path
    file: KeyFile

    @property
    def public_key(self) -> SSlibKey:
        """The public half, as it stands in root.json."""
        return SSlibKey(
            self.file.keyid,
            "ed25519",
            "ed25519",
            {"public": self.file.public},
            unrecognized_fields={NAME_FIELD: self.file.name},
        )


def key_file(keys_dir: Path, name: str) -> Path:
    """Say where the file of a key lies, whether it exists or not."""
    return keys_dir / f"{name}{KEY_SUFFIX}"


def create_key(keys_dir: Path, name: str, role: str, passphrase: Passphrase, profile: Profile) -> StoredKey:
    """Make a new key and store it sealed, readable by its owner only.

    Args:
        keys_dir: the folder of key files; made when missing.
        name: `targets-2`; also the file's name.
        role: what the key will be allowed to sign.
        passphrase: see `Passphrase`.
        profile: cost of the derivation and shortest passphrase.

    Raises:
        AlreadyThere: a key file of this name exists.
        PassphraseTooShort: shorter than the profile allows.
    """
    path = key_file(keys_dir, name)
    if path.exists():
        raise AlreadyThere(f"{path} exists; move it away first if this key is to be made anew")
    secret = _passphrase_of(name, passphrase)
    if len(secret) < profile.min_passphrase:
        raise PassphraseTooShort(
            f"the passphrase of {name} needs at least {profile.min_passphrase} characters"
        )
    private = Ed25519PrivateKey.generate()
    public = SSlibKey.from_crypto(private.public_key())
    salt, nonce = os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    cost = profile.derivation
    clear = KeyFile(
        format=_FORMAT, name=name, role=role, keyid=public.keyid, public=public.keyval["public"],
        scrypt_n=cost.n, scrypt_r=cost.r, scrypt_p=cost.p, salt=salt.hex(), nonce=nonce.hex(), sealed="",
    )  # fmt: skip
    sealing = ChaCha20Poly1305(_derive(secret, salt, cost))
    sealed = sealing.encrypt(nonce, private.private_bytes_raw(), _bound(clear))
    file = msgspec.structs.replace(clear, sealed=sealed.hex())
    write_durably(path, msgspec.json.format(msgspec.json.encode(file), indent=2) + b"\n", mode=SECRET)
    _log.info("made key %s for role %s", name, role)
    return StoredKey(path, file)


def find_keys(keys_dir: Path) -> dict[str, StoredKey]:
    """List the key files of a folder by key id; none is opened.

    Raises:
        KeyFileDamaged: a file named as a key is not one.
    """
    stored = [_read(path) for path in sorted(keys_dir.glob(f"*{KEY_SUFFIX}"))]
    return {key.file.keyid: key for key in stored}


def open_key(stored: StoredKey, passphrase: Passphrase) -> CryptoSigner:
    """Unseal a key file.

    Raises:
        WrongPassphrase: the passphrase does not open it, or the file was changed.
        KeyFileDamaged: its figures are out of bounds or its parts do not belong together.
    """
    file = stored.file
    try:
        salt, nonce, sealed = (bytes.fromhex(text) for text in (file.salt, file.nonce, file.sealed))
        cost = KeyDerivation(file.scrypt_n, file.scrypt_r, file.scrypt_p)
        opening = ChaCha20Poly1305(_derive(_passphrase_of(file.name, passphrase), salt, cost))
        private = Ed25519PrivateKey.from_private_bytes(opening.decrypt(nonce, sealed, _bound(file)))
    except InvalidTag:
        raise WrongPassphrase(
            f"the passphrase does not open {stored.path.name} (or the file was changed)"
        ) from None
    except ValueError as error:
        raise KeyFileDamaged(f"{stored.path.name}: {error}") from error
    return CryptoSigner(private, stored.public_key)


def _read(path: Path) -> StoredKey:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_FILE_BYTES + 1)
        if len(data) > _MAX_FILE_BYTES:
            raise KeyFileDamaged(f"{path.name}: is too long for a key file")
        decoded = msgspec.json.decode(data, type=KeyFile)
    except msgspec.DecodeError as error:
        raise KeyFileDamaged(f"{path.name}: {error}") from error
    affordable = (
        1 < decoded.scrypt_n <= _MAX_SCRYPT_N
        and 1 <= decoded.scrypt_r <= _MAX_SCRYPT_R
        and 1 <= decoded.scrypt_p <= _MAX_SCRYPT_P
    )
    if decoded.format != _FORMAT or not affordable or not is_role(decoded.role):
        raise KeyFileDamaged(f"{path.name}: format, role or derivation cost is not one this program writes")
    return StoredKey(path, decoded)


def _passphrase_of(name: str, passphrase: Passphrase) -> str:
    return passphrase if isinstance(passphrase, str) else passphrase(name)


def _derive(passphrase: str, salt: bytes, cost: KeyDerivation) -> bytes:
    """Derive the sealing key; the text is normalised, since keyboards write the same character differently."""
    text = unicodedata.normalize("NFKC", passphrase).encode()
    return Scrypt(salt=salt, length=_SECRET_BYTES, n=cost.n, r=cost.r, p=cost.p).derive(text)


def _bound(file: KeyFile) -> bytes:
    """Everything in clear, so that a changed name, role or cost fails to open."""
    return msgspec.json.encode(msgspec.structs.replace(file, sealed=""))
