"""Looking for what is left of a visit: on widgets, in files, in the objects of the program."""

from __future__ import annotations

import gc
import types
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BYTES = frozenset({bytes, bytearray})
_NOT_LOOKED_INTO = (types.ModuleType, types.FrameType, types.CodeType, type)


def files_with(text: str, *folders: Path) -> list[Path]:
    """Every file below these folders that holds the text, as UTF-8, GB18030 or UTF-16."""
    wanted = [text.encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le")]
    return [
        path
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    ]


def widgets_with(text: str) -> list[str]:
    """Every property of every widget of the program that holds the text."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [
        f"{type(widget).__name__}.{name}"
        for widget in QApplication.allWidgets()
        for name, value in _properties(widget)
        if text in value
    ]


def _properties(widget: QWidget) -> Iterator[tuple[str, str]]:
    meta = widget.metaObject()
    names = [meta.property(at).name() for at in range(meta.propertyCount())]
    names += [bytes(name.data()).decode() for name in widget.dynamicPropertyNames()]
    for name in names:
        value = widget.property(name)
        if isinstance(value, str):
            yield name, value
    for name, value in vars(widget).items():
        yield name, repr(value)


def objects_with(text: str) -> list[str]:
    """Every container of the running program that holds a string with this text, but for frames.

    The caller must keep the text in a form that is not found itself, and pass it freshly made.
    """
    gc.unfreeze()  # the test bed keeps the collector off what the imports made, and caches live there
    gc.collect()
    raw = text.encode()
    found = []
    for holder in gc.get_objects():
        if isinstance(holder, _NOT_LOOKED_INTO):
            continue
        for held in _held(holder):
            kind = type(held)
            if (kind is str and text in held and held is not text) or (kind in _BYTES and raw in held):
                found.append(_name(holder))
    return found


def _held(holder: object) -> Iterator[Any]:
    """What it holds; and what is held in there where the collector keeps no account of it, as of a struct of texts."""
    for one in gc.get_referents(holder):
        yield one
        if isinstance(one, tuple | Struct) and not gc.is_tracked(one):
            yield from _held(one)


def _name(holder: Any) -> str:
    kind = f"{type(holder).__module__}.{type(holder).__name__}"
    return f"{kind} with {list(holder)[:8]}" if isinstance(holder, dict) else kind
