#!/usr/bin/env python3
# ruff: noqa: T201, S603 - a stand-alone program that prints and starts the program it was given
"""Checks a built bundle and prints a table: contents, size, start, and a whole journey.

Example: packaging/check_bundle.py dist/kiosk
Exit codes: 0 everything holds, 1 something does not.
"""

from __future__ import annotations

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOST_MEGABYTES = 350
"""Millions of bytes."""
MOST_TIMES_THE_VENV = 1.5
STARTS = 3
FORBIDDEN = re.compile(
    r"qvnc|virtualkeyboard|webengine|qeglfs|linuxfb|vkkhr|libQt6(Qml|Quick|Sql|Pdf|PrintSupport|Network)|/tests?/|/pip/|"
    r"\.pem$|\.key$|id_ed25519|kiosk\.toml",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"certifi/cacert\.pem$")
NEEDED = (
    "platforms/libqwayland.so", "platforms/libqxcb.so", "platforms/libqoffscreen.so", "libzbar.so.0",
    "libusb-1.0.so.0", "assets/locale/zh_CN/LC_MESSAGES/kiosk.po", "assets/icons/", "assets/demo/agencies.csv",
    "assets/printer/capabilities.json",
    "zxingcpp/", "cv2/cv2.abi3.so", "assets/fonts/NotoSansCJK-Regular.ttc", "assets/fonts/NotoSansCJK-Bold.ttc",
    "assets/fonts/wqy-microhei.ttc", "assets/fonts/LICENCE-NotoSansCJK.txt",
    "assets/fonts/LICENCE-WenQuanYiMicroHei.txt",
)  # fmt: skip


def main(bundle: Path) -> int:
    """Run every check; print one line each."""
    names = sorted(str(path.relative_to(bundle)) for path in bundle.rglob("*"))
    forbidden = [name for name in names if FORBIDDEN.search("/" + name) and not ALLOWED.search(name)]
    missing = [part for part in NEEDED if not any(part in name for name in names)]
    # Each file once: libraries are linked, not copied, to where they are looked for.
    size = sum(path.lstat().st_size for path in bundle.rglob("*") if path.is_file()) / 1e6
    with tempfile.TemporaryDirectory(prefix="kiosk-build-") as folder:
        work = Path(folder)
        venv = ROOT / ".venv" / "bin" / "kiosk"
        programs = [bundle / "kiosk", *([venv] if venv.exists() else [])]
        bundle_s, venv_s = (*starts_s(programs, work), None)[:2]
        journey = demonstration(bundle, work)
        doctor = command([bundle / "kiosk", "doctor", "--json"], (0, 1))
        drawn = same_pictures(bundle / "kiosk", venv, work) if venv.exists() else ""
        usage = command([bundle / "kiosk", "--help"], (0,))
    ratio = f"{bundle_s / venv_s:.2f} x the venv's {venv_s:.2f} s" if venv_s else "no venv to compare with"
    rows = [
        ("nothing that must not ship", not forbidden, ", ".join(forbidden[:5])),
        ("everything that must be in", not missing, ", ".join(missing)),
        ("size", size <= MOST_MEGABYTES, f"{size:.0f} MB"),
        (
            "start to the first frame",
            venv_s is None or bundle_s <= MOST_TIMES_THE_VENV * venv_s,
            f"{bundle_s:.2f} s, {ratio}",
        ),
        ("kiosk --help", not usage, usage),
        ("screens as from source", not drawn, drawn),
        ("kiosk demo --auto", not journey[0], journey[0] or journey[1]),
        ("kiosk doctor --json", not doctor, doctor),
    ]
    for name, holds, note in rows:
        print(f"{'ok  ' if holds else 'FAIL'}  {name:30} {note}")
    return 0 if all(holds for _, holds, _ in rows) else 1


