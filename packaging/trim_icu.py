#!/usr/bin/env python3
# ruff: noqa: S603, T201 - a stand-alone program that starts binutils and prints
"""Makes Qt's ICU data library again with the languages of the terminal alone: 2 MB instead of 32.

    ELF symbol icudtNN_dat -> items of the package -> those wanted -> a package -> ELF with the same name and symbol

Qt asks ICU for the order of sorting, upper and lower case of a language and foreign encodings. Nothing here does; what
is left serves Chinese, English and "no language", and ICU falls back from what is missing to that.

Source: ICU 73, source/common/unicode/udata.h (UDataInfo), source/common/ucmndata.h (UDataOffsetTOC).
Example: packaging/trim_icu.py build/venv/lib/…/libicudata.so.73 build/trimmed/libicudata.so.73
Exit codes: 0 made, 1 the library is not of the form this program knows.
"""

from __future__ import annotations

import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

LANGUAGES = frozenset({"root", "en", "en_US", "en_001", "zh", "zh_Hans", "zh_Hans_CN"})
DROPPED_TREES = ("coll/", "translit/", "rbnf/", "unit/", "curr/", "region/", "zone/", "lang/")
"""Orders of sorting, names of things in languages, spelling between scripts."""
DROPPED_ITEMS = frozenset({"unames.icu", "confusables.cfu"})
ENCODINGS = frozenset({"gb18030.cnv", "ibm-1383_P110-1999.cnv"})
DICTIONARIES = re.compile(r"brkitr/.*\.dict$|\.lstm|_lstm|LSTM")
ALIGNMENT = 16
MAGIC = 0x27DA
"""Second word of every piece of ICU data."""
Item = tuple[str, bytes]


def main(source: Path, target: Path) -> int:
    """Write the small library; print what became of it."""
    symbol, data = package_of(source)
    items = read_items(data)
    wanted = [(name, body) for name, body in items if is_wanted(name.split("/", 1)[1])]
    if not wanted or len(wanted) == len(items):
        print(f"trim_icu: {source.name} holds other items than expected", file=sys.stderr)
        return 1
    link(write_package(data, wanted), symbol, source.name, target)
    print(f"trim_icu: {len(items)} items became {len(wanted)}, {target.stat().st_size:,} bytes")
    return 0


def is_wanted(name: str) -> bool:
    """Whether an item, such as `brkitr/zh.res`, stays."""
    if name.startswith(DROPPED_TREES) or name in DROPPED_ITEMS:
        return False
    if name.endswith(".cnv"):
        return name in ENCODINGS
    if DICTIONARIES.search(name) or name.endswith(".spp"):
        return False
    stem = name.rsplit("/", 1)[-1].removesuffix(".res")
    is_language = name.endswith(".res") and re.fullmatch(r"[a-z]{2,3}(_\w+)?", stem)
    return not is_language or stem in LANGUAGES


def package_of(library: Path) -> tuple[str, bytes]:
    """The symbol's name and what it stands for."""
    symbols = output("readelf", "--dyn-syms", "--wide", library)
    found = re.search(r"^\s*\d+: ([0-9a-f]+)\s+\S+ .*\s(icudt\d+_dat)(@\S+)?$", symbols, re.MULTILINE)
    if found is None:
        raise SystemExit(f"trim_icu: {library.name} has no icudt…_dat")
    address = int(found[1], 16)
    for line in output("readelf", "--segments", "--wide", library).splitlines():
        words = line.split()
        if words[:1] == ["LOAD"]:
            offset, start, _, length = (int(word, 16) for word in words[1:5])
            if start <= address < start + length:
                return found[2], library.read_bytes()[offset + address - start : offset + length]
    raise SystemExit(f"trim_icu: {found[2]} lies in no segment")


def read_items(data: bytes) -> list[Item]:
    """Every item with its name, in the package's own (sorted) order; the last one's end is found by its own header."""
    start, magic = struct.unpack_from("<HH", data)
    if magic != MAGIC or data[12:16] != b"CmnD":
        raise SystemExit("trim_icu: this is no little-endian ICU data package")
    (count,) = struct.unpack_from("<I", data, start)
    entries = [struct.unpack_from("<II", data, start + 4 + 8 * at) for at in range(count)]
    ends = [offset for _, offset in entries[1:]] + [len(data) - start]
    return [
        (text_at(data, start + name), data[start + begin : start + end])
        for (name, begin), end in zip(entries, ends, strict=True)
    ]


def write_package(original: bytes, items: list[Item]) -> bytes:
    """A package of these items, with the head of the original."""
    (start,) = struct.unpack_from("<H", original)
    names = b"".join(name.encode() + b"\0" for name, _ in items)
    at_names = 4 + 8 * len(items)
    at = padded(at_names + len(names))
    table, bodies, name_at = [], [], at_names
    for name, body in items:
        table.append(struct.pack("<II", name_at, at))
        name_at += len(name) + 1
        bodies.append(body + b"\0" * (padded(len(body)) - len(body)))
        at += len(bodies[-1])
    head = struct.pack("<I", len(items)) + b"".join(table) + names
    return original[:start] + head + b"\0" * (padded(len(head)) - len(head)) + b"".join(bodies)


def link(package: bytes, symbol: str, soname: str, target: Path) -> None:
    """An ELF library that has nothing but the package, under its old name and symbol."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "package").write_bytes(package)
        run("ld", "-r", "-b", "binary", "-o", "raw.o", "package", cwd=work)
        run(
            "objcopy", "--redefine-sym", f"_binary_package_start={symbol}", "--strip-symbol",
            "_binary_package_end", "--strip-symbol", "_binary_package_size", "--set-section-alignment", ".data=16",
            "--rename-section", ".data=.rodata,alloc,load,readonly,data,contents", "raw.o", "named.o", cwd=work,
        )  # fmt: skip
        target.parent.mkdir(parents=True, exist_ok=True)
        run(
            "ld",
            "-shared",
            "-z",
            "noexecstack",
            "-soname",
            soname,
            "-o",
            target.resolve(),
            "named.o",
            cwd=work,
        )


def padded(size: int) -> int:
    """The next multiple of the alignment."""
    return -(-size // ALIGNMENT) * ALIGNMENT


def text_at(data: bytes, at: int) -> str:
    """A name ends with a zero."""
    return data[at : data.index(b"\0", at)].decode("ascii")


def output(*words: object) -> str:
    """What a tool says."""
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, text=True).stdout


def run(*words: object, cwd: Path) -> None:
    """Run a tool."""
    subprocess.run([str(word) for word in words], check=True, cwd=cwd)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
