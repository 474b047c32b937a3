"""The messages of the verification service and the check that they are its own: docs/openapi/resolver.yaml.

Order of belief: size, signature over the exact bytes with a pinned key, shape, nonce, values. Nothing of an
answer is looked at before its signature holds.
"""

from __future__ import annotations

import base64
import binascii
import unicodedata
from datetime import datetime  # noqa: TC003 - the codec resolves it at run time
from typing import TYPE_CHECKING, Annotated, Final, Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from scanner.resolver import EntityStatus, ServiceTrouble, Verified
from scanner.uscc import CodeFlaw, parse_uscc

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNATURE_HEADER: Final = "Kiosk-Signature"
"""`<key id>:<base64 of the 64 bytes>`, Ed25519 (RFC 8032) over the body exactly as sent."""
MAX_ANSWER_BYTES: Final = 16_384
_MAX_NAME: Final = 200

Text = Annotated[str, msgspec.Meta(max_length=_MAX_NAME)]
Nonce = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
SessionId = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{16,64}$")]
CodeText = Annotated[str, msgspec.Meta(pattern="^https://[!-~]{4,300}$")]


class Untrustworthy(Exception):  # noqa: N818 - the answer is what it is
    """An answer that must not be used; `trouble` says why."""

    def __init__(self, trouble: ServiceTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class ResolveRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """POST /v1/resolve: exactly one of `uscc` and `payload_b64`."""

    terminal: str
    nonce: str
    kind: str
    uscc: str | None = None
    payload_b64: str | None = None


class SessionRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """POST /v1/sessions, and with `session` POST /v1/sessions/poll."""

    terminal: str
    nonce: str
    session: str | None = None


class Entity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A business as the register has it."""

    name: Text
    uscc: Text
    status: Text


class Resolution(msgspec.Struct, frozen=True, tag="resolution", tag_field="type"):
    """Answer to a resolve request; `entity` and `at` belong to `found`."""

    nonce: Nonce
    outcome: Literal["found", "unknown", "used", "unsupported"]
    entity: Entity | None = None
    at: datetime | None = None


class SessionBegun(msgspec.Struct, frozen=True, tag="session_begun", tag_field="type"):
    """Answer to the beginning of a session."""

    nonce: Nonce
    session: SessionId
    code: CodeText
    expires_in_s: Annotated[float, msgspec.Meta(gt=0, le=600)]


class SessionState(msgspec.Struct, frozen=True, tag="session_state", tag_field="type"):
    """Answer to a poll; `entity` and `at` belong to `confirmed`."""

    nonce: Nonce
    session: SessionId
    state: Literal["waiting", "scanned", "confirmed", "refused", "expired"]
    entity: Entity | None = None
    at: datetime | None = None


Answer = Resolution | SessionBegun | SessionState


def read_answer(
    untrusted_body: bytes, untrusted_signature: str, keys: Mapping[str, bytes], nonce: str
) -> Answer:
    """Believe an answer, or say why not.

    Args:
        untrusted_body: as received, not decoded in any way.
        untrusted_signature: value of `SIGNATURE_HEADER`, empty when there was none.
        keys: pinned public keys of 32 bytes by key id; two during a change of keys.
        nonce: of the question.

    Raises:
        Untrustworthy: with the trouble.
    """
    if len(untrusted_body) > MAX_ANSWER_BYTES:
        raise Untrustworthy(ServiceTrouble.MALFORMED)
    _check_signature(untrusted_body, untrusted_signature, keys)
    try:
        answer: Answer = msgspec.json.decode(untrusted_body, type=Answer)
    except msgspec.MsgspecError as error:
        raise Untrustworthy(ServiceTrouble.MALFORMED) from error
    if answer.nonce != nonce:
        raise Untrustworthy(ServiceTrouble.REPLAYED)
    return answer


def verified(entity: Entity | None, at: datetime | None, asked_uscc: str | None) -> Verified:
    """Turn an answer's entity into what screens may show.

    Args:
        entity: the answer's, if any.
        at: the answer's time, if any.
        asked_uscc: the code the question was about, where it named one.

    Raises:
        Untrustworthy: missing, another company's, or values that cannot be.
    """
    if entity is None or at is None or at.tzinfo is None:
        raise Untrustworthy(ServiceTrouble.MALFORMED)
    uscc = parse_uscc(entity.uscc)
    if isinstance(uscc, CodeFlaw) or asked_uscc not in {None, uscc}:
        raise Untrustworthy(ServiceTrouble.MALFORMED)
    if not entity.name.strip() or any(unicodedata.category(char)[0] == "C" for char in entity.name):
        raise Untrustworthy(ServiceTrouble.MALFORMED)
    known = entity.status in EntityStatus.__members__.values()
    return Verified(entity.name, uscc, EntityStatus(entity.status) if known else EntityStatus.OTHER, at)


def _check_signature(body: bytes, header: str, keys: Mapping[str, bytes]) -> None:
    key_id, _, encoded = header.partition(":")
    key = keys.get(key_id)
    if key is None:
        raise Untrustworthy(ServiceTrouble.WRONG_SIGNER)
    try:
        signature = base64.b64decode(encoded, validate=True)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body)
    except (binascii.Error, InvalidSignature) as error:
        raise Untrustworthy(ServiceTrouble.WRONG_SIGNER) from error