def starts_s(programs: list[Path], work: Path) -> list[float]:
    """Median seconds of each from the start of the process to `READY=1`, which is said after the first frame.

    They take turns, so that other work on the machine comes upon all of them alike.
    """
    config = work / "kiosk.toml"
    (work / "root.json").write_text("{}", encoding="ascii")
    config.write_text(
        f'data = "{work}/data"\n[terminal]\nid = "JJ-01"\nname_zh = "演示"\nname_en = "Demo"\ndistrict = "331002"\n'
        f'[printer]\nurl = "file:///dev/null"\n[registry]\nurl = "http://127.0.0.1:9/"\nroot = "{work}/root.json"\n',
        encoding="utf-8",
    )
    runs = [
        [one_start_s([str(program), "run", "--config", str(config)], work) for program in programs]
        for _ in range(STARTS)
    ]
    return [statistics.median(times) for times in zip(*runs, strict=True)]


def one_start_s(program: list[str], work: Path) -> float:
    """One start; the terminal is ended when it is ready. A program that ends before says why on stderr."""
    address = work / "notify"
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(address))
        channel.settimeout(60)
        environment = os.environ | {"NOTIFY_SOCKET": str(address), "QT_QPA_PLATFORM": "offscreen"}
        began_s = time.monotonic()
        with (work / "stderr").open("w+b") as words:
            process = subprocess.Popen(program, env=environment, stderr=words)
            try:
                while b"READY=1" not in channel.recv(4096):
                    pass
                return time.monotonic() - began_s
            except TimeoutError:
                words.seek(0)
                raise SystemExit(
                    f"{program[0]} is not ready after 60 s: {words.read()[-600:].decode()}"
                ) from None
            finally:
                process.terminate()
                process.wait(60)


def demonstration(bundle: Path, work: Path) -> tuple[str, str]:
    """A fault, or what the automatic owner took home."""
    out = work / "demo"
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [bundle / "kiosk", "demo", "--auto", "--out", out],
        env=environment, capture_output=True, text=True, check=False, timeout=150,
    )  # fmt: skip
    if ran.returncode:
        return f"exit {ran.returncode}: {ran.stderr.strip()[-300:]}", ""
    files = sorted(path.name for path in out.iterdir())
    return ("" if "slip.png" in files else "no slip"), f"{len(files)} files, slip.png among them"


def same_pictures(bundle: Path, venv: Path, work: Path) -> str:
    """A difference in what is drawn with the bundle's fonts and with the system's, or nothing.

    The bundle sees no other font: Qt prefers an installed one of the same name to one that was loaded from a file.
    """
    (work / "fonts.conf").write_text(
        f"<?xml version='1.0'?><fontconfig><dir>{work}/none</dir><cachedir>{work}/cache</cachedir></fontconfig>",
        encoding="ascii",
    )
    look = ["--size", "normal", "--contrast", "normal", "--standing", "--portrait", "--screen", "debt-type"]
    for name, program, more in (
        ("bundle", bundle, {"FONTCONFIG_FILE": str(work / "fonts.conf")}),
        ("source", venv, {}),
    ):
        out = work / f"drawn-{name}"
        ran = subprocess.run(
            [program, "preview", "--out", out, *look],
            env=os.environ | more, capture_output=True, text=True, check=False, timeout=150,
        )  # fmt: skip
        if ran.returncode:
            return f"{name}: preview ended with {ran.returncode}: {ran.stderr.strip()[-200:]}"
    ours, theirs = (
        {path.relative_to(work / name): path.read_bytes() for path in (work / name).rglob("*.png")}
        for name in ("drawn-bundle", "drawn-source")
    )
    differ = [str(name) for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
    return "" if ours and not differ else f"{len(differ)} of {len(theirs)} differ: {', '.join(differ[:3])}"


def command(words: list[Path | str], codes: tuple[int, ...]) -> str:
    """A fault, or nothing."""
    ran = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    if ran.returncode not in codes:
        return f"exit {ran.returncode}: {ran.stderr.strip()[-200:]}"
    if "--json" in words:
        json.loads(ran.stdout)
    return ""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
