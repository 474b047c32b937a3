"""Break text into lines of a given width, the way Chinese type is set.

Works for dots and for cells alike: the caller says how wide a character is. What is kept together: numbers, telephone
numbers, dates, amounts with their unit, words, what a no-break space joins; full-width closing punctuation never
starts a line and an opening bracket never ends one. Only what is wider than a whole line by itself is cut, first at
its spaces, then between characters. Nothing is lost but white space at the ends of lines.

Source of the punctuation classes: W3C, "Requirements for Chinese Text Layout", 3.1.3 Prohibition rules for line start
and line end.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Advance = Callable[[str], int]

NOT_AT_LINE_START = frozenset("，。、；：？！）》」』】〕〉〗］｝”’…—·‧・％‰℃°～％,.!?;:)]}%»›")
NOT_AT_LINE_END = frozenset("（《「『【〔〈〖［｛“‘￥＄№([{¥$«‹#＃")

_CLOSING = "".join(NOT_AT_LINE_START)

BULLETS = ("· ", "• ")
"""A paragraph that begins with one hangs: its further lines stand below its first word."""

_NO_BREAK_SPACES = frozenset("\u00a0\u202f\u2007\u2060")
_AS_SPACE = str.maketrans("\u00a0\u202f\u2007", "   ")
"""They have done their work once the lines are broken; printers and fonts know the ordinary space."""

# The two classes in the repetition are disjoint, so the match is linear in the length of the text.
_NUMBER = re.compile(
    r"[+＋¥￥$]?\(?[0-9][0-9*]*"
    r"(?:[ \-–—/:.,~～()年月日时点万亿]{1,3}[0-9*]+)*"
    r"(?:年|月|日|万|亿|元|号|次|家|楼|室|%|％|℃|时|点|分)*"
)


def break_lines(text: str, width: int, advance: Advance) -> tuple[str, ...]:
    """Break text into lines no wider than `width`.

    Args:
        text: any Unicode; line ends in it are kept as breaks.
        width: the line, in the unit of `advance`; at least as wide as the widest character.
        advance: width of one character, >= 0.

    Returns:
        At least one line (an empty text is one empty line).
    """
    lines: list[str] = []
    for part in text.splitlines() or [""]:
        lines.extend(_fill(part, width, advance))
    return tuple(line.translate(_AS_SPACE) for line in lines)


def balance(text: str, width: int, advance: Advance) -> tuple[str, ...]:
    """Break text like `break_lines`, with lines as even as the same number of lines allows (for centred text)."""
    lines = break_lines(text, width, advance)
    low, high = 1, width
    while low < high:
        middle = (low + high) // 2
        if len(tried := break_lines(text, middle, advance)) <= len(lines):
            lines, high = tried, middle
        else:
            low = middle + 1
    return lines


def settle(text: str, width: int, advance: Advance) -> tuple[str, ...]:
    """Break text like `break_lines`, without a lone last character where the lines above can lend it one."""
    parts = text.splitlines()
    if len(parts) > 1:
        return tuple(line for part in parts for line in settle(part, width, advance))
    lines = break_lines(text, width, advance)
    em = advance("国")
    for narrower in range(width - 1, width - 3 * em, -max(1, em // 4)):
        # Closing punctuation is no company for a lone character.
        if len(lines) == 1 or measure(lines[-1].rstrip(_CLOSING), advance) > em:
            break
        if narrower >= 2 * em and len(tried := break_lines(text, narrower, advance)) == len(lines):
            lines = tried
    return lines


def measure(text: str, advance: Advance) -> int:
    """Width of a text on one line."""
    return sum(map(advance, text))


def is_number(text: str) -> bool:
    """Whether the text is one number or telephone number and nothing else."""
    return (
        bool(text)
        and all(char in "+-–() " or char.isdecimal() for char in text)
        and any(map(str.isdecimal, text))
    )


def _fill(text: str, width: int, advance: Advance) -> list[str]:
    lines: list[str] = []
    line, used, gap = "", 0, ""
    for unit in _units(text):
        if unit.isspace() and not _is_glued(unit):
            gap = "".join(char if char == "\u3000" else " " for char in unit)
            continue
        for index, piece in enumerate(_pieces(unit, width, advance)):
            wide = measure(piece, advance)
            before = measure(gap, advance) if line and not index else 0
            if line and (index or used + before + wide > width):
                lines.append(line)
                line, used = piece, wide
            else:
                line, used = line + (gap if before else "") + piece, used + before + wide
        gap = ""
    return [*lines, line] if line or not lines else lines


def _is_glued(unit: str) -> bool:
    return all(char in _NO_BREAK_SPACES for char in unit)


def _pieces(unit: str, width: int, advance: Advance) -> list[str]:
    """A unit as it is, or cut where it is wider than a line: at spaces, else between characters."""
    if measure(unit, advance) <= width:
        return [unit]
    if len(words := unit.split()) > 1:
        return [piece for word in words for piece in _pieces(word, width, advance)]
    pieces: list[str] = []
    piece, used = "", 0
    for cluster in _clusters(unit):
        wide = measure(cluster, advance)
        if piece and used + wide > width:
            pieces.append(piece)
            piece, used = "", 0
        piece, used = piece + cluster, used + wide
    return [*pieces, piece]


def _clusters(text: str) -> Iterator[str]:
    """Characters with the marks that sit on them."""
    cluster = ""
    for char in text:
        if cluster and not unicodedata.combining(char):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _units(text: str) -> Iterator[str]:
    """Atoms joined with the punctuation that must not leave them; white space stands alone."""
    unit, closed = "", False
    for atom in _atoms(text):
        space = atom.isspace() and not _is_glued(atom)
        opens = atom in NOT_AT_LINE_END or atom[-1] in _NO_BREAK_SPACES
        closes = atom in NOT_AT_LINE_START or atom[0] in _NO_BREAK_SPACES
        if unit and (space or (closed and not closes)):
            yield unit
            unit, closed = "", False
        if space:
            yield atom
            continue
        unit += atom
        closed = not opens
    if unit:
        yield unit


def _atoms(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        end = _atom_end(text, at)
        yield text[at:end]
        at = end


def _atom_end(text: str, at: int) -> int:
    number = _NUMBER.match(text, at)
    if number:
        return _run_end(text, number.end(), _is_word)
    char = text[at]
    if char in _NO_BREAK_SPACES:
        return _run_end(text, at + 1, _NO_BREAK_SPACES.__contains__)
    if char.isspace():
        return _run_end(text, at + 1, lambda other: other.isspace() and other not in _NO_BREAK_SPACES)
    if char in NOT_AT_LINE_START or char in NOT_AT_LINE_END:
        return at + 1
    if _is_word(char):
        return _run_end(text, at + 1, lambda other: _is_word(other) or other in ".,:;!?%)")
    return _run_end(text, at + 1, lambda other: bool(unicodedata.combining(other)))


def _run_end(text: str, at: int, belongs: Callable[[str], bool]) -> int:
    while at < len(text) and belongs(text[at]):
        at += 1
    return at


def _is_word(char: str) -> bool:
    """Part of a word that is not broken: narrow, not a space, not punctuation with a place of its own."""
    if char in NOT_AT_LINE_START or char in NOT_AT_LINE_END:
        return False
    if char.isspace() or char in _NO_BREAK_SPACES:
        return False
    return unicodedata.east_asian_width(char) in {"N", "Na", "H"} or bool(unicodedata.combining(char))
