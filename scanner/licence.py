"""Payload bytes -> a licence reading: a code, a licence form that hides its code, or no licence code at all.

The order is the defence: bounds, text, control characters, whole text of 18 characters, link of a known
host, named query key, check digit, opaque forms. The text is never searched for something that looks like a
code: one in six random tokens of 270 hex digits holds 18 characters whose check digit happens to fit. No
link is ever opened.

A recognised code is *scanned, not verified*: anybody can print such a link.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from scanner.payload_text import text_of
from scanner.recognisers import RECOGNISERS, LicenceSource, OpaqueKind, Recogniser
from scanner.uscc import USCC_LENGTH, CodeFlaw, Uscc, parse_uscc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from urllib.parse import SplitResult

MAX_PAYLOAD_BYTES: Final = 2048
"""The longest known form has 303 bytes; a QR code can carry 2953."""

_MAX_QUERY_FIELDS = 32
_TOKEN_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-.")
_MIN_TOKEN_CHARACTERS = 24
_MAX_TOKEN_CHARACTERS = 512
_PAYMENT_DIGITS = range(16, 25)
_PAYMENT_PREFIXES = tuple(str(number) for number in (*range(10, 16), *range(25, 31)))
"""First digits of the payment codes customers show: WeChat 10-15 (18 digits), Alipay 25-30 (16-24 digits)."""
_PAYMENT_SCHEMES = frozenset({"wxp", "weixin", "alipay", "alipays", "alipayqr"})
_PAYMENT_HOSTS = frozenset({"wx.tenpay.com", "payapp.weixin.qq.com", "qr.alipay.com", "qr.95516.com"})
_FULL_WIDTH = ("\uff01", "\uff5e")
"""What a Chinese input method makes of ASCII."""
_CENTURIES = frozenset({"18", "19", "20"})
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_HOST_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\.?")
"""Labels as RFC 1123 has them: `|ww.gsxt.gov.cn` ends in the right suffix and is no host."""


class RefusalReason(StrEnum):
    """Why a payload is no licence code; each has its own words on the screen."""

    EMPTY = "empty"
    """Nothing, or white space only."""
    TOO_LONG = "too_long"
    """More than `MAX_PAYLOAD_BYTES`."""
    CONTROL_CHARACTERS = "control_characters"
    """Invisible or control characters inside the text: a trick, or binary data."""
    PAYMENT = "payment"
    """A payment code (WeChat, Alipay, UnionPay)."""
    PERSONAL_ID = "personal_id"
    """The number of a person's identity card: not ours to read."""
    FOREIGN_LINK = "foreign_link"
    """A link to a host that is not on the list."""
    MALFORMED_LINK = "malformed_link"
    """A link with a user name, a strange port, letters no host has, or one that does not parse."""
    NO_CODE = "no_code"
    """A link to a known host without a licence code."""
    TWO_CODES = "two_codes"
    """Two different codes in one link."""
    BAD_CHARACTER = "bad_character"
    """18 characters, one of which cannot be part of a code."""
    BAD_LENGTH = "bad_length"
    """A code of another length than 18."""
    BAD_CHECK_DIGIT = "bad_check_digit"
    """18 characters whose check digit does not follow: usually a slip."""
    UNKNOWN = "unknown"
    """Any other text: Wi-Fi, business card, chat, plain words."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A code whose check digit holds, standing where a code may stand."""

    uscc: Uscc
    source: LicenceSource


@dataclass(frozen=True, slots=True)
class Opaque:
    """A licence form whose code only the central service can give. `token`: the payload, one-time use."""

    kind: OpaqueKind
    token: bytes


@dataclass(frozen=True, slots=True)
class NotALicence:
    """Anything else, with the reason."""

    reason: RefusalReason


LicenceReading = Recognised | Opaque | NotALicence

_REASON_OF_FLAW: Final = {
    CodeFlaw.LENGTH: RefusalReason.BAD_LENGTH,
    CodeFlaw.CHARACTER: RefusalReason.BAD_CHARACTER,
    CodeFlaw.UNKNOWN_CLASS: RefusalReason.BAD_CHARACTER,
    CodeFlaw.CHECK_DIGIT: RefusalReason.BAD_CHECK_DIGIT,
}


