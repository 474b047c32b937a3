#!/usr/bin/env python3
# ruff: noqa: T201 - a stand-alone program that prints
"""Makes the fonts of the bundle: the simplified Chinese face of Noto Sans CJK, both weights, and the PDF's font.

Every character of that face stays, with its outline and hints untouched: what is left out are the other four faces'
glyphs and the features nothing here asks for (vertical writing, variants of other languages). So screens, slips and
their golden pictures are the same, dot for dot, as with Debian's files, at 22 MB instead of 39. WenQuanYi Micro Hei
goes along as it is. The licences, which both fonts want beside every copy, go along too.

Takes about a minute and a half on two cores, so what is there from the same files by the same program is left alone.
Needs fonttools (requirements/build.txt). Example: build/venv/bin/python packaging/subset_fonts.py build/fonts
Exit codes: 0 made or there already, 1 a font is not installed.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from fontTools import version
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

NOTO = Path("/usr/share/fonts/opentype/noto")
WEIGHTS = ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc")
PDF_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LICENCES = {
    "LICENCE-NotoSansCJK.txt": Path("/usr/share/doc/fonts-noto-cjk/copyright"),
    "LICENCE-WenQuanYiMicroHei.txt": Path("/usr/share/doc/fonts-wqy-microhei/copyright"),
}
SIMPLIFIED_CHINESE = 2
"""Place in the collection: JP, KR, SC, TC, HK."""
FEATURES = ["ccmp", "kern", "liga", "clig", "calt", "rlig", "mark", "mkmk", "locl"]
"""What Qt's shaping asks for by itself in horizontal text; `locl` also picks the Latin letters of other languages."""
SCRIPTS = ("latn", "grek", "cyrl", "hani", "kana", "hang")
LANGUAGES = ("dflt", "ZHS")
"""Of each script: no language, and simplified Chinese."""


def main(folder: Path) -> int:
    """Make the fonts, unless they are there."""
    sources = [*(NOTO / name for name in WEIGHTS), PDF_FONT, *LICENCES.values()]
    missing = [str(path) for path in sources if not path.is_file()]
    if missing:
        print(f"subset_fonts: {', '.join(missing)} not found: run scripts/setup", file=sys.stderr)
        return 1
    wanted = digest([Path(__file__), *sources])
    stamp = folder / ".made"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return 0
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with ProcessPoolExecutor() as processes:
        list(processes.map(subset, [NOTO / name for name in WEIGHTS], [folder / name for name in WEIGHTS]))
    shutil.copyfile(PDF_FONT, folder / PDF_FONT.name)
    for name, path in LICENCES.items():
        shutil.copyfile(path, folder / name)
    stamp.write_text(wanted, encoding="ascii")
    return 0


def subset(source: Path, target: Path) -> None:
    """One weight: the face alone, as a collection of one, all its characters kept."""
    options = Options()
    options.layout_features = FEATURES
    options.layout_scripts = ["DFLT.dflt", *(f"{script}.{tag}" for script in SCRIPTS for tag in LANGUAGES)]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.glyph_names = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source, fontNumber=SIMPLIFIED_CHINESE, recalcTimestamp=False, lazy=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    collection = TTCollection()
    collection.fonts = [font]
    collection.save(target)


def digest(files: list[Path]) -> str:
    """Of everything the result follows from."""
    mark = hashlib.sha256(version.encode())
    for path in files:
        mark.update(path.read_bytes())
    return mark.hexdigest()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
