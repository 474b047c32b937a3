"""What a printer can be told, as values: the operations behind the opcodes of the allow-list."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Init:
    """ESC @."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, decoded by the mode they came in; `raw` is their bytes."""

    text: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Newline:
    """LF."""


@dataclass(frozen=True, slots=True)
class Feed:
    """ESC J: dot rows."""

    rows: int


@dataclass(frozen=True, slots=True)
class RasterHeader:
    """GS v 0; `width_bytes * rows` bytes follow, each dot burnt `wide` by `tall`."""

    width_bytes: int
    rows: int
    wide: int = 1
    tall: int = 1


@dataclass(frozen=True, slots=True)
class Raster:
    """GS v 0 with its data."""

    width_bytes: int
    rows: int
    data: bytes
    wide: int = 1
    tall: int = 1


@dataclass(frozen=True, slots=True)
class CharacterSize:
    """GS ! or FS !: multiples; `kanji` tells which of the two."""

    width: int
    height: int
    kanji: bool


@dataclass(frozen=True, slots=True)
class Emphasis:
    """ESC E."""

    on: bool


@dataclass(frozen=True, slots=True)
class Align:
    """ESC a: 0 left, 1 centre, 2 right."""

    place: int


@dataclass(frozen=True, slots=True)
class CodePage:
    """ESC t."""

    page: int


@dataclass(frozen=True, slots=True)
class KanjiMode:
    """FS & and FS period."""

    on: bool


@dataclass(frozen=True, slots=True)
class AutoStatus:
    """GS a."""

    mask: int


@dataclass(frozen=True, slots=True)
class FenceQuery:
    """GS ( H fn 48."""

    token: bytes


@dataclass(frozen=True, slots=True)
class QrSetting:
    """GS ( k fn 165, 167, 169: model, dots of a module, correction level."""

    function: int
    value: int


@dataclass(frozen=True, slots=True)
class QrStore:
    """GS ( k fn 180: what the symbol says."""

    payload: str


@dataclass(frozen=True, slots=True)
class QrPrint:
    """GS ( k fn 181."""


@dataclass(frozen=True, slots=True)
class PaperQuery:
    """GS r."""

    n: int


@dataclass(frozen=True, slots=True)
class IdQuery:
    """GS I."""

    n: int


@dataclass(frozen=True, slots=True)
class RealTimeQuery:
    """DLE EOT n, met as a command (not inside picture data)."""

    n: int


@dataclass(frozen=True, slots=True)
class Cut:
    """GS V."""

    full: bool


@dataclass(frozen=True, slots=True)
class Foreign:
    """A byte that starts nothing on the list."""

    byte: int


Op = (
    Init
    | Text
    | Newline
    | Feed
    | RasterHeader
    | Raster
    | CharacterSize
    | Emphasis
    | Align
    | CodePage
    | KanjiMode
    | AutoStatus
    | FenceQuery
    | QrSetting
    | QrStore
    | QrPrint
    | PaperQuery
    | IdQuery
    | RealTimeQuery
    | Cut
    | Foreign
)
