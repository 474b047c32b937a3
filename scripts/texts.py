#!/usr/bin/env python3
"""The message catalogue against the source: every text of `kiosk_app` is in it, translated, and nothing else is.

Example: scripts/texts.py --check      (or --update, which adds and removes entries and keeps translations)
Exit codes: 0 fine, 1 the catalogue differs or is incomplete, 2 usage.
"""

from __future__ import annotations

import argparse
import string
import sys
from pathlib import Path

import polib
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "assets" / "locale" / "zh_CN" / "LC_MESSAGES" / "kiosk.po"


def extracted() -> dict[str, str]:
    """Every message id of the source -> the file it stands in first."""
    found: dict[str, str] = {}
    rows = extract_from_dir(
        str(ROOT / "kiosk_app"), method_map=[("**.py", "python")], keywords={"_": None, "ngettext": (1, 2)}
    )
    for file, _line, message, _comments, _context in rows:
        ids = (message,) if isinstance(message, str) else message
        for msgid in ids:
            found.setdefault(msgid, f"kiosk_app/{file}")
    return dict(sorted(found.items(), key=lambda row: (row[1], row[0])))


def placeholders(text: str) -> set[str]:
    """Names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def check() -> list[str]:
    """Say everything that is wrong with the catalogue."""
    source, catalogue = extracted(), polib.pofile(str(CATALOGUE))
    entries = {entry.msgid: entry for entry in catalogue if not entry.obsolete}
    faults = [
        f"{where}: not in the catalogue: {msgid!r}" for msgid, where in source.items() if msgid not in entries
    ]
    faults += [f"in the catalogue, not in the source: {msgid!r}" for msgid in entries if msgid not in source]
    for msgid, entry in entries.items():
        if not entry.msgstr or "fuzzy" in entry.flags:
            faults.append(f"not translated: {msgid!r}")
        elif placeholders(entry.msgstr) != placeholders(msgid):
            faults.append(f"other placeholders than the source: {msgid!r}")
    return faults


def update() -> None:
    """Write the catalogue anew: the source's texts in order, translations kept."""
    known = {}
    if CATALOGUE.exists():
        known = {entry.msgid: entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "kiosk",
        "Language": "zh_CN",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    for msgid, where in extracted().items():
        catalogue.append(polib.POEntry(msgid=msgid, msgstr=known.get(msgid, ""), occurrences=[(where, "")]))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true", help="say what differs, change nothing")
    action.add_argument("--update", action="store_true", help="bring the catalogue up to the source")
    if parser.parse_args().update:
        update()
    faults = check()
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
