"""The hostile corpus: QR pictures that try to make a terminal do something, drawn here and written to a folder.

Product code, because `kiosk attack-test` runs it on site. Drawing is deterministic: the same rows give the
same pictures. A case is one or more frames, shown in turn; a frame holds one or more symbols side by side.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import segno
from PIL import Image

from scanner.hostile_payloads import CODE, CONTROLS, LINK, OTHER_CODE, payload_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

MANIFEST: Final = "manifest.csv"
_COLUMNS: Final = ("case", "category", "may_confirm", "code", "must_read", "files")
_QUIET_MODULES: Final = 4
_SMALL_SYMBOL_MODULES: Final = 60
_PAYMENT: Final = "https://qr.alipay.com/fkx0123"


@dataclass(frozen=True, slots=True)
class Symbol:
    """One QR symbol. `mode` and `encoding` as segno names them; with `eci` the encoding is declared."""

    content: str | bytes
    mode: str | None = None
    encoding: str | None = None
    eci: bool = False
    part: int | None = None
    """Number of this symbol in a structured-append set of `content`; None: no set."""


@dataclass(frozen=True, slots=True)
class HostileCase:
    """One attack, or a control that must get through.

    Attributes:
        category: group in the table.
        name: unique within its category.
        frames: shown one after the other, again and again; symbols of one frame side by side.
        code: the only code that may be recognised; empty: none.
        may_confirm: False when no payload may ever count as scanned (several codes in view, or in turns).
        must_read: True for controls: the code must be recognised.
    """

    category: str
    name: str
    frames: tuple[tuple[Symbol, ...], ...]
    code: str = ""
    may_confirm: bool = True
    must_read: bool = False


def hostile_cases() -> tuple[HostileCase, ...]:
    """Give every case, in the order of the table."""
    return (*_controls(), *_singles(), *_modes_and_marks(), *_several(), *_animated(), *_sets())


def draw_frame(symbols: tuple[Symbol, ...]) -> NDArray[np.uint8]:
    """Draw symbols side by side, black on white with quiet zones: `(h, w) uint8`."""
    tiles = [_tile(symbol) for symbol in symbols]
    height = max(tile.shape[0] for tile in tiles)
    padded = [np.pad(tile, ((0, height - tile.shape[0]), (0, 24)), constant_values=255) for tile in tiles]
    return np.asarray(np.concatenate(padded, axis=1), np.uint8)


def write_corpus(folder: Path, cases: Iterable[HostileCase] = ()) -> int:
    """Write pictures (1-bit PNG) and the manifest; gives the number of pictures. No cases: all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(_COLUMNS)
        for number, case in enumerate(cases or hostile_cases(), 1):
            names = [f"{number:03}-{index}.png" for index in range(len(case.frames))]
            for name, symbols in zip(names, case.frames, strict=True):
                Image.fromarray(draw_frame(symbols)).convert("1").save(folder / name, optimize=True)
            written += len(names)
            row = (case.name, case.category, int(case.may_confirm), case.code, int(case.must_read))
            table.writerow((*row, " ".join(names)))
    return written


def _controls() -> Iterator[HostileCase]:
    for name, (content, code) in CONTROLS.items():
        yield HostileCase("control", name, _one(Symbol(content)), code, must_read=True)


def _singles() -> Iterator[HostileCase]:
    for category, rows in payload_rows().items():
        for name, content in rows.items():
            yield HostileCase(category, name, _one(Symbol(content)))


def _modes_and_marks() -> Iterator[HostileCase]:
    """Modes that reach the largest payloads, and encodings declared by an ECI mark, right and absurd."""
    sizes = {
        "4,296 characters": Symbol("A" * 4296, mode="alphanumeric"),
        "4,296 characters of codes": Symbol((CODE * 240)[:4296], mode="alphanumeric"),
        "7,089 digits": Symbol("0123456789" * 708 + "012345678", mode="numeric"),
        "7,089 nines": Symbol("9" * 7089, mode="numeric"),
    }
    for name, symbol in sizes.items():
        yield HostileCase("large", name, _one(symbol))
    name = "台州演示商贸有限公司"
    marks = {
        "UTF-8": (name, "utf-8"),
        "GB18030": (name, "gb18030"),
        "Big5": ("臺灣公司", "big5"),
        "Shift-JIS": ("日本会社", "shift_jis"),
        "Korean": ("한국", "euc_kr"),
        "Cyrillic": ("Москва", "iso-8859-5"),
        "Arabic": ("شركة", "cp1256"),
        "UTF-16 code": (CODE, "utf-16-be"),
        "UTF-16 markup": ("<img src=/dev/zero>", "utf-16-be"),
        "Latin-1 that is GBK": ("张三".encode("gbk").decode("latin-1"), "iso-8859-1"),
        "Latin-1 that is a printer command": ("\x1b@\x1dV\x00", "iso-8859-1"),
    }
    for label, (content, encoding) in marks.items():
        yield HostileCase("ECI", label, _one(Symbol(content, encoding=encoding, eci=True)))
    yield HostileCase("ECI", "link as UTF-8", _one(Symbol(LINK, encoding="utf-8", eci=True)), CODE)
    yield HostileCase(
        "ECI", "code as Shift-JIS", _one(Symbol(CODE.lower(), encoding="shift_jis", eci=True)), CODE
    )
    yield HostileCase("ECI", "Kanji mode", _one(Symbol("日本会社", mode="kanji")))
    yield HostileCase("ECI", "Hanzi mode", _one(Symbol(name, mode="hanzi")))


