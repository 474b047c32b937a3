"""Payloads to throw at the licence grammar, and a second opinion about where a code may stand.

The second opinion shares no code with the grammar: a few regular expressions over the decoded text.
"""

from __future__ import annotations

import random
import re
import unicodedata
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_plus

from scanner import KEYPAD_ALPHABET, RECOGNISERS

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES: Final = ("91331002MA2DEM0179", "91330000755918469E", "91440101MA5D5T047J", "91210106MA0XY7J29X")
_SEEDS: Final = (
    *(example for row in RECOGNISERS for example in row.examples),
    *CODES,
    *(f"http://www.gsxt.gov.cn/index.html?uniscid={code}" for code in CODES),
    "wxp://f2f0abcdefghijklmnop",
    "134567890123456789",
    "11010519491231002X",
    "WIFI:T:WPA;S:shop;P:secret;;",
    "http://www.gsxt.gov.cn.example/?uniscid=91331002MA2DEM0179",
)
_TRICKS: Final = (
    "\u202e", "\u200b", "\x00", "\x1b@", "\x1dV\x00", "%00", "%0a", "%39", "%75niscid=", "+", "%20", "⑨", "²",
    "#", "?", "&", "@", "//", "\\", ":", "..",
    "&uniscid=91330000755918469E", "uniscid=", "http://", "gsxt.gov.cn", "９", "Ｉ", "ｓ", "\ud800", "İ", "ß",
)  # fmt: skip

_LINK: Final = re.compile(
    r"https?://(?:(?:[a-z0-9][a-z0-9-]*\.)*gsxt\.gov\.cn(?::(?:80|443)?)?"
    r"|(?:air\.gzaic\.gov\.cn|air\.scjgj\.gz\.gov\.cn)(?::(?:80|443|88)?)?)(?:/[^?#]*)?\?([^#]*)(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_KEYS: Final = frozenset({"uniscid", "creditcode", "uscc"})


def payloads(seed: int, count: int) -> Iterator[bytes]:
    """Give `count` payloads: random bytes, random tokens, random texts, and known ones with 1-4 changes."""
    rng = random.Random(seed)
    kinds = (_random_bytes, _random_token, _code_like, _mutated, _mutated, _mutated)
    for _ in range(count):
        yield rng.choice(kinds)(rng)


def code_stands_where_it_may(payload: bytes, uscc: str) -> bool:
    """Say whether the code is the whole payload or the value of a named key in a link of a listed host."""
    for encoding in ("utf-8", "gb18030", "latin-1"):
        try:
            text = payload.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _allows(text.strip("".join(_margins(text))), uscc):
            return True
    return False


def _allows(text: str, uscc: str) -> bool:
    if _plain(text) == uscc:
        return True
    link = _LINK.fullmatch(text)
    if link is None or not text.isascii():
        return False
    pairs = [pair.partition("=") for pair in link[1].split("&")]
    values = {value.upper() for key, _, value in pairs if unquote_plus(key).lower() in _KEYS}
    return values == {uscc}


def _plain(text: str) -> str:
    return "".join(chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char for char in text).upper()


def _margins(text: str) -> set[str]:
    return {char for char in text if char.isspace() or unicodedata.category(char) == "Cf"} | {" "}


def _random_bytes(rng: random.Random) -> bytes:
    return rng.randbytes(int(2 ** rng.uniform(0, 8)))


def _random_token(rng: random.Random) -> bytes:
    return "".join(rng.choices("0123456789ABCDEF", k=270)).encode()


def _code_like(rng: random.Random) -> bytes:
    """18 characters of the right alphabet; one in 31 has a check digit that fits, which the oracle knows."""
    return "".join(rng.choices(KEYPAD_ALPHABET, k=rng.choice((17, 18, 18, 18, 19)))).encode()


def _mutated(rng: random.Random) -> bytes:
    text = rng.choice(_SEEDS)
    for _ in range(rng.randint(1, 4)):
        place = rng.randint(0, len(text))
        match rng.randint(0, 4):
            case 0:
                text = text[:place] + text[place + rng.randint(1, 3) :]
            case 1:
                text = text[:place] + rng.choice(_TRICKS) + text[place:]
            case 2:
                text = text[:place] + chr(rng.randint(1, 126)) + text[place + 1 :]
            case 3:
                text = text[:place] + rng.choice((str.upper, str.lower, str.swapcase))(text[place:])
            case _:
                text += rng.choice(_SEEDS)[:place]
    data = text.encode(rng.choice(("utf-8", "utf-8", "utf-8", "gb18030", "utf-16-le")), "replace")
    return data if rng.random() > 0.1 else _with_flipped_bits(data, rng)


def _with_flipped_bits(data: bytes, rng: random.Random) -> bytes:
    return bytes(byte ^ (1 << rng.randint(0, 7)) if rng.random() < 0.02 else byte for byte in data)
