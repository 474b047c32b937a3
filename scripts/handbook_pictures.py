#!/usr/bin/env python3
# ruff: noqa: S603 - a stand-alone program that starts our own
"""The pictures of docs/operations: screens as staff see them, small, out of `kiosk preview`.

Example: .venv/bin/python scripts/handbook_pictures.py
Exit codes: 0 written, 1 a screen of the list is not there any more.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images" / "operations"
SCREENS = (
    "idle-current", "idle-stale", "idle-clock-suspect", "trouble-list-unavailable", "trouble-paper-out",
    "trouble-cover-open", "trouble-cutter", "trouble-overheated", "trouble-printer-offline", "trouble-slip-void",
    "trouble-slip-unconfirmed", "trouble-camera", "out-of-service",
)  # fmt: skip
"""Names of pictures of the gallery: troubles in the order of problems.md."""
WIDTH_PX = 270
COLOURS = 48
LOOK = ("--language", "zh-CN", "--size", "normal", "--contrast", "normal", "--standing", "--portrait")


def main() -> int:
    """Draw the screens, shrink them to palette PNGs of some ten kilobytes."""
    with tempfile.TemporaryDirectory() as folder:
        kiosk = ROOT / ".venv" / "bin" / "kiosk"
        for part in ("idle", "trouble", "out-of-service"):
            out = Path(folder) / part
            subprocess.run([kiosk, "preview", "--out", out, *LOOK, "--screen", part], check=True)
        drawn = {path.stem: path for path in Path(folder).rglob("*.png")}
        missing = [name for name in SCREENS if name not in drawn]
        if missing:
            print(f"handbook_pictures: no screen called {', '.join(missing)}", file=sys.stderr)
            return 1
        OUT.mkdir(parents=True, exist_ok=True)
        for name in SCREENS:
            picture = Image.open(drawn[name]).convert("RGB")
            height_px = round(picture.height * WIDTH_PX / picture.width)
            small = picture.resize((WIDTH_PX, height_px), Image.Resampling.LANCZOS)
            small.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
