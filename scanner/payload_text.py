"""Payload bytes -> text, decided on the bytes alone.

A decoder's own text is never used: they guess (Shift-JIS, Big5, Latin-1) and a two-character Chinese name
comes out as nonsense. Nothing here fails: Latin-1 is always possible.
"""

from __future__ import annotations

import unicodedata

_HAN_RANGES = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
_CJK_SIGNS = ("\u3000", "\u30ff")
_FULL_WIDTH = ("\uff00", "\uffef")
_BYTE_ORDER_MARK = "\ufeff"


def text_of(payload: bytes) -> str:
    """Read payload bytes as strict UTF-8, else strict GB18030, else Latin-1; a byte order mark is dropped.

    One exception: bytes that are valid UTF-8 by accident. A reading with non-ASCII characters but nothing
    Chinese in it, whose bytes are common Chinese characters throughout (GB2312), is taken as that: about 3 %
    of two-character names in GBK happen to be valid UTF-8, and issuers here do write GBK. The price: a lone
    accented pair may be taken.
    """
    utf8 = _strict(payload, "utf-8")
    if utf8 is not None:
        utf8 = utf8.removeprefix(_BYTE_ORDER_MARK)
        if utf8.isascii() or _has_chinese(utf8):
            return utf8
        accident = _strict(payload, "gb2312")
        return accident if accident is not None and _is_chinese_throughout(accident) else utf8
    gb18030 = _strict(payload, "gb18030")
    return gb18030 if gb18030 is not None else payload.decode("latin-1")


def _strict(payload: bytes, encoding: str) -> str | None:
    try:
        return payload.decode(encoding)
    except UnicodeDecodeError:
        return None


def _is_han(char: str) -> bool:
    return any(low <= char <= high for low, high in _HAN_RANGES)


def _has_chinese(text: str) -> bool:
    return any(
        _is_han(char) or _CJK_SIGNS[0] <= char <= _CJK_SIGNS[1] or _FULL_WIDTH[0] <= char <= _FULL_WIDTH[1]
        for char in text
    )


def _is_chinese_throughout(text: str) -> bool:
    """Say whether all but digits and signs is Han: a Latin letter between would be an accented word."""
    return all(
        _is_han(char) or (char.isascii() and not char.isalpha() and unicodedata.category(char) != "Cc")
        for char in text
    )
