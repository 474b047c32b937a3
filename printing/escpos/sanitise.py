"""Text from outside becomes text that cannot command a printer.

Dropping Unicode's control, format, private-use, surrogate and unassigned characters is enough: no other code
point has a control byte in its GB18030 form (`tests/printing/escpos` checks all of them).
"""

from __future__ import annotations

import unicodedata
from typing import Final

MAX_CHARACTERS: Final = 4_000
MAX_LINES: Final = 200
_DROPPED: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_LINE_ENDS: Final = {"\r\n": "\n", "\r": "\n", "\u2028": "\n", "\u2029": "\n"}


def sanitise(untrusted: str, *, max_characters: int = MAX_CHARACTERS, max_lines: int = MAX_LINES) -> str:
    """Drop what is not text, and whatever exceeds the caps.

    Line feeds stay, other line ends become line feeds; tabs become spaces. Idempotent.

    Args:
        untrusted: any string at all.
        max_characters: cap on the result's length.
        max_lines: cap on the result's lines.
    """
    text = untrusted[: 4 * max_characters]
    for line_end, feed in _LINE_ENDS.items():
        text = text.replace(line_end, feed)
    text = text.replace("\t", " ")
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in _DROPPED)
    return "\n".join(text[:max_characters].split("\n")[:max_lines])