def read_licence(payload: bytes, recognisers: Sequence[Recogniser] = RECOGNISERS) -> LicenceReading:
    """Say what a scanned payload is. Never raises, whatever the bytes.

    Args:
        payload: raw bytes of one symbol, untrusted.
        recognisers: the table of known links, first match wins.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        return NotALicence(RefusalReason.TOO_LONG)
    text = _trim(text_of(payload))
    if not text:
        return NotALicence(RefusalReason.EMPTY)
    if _hides_something(text):
        return NotALicence(RefusalReason.CONTROL_CHARACTERS)
    normal = unicodedata.normalize("NFKC", text)
    if len(normal) == USCC_LENGTH:
        return _bare_code(text, normal.upper())
    if "://" in text or ":" in text[:16]:
        return _link(text, payload, recognisers)
    return _other_text(text, payload)


def read_typed_code(text: str) -> Recognised | NotALicence:
    """Check what was typed on the keypad: 18 characters; spaces and hyphens between them do not matter."""
    compact = unicodedata.normalize("NFKC", text[:MAX_PAYLOAD_BYTES]).upper()
    compact = "".join(char for char in compact if char not in " -")
    if not compact:
        return NotALicence(RefusalReason.EMPTY)
    if len(compact) != USCC_LENGTH:
        return NotALicence(RefusalReason.BAD_LENGTH)
    if _is_personal_id(compact):
        return NotALicence(RefusalReason.PERSONAL_ID)
    return _checked(compact, LicenceSource.TYPED)


def _trim(text: str) -> str:
    """Drop white space and invisible format characters at both ends only; inside they are a finding."""
    start, end = 0, len(text)
    while start < end and _is_margin(text[start]):
        start += 1
    while end > start and _is_margin(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_margin(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"


def _hides_something(text: str) -> bool:
    if text.isascii():
        return not text.isprintable()
    return any(unicodedata.category(char) in _INVISIBLE for char in text)


def _bare_code(text: str, code: str) -> Recognised | NotALicence:
    """Judge 18 characters: `text` as scanned, `code` after folding."""
    if _is_payment_code(code):
        return NotALicence(RefusalReason.PAYMENT)
    if _is_personal_id(code):
        return NotALicence(RefusalReason.PERSONAL_ID)
    if not all(char.isascii() or _FULL_WIDTH[0] <= char <= _FULL_WIDTH[1] for char in text):
        # Circled, bold and superscript digits fold to digits as well, and no issuer prints them.
        return NotALicence(RefusalReason.BAD_CHARACTER)
    return _checked(code, LicenceSource.BARE_CODE)


def _checked(text: str, source: LicenceSource) -> Recognised | NotALicence:
    code = parse_uscc(text)
    if isinstance(code, CodeFlaw):
        return NotALicence(_REASON_OF_FLAW[code])
    return Recognised(code, source)


def _is_payment_code(text: str) -> bool:
    return (
        text.isascii()
        and text.isdigit()
        and len(text) in _PAYMENT_DIGITS
        and text.startswith(_PAYMENT_PREFIXES)
    )


def _is_personal_id(text: str) -> bool:
    """Say whether 18 characters are an identity card's number: birth date and check digit (GB 11643-1999)."""
    # One of this province starts with 33, which is also a class of the USCC: one in 31 would pass as a code.
    # stdnum's validate() also wants a place that existed in that year, and lets old numbers through.
    if not (text.isascii() and text[:-1].isdigit()) or text[6:8] not in _CENTURIES:
        return False
    try:
        ric.get_birth_date(text)
    except ValidationError:
        return False
    return bool(text[-1] == ric.calc_check_digit(text))


def _link(text: str, payload: bytes, recognisers: Sequence[Recogniser]) -> LicenceReading:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return NotALicence(RefusalReason.MALFORMED_LINK)
    if parts.scheme in _PAYMENT_SCHEMES or host in _PAYMENT_HOSTS:
        return NotALicence(RefusalReason.PAYMENT)
    if parts.scheme not in {"http", "https"}:
        return NotALicence(RefusalReason.UNKNOWN)
    if not text.isascii() or " " in text or "\\" in text or "@" in parts.netloc:
        # A known link is plain ASCII; look-alike letters and user names serve only to deceive.
        return NotALicence(RefusalReason.MALFORMED_LINK)
    if _HOST_NAME.fullmatch(host) is None:
        return NotALicence(RefusalReason.MALFORMED_LINK)
    rows = [row for row in recognisers if row.takes_host(host, port)]
    if not rows:
        return NotALicence(RefusalReason.FOREIGN_LINK)
    return _known_link(parts, payload, rows)


def _known_link(parts: SplitResult, payload: bytes, rows: Sequence[Recogniser]) -> LicenceReading:
    try:
        query = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MAX_QUERY_FIELDS)
    except ValueError:
        return NotALicence(RefusalReason.MALFORMED_LINK)
    keys = {key.lower() for key, _ in query}
    path = unquote(parts.path).lower()
    for row in rows:
        if not path.startswith(row.path_prefixes) or not keys.issuperset(row.needs_keys):
            continue
        pairs = {(key, value) for key, value in query if key.lower() in row.code_keys}
        if not pairs.issubset(_as_written(parts.query)):
            return NotALicence(RefusalReason.MALFORMED_LINK)
        if pairs:
            return _code_of_query({value for _, value in pairs}, row.source)
        if row.kind is not None:
            return Opaque(row.kind, payload)
    return NotALicence(RefusalReason.NO_CODE)


def _as_written(query: str) -> set[tuple[str, str]]:
    """Take the pairs apart without decoding: nobody prints the letters of a code as percent signs."""
    return {(key, value) for key, _, value in (field.partition("=") for field in query.split("&"))}


def _code_of_query(values: set[str], source: LicenceSource) -> Recognised | NotALicence:
    codes = {value.upper() for value in values}
    if len(codes) > 1:
        return NotALicence(RefusalReason.TWO_CODES)
    return _checked(codes.pop(), source)


def _other_text(text: str, payload: bytes) -> Opaque | NotALicence:
    if _is_payment_code(text):
        return NotALicence(RefusalReason.PAYMENT)
    if text.isascii() and text.isdigit():
        return NotALicence(RefusalReason.UNKNOWN)
    if _MIN_TOKEN_CHARACTERS <= len(text) <= _MAX_TOKEN_CHARACTERS and _TOKEN_CHARACTERS.issuperset(text):
        return Opaque(OpaqueKind.ELECTRONIC_LICENCE, payload)
    return NotALicence(RefusalReason.UNKNOWN)
