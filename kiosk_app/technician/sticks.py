"""Finds registries on sticks the system has mounted. Looks at names only; believes nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from kiosk_app.technician.facts import Stick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEPTH: Final = 3
"""/media/stick/registry, and one deeper for systems that put the user's name between."""
_MOST_LOOKED_AT: Final = 400
MOST_STICKS: Final = 4
_MOST_CHARACTERS: Final = 40


def find_sticks(below: Path) -> tuple[Stick, ...]:
    """Folders that hold a `metadata` folder; links are not followed. Not on the GUI thread.

    Raises:
        OSError: `below` itself cannot be read for another reason than being missing.
    """
    found = []
    budget = [_MOST_LOOKED_AT]
    try:
        for folder in _folders(below, _DEPTH, budget):
            if "metadata" in _names(folder):
                name = os.path.relpath(folder, below)
                shown = "".join(sign if sign.isprintable() else "?" for sign in name)[:_MOST_CHARACTERS]
                found.append(Stick(str(folder), shown))
    except FileNotFoundError:
        return ()
    return tuple(found[:MOST_STICKS])


def _folders(folder: Path, depth: int, budget: list[int]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        inner = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
    for name in inner:
        budget[0] -= 1
        if budget[0] < 0:
            return
        yield folder / name
        if depth > 1:
            try:
                yield from _folders(folder / name, depth - 1, budget)
            except OSError:
                continue  # a stick pulled out meanwhile, or a folder of somebody else's


def _names(folder: Path) -> set[str]:
    try:
        return set(os.listdir(folder))  # noqa: PTH208 - names are enough
    except OSError:
        return set()