def _several() -> Iterator[HostileCase]:
    groups = {
        "two companies": (LINK, LINK.replace(CODE, OTHER_CODE)),
        "a licence and a payment": (LINK, _PAYMENT),
        "a licence and its bare code": (LINK, CODE),
        "a licence and an empty text": (LINK, " "),
        "three companies' codes": (CODE, OTHER_CODE, "91210106MA0XY7J29X"),
        "a code and its twin with a wrong digit": (CODE, CODE[:-1] + "8"),
        "a code and its twin in lower case": (CODE, CODE.lower()),
        "a licence and a flood": (LINK, "A" * 900),
        "four texts": ("a1", "b2", "c3", "d4"),
    }
    for name, contents in groups.items():
        frame = tuple(Symbol(content) for content in contents)
        yield HostileCase("several codes", name, (frame,), may_confirm=False)


def _animated() -> Iterator[HostileCase]:
    pairs = {
        "two companies": (LINK, LINK.replace(CODE, OTHER_CODE)),
        "a licence and a payment": (LINK, _PAYMENT),
        "a licence and a wrong digit": (LINK, LINK[:-1] + "8"),
        "a licence and markup": (LINK, "<img src=/dev/zero>"),
        "a licence and a bare code": (LINK, OTHER_CODE),
        "two look-alikes": (LINK, LINK.replace("gov.cn", "gov.cn.evil.example")),
        "three in turns": (LINK, CODE, OTHER_CODE),
        "two tokens": ("a" * 64, "b" * 64),
    }
    for name, contents in pairs.items():
        frames = tuple((Symbol(content),) for content in contents)
        yield HostileCase("animated", name, frames, may_confirm=False)


def _sets() -> Iterator[HostileCase]:
    """Structured append: parts of one text, which zxing-cpp's binding gives as symbols of their own.

    A part that holds a whole link or code by itself reads like a plain symbol, so the code is allowed there;
    what a part lacks is never put together from two of them.
    """
    texts = {
        "link": LINK,
        "code": CODE + " " * 20,
        "markup": "<img src=/dev/zero>" * 3,
        "long": LINK + "&x=" * 60,
    }
    for name, text in texts.items():
        first, second = (Symbol(text, part=part) for part in (0, 1))
        allowed = CODE if CODE in text else ""
        yield HostileCase("structured append", f"{name}, one part", ((first,),), allowed)
        yield HostileCase("structured append", f"{name}, both parts", ((first, second),), may_confirm=False)
        yield HostileCase("structured append", f"{name}, in turns", ((first,), (second,)), may_confirm=False)


def _one(symbol: Symbol) -> tuple[tuple[Symbol, ...], ...]:
    return ((symbol,),)


def _tile(symbol: Symbol) -> NDArray[np.uint8]:
    matrix = np.array(_encode(symbol).matrix, np.uint8)
    modules = np.pad(1 - matrix, _QUIET_MODULES, constant_values=1) * np.uint8(255)
    scale = 5 if len(matrix) <= _SMALL_SYMBOL_MODULES else 3
    return np.asarray(modules.repeat(scale, axis=0).repeat(scale, axis=1), np.uint8)


def _encode(symbol: Symbol) -> segno.QRCode:
    if symbol.part is not None:
        parts: tuple[segno.QRCode, ...] = segno.make_sequence(
            symbol.content, symbol_count=2, error="l", boost_error=False
        )
        return parts[symbol.part]
    level = "m" if len(symbol.content) <= 1000 else "l"  # noqa: PLR2004 - the largest fit at the lowest level only
    encoding = symbol.encoding
    if encoding is None and isinstance(symbol.content, str) and symbol.mode is None:
        encoding = None if symbol.content.isascii() else "utf-8"
    return segno.make(
        symbol.content,
        error=level,
        mode=symbol.mode,
        encoding=encoding,
        eci=symbol.eci,
        micro=False,
        boost_error=False,
    )
