"""Where a text may be broken into lines, and where it reads best.

Chinese may be broken between any two characters, so a plain wrapper leaves one character alone on the last line and
tears `第 1 页` apart. Here a text takes as few lines as it must, of about equal length, and is broken after a comma
or a full stop where that is possible. Closing marks never begin a line, opening marks never end one, and a figure
keeps the character it counts.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

LONGEST_BALANCED: Final = 400
"""Characters; a longer text is wrapped by Qt, which needs no time to think."""

_CLOSING: Final = frozenset("，。；：、？！）》】」』〕”’,.;:?!)%％…·／")
_OPENING: Final = frozenset("（《【「『〔“‘(")
_SEPARATORS: Final = frozenset("·・")
"""Stand between two things with a space on either side, and never begin a line."""
_DASHES: Final = frozenset("—–-－~～")
_WORDS_FILE: Final = Path(__file__).resolve().parents[2] / "assets" / "locale" / "zh_CN" / "untorn.txt"
_TORN_WORD: Final = 0.3
"""What a break inside a word costs on top."""
_PHRASE_END: Final = frozenset("，。；：、？！）,.;:?!·・")
_QUOTES: Final = frozenset("“”‘’")
_TORN_PHRASE: Final = 0.12
"""What a break inside a phrase costs, against the square of the share of a line left empty."""


@lru_cache(maxsize=1)
def _untorn() -> frozenset[str]:
    """Pairs of characters that are better not torn; where the file is missing, breaks are only less pretty."""
    try:
        return frozenset(_WORDS_FILE.read_text(encoding="utf-8").split())
    except OSError:
        return frozenset()


def parts_of(text: str) -> tuple[str, ...]:
    """Cut a line of text into what cannot be broken; a part begins with the space before it."""
    parts: list[str] = []
    space = ""
    for atom in _atoms(text):
        if atom.isspace():
            space = " "
        elif parts and _belong_together(parts[-1], space, atom):
            parts[-1] += space + atom
            space = ""
        else:
            parts.append(space + atom if parts else atom)
            space = ""
    return tuple(parts)


def _belong_together(before: str, space: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if first in _SEPARATORS or (not space and (first in _DASHES or last in _DASHES)):
        return True
    if not space:
        return first in _CLOSING or last in _OPENING or not (_wide(last) or _wide(first))
    # `第 1 页`, `20 万`: the space is for the eye, not for a break.
    return (last.isdigit() and _wide(first) and first not in _OPENING) or (
        first.isdigit() and _wide(last) and last not in _PHRASE_END
    )


def _wide(character: str) -> bool:
    return "\u2e80" <= character <= "\uffef"


def _atoms(text: str) -> Iterator[str]:
    """Runs of space, runs of other writing, and each ideograph and quotation mark alone.

    By hand: compiling this as an expression costs 10 ms of every start.
    """
    begin, kind = 0, ""
    for at, character in enumerate(text):
        if character.isspace():
            here = "space"
        elif _wide(character) or character in _QUOTES:
            here = "alone"
        else:
            here = "run"
        if kind and (here != kind or here == "alone"):
            yield text[begin:at]
            begin = at
        kind = here
    if kind:
        yield text[begin:]


def break_lines(text: str, width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """Break a text for a width, in any unit.

    Args:
        text: may hold line breaks of its own, which are kept.
        width: of a line.
        measure: the width of a string.

    Returns:
        The lines, without spaces at their ends. A part wider than a line stands on a line of its own, too wide.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if measure(paragraph) <= width:  # the common case, and it keeps every space as it is
            lines.append(paragraph)
        else:
            parts = parts_of(paragraph)
            lines += _balanced(parts, [measure(part) for part in parts], width)
    return tuple(lines)


def _balanced(parts: Sequence[str], widths: Sequence[float], width: float) -> list[str]:
    """Least cost over the least number of lines; `best[i]` covers the first i parts."""
    count = len(parts)
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, count + 1):
        found = (count + 1, 0.0, 0)
        length = 0.0
        for begin in range(end - 1, -1, -1):
            length += widths[begin]
            if length > width and begin < end - 1:
                break
            lines, cost, _ = best[begin]
            cost += max(0.0, 1 - length / width) ** 2
            if end < count and parts[end - 1][-1] not in _PHRASE_END and not parts[end].startswith(" "):
                cost += _TORN_PHRASE
                if parts[end - 1][-1] + parts[end][0] in _untorn():
                    cost += _TORN_WORD
            found = min(found, (lines + 1, cost, begin))
        best.append(found)
    lines_found: list[str] = []
    end = count
    while end > 0:
        begin = best[end][2]
        lines_found.append("".join(parts[begin:end]).lstrip(" "))
        end = begin
    return lines_found[::-1]
