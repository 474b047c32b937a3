"""The text catalogues: one translation function per language of the terminal.

English texts are the message ids; Simplified Chinese is a catalogue. The `.po` file is read as it is, so there is
no compiled copy that could be older than its source; and read here, in a few milliseconds, because the first picture
of a starting terminal waits for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kiosk_app.flow.kinds import Language

if TYPE_CHECKING:
    from pathlib import Path

Translate = Callable[[str], str]

_LINE: Final = re.compile(r'(msgid |msgstr |)"((?:[^"\\]|\\.)*)"')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPED: Final = {"n": "\n", "t": "\t"}


class CatalogueUnusable(OSError):  # noqa: N818 - says what it is
    """A catalogue is missing or torn; the message says which file and what to do."""


def load_translations(locale_dir: Path) -> dict[Language, Translate]:
    """Read the catalogues below `locale_dir`, once in the life of the program.

    Raises:
        CatalogueUnusable: a catalogue is missing, cannot be read or is torn.
    """
    return {Language.ZH: _chinese(locale_dir), Language.EN: lambda text: text}


@lru_cache(maxsize=1)
def _chinese(locale_dir: Path) -> Translate:
    path = locale_dir / "zh_CN" / "LC_MESSAGES" / "kiosk.po"
    try:
        chinese = read_catalogue(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueUnusable(f"{path} is missing: install the package kiosk again.") from error
    except (OSError, ValueError) as error:
        raise CatalogueUnusable(
            f"{path} cannot be read ({error}): look at the disk, then install the package kiosk again."
        ) from error
    return lambda text: chinese.get(text, text)


def read_catalogue(text: str) -> dict[str, str]:
    """Read what a catalogue says for each message id; ids without words are left out, and so is the head.

    Args:
        text: a `.po` file without plural forms, contexts and obsolete entries, which ours has not.

    Raises:
        ValueError: a line is none of such a file, or an entry is not whole.

    Source: GNU gettext manual, "The Format of PO Files".
    """
    entries: list[tuple[list[str], list[str]]] = []
    into: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line[0] == "#":
            continue
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"line {number} is no line of a catalogue")
        keyword, said = found.groups()
        if keyword == "msgid ":
            entries.append(([], []))
        if keyword or not entries:
            into = _part(entries, keyword)
        into.append(said)
    if not all(words for _, words in entries):
        raise ValueError("an entry has no msgstr")
    read = ((_plain(ids), _plain(words)) for ids, words in entries)
    return {message: words for message, words in read if message and words}


def _part(entries: list[tuple[list[str], list[str]]], keyword: str) -> list[str]:
    if not entries or (keyword == "msgstr " and entries[-1][1]):
        raise ValueError("words without their message id")
    return entries[-1][keyword == "msgstr "]


def _plain(parts: list[str]) -> str:
    joined = "".join(parts)
    if "\\" not in joined:
        return joined
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), joined)
